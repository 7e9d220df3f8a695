"""How a plan was made, out of the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.queries.process import process
from toolbox_nap_monitor.rows import Bundle, Plan, ProcessFact, Proposal, Response
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")
HERE: dict[str, Any] = {"member": "ALD", "plan": "4"}


def test_the_record_of_a_plan(keep: Callable[..., Stored], plan: Callable[..., Bundle], database: Database) -> None:
    before = Plan(member="ALD", number="3", starts=date(2021, 1, 1), ends=date(2023, 12, 31))
    asked = tuple(Proposal(**HERE, code=code, text={"en": "Open it."}) for code in ("P1", "P2"))
    answered = replace(asked[0], responses=(Response(text={"en": "Yes."}), Response(text={"en": "Done."})))
    hidden = Proposal(**HERE, code="P3", text={"en": "?"}, state="waiting")
    said = [ProcessFact(**HERE, requirement="3.2", value=value) for value in ("no", "yes")]
    base = plan()
    keep(
        replace(base, plans=(before, *base.plans), proposals=(answered, asked[1], hidden), facts=tuple(said)),
        strict=False,
    )
    with database.write() as session:
        number = queries.plan(session, "ALD", "4").id
        session.add(m.PhaseEvent(plan_id=number, phase="co-creation", titles={}, opens=date(2024, 1, 1)))
        session.add(
            m.Meeting(
                plan_id=number,
                day=date(2025, 3, 1),
                titles={},
                agenda={},
                minutes={"en": "We met."},
                attendance={"government": 2, "civil-society": 1},
            )
        )
        session.add(m.Document(plan_id=number, titles={"en": "Plan"}, published=date(2024, 6, 1)))
    with database.read() as session:
        found = process(session, queries.plan(session, "ALD", "4"))
    assert (found.items, found.answered, found.previous_ends) == (2, 1, date(2023, 12, 31))
    assert (found.facts["3.2"].value, found.documents, found.newest) == ("yes", 1, date(2025, 12, 31))
    assert found.meetings[0].with_civil_society
    assert found.meetings[0].has_minutes
    assert found.phases[0].opens == date(2024, 1, 1)
    assert sum(found.statuses.values()) == 2
