"""The composition root: what changes while it runs is taken over whole, and what fails to change it harms nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from toolbox_core import app as app_module
from toolbox_core.app import Application, create_app, fingerprint_of, from_environment
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.exceptions import DatabaseProblem, PluginFailed, SettingsError
from toolbox_core.migrate import migrate
from toolbox_core.plugins.lifecycle import build_registry, disable, enable
from toolbox_core.testing.plugins import ImportPath, forget, make_plugin

HELLO = """
from starlette.responses import PlainTextResponse
from toolbox_core import Route, hookimpl

async def page(request):
    return PlainTextResponse("hello")

@hookimpl
def register_routes(context):
    return [Route(path="/hello", endpoint=page, name="hello:page", public=True)]
"""
MANIFEST = {"provides": {"addresses": ["/hello"]}}
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def packages(tmp_path: Path) -> Iterator[Path]:
    with ImportPath(tmp_path / "packages") as folder:
        make_plugin(folder, "hello", HELLO, MANIFEST)
        yield folder


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings of a site that looks for changes at every request."""
    return msgspec.structs.replace(settings, plugins=msgspec.structs.replace(settings.plugins, poll_seconds=0.0))


@pytest.fixture
def app(quick: Settings, packages: Path) -> Application:
    del packages
    return create_app(quick)


@pytest.fixture
def visitor(app: Application) -> Iterator[TestClient]:
    with TestClient(app, base_url=ADDRESS, follow_redirects=False) as client:
        yield client


def test_enable_and_disable_without_a_restart(
    app: Application, visitor: TestClient, settings: Settings, database: Database
) -> None:
    first = app.host
    assert visitor.get("/hello").status_code == 503
    enable(settings, database, "hello", by="tests")
    assert visitor.get("/hello").text == "hello"
    assert app.host is not first
    disable(settings, database, "hello", by="tests")
    assert visitor.get("/hello").status_code == 503


def test_looking_happens_at_most_as_often_as_set(
    settings: Settings, packages: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    del packages
    looks = []
    real = Application._observe
    monkeypatch.setattr(Application, "_observe", lambda self: looks.append(1) or real(self))  # type: ignore[func-returns-value]
    rarely = msgspec.structs.replace(settings, plugins=msgspec.structs.replace(settings.plugins, poll_seconds=600.0))
    with TestClient(create_app(rarely), base_url=ADDRESS) as client:
        for _ in range(10):
            client.get("/health")
    assert len(looks) == 1


def test_a_rebuild_that_fails_leaves_the_old_state_serving(
    app: Application,
    visitor: TestClient,
    settings: Settings,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enable(settings, database, "hello", by="tests")
    assert visitor.get("/hello").text == "hello"
    calls = []

    def broken(*arguments: object, **options: object) -> None:
        calls.append(1)
        raise PluginFailed("hello", "Plugin hello is FAILED and --strict makes that fatal.")

    monkeypatch.setattr(app_module, "build_registry", broken)
    disable(settings, database, "hello", by="tests")
    for _ in range(3):
        assert visitor.get("/hello").text == "hello"
    assert len(calls) == 1  # it is not tried again at once, for nothing has changed
    ready = visitor.get("/health/ready").json()
    assert ready["status"] == "degraded"
    assert "--strict" in ready["rebuild_error"]
    monkeypatch.undo()
    enable(settings, database, "hello", by="tests")
    assert visitor.get("/hello").text == "hello"
    assert visitor.get("/health/ready").json()["rebuild_error"] is None


def test_a_rebuild_that_takes_long_keeps_nobody_waiting(
    app: Application, visitor: TestClient, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "REBUILD_PATIENCE", 0.1)
    go_on = threading.Event()
    real = build_registry

    def slow(*arguments: object, **options: object) -> object:
        go_on.wait(10)
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(app_module, "build_registry", slow)
    enable(settings, database, "hello", by="tests")
    assert visitor.get("/hello").status_code == 503
    assert visitor.get("/health").status_code == 200
    go_on.set()
    end = time.monotonic() + 10
    while visitor.get("/hello").status_code == 503 and time.monotonic() < end:
        time.sleep(0.05)
    assert visitor.get("/hello").text == "hello"


def test_the_site_s_own_files_show_without_a_restart(visitor: TestClient, settings: Settings) -> None:
    assert "Shut for lunch" not in visitor.get("/nothing").text
    template = settings.path / "templates" / "error.html"
    template.parent.mkdir(exist_ok=True)
    template.write_text("Shut for lunch", encoding="utf-8")
    assert visitor.get("/nothing").text == "Shut for lunch"
    template.unlink()
    assert "Shut for lunch" not in visitor.get("/nothing").text


def test_a_fingerprint_names_every_file(settings: Settings) -> None:
    empty = fingerprint_of(settings.path)
    (settings.path / "static").mkdir(exist_ok=True)
    (settings.path / "static" / "brand.css").write_text(":root{}", encoding="utf-8")
    assert fingerprint_of(settings.path) != empty


def test_a_database_that_goes_away_takes_only_what_needs_it(
    visitor: TestClient, settings: Settings, database: Database
) -> None:
    assert visitor.get("/health").status_code == 200
    database.close()
    for file in (settings.path / "data").glob("toolbox.sqlite*"):
        file.unlink()
    assert visitor.get("/health").status_code == 200
    assert visitor.get("/static/toolbox.css").status_code == 200
    assert visitor.get("/nothing").status_code == 404


def test_a_site_without_a_database_says_what_to_do(quick: Settings) -> None:
    for file in (quick.path / "data").glob("toolbox.sqlite*"):
        file.unlink()
    with pytest.raises(DatabaseProblem, match="toolbox migrate"):
        create_app(quick)


def test_strict_makes_a_plugin_fault_fatal(settings: Settings, packages: Path, database: Database) -> None:
    enable(settings, database, "hello", by="tests")
    (packages / "tried_hello" / "plugin.py").write_text("raise RuntimeError('no')", encoding="utf-8")
    forget(packages)
    with pytest.raises(PluginFailed, match="hello"):
        create_app(settings, strict=True)
    with TestClient(create_app(settings), base_url=ADDRESS) as client:
        assert client.get("/hello").status_code == 503
        assert client.get("/health/ready").json()["plugins"]["hello"]["state"] == "FAILED"


def test_safe_mode_runs_the_host_alone(settings: Settings, packages: Path, database: Database) -> None:
    del packages
    enable(settings, database, "hello", by="tests")
    app = create_app(settings, safe_mode=True)
    with TestClient(app, base_url=ADDRESS) as client:
        assert client.get("/hello").status_code == 503
        assert client.get("/health/ready").json()["safe_mode"] is True


def test_settings_that_cannot_work_are_told_at_once(settings: Settings) -> None:
    site = msgspec.structs.replace(settings.site, languages=("en", "elvish"))
    with pytest.raises(SettingsError, match="elvish"):
        create_app(msgspec.structs.replace(settings, site=site))


def test_other_servers_find_the_site_in_the_environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TOOLBOX_SITE", str(settings.path))
    assert from_environment().settings.path == settings.path
    monkeypatch.setenv("TOOLBOX_SITE", str(tmp_path / "nowhere"))
    with pytest.raises(SystemExit, match="toolbox init"):
        from_environment()


def test_websockets_are_declined(visitor: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), visitor.websocket_connect("/"):
        pass


@pytest.mark.postgresql
def test_the_same_on_postgresql(quick: Settings, packages: Path, postgresql_url: str) -> None:
    del packages
    changed = msgspec.structs.replace(quick, database=msgspec.structs.replace(quick.database, url=postgresql_url))
    database = Database(changed.database_url)
    migrate(changed, database)
    with TestClient(create_app(changed), base_url=ADDRESS) as client:
        ready = client.get("/health/ready").json()
        assert (ready["status"], ready["database"]["dialect"]) == ("ok", "postgresql")
        assert client.get("/").status_code == 200
        assert client.get("/hello").status_code == 503
        enable(changed, database, "hello", by="tests")
        assert client.get("/hello").text == "hello"
    database.close()
