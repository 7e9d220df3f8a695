"""Meetings of the forum: kept whole or refused, with decisions that lead to commitments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.meetings import record_meeting
from toolbox_nap_monitor.queries.meetings import meetings
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")
GOOD: dict[str, Any] = {
    "day": date(2026, 3, 1),
    "title": "Third meeting",
    "minutes": "We met.",
    "attendance": {"government": 3, "civil-society": 5, "private": 0},
    "decisions": [("1", "Publish the draft law"), ("", "Meet again in May")],
    "by": "tests",
}


@pytest.fixture
def session(keep: Callable[..., Stored], database: Database) -> Iterator[Session]:
    keep()
    with database.write() as opened:
        yield opened


def test_a_meeting_with_decisions(session: Session) -> None:
    plan = queries.plan(session, "ALD", "4")
    record_meeting(session, plan, **GOOD)
    (found,) = meetings(session, plan)
    assert found.attendance == {"government": 3, "civil-society": 5}
    assert [(one.number, one.text["en"]) for one in found.decisions] == GOOD["decisions"]
    assert found.decisions[0].titles["en"] == "Show who owns companies"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": None}, "day"),
        ({"title": " "}, "title"),
        ({"kind": "party"}, "kind"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"attendance": {"government": -1}}, "attendance"),
        ({"decisions": [("99", "x")]}, "decisions"),
    ],
)
def test_what_is_wrong_is_refused(session: Session, changes: dict[str, Any], field: str) -> None:
    plan = queries.plan(session, "ALD", "4")
    with pytest.raises(Refused) as refused:
        record_meeting(session, plan, **{**GOOD, **changes})
    assert [name for name, _ in refused.value.faults] == [field]
    assert meetings(session, plan) == []
