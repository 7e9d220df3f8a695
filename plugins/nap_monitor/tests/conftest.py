"""Fixtures for action-plan tests: a small plan of an invented country, and how to store it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_nap_monitor.rows import (
    Assessment,
    Bundle,
    Commitment,
    Deadline,
    Evidence,
    Involvement,
    Member,
    Milestone,
    Plan,
    SourceRow,
    Update,
)

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from toolbox_core.db import Database
    from toolbox_nap_monitor.services import Stored

WHO = {
    "contact": (("nap_monitor.edit", "nap_monitor.report", "nap_monitor.publish"), ""),
    "ministry": (("nap_monitor.report",), "ministry-of-justice"),
    "other": (("nap_monitor.report",), "ministry-of-love"),
    "forum": (("nap_monitor.judge",), ""),
}
JUSTICE = Involvement(name="Ministry of Justice", contact="open-justice@aldora.example")
PORTAL = Involvement(name="Agency for Digital Services", role="support")


def small_plan(**changes: Any) -> Bundle:
    """Aldora's fourth plan: one commitment of two milestones (one late), one without, verdicts that differ."""
    here: dict[str, Any] = {"member": "ALD", "plan": "4"}
    parts: dict[str, Any] = {
        "members": (Member(code="ALD", names={"en": "Aldora", "fr": "Aldora"}, iso3="ALD"),),
        "plans": (
            Plan(
                member="ALD",
                number="4",
                titles={"en": "Action plan 4", "fr": "Plan d’action 4"},
                starts=date(2024, 7, 1),
                ends=date(2026, 6, 30),
                submitted=date(2024, 6, 1),
            ),
        ),
        "commitments": (
            Commitment(
                **here,
                number="1",
                titles={"en": "Show who owns companies", "fr": "Montrer à qui sont les entreprises"},
                texts={"problem": {"en": "Owners hide behind companies."}},
                tags={"value": ("transparency",), "policy-area": ("Beneficial Ownership", "Anti-Corruption")},
                starts=date(2024, 7, 1),
                due=Deadline(text="30 June 2026", day=date(2026, 6, 30), precision="day"),
                involved=(JUSTICE, PORTAL),
                source=SourceRow(file="plan.xlsx", sheet="Plan", row=2),
                extra={"Colour": "green"},
            ),
            Commitment(
                **here,
                number="2",
                titles={"en": "Publish every budget document"},
                due=Deadline(text="Ongoing", precision="ongoing"),
                involved=(Involvement(name="ministry of  justice"),),
            ),
        ),
        "milestones": (
            Milestone(**here, commitment="1", code="1.1", titles={"en": "Draft law"}, due=_day(2025, 2, 28)),
            Milestone(
                **here,
                commitment="1",
                code="1.2",
                titles={"en": "Register open"},
                due=_day(2025, 12, 31),
                weight=Decimal(2),
            ),
        ),
        "updates": (
            Update(
                **here,
                commitment="1",
                milestone="1.1",
                period="2025-H1",
                status="complete",
                progress={"en": "The law is in force."},
                evidence=(Evidence(kind="law", title="Law 12/2025", url="https://law.example/12"),),
                actor="Ministry of Justice",
            ),
            Update(
                **here,
                commitment="1",
                milestone="1.2",
                period="2025-H2",
                status="limited",
                percent=Decimal("40.5"),
                challenges={"en": "The court has not decided."},
            ),
        ),
        "assessments": (
            Assessment(**here, commitment="1", assessor="government", raw="Complete", value="complete", level=3),
            Assessment(**here, commitment="1", assessor="civil-society", raw="Limited", value="limited", level=1),
            Assessment(**here, commitment="1", assessor="irm", raw="NR", value="not-reviewed"),
        ),
    }
    return Bundle(**{**parts, **changes})


def _day(year: int, month: int, day: int) -> Deadline:
    found = date(year, month, day)
    return Deadline(text=found.isoformat(), day=found, precision="day")


@pytest.fixture
def keep(database: Database) -> Callable[..., Stored]:
    """Store a bundle in one transaction: ``keep(bundle)``; without one, the small plan."""
    from toolbox_nap_monitor.services import store

    def run(bundle: Bundle | None = None, **options: Any) -> Stored:
        with database.write() as session:
            return store(session, bundle or small_plan(), by="tests", **options)

    return run


@pytest.fixture
def plan() -> Callable[..., Bundle]:
    """The small plan as a bundle: ``plan()``, with parts replaced by name."""
    return small_plan


@pytest.fixture
def sign_in(database: Database, keep: Callable[..., Stored], client: TestClient) -> Callable[[str], TestClient]:
    """The small plan's site as somebody of ``WHO`` sees it."""
    from toolbox_core.services.accounts import roles, users
    from toolbox_core.services.accounts.sessions import start

    keep()

    def run(name: str) -> TestClient:
        permissions, scope = WHO[name]
        with database.write() as session:
            roles.save_role(session, name, label=name, permissions=permissions, by="test")
            person = users.add_user(session, email=f"{name}@example.org", name=name.title(), by="test")
            roles.grant(session, person, name, scope=scope, by="test")
            token = start(session, person)
        client.cookies.set("toolbox_session", token)
        return client

    return run
