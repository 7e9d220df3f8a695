"""What is kept of a person can be handed over and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from toolbox_budget_portal.participation_tables import Project
from toolbox_budget_portal.voting import personal, projects, queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_budget_portal.voting.records import Process
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
IDEA = {"text": "One that sings.", "email": "ana@example.org", "author": "Ana", "cost": "9"}


def _propose(session: Session, of: Process, title: str) -> str:
    typed = {**IDEA, "title": title}
    return projects.propose(session, of, typed, sender="", language="en", base="", today=date(2026, 3, 2))


def test_ideas_are_handed_over_and_forgotten(database: Database, held: Callable[..., Process]) -> None:
    of = held()
    with database.write() as session:
        codes = [_propose(session, of, title) for title in ("One thing", "Another")]
        session.execute(update(Project).where(Project.code == codes[0]).values(state="proposed"))
        assert [one["title"] for one in personal.export_person(session, "Ana@example.org ")] == ["One thing", "Another"]
        assert personal.erase_person(session, "ana@example.org", "tests") == 2
        assert personal.export_person(session, "ana@example.org") == []
        assert queries.project(session, of, codes[0]).author == ""
        assert codes[1] not in {one.code for one in queries.projects(session, of, ("unconfirmed", "waiting"))}


def test_a_decision_forgets_the_address(database: Database, held: Callable[..., Process]) -> None:
    of = held()
    with database.write() as session:
        code = _propose(session, of, "A fountain")
        session.execute(update(Project).where(Project.code == code).values(state="waiting"))
        projects.decide(session, of, code, "proposed", reason="", base="", by="tests")
        assert len(personal.export_person(session, "ana@example.org")) == 1
        projects.decide(session, of, code, "accepted", reason="", base="", by="tests")
        assert personal.export_person(session, "ana@example.org") == []
