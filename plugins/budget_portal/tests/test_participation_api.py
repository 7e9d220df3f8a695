"""The programming interface to participatory budgets, exact and without what is not public yet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.voting import results

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
FILE = b"""META
key;value
budget;100.50
vote_type;approval
currency;EUR
date_begin;2022
PROJECTS
project_id;cost;name
1;60;Trees
2;50;Benches
VOTES
voter_id;vote
a;1,2
b;1
"""


def test_processes_and_one_with_its_counts(database: Database, client: TestClient) -> None:
    with database.write() as session:
        results.store(session, *results.load(FILE), slug="small", name="Small", today=date(2026, 6, 1))
    [one] = client.get("/api/v1/budget/participation").json()["data"]
    assert (one["process"], one["budget"], one["phases"]["vote"][0]) == ("small", "100.50", "2022-01-01")
    whole = client.get("/api/v1/budget/participation/small").json()
    assert [(p["project"], p["cost"], p["funded"]) for p in whole["projects"]] == [
        ("1", "60.00", True),
        ("2", "50.00", False),
    ]
    assert {count["rule"]: count["winners"] for count in whole["counts"]} == {"greedy": ["1"], "equal-shares": ["1"]}
    assert whole["counts"][0]["support"] == {"1": "2", "2": "1"}
    assert client.get("/api/v1/budget/participation/none").status_code == 404
