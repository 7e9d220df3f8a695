"""Lists of lines, and one line with the way back to its row."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from toolbox_budget_portal import queries
from toolbox_budget_portal.queries.records import LinePage
from toolbox_core import NotFound, SourceFile
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.services.redaction import redact


def _lines(database: Database, **options: object) -> LinePage:
    with database.read() as session:
        year = queries.year(session, "town", 2024)
        options = {"phase": "executed", "limit_phase": "adjusted", **options}
        return queries.lines(session, year, "expenditure", **options)  # type: ignore[arg-type]


def test_lines_come_largest_first_and_unknown_last(town: str, database: Database) -> None:
    page = _lines(database)
    assert [row.amounts["executed"] for row in page.rows] == [
        *map(Decimal, ("900.25", "500.75", "80.00", "62.00", "0.00", "-20.10")),
        None,
    ]
    assert page.count == 7
    assert page.sums.of("executed", net=True) == Decimal("1362.90")
    assert page.rows[0].names["functional"] == ("1/1", "Roads & paths")


@pytest.mark.parametrize(
    ("show", "amounts"), [("unbudgeted", ["62.00"]), ("over", ["500.75"]), ("negative", ["-20.10"])]
)
def test_lines_that_need_a_closer_look_are_listed(show: str, amounts: list[str], town: str, database: Database) -> None:
    assert [str(row.amounts["executed"]) for row in _lines(database, show=show).rows] == amounts


def test_closer_looks_are_counted_alike(town: str, database: Database) -> None:
    with database.read() as session:
        year = queries.year(session, town, 2024)
        counted = queries.count_shows(session, year, "expenditure", "executed", "adjusted")
        nothing = queries.count_shows(session, year, "expenditure", "executed", "")
    assert {show: sums.lines for show, sums in counted.items()} == {"unbudgeted": 1, "over": 1, "negative": 1}
    assert nothing["over"].lines == 0, "nothing to compare with"


def test_lists_are_narrowed_and_paged(town: str, database: Database) -> None:
    page = _lines(database, within={"functional": "2", "economic": "2"}, size=1, page=2)
    assert (page.count, page.last, [row.source_row for row in page.rows]) == (2, 2, [6])
    assert page.rows[0].amounts["executed"] is None


def test_a_line_leads_to_its_row(town: str, database: Database, settings: Settings) -> None:
    with database.read() as session:
        found = queries.line_with_row(session, settings.files, settings.limits, town, 2024, 1, 5)
    assert (found.line.row.source_row, found.line.source.name, found.trouble) == (6, "expenditure.csv", "")
    assert found.columns[:2] == ("body", "body_name")
    assert found.cells == ("002", "Library", "A", "Desk", "2", "Culture", "", "", "2", "Goods", "10", "10", "nfp")
    assert found.line.presence == {"executed": "not-published"}
    assert [node.label for node in found.line.chains["administrative"]] == ["Library", "Desk"]


def test_a_line_is_followed_through_the_years(town: str, database: Database) -> None:
    with database.read() as session:
        found = queries.line(session, town, 2024, 1, 4)
        twin = queries.line(session, town, 2023, 1, 2)
    other, own = found.life
    assert (own.fiscal_year, own.lines, own.address) == (2024, 1, "1-4")
    assert (other.fiscal_year, other.lines, other.address) == (2023, 2, "1-2")
    assert other.amounts["executed"] == Decimal("150.00")
    assert (found.twins, twin.twins) == (1, 2)


def test_a_missing_original_is_said_and_the_figures_stay(town: str, database: Database, settings: Settings) -> None:
    for file in settings.files.folder.rglob("*"):
        if file.is_file():
            file.unlink()
    with database.read() as session:
        found = queries.line_with_row(session, settings.files, settings.limits, town, 2024, 1, 1)
    assert "is missing" in found.trouble
    assert found.line.row.amounts["approved"] == Decimal("1000.50")


def test_the_rows_of_a_redacted_original_are_not_shown(
    town: str, database: Database, settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_text("body\n-\n", encoding="utf-8")
    with database.write() as session:
        for source in session.scalars(select(SourceFile)).all():
            redact(session, settings.files, source, copy, name="copy.csv", reason="Names.", by="Ana")
    with database.read() as session:
        found = queries.line_with_row(session, settings.files, settings.limits, town, 2024, 1, 1)
    assert "was redacted" in found.trouble
    assert found.cells == ()
    assert found.line.row.amounts["approved"] == Decimal("1000.50")


def test_an_unknown_line_is_not_found(town: str, database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="has no line 999"):
        queries.line(session, town, 2024, 1, 999)
