"""Matching the categories of several governments."""

from __future__ import annotations

import pytest

from toolbox_budget_portal import queries
from toolbox_core import NotFound
from toolbox_core.db import Database


def test_a_government_without_the_year_stays_in_the_answer(town: str, database: Database) -> None:
    with database.read() as session:
        found = queries.side_by_side(session, [town], 2022, "expenditure", "functional")
        there = queries.side_by_side(session, [town, town], 2023, "expenditure", "functional")
    assert [one.year for one in found.governments] == [None]
    assert found.there == ()
    assert len(there.governments) == 1, "the same government twice is one"
    assert [(code, label) for _, code, label in there.rows] == [("1", "Services"), ("2", "Culture")]
    assert not there.common("services"), "one government alone has nothing in common with anybody"


def test_too_many_governments_are_refused(town: str, database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="61 governments are too many"):
        queries.side_by_side(session, [f"g{number}" for number in range(61)], 2024, "expenditure")


def test_common_kinds_are_those_of_all(town: str, database: Database) -> None:
    with database.read() as session:
        assert queries.common_kinds(session, [town], 2024, "expenditure") == (
            "administrative",
            "functional",
            "economic",
        )
        assert queries.common_kinds(session, [town], 2024, "revenue") == ("economic",)
        assert queries.common_kinds(session, [], 2024, "revenue") == ()
