"""Babbage queries against a small town, from the roll-ups and from the lines alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete

from toolbox_budget_portal import models, queries
from toolbox_budget_portal.babbage import BadQuery, Page, parse_cuts, parse_order, parse_refs
from toolbox_budget_portal.cube import check_query
from toolbox_budget_portal.queries.cube import Answer
from toolbox_core import NotFound
from toolbox_core.db import Database

SPENT = "fiscal_year:2024|direction:expenditure|phase:executed"


def ask(
    database: Database,
    *,
    drilldown: str = "",
    cut: str = "",
    aggregates: str = "",
    order: str = "",
    page: Page | None = None,
) -> Answer:
    """What the cube of the town answers."""
    with database.read() as session:
        cube = queries.open_cube(session, "town")
        query = check_query(
            cube.model,
            drilldown=parse_refs("drilldown", drilldown),
            cuts=parse_cuts(cut),
            aggregates=parse_refs("aggregates", aggregates),
            order=parse_order(order),
            page=page,
        )
        return queries.aggregate(session, cube, query)


def test_the_whole_is_one_cell(town: str, database: Database) -> None:
    answer = ask(database, cut=SPENT)
    assert answer.cells == ({"value.sum": Decimal("1442.90"), "value.net": Decimal("1362.90"), "_count": 6},)
    assert (answer.summary, answer.count) == (answer.cells[0], 1)


@pytest.mark.parametrize("rolled_up", [True, False])
def test_cells_add_up_to_the_summary_with_and_without_roll_ups(rolled_up: bool, town: str, database: Database) -> None:
    if not rolled_up:
        with database.write() as session:
            session.execute(delete(models.Rollup).where(models.Rollup.dims != ""))
    for drilldown in (
        "functional_1",
        "functional_2.code",
        "functional_1.label|economic_1.code",
        "administrative_2|functional_2|economic_1",
        "elimination|functional_1",
        "direction|functional_1.code",
    ):
        answer = ask(database, cut=SPENT, drilldown=drilldown, aggregates="value.net|_count")
        assert sum(cell["value.net"] or 0 for cell in answer.cells) == answer.summary["value.net"], drilldown
        assert sum(cell["_count"] for cell in answer.cells) == answer.summary["_count"], drilldown
        assert answer.count == len(answer.cells), drilldown
        assert answer.summary["value.net"] == Decimal("1362.90"), drilldown


def test_lines_without_a_deeper_category_are_a_cell_without_a_code(town: str, database: Database) -> None:
    answer = ask(database, cut=SPENT, drilldown="functional_2.path", aggregates="_count")
    assert {cell["functional_2.path"]: cell["_count"] for cell in answer.cells} == {
        "1/1%2F1": 1,
        "1/12": 1,
        "2/21": 2,
        "3/31": 1,
        None: 1,
    }
    only = ask(database, cut=f"{SPENT}|functional_2:null", aggregates="_count")
    assert only.summary["_count"] == 1


def test_eliminations_are_summed_as_stored_when_asked_for(town: str, database: Database) -> None:
    answer = ask(database, cut=SPENT, drilldown="elimination")
    cells = {cell["elimination.flag"]: cell for cell in answer.cells}
    assert cells[True] == {
        "elimination.flag": True,
        "value.sum": Decimal("80.00"),
        "value.net": Decimal("-80.00"),
        "_count": 1,
    }
    assert answer.summary["value.net"] == Decimal("1362.90")


@pytest.mark.parametrize(
    ("cut", "amount"),
    [
        ("functional_1:1", "1401.00"),
        ("functional_1.label:Services", "1401.00"),
        ("functional_1:1;3", "1401.00"),
        ("functional_1:2..3", "41.90"),
        ("functional_1:..1", "1401.00"),
        ('functional_2:"1/1%2F1"', "900.25"),
        ('functional_2.code:"1/1"', "900.25"),
        ("functional_2:null;1/12", "500.75"),
        ("administrative_2.code:A|economic_1:1", "962.25"),
        ("administrative_1.label:=1+1", "0.00"),
    ],
)
def test_cuts_narrow(cut: str, amount: str, town: str, database: Database) -> None:
    assert ask(database, cut=f"{SPENT}|{cut}", aggregates="value.sum").summary["value.sum"] == Decimal(amount)


def test_years_and_phases_are_cut_by_range_and_by_role(town: str, database: Database) -> None:
    answer = ask(
        database,
        cut="fiscal_year:2022..2024|direction:revenue|phase.role:executed;paid",
        drilldown="fiscal_year|phase.code",
        aggregates="value.sum",
        order="fiscal_year:asc,phase.code:desc",
    )
    assert [tuple(cell.values()) for cell in answer.cells] == [
        (2023, "paid", Decimal("1610.50")),
        (2023, "executed", Decimal("1710.50")),
        (2024, "paid", Decimal("1610.50")),
        (2024, "executed", Decimal("1710.50")),
    ]


def test_pages_are_parts_of_one_order(town: str, database: Database) -> None:
    whole = ask(database, cut=SPENT, drilldown="functional_1.code", order="value.sum:asc")
    parts = [
        ask(database, cut=SPENT, drilldown="functional_1.code", order="value.sum:asc", page=Page(number, 1))
        for number in (1, 2, 3)
    ]
    assert tuple(cell for part in parts for cell in part.cells) == whole.cells
    beyond = ask(database, cut=SPENT, drilldown="functional_1.code", page=Page(9, 100))
    assert (beyond.cells, beyond.count, beyond.summary) == ((), 3, whole.summary)


def test_nothing_left_is_an_empty_answer(town: str, database: Database) -> None:
    answer = ask(database, cut="fiscal_year:1999|direction:expenditure|phase:executed", drilldown="functional_1")
    assert (answer.cells, answer.count) == ((), 0)
    assert answer.summary == {"value.sum": None, "value.net": None, "_count": 0}
    none = ask(database, cut=f"{SPENT}|functional_1:99", drilldown="functional_1")
    assert (none.cells, none.count, none.summary["value.sum"]) == ((), 0, None)


def test_sums_that_mean_nothing_are_refused(town: str, database: Database) -> None:
    for cut, words in (
        ("fiscal_year:2024|direction:expenditure", "different phases"),
        ("fiscal_year:2024|phase:executed", "expenditure and revenue"),
        ("direction:expenditure|phase:executed", "different fiscal years"),
    ):
        with pytest.raises(BadQuery, match=words):
            ask(database, cut=cut)
    assert ask(database, aggregates="_count").summary["_count"] == 8 + 5 + 3


def test_the_only_cube_needs_no_name(town: str, database: Database) -> None:
    with database.read() as session:
        assert queries.open_cube(session).model.name == "town"
        with pytest.raises(NotFound, match="There is no budget of"):
            queries.open_cube(session, "atlantis")


def test_without_budgets_there_is_no_cube(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="There is none yet"):
        queries.open_cube(session)


def _as_rows(answer: Answer) -> list[dict[str, Any]]:
    return [dict(cell) for cell in answer.cells]


def test_each_year_keeps_its_own_amounts(town: str, database: Database) -> None:
    answer = ask(
        database,
        cut="direction:expenditure|phase:executed|functional_2.code:21",
        drilldown="fiscal_year",
        aggregates="value.sum|_count",
        order="fiscal_year",
    )
    assert _as_rows(answer) == [
        {"fiscal_year.year": 2023, "value.sum": Decimal("150.00"), "_count": 2},
        {"fiscal_year.year": 2024, "value.sum": Decimal("41.90"), "_count": 2},
    ]
