"""Fixtures for participatory budgets: a process in any phase, made by the plugin's own services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from toolbox_budget_portal.voting import processes, projects, queries

if TYPE_CHECKING:
    from toolbox_budget_portal.voting.records import Process
    from toolbox_core.db import Database

TODAY = date(2026, 5, 15)
FORM = {
    "slug": "squares",
    "name": "Squares",
    "currency": "EUR",
    "budget": "1000",
    "ballot": "approval",
    "least": "1",
    "most": "2",
    "voting": "email",
    "rule": "greedy",
    "ideas-first": "2026-03-01",
    "ideas-last": "2026-03-31",
    "vote-first": "2026-05-01",
    "vote-last": "2026-05-31",
}
PROJECTS = (("Trees", "600"), ("Benches", "500"), ("Lamps", "400.50"))


@pytest.fixture
def held(database: Database) -> Callable[..., Process]:
    """A public process with three accepted projects (codes 1, 2, 3): ``held(ballot="knapsack", …)``."""

    def run(**changes: str) -> Process:
        with database.write() as session:
            slug = processes.create(session, {**FORM, **changes}, by="tests")
            of = queries.process_at_desk(session, slug)
            for title, cost in PROJECTS:
                projects.add(session, of, {"title": title, "cost": cost}, by="tests")
            processes.publish(session, of)
            return queries.process(session, slug)

    return run


@pytest.fixture
def today() -> date:
    """A day within the vote of ``held``."""
    return TODAY


@pytest.fixture
def form() -> dict[str, str]:
    """The form that ``held`` makes its process from."""
    return dict(FORM)
