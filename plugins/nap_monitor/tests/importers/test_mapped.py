"""A file never seen before, in another language, through a mapping and without a change of code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from toolbox_core import InputError
from toolbox_nap_monitor.importers.mapped import read_mapped
from toolbox_nap_monitor.importers.reading import Reading, Source, Wish
from toolbox_nap_monitor.layouts.mapping import propose

COLUMNS = ("N.º", "Compromiso", "Actividad", "Entidad responsable", "Fecha límite", "Estado", "% de avance", "Enlaces")
ROWS = [
    ["1", "Datos abiertos", "Publicar", "INEGI; SFP", "31/12/2026", "En proceso", "40,5 %", "https://a.example/1."],
    ["1", "Datos abiertos", "Capacitar", "INEGI", "junio de 2026", "Sin avance", "", ""],
    ["2", "Presupuesto", "", "SHCP", "Permanente", "Completado", "100", ""],
]


def read(rows: list[list[str]], names: tuple[str, ...] = COLUMNS, **mapping: Any) -> Reading:
    chosen = {"columns": propose(names), "language": "es", "dates": "dmy", **mapping}
    wish = Wish(today=date(2026, 5, 18), member="MX", plan="5", mapping=chosen)
    return read_mapped(Source(name="avances.csv", columns=names, rows=list(enumerate(rows, 2))), wish)


def test_a_spanish_tracker_is_read_by_the_proposed_mapping() -> None:
    reading = read(ROWS)
    bundle = reading.bundle
    assert (reading.rows_read, reading.rows_stored, reading.problems) == (3, 3, [])
    assert [(one.number, one.titles) for one in bundle.commitments] == [
        ("1", {"es": "Datos abiertos"}),
        ("2", {"es": "Presupuesto"}),
    ]
    assert [(one.commitment, one.code) for one in bundle.milestones] == [("1", "1.1"), ("1", "1.2")]
    assert [(one.milestone, one.status, one.percent) for one in bundle.updates] == [
        ("1.1", "in-progress", Decimal("40.5")),
        ("1.2", "not-started", None),
        ("", "complete", Decimal(100)),
    ]
    assert bundle.milestones[1].due.day == date(2026, 6, 30)
    assert bundle.commitments[1].due.precision == "ongoing"
    assert [one.name for one in bundle.milestones[0].involved] == ["INEGI", "SFP"]
    assert bundle.updates[0].evidence[0].url == "https://a.example/1"
    assert {one.period for one in bundle.updates} == {"2026-H1"}


def test_what_means_nothing_is_kept_under_its_name() -> None:
    reading = read([["Datos", "verde"]], ("Compromiso", "Semáforo"))
    assert reading.bundle.commitments[0].extra == {"Semáforo": "verde"}
    assert reading.bundle.commitments[0].number == "1"


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        (["", "", "Publicar", "", "", "", "", ""], "required", "Compromiso"),
        (["1", "Datos", "", "", "", "Así así", "", ""], "scale", "Estado"),
        (["1", "Datos", "", "", "", "", "140", ""], "range", "% de avance"),
    ],
)
def test_bad_rows_are_refused(row: list[str], rule: str, column: str) -> None:
    reading = read([row])
    assert (reading.rows_rejected, reading.problems[0].rule, reading.problems[0].column) == (1, rule, column)
    assert not reading.bundle.commitments


def test_an_end_before_its_start_is_refused() -> None:
    columns = ("Title", "Start", "End")
    reading = read([["Law", "2026-05-01", "2025-05-01"]], columns)
    assert (reading.rows_rejected, reading.problems[0].rule) == (1, "due")
    assert "before it starts" in reading.problems[0].message
    assert not reading.bundle.commitments


def test_own_words_for_statuses_and_a_commitment_twice() -> None:
    row = ["1", "Datos", "", "", "", "Así así", "", ""]
    reading = read([row, row], statuses={"Así así": "limited"}, period="2025")
    assert (reading.bundle.updates[0].status, reading.bundle.updates[0].period) == ("limited", "2025")
    assert reading.problems[0].rule == "unique"


def test_a_mapping_that_does_not_fit_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="no column 'Nada'"):
        read(ROWS, COLUMNS, columns={"Nada": "title"})
