"""Debt, indicators and goals for programs: as described, exact, and found by the site's search once published."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal import services as budgets
from toolbox_budget_portal.debt.api import DebtResult
from toolbox_budget_portal.debt.services import import_debt
from toolbox_budget_portal.goals.api import GoalsResult
from toolbox_budget_portal.goals.services import import_goals
from toolbox_budget_portal.indicators.api import IndicatorsResult
from toolbox_budget_portal.sharing import datasets
from toolbox_core.config import Settings
from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
DEBT = "year,instrument,opening,borrowing,repayment,closing\n2024,Harbour bonds,100,20,10,110.25\n"
GOALS = "code,goal,indicator,unit,direction,target year,target,2024\n1,Light,Lamps that work,lamps,more,2026,90,80\n"


@pytest.fixture
def published(town: str, database: Database, settings: Settings, tmp_path: Path) -> dict[str, int]:
    """A debt and goals of the town, published; their versions."""
    (tmp_path / "debt.csv").write_text(DEBT, encoding="utf-8")
    (tmp_path / "goals.csv").write_text(GOALS, encoding="utf-8")
    with database.write() as session:
        versions = {
            "debt": import_debt(session, settings.files, tmp_path / "debt.csv", entity=town, by="tests")[0],
            "goals": import_goals(
                session, settings.files, tmp_path / "goals.csv", entity=town, kind="functional", by="tests"
            )[0],
        }
        for version in versions.values():
            budgets.publish_version(session, version, by="tests")
    return versions


def test_answers_are_what_their_description_says(published: dict[str, int], town: str, client: TestClient) -> None:
    debt = msgspec.json.decode(client.get(f"/api/v1/budget/debt/{town}").content, type=DebtResult).data
    assert (debt.years[0].closing, debt.years[0].difference) == (Decimal("110.25"), Decimal("0.25"))
    assert (debt.years[0].parts[0].instrument, debt.years[0].parts[0].source_row) == ("Harbour bonds", 2)
    goals = msgspec.json.decode(client.get(f"/api/v1/budget/goals/{town}").content, type=GoalsResult).data
    assert [(one.key, one.status, one.observed[0].value) for one in goals.indicators] == [
        ("1-lamps-that-work", "cannot-be-told", Decimal(80))
    ]
    found = msgspec.json.decode(client.get(f"/api/v1/budget/indicators/{town}").content, type=IndicatorsResult).data
    last = {one.indicator: one for one in found.years[-1].indicators}
    assert last["balance"].value == Decimal("267.60")
    assert last["debt-to-revenue"].made_from["debt"] == Decimal("110.25")
    assert last["tax-per-person"].missing == ["tax", "population"]
    assert (found.debt_version, found.roles_version) == (1, None)


def test_what_is_not_there_is_not_found(town: str, client: TestClient) -> None:
    for noun in ("debt", "goals"):
        assert client.get(f"/api/v1/budget/{noun}/{town}").status_code == 404
    for noun in ("debt", "goals", "indicators"):
        assert client.get(f"/api/v1/budget/{noun}/nowhere").status_code == 404
        assert client.get(f"/api/v1/budget/{noun}/{town}?year=2024").status_code == 400
        described = client.get("/api/v1/openapi.json").json()["paths"]
        assert any(path.endswith(f"/budget/{noun}/{{name}}") for path in described)


def test_they_are_found_as_long_as_they_are_public(
    published: dict[str, int], town: str, client: TestClient, database: Database
) -> None:
    assert f"/budget/{town}/goals/1-lamps-that-work" in client.get("/search?q=lamps").text
    assert f'"/budget/{town}/debt"' in client.get("/search?q=harbour+bonds").text
    with database.write() as session:
        assert all(name.rpartition("-")[2].isdigit() for name in datasets(session)), "the budgets' own source"
        for version in published.values():
            budgets.withdraw_version(session, version, by="tests", reason="Wrong file.")
    assert "1-lamps-that-work" not in client.get("/search?q=lamps").text
    assert f'"/budget/{town}/debt"' not in client.get("/search?q=harbour+bonds").text


def test_building_the_search_anew_finds_the_same(
    published: dict[str, int], town: str, toolbox: Callable[..., object], client: TestClient
) -> None:
    done = toolbox("search", "rebuild")
    told = f"{getattr(done, 'stdout', '')}{getattr(done, 'stderr', '')}"
    assert "could not tell" not in told
    assert f"/budget/{town}/goals/1-lamps-that-work" in client.get("/search?q=lamps").text
