"""Submitted, published or returned; verdicts beside one another; what is refused, and that nothing is kept then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from toolbox_core import InputError, NotFound
from toolbox_core.db import Database
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import Refused, UnknownPlan
from toolbox_nap_monitor.rows import Assessment, Bundle, Evidence, Update
from toolbox_nap_monitor.services import Stored
from toolbox_nap_monitor.workflow import publish_update, record_verdict, return_update, submit_update

TODAY = date(2026, 5, 18)


def _update(**changes: Any) -> Update:
    parts: dict[str, Any] = {
        "period": "2026-H1",
        "status": "substantial",
        "milestone": "1.2",
        "progress": {"en": "Nearly there."},
        "challenges": {"en": "The court."},
        **changes,
    }
    return Update(member="ALD", plan="4", commitment="1", **parts)


def test_an_update_is_public_when_somebody_says_so(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        number = submit_update(session, _update(), by="user:7", today=TODAY)
    with database.write() as session:
        found = queries.commitment(session, "ALD", "4", "1", TODAY)
        assert number not in [one.id for one in found.reports]
        publish_update(session, number, by="user:1")
    with database.write() as session:
        found = queries.commitment(session, "ALD", "4", "1", TODAY)
        assert [(one.period, one.is_current) for one in found.reports if one.milestone == "1.2"] == [
            ("2026-H1", True),
            ("2025-H2", False),
        ]
        with pytest.raises(InputError, match="published already"):
            publish_update(session, number, by="user:1")
        return_update(session, number, reason="The law is not in force.", by="user:1")
    with database.read() as session:
        found = queries.commitment(session, "ALD", "4", "1", TODAY)
        assert [one.period for one in found.reports if one.milestone == "1.2"] == ["2025-H2"]
        kept = session.get_one(m.Update, number)
        assert (kept.state, kept.decision_note, kept.decided_by) == ("returned", "The law is not in force.", "user:1")


def test_a_site_can_publish_first(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        number = submit_update(session, _update(), by="user:7", today=TODAY, moderation="after")
        assert session.get_one(m.Update, number).state == "published"
        event = queries.changes(session, queries.plan(session, "ALD", "4"), date(2020, 1, 1))[0]
        assert (event.kind, event.word, event.before) == ("update", "substantial", "limited")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"challenges": {}}, "challenges"),
        ({"status": "nearly"}, "status"),
        ({"period": "soon"}, "period"),
        ({"evidence": (Evidence(kind="report", url="http://192.168.1.1/report.pdf"),)}, "evidence"),
        ({"evidence": (Evidence(kind="report", url="https://intranet/report.pdf"),)}, "evidence"),
    ],
)
def test_a_broken_rule_keeps_nothing(
    database: Database, keep: Callable[..., Stored], changes: dict[str, Any], field: str
) -> None:
    keep()
    with pytest.raises(Refused) as caught, database.write() as session:
        submit_update(session, _update(**changes), by="user:7", today=TODAY)
    assert [name for name, _ in caught.value.faults] == [field]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(m.Update)) == 2


def test_nothing_is_reported_on_a_closed_plan_or_an_unknown_step(
    database: Database, keep: Callable[..., Stored], plan: Callable[..., Bundle]
) -> None:
    bundle = plan()
    keep(replace(bundle, plans=(replace(bundle.plans[0], phase="closed"),)))
    with database.write() as session:
        with pytest.raises(Refused, match="Plan 4 is closed"):
            submit_update(session, _update(), by="user:7", today=TODAY)
        with pytest.raises(UnknownPlan, match=r"no milestone 1\.9"):
            submit_update(session, _update(milestone="1.9"), by="user:7", today=TODAY)
        with pytest.raises(NotFound):
            publish_update(session, 999, by="user:1")


def test_going_back_needs_a_reason(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        number = submit_update(session, _update(), by="user:7", today=TODAY)
        with pytest.raises(Refused, match="Say why"):
            return_update(session, number, reason=" ", by="user:1")


def _verdict(**changes: Any) -> Assessment:
    parts: dict[str, Any] = {
        "assessor": "civil-society",
        "body": "Pupils’ Council",
        "value": "not-started",
        "raw": "Not started",
        "text": {"en": "We saw nothing."},
        **changes,
    }
    return Assessment(member="ALD", plan="4", commitment="1", **parts)


def test_a_verdict_stands_beside_those_there(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        record_verdict(session, _verdict(), by="user:9")
        found = queries.commitment(session, "ALD", "4", "1", TODAY)
        current = [one.value for one in found.judgements if one.assessor == "civil-society" and one.is_current]
        assert sorted(current) == ["limited", "not-started"], "two bodies, two verdicts"
        assert found.distance == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "awful"}, "value"),
        ({"body": " "}, "body"),
        ({"text": {}}, "text"),
        ({"assessor": "press"}, "assessor"),
        ({"url": "http://10.0.0.1/"}, "url"),
    ],
)
def test_a_verdict_keeps_rules(
    database: Database, keep: Callable[..., Stored], changes: dict[str, Any], field: str
) -> None:
    keep()
    with database.write() as session, pytest.raises(Refused) as caught:
        record_verdict(session, _verdict(**changes), by="user:9")
    assert [name for name, _ in caught.value.faults] == [field]
