"""The reference of the programming interface tells the truth."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal import api, babbage, models, participation_api
from toolbox_budget_portal.cube import AGGREGATES
from toolbox_budget_portal.debt import api as debt
from toolbox_budget_portal.goals import api as goals
from toolbox_budget_portal.indicators import api as indicators
from toolbox_budget_portal.queries.facts import LINE_FIELDS
from toolbox_budget_portal.side_tables_api import routes

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "budget-api.md"
pytestmark = [
    pytest.mark.plugins("budget_portal"),
    pytest.mark.skipif(not REFERENCE.is_file(), reason="the documentation is not beside the plugin"),
]


def test_every_address_kind_aggregate_and_field_is_named() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for route in (
        *api.ROUTES,
        *routes.ROUTES,
        *debt.ROUTES,
        *indicators.ROUTES,
        *goals.ROUTES,
        *participation_api.ROUTES,
    ):
        path = re.sub(r"{(\w+)}", lambda m: "<reference>" if m[1] == "ref" else f"<{m[1]}>", route.path)
        assert f"/api/v1{path}" in text
    for word in (*models.KINDS, *AGGREGATES, *LINE_FIELDS):
        assert f"`{word}`" in text, word
    assert f"{babbage.MAX_PAGE_SIZE:,}" in text


def test_the_first_question_is_a_good_one(town: str, client: TestClient) -> None:
    (address,) = re.findall(r"^/api/v1/budget/aggregate\?.*$", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert client.get(address.replace("2025", "2024")).json()["status"] == "ok"


def test_the_answer_shown_is_the_answer_given(town: str, client: TestClient) -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    cut = "fiscal_year:2024|direction:expenditure|phase:executed"
    asked = {"cut": cut, "drilldown": "economic_1", "order": "value.sum:desc", "pagesize": "1"}
    given = client.get("/api/v1/budget/aggregate", params=asked).json()
    expected = json.loads(shown)
    assert given["cell"][0] == expected["cell"][0]
    assert {**given, "cell": None} == {**expected, "cell": None}
