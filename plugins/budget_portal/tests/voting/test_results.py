"""Counting and publishing, and votes that come as Pabulib files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal.exceptions import Refused
from toolbox_budget_portal.participation import read_pb, write_pb
from toolbox_budget_portal.voting import casting, queries, results
from toolbox_core import InputError

if TYPE_CHECKING:
    from toolbox_budget_portal.voting.records import Process
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
TOULOUSE = Path(__file__).parents[5] / "shared/data/other/participation/toulouse_2022_saint_cyprien.pb"
AFTER = date(2026, 6, 1)
SMALL = b"""META
key;value
budget;100
vote_type;approval
currency;EUR
date_begin;2022
PROJECTS
project_id;cost;name;selected
1;60;Trees;0
2;50;Benches;1
VOTES
voter_id;vote
a;1,2
b;1
"""


def test_both_counts_are_published_and_the_rule_of_the_process_decides(
    database: Database, held: Callable[..., Process], today: date
) -> None:
    of = held(voting="code", rule="greedy")
    with database.write() as session:
        codes = casting.make_codes(session, of, 5)
        for code, chosen in zip(codes, ("1", "1", "2", "3", "3"), strict=True):
            casting.cast(session, of, code, {chosen: "1"}, today=today)
        with pytest.raises(Refused, match="close it first"):
            results.count_all(session, of, today)
    with database.read() as session:
        counts = results.count_all(session, of, AFTER)
    with database.write() as session:
        results.publish(session, of, counts)
        of = queries.process(session, of.slug)
        funded = {one.code: one.funded for one in queries.projects(session, of)}
        tallies = queries.tallies(session, of)
        with pytest.raises(Refused, match="already"):
            results.publish(session, of, counts)
    assert sorted(tallies) == ["equal-shares", "greedy"]
    greedy = tallies["greedy"]
    assert greedy.winners == ("3", "2")
    assert funded == {"1": False, "2": True, "3": True}
    assert (greedy.spent, greedy.votes, greedy.reached) == (Decimal("900.50"), 5, 3)
    assert [step[3] for step in greedy.steps] == ["3", "1", "2"]


def test_a_project_too_dear_for_what_is_left_is_named_in_the_audit(
    database: Database, held: Callable[..., Process], today: date
) -> None:
    of = held(voting="code")
    with database.write() as session:
        for code in casting.make_codes(session, of, 2):
            casting.cast(session, of, code, {"1": "1", "2": "1"}, today=today)
        [greedy, shares] = results.count_all(session, of, AFTER)
    assert [(step.project.id, step.decision) for step in greedy.steps] == [
        ("2", "funded"),
        ("1", "too-expensive"),
        ("3", "unsupported"),
    ]
    assert [project.id for project in shares.winners] == [project.id for project in greedy.winners]


@pytest.mark.shared_data
@pytest.mark.skipif(not TOULOUSE.is_file(), reason="the shared data are not here")
def test_toulouse_appears_as_a_finished_process(database: Database) -> None:
    data = TOULOUSE.read_bytes()
    with database.write() as session:
        election, counts = results.load(data)
        slug = results.store(session, election, counts, slug="saint-cyprien", by="tests", today=AFTER)
        of = queries.process(session, slug)
        tallies, found = queries.tallies(session, of), queries.projects(session, of)
        again = queries.election(session, of)
    assert tallies["greedy"].winners == ("34", "38", "40", "35")
    assert (tallies["greedy"].spent, of.budget) == (Decimal(399_000), Decimal(400_000))
    assert {one.code for one in found if one.funded} == {"34", "38", "40", "35"}
    assert of.calendar.days["vote"] == (date(2022, 10, 3), date(2022, 10, 31))
    assert of.vote_is_over(AFTER)
    assert not of.vote_is_on(date(2022, 10, 10))
    before = read_pb(data)
    after = read_pb(write_pb(again))
    assert {one.voter: dict(one.points) for one in after.ballots} == {
        one.voter: dict(one.points) for one in before.ballots
    }
    assert {one.id: (one.cost, one.name) for one in after.projects} == {
        one.id: (one.cost, one.name) for one in before.projects
    }
    assert {**before.meta, "budget": "400000.00"} == {**after.meta, "budget": "400000.00"}


def test_what_the_file_says_of_winners_is_kept_beside_our_counts(database: Database) -> None:
    with database.write() as session:
        results.store(session, *results.load(SMALL), slug="small", today=AFTER)
        of = queries.process(session, "small")
        assert {one.code for one in queries.projects(session, of) if one.funded} == {"2"}
        assert queries.tallies(session, of)["greedy"].winners == ("1",)
        assert of.calendar.days["vote"][0].year == 2022


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ((b"1;60;Trees;0", b"1;-60;Trees;0"), "cost of project 1"),
        ((b"b;1\n", b"a;1\n"), "has voted already"),
        ((b"b;1\n", b"b;7\n"), "no project '7'"),
        ((b"PROJECTS", b"PROJEKTE"), "for the 2 columns of META|no section"),
        ((b"currency;EUR", b"currency;euro"), "currency"),
        ((b"vote_type;approval", b"vote_type;ordinal"), "rank"),
        ((b"a;1,2", b"a" * 70 + b";1,2"), "64 characters"),
    ],
)
def test_a_broken_file_is_refused_and_nothing_is_kept(
    database: Database, change: tuple[bytes, bytes], sentence: str
) -> None:
    data = SMALL.replace(*change)
    assert data != SMALL
    with database.write() as session, pytest.raises(InputError, match=sentence):
        results.store(session, *results.load(data), slug="broken", today=AFTER)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(t.Process)) == 0
        assert session.scalar(select(func.count()).select_from(t.Ballot)) == 0


def test_an_address_is_taken_once(database: Database) -> None:
    with database.write() as session:
        results.store(session, *results.load(SMALL), slug="small", today=AFTER)
        for slug, sentence in (("small", "already"), ("desk", "cannot be part"), ("A b", "cannot be part")):
            with pytest.raises(InputError, match=sentence):
                results.store(session, *results.load(SMALL), slug=slug, today=AFTER)
