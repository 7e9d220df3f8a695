"""The co-creation room: confirmed contributions, reasoned responses, authors told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text as sql

from toolbox_core import NotFound
from toolbox_nap_monitor import cocreation, queries
from toolbox_nap_monitor.cocreation import Contribution
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.queries.room import items
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.db import Database
    from toolbox_nap_monitor.queries.records import Plan

pytestmark = pytest.mark.plugins("nap_monitor")
BASE = "https://open.aldora.example"
WORDS = Contribution(
    title="Open the register", text="Let everybody search the register.", email="Ana@example.org", language="fr"
)


@pytest.fixture
def session(keep: Callable[..., Stored], database: Database) -> Iterator[Session]:
    keep()
    with database.write() as opened:
        yield opened


@pytest.fixture
def plan(session: Session) -> Plan:
    return queries.plan(session, "ALD", "4")


def letters(session: Session) -> list[Any]:
    return list(session.execute(sql('SELECT "to", subject, text FROM core_letter ORDER BY id')))


def token_of(session: Session) -> str:
    found = re.search(r"/room/confirm/(\S+)", letters(session)[-1].text)
    assert found is not None
    return found[1]


def answer(session: Session, plan: Plan, **changes: Any) -> None:
    said = {"stage": "considered", "text": "We will look into it.", "by": "tests", "base": BASE, **changes}
    cocreation.respond(session, plan, "P1", **said)


def test_from_a_contribution_to_its_result(session: Session, plan: Plan) -> None:
    code = cocreation.contribute(session, plan, WORDS, base=BASE)
    assert (code, items(session, plan)) == ("P1", [])
    confirmed = cocreation.confirm(session, plan, token_of(session), moderation="before")
    assert confirmed.state == "waiting"
    cocreation.moderate(session, plan, code, public=True, base=BASE)
    answer(session, plan, stage="cannot", obstacles=["legislation"])
    answer(session, plan, stage="in-progress", commitment="1", actor="Ministry of Justice")
    (item,) = items(session, plan)
    assert [one.stage for one in item.answers] == ["cannot", "in-progress"]
    assert item.answers[1].commitment is not None
    assert item.answers[1].commitment[0] == "1"
    told = letters(session)
    assert {one.to for one in told} == {"ana@example.org"}
    assert len(told) == 4
    assert f"{BASE}/nap/ALD/4/commitments/1" in told[-1].text
    assert "Déjà en cours" in told[-1].text


def test_publish_first_where_the_site_says_so_and_links_end(session: Session, plan: Plan) -> None:
    cocreation.contribute(session, plan, WORDS, base=BASE)
    token = token_of(session)
    assert cocreation.confirm(session, plan, token, moderation="after").state == "public"
    assert cocreation.confirm(session, plan, token, moderation="after").state == "public"
    with pytest.raises(NotFound):
        cocreation.confirm(session, plan, "guessed", moderation="after")


def test_a_refusal_has_a_reason(session: Session, plan: Plan) -> None:
    cocreation.contribute(session, plan, WORDS, base=BASE)
    cocreation.confirm(session, plan, token_of(session), moderation="before")
    with pytest.raises(Refused):
        cocreation.moderate(session, plan, "P1", public=False, base=BASE)
    cocreation.moderate(session, plan, "P1", public=False, reason="It names a private person.", base=BASE)
    assert "private person" in letters(session)[-1].text
    assert not items(session, plan)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": "short"}, "text"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b\nBcc: c@d"}, "email"),
        ({"author": "x" * 101}, "author"),
        ({"commitment": "99"}, "commitment"),
    ],
)
def test_bad_contributions_store_nothing(session: Session, plan: Plan, changes: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        cocreation.contribute(session, plan, replace(WORDS, **changes), base=BASE)
    assert [name for name, _ in refused.value.faults] == [field]
    assert not letters(session)


def test_limits_and_closed_plans(session: Session, plan: Plan) -> None:
    for _ in range(cocreation.AN_HOUR):
        cocreation.contribute(session, plan, WORDS, base=BASE)
    with pytest.raises(Refused, match="within the hour"):
        cocreation.contribute(session, plan, WORDS, base=BASE)
    with pytest.raises(Refused, match="closed"):
        cocreation.contribute(session, replace(plan, phase="closed"), replace(WORDS, email="b@example.org"), base=BASE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stage": "perhaps"}, "stage"),
        ({"stage": "cannot"}, "obstacles"),
        ({"obstacles": ["laziness"]}, "obstacles"),
        ({"text": "No."}, "text"),
        ({"commitment": "99"}, "commitment"),
    ],
)
def test_an_answer_has_its_reasons(session: Session, plan: Plan, changes: dict[str, Any], field: str) -> None:
    cocreation.contribute(session, plan, WORDS, base=BASE)
    cocreation.confirm(session, plan, token_of(session), moderation="after")
    with pytest.raises(Refused) as refused:
        answer(session, plan, **changes)
    assert field in [name for name, _ in refused.value.faults]


def test_an_unpublished_contribution_cannot_be_answered(session: Session, plan: Plan) -> None:
    cocreation.contribute(session, plan, WORDS, base=BASE)
    with pytest.raises(Refused, match="not public"):
        answer(session, plan)
    with pytest.raises(NotFound):
        cocreation.find(session, plan, "P9")


def test_authors_hear_when_the_commitment_moves(session: Session, plan: Plan) -> None:
    cocreation.contribute(session, plan, WORDS, base=BASE)
    cocreation.confirm(session, plan, token_of(session), moderation="after")
    answer(session, plan, commitment="2")
    before = len(letters(session))
    assert cocreation.tell_moves(session, base=BASE) == 0
    session.execute(sql("UPDATE nap_monitor_commitment SET status = 'complete' WHERE number = '2'"))
    session.expire_all()
    assert cocreation.tell_moves(session, base=BASE) == 1
    assert cocreation.tell_moves(session, base=BASE) == 0
    told = letters(session)
    assert len(told) == before + 1
    assert f"{BASE}/nap/ALD/4/commitments/2" in told[-1].text
