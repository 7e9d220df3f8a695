"""What a year adds up to and divides into, exact, gross and net."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import delete

from toolbox_budget_portal import models, queries
from toolbox_budget_portal.queries.records import Sums, ratio, together, total
from toolbox_core import NotFound
from toolbox_core.db import Database


def test_totals_are_exact_gross_and_net(town: str, database: Database) -> None:
    with database.read() as session:
        totals = queries.totals(session, queries.year(session, town, 2024))
    spending = totals["expenditure"]
    assert spending.of("approved") == Decimal("1760.50")
    assert spending.of("executed") == Decimal("1442.90")
    assert spending.of("executed", net=True) == Decimal("1362.90")
    assert spending.of("paid") is None, "the file gives no such phase"
    assert totals["revenue"].of("paid", net=True) == Decimal("1530.50")


def test_a_category_divides_into_its_children_and_a_rest(town: str, database: Database) -> None:
    with database.read() as session:
        year = queries.year(session, town, 2024)
        whole = queries.breakdown(session, year, "expenditure", "functional")
        culture = queries.breakdown(session, year, "expenditure", "functional", "2")
    assert [(node.code, node.label, node.sums.of("executed")) for node in whole.children] == [
        ("1", "Services", Decimal("1401.00")),
        ("2", "Culture", Decimal("41.90")),
        ("3", "Parks", Decimal("0.00")),
    ]
    assert whole.rest is None
    assert culture.node is not None
    assert culture.node.label == "Culture"
    assert [node.path for node in culture.children] == ["2/21"]
    assert culture.rest is not None
    assert (culture.rest.lines, culture.rest.of("approved")) == (1, Decimal("10.00"))
    assert culture.rest.of("executed") == Decimal("0.00")


def test_a_leaf_has_no_children_and_knows_its_ancestors(town: str, database: Database) -> None:
    with database.read() as session:
        year = queries.year(session, town, 2024)
        view = queries.breakdown(session, year, "expenditure", "functional", "1/1%2F1")
    assert view.children == ()
    assert view.rest is None
    assert [node.path for node in view.ancestors] == ["1"]
    assert view.total.of("executed") == Decimal("900.25")


@pytest.mark.parametrize("rolled_up", [True, False])
def test_views_narrowed_to_other_kinds_agree_with_and_without_roll_ups(
    rolled_up: bool, town: str, database: Database
) -> None:
    if not rolled_up:
        with database.write() as session:
            session.execute(delete(models.Rollup).where(models.Rollup.dims.like("%+%")))
    with database.read() as session:
        year = queries.year(session, town, 2024)
        one = queries.breakdown(session, year, "expenditure", "economic", within={"functional": "2"})
        two = queries.breakdown(
            session, year, "expenditure", "economic", within={"functional": "2", "administrative": "002/A"}
        )
        deep = queries.breakdown(session, year, "expenditure", "economic", "2", {"functional": "2"})
        net = queries.breakdown(session, year, "expenditure", "economic", within={"functional": "1/12"})
    for view in (one, two):
        assert [(node.code, node.sums.of("executed")) for node in view.children] == [
            ("1", Decimal("62.00")),
            ("2", Decimal("-20.10")),
        ]
        assert view.total.of("executed") == Decimal("41.90")
    assert deep.total.of("executed") == Decimal("-20.10")
    assert [(node.code, node.sums.of("executed", net=True)) for node in net.children] == [
        ("2", Decimal("500.75")),
        ("4", Decimal("-80.00")),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("income", "functional"), "It has expenditure and revenue"),
        (("revenue", "functional"), "It is divided by economic"),
        (("expenditure", "functional", "9"), "no functional category"),
        (("expenditure", "economic", "7"), "no economic category"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(
    arguments: tuple[str, ...], words: str, town: str, database: Database
) -> None:
    with database.read() as session:
        year = queries.year(session, town, 2023)
        with pytest.raises(NotFound, match=words):
            queries.breakdown(session, year, *arguments)  # type: ignore[arg-type]  # in the order of the address


def test_a_category_of_another_year_is_answered_with_its_years(town: str, database: Database) -> None:
    with database.read() as session:
        year = queries.year(session, town, 2023)
        with pytest.raises(NotFound, match="It is there in 2024"):
            queries.breakdown(session, year, "expenditure", "functional", "3")


def test_arithmetic_never_rounds_and_never_divides_by_zero() -> None:
    huge = Decimal("92233720368547758.07")
    assert total([huge, huge, None]) == Decimal("184467440737095516.14")
    assert total([None]) is None
    assert ratio(Decimal(1), Decimal(0)) is None
    assert ratio(None, Decimal(1)) is None
    assert ratio(Decimal(1), Decimal(3)) == Decimal("0.3333333333")
    parts = [Sums({"paid": Decimal(1)}, {}, 1), Sums({"paid": None}, {"paid": Decimal(2)}, 2)]
    assert together(parts) == Sums({"paid": Decimal(1)}, {"paid": Decimal(2)}, 3)
