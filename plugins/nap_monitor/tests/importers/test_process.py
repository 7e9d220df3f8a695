"""OGP's process database: every cell a stated fact of its plan."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from toolbox_nap_monitor.importers.process import read_process, recognises
from toolbox_nap_monitor.importers.reading import Source, Wish


def test_no_row_and_no_cell_is_lost(shared_data: Path) -> None:
    with (shared_data / "nap" / "ogp_process_2011-2016.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert recognises(tuple(header))
    source = Source(name="process.csv", columns=tuple(header), rows=list(enumerate(rows, 2)))
    reading = read_process(source, Wish(today=date(2026, 11, 1)))
    assert (reading.rows_read, reading.rows_stored, len(reading.bundle.plans)) == (116, 116, 116)
    facts = {(one.source.row, one.requirement): one.value for one in reading.bundle.facts}
    for number, cells in enumerate(rows, 2):
        for column, cell in zip(header, cells, strict=True):
            assert not cell or column in ("Country name", "Action Plan Number") or facts[number, column] == cell
    one = read_process(source, Wish(today=date(2026, 11, 1), member="al", plan="1"))
    assert (one.rows_read, one.passed_over) == (1, 115)


def test_a_row_without_a_country_is_refused() -> None:
    columns = ("Country name", "Action Plan Number", "Year AP Submitted")
    source = Source(name="p.csv", columns=columns, rows=[(2, ["", "1", "2012"]), (3, ["Albania", "1", "NR"])])
    reading = read_process(source, Wish(today=date(2026, 11, 1)))
    assert (reading.rows_rejected, reading.problems[0].column) == (1, "Country name")
    assert reading.bundle.plans[0].starts is None
