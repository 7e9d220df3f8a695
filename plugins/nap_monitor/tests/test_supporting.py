"""Supports: one for each confirmed address, counted in public, the address kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from toolbox_core import NotFound
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import queries, supporting
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.personal import erase_person, export_person
from toolbox_nap_monitor.queries.room import items
from toolbox_nap_monitor.rows import Bundle, Proposal
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.db import Database
    from toolbox_nap_monitor.queries.records import Plan

pytestmark = pytest.mark.plugins("nap_monitor")
ANA = "Ana@example.org"


@pytest.fixture
def session(keep: Callable[..., Stored], plan: Callable[..., Bundle], database: Database) -> Iterator[Session]:
    asked = tuple(
        Proposal(member="ALD", plan="4", code=code, text={"en": "Open it."}, state=state)
        for code, state in (("P1", "public"), ("P2", "public"), ("P3", "waiting"))
    )
    keep(replace(plan(), proposals=asked))
    with database.write() as opened:
        yield opened


@pytest.fixture
def here(session: Session) -> Plan:
    return queries.plan(session, "ALD", "4")


def _ask(session: Session, here: Plan, code: str = "P1", email: str = ANA) -> str:
    supporting.ask_to_support(session, here, code, email, language="fr", base="https://open.aldora.example")
    letter = session.execute(sql("SELECT text FROM core_letter ORDER BY id DESC LIMIT 1")).scalar_one()
    link = re.search(rf"https://open\.aldora\.example/nap/ALD/4/room/{code}/support/(\S+)", letter)
    assert link is not None
    return link[1]


def test_an_address_supports_once(session: Session, here: Plan) -> None:
    first, second = _ask(session, here), _ask(session, here, email=" ana@example.org ")
    assert items(session, here)[0].supports == 0, "nothing counts before it is confirmed"
    assert supporting.confirm_support(session, here, "P1", first)
    assert not supporting.confirm_support(session, here, "P1", second)
    with pytest.raises(NotFound):
        supporting.confirm_support(session, here, "P1", first)
    assert supporting.confirm_support(session, here, "P1", _ask(session, here, email="ben@example.org"))
    assert supporting.confirm_support(session, here, "P2", _ask(session, here, "P2"))
    assert [one.supports for one in items(session, here)] == [2, 1]
    keys = list(session.scalars(select(m.Endorsement.key)))
    assert len(set(keys)) == 3, "the same person has another key for another contribution"
    assert session.scalars(select(m.SupportRequest)).all() == []


def test_what_is_refused(session: Session, here: Plan) -> None:
    for wrong in ("", "ana", "a@b@c", "@x", "a b@example.org", "x" * 250 + "@example.org"):
        with pytest.raises(Refused):
            _ask(session, here, email=wrong)
    with pytest.raises(NotFound):
        _ask(session, here, "P3")
    token = _ask(session, here)
    with pytest.raises(NotFound):
        supporting.confirm_support(session, here, "P2", token)
    session.execute(sql("UPDATE nap_monitor_support_request SET created_at = '2020-01-01 00:00:00'"))
    session.expire_all()
    with pytest.raises(NotFound):
        supporting.confirm_support(session, here, "P1", token)
    for _ in range(5):
        _ask(session, here)
    with pytest.raises(Refused, match="several letters"):
        _ask(session, here, "P2")


def test_supports_are_handed_over_and_forgotten(session: Session, here: Plan) -> None:
    supporting.confirm_support(session, here, "P1", _ask(session, here))
    supporting.confirm_support(session, here, "P1", _ask(session, here, email="ben@example.org"))
    _ask(session, here, "P2")
    assert [one["kind"] for one in export_person(session, ANA)] == ["support"]
    assert erase_person(session, ANA, "test") == 2, "one support, and one that waits"
    assert items(session, here)[0].supports == 1
    assert export_person(session, ANA) == []
    assert session.scalars(select(m.SupportRequest)).all() == []
