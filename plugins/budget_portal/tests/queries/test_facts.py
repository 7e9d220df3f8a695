"""Single facts and members of dimensions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolbox_budget_portal import queries
from toolbox_budget_portal.babbage import BadQuery, Order, Page, parse_cuts
from toolbox_budget_portal.cube import check_cuts
from toolbox_budget_portal.queries.facts import Facts
from toolbox_core.db import Database


def _facts(database: Database, cut: str, fields: tuple[str, ...], page: Page) -> Facts:
    with database.read() as session:
        cube = queries.open_cube(session, "town")
        wanted = queries.fact_fields(cube.model, fields)
        return queries.facts(session, cube, check_cuts(cube.model, parse_cuts(cut)), wanted, page)


def test_a_fact_is_one_line_in_one_phase(town: str, database: Database) -> None:
    found = _facts(
        database,
        "fiscal_year:2024|functional_1:2|economic_1:2",
        ("line.address", "phase.code", "value", "functional_2.label"),
        Page(),
    )
    assert found.count == 6
    assert [tuple(row.values()) for row in found.rows][:3] == [
        ("1-4", "approved", Decimal("200.00"), "Educación infantil"),
        ("1-4", "adjusted", Decimal("200.00"), "Educación infantil"),
        ("1-4", "executed", Decimal("-20.10"), "Educación infantil"),
    ]
    assert tuple(found.rows[-1].values()) == ("1-5", "executed", None, None)


def test_pages_of_facts_join_without_gaps(town: str, database: Database) -> None:
    fields = ("fiscal_year", "line.address", "phase.code", "value")
    whole = _facts(database, "", fields, Page(1, 1000))
    pages = [_facts(database, "", fields, Page(number, 7)) for number in range(1, whole.count // 7 + 2)]
    assert tuple(row for page in pages for row in page.rows) == whole.rows
    assert len(whole.rows) == whole.count == (10 + 7 + 3) * 3
    assert {page.count for page in pages} == {whole.count}


def test_all_fields_come_when_none_is_named(town: str, database: Database) -> None:
    (row,) = _facts(database, "fiscal_year:2021|direction:expenditure|phase:executed", (), Page()).rows
    assert row["entity.name"] == "Port Town"
    assert row["administrative_2.path"] == "001/A"
    assert (row["line.source_row"], row["value"], row["elimination.flag"]) == (2, Decimal("650.50"), False)


def test_an_unknown_field_is_refused(town: str, database: Database) -> None:
    with pytest.raises(BadQuery, match="fields: There is no 'colour'"):
        _facts(database, "", ("colour",), Page())


def test_members_are_listed_once(town: str, database: Database) -> None:
    with database.read() as session:
        cube = queries.open_cube(session, "town")
        cuts = check_cuts(cube.model, parse_cuts("direction:expenditure"))
        functions = queries.members(session, cube, "functional_1", cuts, (), Page())
        newest = queries.members(session, cube, "fiscal_year", (), (Order("fiscal_year", True),), Page(1, 2))
    assert [row["functional_1.label"] for row in functions.rows] == ["Services", "Culture", "Parks"]
    assert ([row["fiscal_year.year"] for row in newest.rows], newest.count) == ([2024, 2023], 3)
