"""Contributions and their answers, out of the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_nap_monitor import queries
from toolbox_nap_monitor.queries.room import items
from toolbox_nap_monitor.rows import Bundle, Proposal, Response
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")
HERE: dict[str, Any] = {"member": "ALD", "plan": "4"}


def test_items_by_state_with_their_answers(
    keep: Callable[..., Stored], plan: Callable[..., Bundle], database: Database
) -> None:
    said = Response(text={"en": "Yes."}, stage="considered", commitment="1")
    asked = Proposal(**HERE, code="B1", text={"en": "Open it."}, commitment="2", responses=(said,))
    waits = Proposal(**HERE, code="B2", text={"en": "Close it."}, state="waiting")
    keep(replace(plan(), proposals=(asked, waits)))
    with database.read() as session:
        here = queries.plan(session, "ALD", "4")
        (item,) = items(session, here)
        assert [one.code for one in items(session, here, ("public", "waiting"))] == ["B1", "B2"]
        assert items(session, here, code="B9") == []
    assert item.about is not None
    assert item.about[0] == "2"
    assert item.answers[0].commitment is not None
    assert item.answers[0].commitment[0] == "1"
