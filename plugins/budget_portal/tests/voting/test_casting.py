"""One vote each, none lost, none late, none that leads back to a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal.exceptions import Refused
from toolbox_budget_portal.voting import casting, processes, queries, results

if TYPE_CHECKING:
    from toolbox_budget_portal.voting.records import Process
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
Held = Callable[..., "Process"]


def _ask(database: Database, of: Process, email: str, today: date, sender: str = "192.0.2.1") -> str:
    """Ask for the link and return the token in the newest letter, or the letter when it has none."""
    with database.write() as session:
        casting.ask_link(session, of, email, sender=sender, language="en", base="https://x.example", today=today)
        letter: str = session.execute(text("SELECT text FROM core_letter ORDER BY id DESC")).scalars().first() or ""
    found = re.search(r"/vote/(\S+)", letter)
    return found[1] if found else letter


def _cast(database: Database, of: Process, credential: str, typed: dict[str, str], today: date) -> Any:
    with database.write() as session:
        return casting.cast(session, of, credential, typed, today=today)


def _count(database: Database, of: Process) -> int:
    with database.read() as session:
        return queries.ballot_count(session, of)


def test_a_link_opens_one_vote_and_the_address_has_no_second(database: Database, held: Held, today: date) -> None:
    of = held()
    token = _ask(database, of, "Ana@Example.org", today)
    _cast(database, of, token, {"1": "1", "3": "1"}, today)
    assert _count(database, of) == 1
    with pytest.raises(Refused, match="already"):
        _cast(database, of, token, {"1": "1"}, today)
    for same in ("ana@example.org", "ANA+again@example.org"):
        assert "has one vote" in _ask(database, of, same, today)
    assert _count(database, of) == 1


def test_a_wrong_ballot_is_not_kept_and_the_right_stays(database: Database, held: Held, today: date) -> None:
    of = held(ballot="knapsack", most="")
    token = _ask(database, of, "ana@example.org", today)
    with pytest.raises(Refused, match=r"100\.00 more than the 1000"):
        _cast(database, of, token, {"1": "1", "2": "1"}, today)
    assert _count(database, of) == 0
    _cast(database, of, token, {"1": "1"}, today)
    assert _count(database, of) == 1


def test_points_over_the_limit_are_not_kept(database: Database, held: Held, today: date) -> None:
    of = held(ballot="cumulative", points="10", most="")
    token = _ask(database, of, "ana@example.org", today)
    with pytest.raises(Refused, match="11 points and may give 10"):
        _cast(database, of, token, {"1": "6", "2": "5"}, today)
    assert _count(database, of) == 0
    _cast(database, of, token, {"1": "6", "2": "4", "3": ""}, today)
    with database.read() as session:
        assert session.scalars(select(t.Ballot.choices)).all() == [[["1", "6"], ["2", "4"]]]


def test_late_and_early_votes_are_refused_with_the_day(database: Database, held: Held, today: date) -> None:
    of = held()
    token = _ask(database, of, "ana@example.org", today)
    with pytest.raises(Refused) as refused:
        _cast(database, of, token, {"1": "1"}, date(2026, 6, 1))
    assert refused.value.faults[0].values == {"day": date(2026, 5, 31)}
    with pytest.raises(Refused, match="begins on 2026-05-01"):
        _cast(database, of, token, {"1": "1"}, date(2026, 4, 30))
    with database.write() as session:
        processes.close(session, of)
        of = queries.process(session, of.slug)
    with pytest.raises(Refused, match="was not counted"):
        _cast(database, of, token, {"1": "1"}, today)
    assert _count(database, of) == 0


def test_codes_are_given_out_once_and_work_once(database: Database, held: Held, today: date) -> None:
    of = held(voting="code")
    with database.write() as session:
        codes = casting.make_codes(session, of, 3)
        kept = {row.key for row in session.scalars(select(t.Pass))} | {
            row.token for row in session.scalars(select(t.Pass))
        }
    assert len(set(codes)) == 3
    assert not kept & set(codes)
    _cast(database, of, codes[0].lower().replace("-", " "), {"2": "1"}, today)
    with pytest.raises(Refused, match="already"):
        _cast(database, of, codes[0], {"2": "1"}, today)
    with pytest.raises(Refused, match="not known"):
        _cast(database, of, "AAAA-BBBB-CCCC", {"2": "1"}, today)
    with database.write() as session, pytest.raises(Refused, match=r"1 to 100000"):
        casting.make_codes(session, of, 0)
    assert _count(database, of) == 1


def test_nothing_kept_leads_from_a_ballot_to_a_person(database: Database, held: Held, today: date) -> None:
    of = held()
    for place, name in enumerate(("ana", "bea", "cleo", "dora")):
        token = _ask(database, of, f"{name}@example.org", today)
        _cast(database, of, token, {str(1 + place % 3): "1"}, today)
    with database.read() as session:
        numbers = list(session.scalars(select(t.Ballot.number)))
        passes = session.scalars(select(t.Pass)).all()
        assert all(one.used for one in passes)
        assert not {one.key for one in passes} & set(numbers)
        everything = " ".join(
            str(tuple(row))
            for table in (t.Pass, t.Ballot, t.Process)
            for row in session.execute(select(*table.__table__.c))
        )
        assert "@" not in everything
    if database.reader.dialect.name == "sqlite":
        with database.read() as session, pytest.raises(Exception, match="no such column"):
            session.execute(text("SELECT rowid FROM budget_portal_pb_ballot"))
    with database.read() as session:
        counts = results.count_all(session, queries.process(session, of.slug), date(2026, 6, 1))
    with database.write() as session:
        results.publish(session, of, counts)
    with database.read() as session:
        assert session.scalars(select(t.Pass)).all() == []
        assert session.scalars(select(t.Process.secret)).all() == [""]


def test_letters_are_limited_by_address_and_by_network(database: Database, held: Held, today: date) -> None:
    of = held()
    for _ in range(casting.LETTERS_AN_HOUR):
        _ask(database, of, "ana@example.org", today)
    with pytest.raises(Refused, match="come back later"):
        _ask(database, of, "ana@example.org", today, sender="198.51.100.7")
    for number in range(casting.LETTERS_AN_HOUR_FROM - casting.LETTERS_AN_HOUR):
        _ask(database, of, f"person{number}@example.org", today)
    with pytest.raises(Refused, match="come back later"):
        _ask(database, of, "last@example.org", today)
    for wrong in ("", "ana", "ana@", "a b@example.org", "ana@example"):
        with pytest.raises(Refused, match="Give an e-mail address"):
            _ask(database, of, wrong, today)
