"""``/health`` and ``/health/ready``: what they say, to whom, and what they keep to themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.default_plugins.health.pages import tone
from toolbox_core.default_plugins.health.readiness import public_words
from toolbox_core.plugins.lifecycle import enable
from toolbox_core.testing.plugins import ImportPath, forget, make_plugin

CHECKS = """
import time
from toolbox_core import HealthCheck, HealthResult, hookimpl

def good(session):
    return HealthResult(level="ok", message="All rows are there.")

def bad(session):
    return HealthResult(level="bad", message="Rows are missing.", fix="Load them again.")

def broken(session):
    raise RuntimeError("password 1234")

def slow(session):
    time.sleep(5)

@hookimpl
def register_health_checks(context):
    checks = {"good": good, "bad": bad, "broken": broken, "slow": slow}
    return [HealthCheck(id=name, label=name.title(), check=checks[name]) for name in WANTED]
"""


@pytest.fixture
def packages(tmp_path: Path) -> Iterator[Path]:
    with ImportPath(tmp_path / "packages") as folder:
        yield folder


def start(settings: Settings, database: Database, packages: Path, *wanted: str) -> TestClient:
    make_plugin(packages, "probe", CHECKS + f"\nWANTED = {list(wanted)!r}\n")
    enable(settings, database, "probe", by="tests")
    return TestClient(create_app(settings), base_url="http://127.0.0.1:8000")


def test_alive(client: TestClient) -> None:
    assert client.get("/health").text == "ok\n"
    assert client.get("/health", headers={"accept": "application/json"}).json()["status"] == "ok"
    assert client.get("/health").headers["cache-control"] == "no-store"


def test_ready(client: TestClient) -> None:
    answer = client.get("/health/ready")
    facts = answer.json()
    assert (answer.status_code, facts["status"]) == (200, "ok")
    assert facts["database"] == {"ok": True, "dialect": "sqlite", "error": None}
    assert facts["migrations_pending"] == {}
    assert facts["plugins"]["health"]["state"] == "ACTIVE"
    assert set(facts["plugins"]["health"]) >= {"state", "phase", "error"}


def test_a_browser_gets_a_page_in_its_language(client: TestClient) -> None:
    headers = {"accept": "text/html,*/*;q=0.8"}
    english = client.get("/health/ready", headers=headers).text
    assert "Everything works" in english
    french = client.get("/health/ready", headers={**headers, "accept-language": "fr"}).text
    assert "Everything works" not in french
    assert "Tout fonctionne" in french


def test_checks_are_asked_and_isolated(settings: Settings, database: Database, packages: Path) -> None:
    with start(settings, database, packages, "good", "bad", "broken") as client:
        facts = client.get("/health/ready").json()
        page = client.get("/health/ready", headers={"accept": "text/html"})
    assert facts["status"] == "degraded"
    levels = {check["id"]: check["level"] for check in facts["checks"]}
    assert levels == {**levels, "good": "ok", "bad": "bad", "broken": "bad"}
    assert "1234" not in str(facts)
    assert page.status_code == 200
    assert "Load them again." in page.text


def test_a_check_that_hangs_is_given_up(settings: Settings, database: Database, packages: Path) -> None:
    import msgspec

    patience = msgspec.structs.replace(settings.plugins, call_timeout=0.2)
    with start(msgspec.structs.replace(settings, plugins=patience), database, packages, "slow") as client:
        checks = {check["id"]: check for check in client.get("/health/ready").json()["checks"]}
    check = checks["slow"]
    assert check["level"] == "bad"
    assert "0.2 s" in check["message"]


def test_a_plugin_that_does_not_run_degrades(settings: Settings, database: Database, packages: Path) -> None:
    folder = make_plugin(packages, "probe")
    enable(settings, database, "probe", by="tests")
    (folder / "plugin.py").write_text("raise RuntimeError('password 1234')", encoding="utf-8")
    forget(packages)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        answer = client.get("/health/ready")
    facts: Any = answer.json()
    assert (answer.status_code, facts["status"]) == (200, "degraded")
    assert facts["plugins"]["probe"]["state"] == "FAILED"
    assert facts["plugins"]["probe"]["phase"] == "import"
    assert "RuntimeError" in facts["plugins"]["probe"]["error"]
    assert "1234" not in answer.text


def test_pending_migrations_are_told(client: TestClient, database: Database) -> None:
    with database.write() as session:
        session.execute(text("delete from alembic_version_budget_portal"))
    assert client.get("/health/ready").json()["status"] == "degraded"
    with database.write() as session:
        session.execute(text("delete from alembic_version_core"))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")


def test_the_public_learns_neither_exceptions_words_nor_folders() -> None:
    sentence = "Plugin probe raised KeyError in phase request (pages.py, line 5): 'secret: (1)'."
    assert public_words(sentence) == "Plugin probe raised KeyError in phase request (pages.py, line 5)."
    assert public_words("It has no file (/srv/site-1/a/x.toml).") == "It has no file (x.toml)."
    assert public_words("Open https://example.org/a/b.") == "Open https://example.org/a/b."
    assert public_words("Run `toolbox migrate`.") == "Run `toolbox migrate`."


def test_the_colour_of_a_state() -> None:
    told = [("ACTIVE", False), ("DISABLED", False), ("DEGRADED", True), ("FAILED", True)]
    assert [tone({"state": state, "in_trouble": trouble}) for state, trouble in told] == ["ok", "idle", "warn", "bad"]
