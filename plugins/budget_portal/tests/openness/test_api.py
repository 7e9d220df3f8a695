"""Programs get what the page shows; the document about the interface describes what comes."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.openness import services
from toolbox_budget_portal.openness.api import OpennessResult
from toolbox_budget_portal.openness.calendar import FiscalRules
from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")


def test_a_year_and_all_years(town: str, database: Database, client: TestClient) -> None:
    with database.write() as session:
        services.note_rules(session, town, FiscalRules(), from_year=2024, by="tests")
    answer = client.get(f"/api/v1/budget/openness/{town}?year=2024&as_of=2024-05-01")
    (year,) = msgspec.json.decode(answer.content, type=OpennessResult).data
    assert (year.fiscal_year, year.score, year.missing, year.as_of) == (2024, 0, 3, date(2024, 5, 1))
    assert [one.due for one in year.documents if one.document == "cb"] == [date(2024, 6, 30)]
    every = client.get(f"/api/v1/budget/openness/{town}?as_of=2024-05-01").json()["data"]
    assert [one["fiscal_year"] for one in every] == [2025, 2024, 2023, 2022, 2021]
    assert [one["calendar_entered"] for one in every] == [True, True, False, False, False]
    assert client.get("/api/v1/budget/openness/nowhere").status_code == 404
    assert client.get(f"/api/v1/budget/openness/{town}?as_of=soon").status_code == 400
