"""The fixtures that plugin authors rely on."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from toolbox_core.config import Settings
from toolbox_core.db import Database


def test_a_site_is_migrated_and_fresh(site: Path, settings: Settings, database: Database) -> None:
    assert settings.path == site
    assert settings.site.name == "Test City"
    assert database.exists()


def test_the_client_reaches_the_application(client: TestClient) -> None:
    assert client.get("/").status_code == 200


@pytest.mark.plugins("budget_portal")
def test_the_marker_enables_plugins(client: TestClient) -> None:
    assert client.get("/budget/").status_code == 200
