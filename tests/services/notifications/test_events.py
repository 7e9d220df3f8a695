"""What happened: told once, to those who may know."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError
from toolbox_core.services.notifications import announce, latest, object_topic
from toolbox_core.services.notifications.models import Event


def happen(session: Session, key: str = "published:1", *topics: str, title: str = "Budget 2025 published") -> Event:
    return announce(session, plugin="budget_portal", key=key, title=title, address="/budget/x/2025", topics=topics)


def test_an_event_is_told_once(session: Session) -> None:
    first = happen(session)

    assert happen(session, title="told again") is first
    assert [event.title for event in latest(session, "plugin:budget_portal")] == ["Budget 2025 published"]


def test_events_are_found_under_their_topics_by_who_may_know(session: Session) -> None:
    line = object_topic("budget_portal", "line", "7")
    happen(session, "a", line)
    announce(session, plugin="p", key="b", title="Draft", address="/d", topics=[line], permission="p.draft")

    assert [event.key for event in latest(session, line)] == ["a"]
    assert [event.key for event in latest(session, line, permissions=["p.draft"])] == ["b", "a"]
    assert latest(session, "dataset:none") == []


def test_an_event_leads_to_this_site(session: Session) -> None:
    with pytest.raises(InputError, match="not an address on this site"):
        announce(session, plugin="p", key="k", title="x", address="https://elsewhere.example", topics=[])
