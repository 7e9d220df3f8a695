"""The administration: who may see which page, plugins switched and configured, jobs, the audit log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_core.app import Application, create_app
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.db.models import AuditEntry, PluginState
from toolbox_core.services import audit
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.jobs import queue
from toolbox_core.services.jobs.models import JobRow
from toolbox_core.testing.plugin import TEST_ADDRESS
from toolbox_core.testing.plugins import ImportPath, make_plugin

BROWSER = {"sec-fetch-site": "same-origin", "accept": "text/html"}
CONFIG = """
import enum
from datetime import date
from typing import Annotated, Literal
import msgspec
from toolbox_core import Secret

class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"

class Inner(msgspec.Struct, frozen=True):
    deep: int = 1

class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    page_size: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    title: Annotated[str, msgspec.Meta(title="Heading", description="Stands above.")] = "Trees"
    shown: bool = True
    sort: Literal["name", "age"] = "name"
    colours: tuple[Colour, ...] = (Colour.RED,)
    days: tuple[date, ...] = ()
    token: Secret = ""
    inner: Inner = Inner()
"""


class Desk:
    """A site with its people; ``as_(permissions)`` is a browser in which somebody with these has signed in."""

    def __init__(self, app: Application, settings: Settings, database: Database) -> None:
        self.app, self.settings, self.database = app, settings, database
        self._people = 0

    def anonymous(self) -> TestClient:
        return TestClient(self.app, base_url=TEST_ADDRESS, follow_redirects=False, headers=BROWSER)

    def as_(self, *permissions: str, scope: str = "") -> TestClient:
        self._people += 1
        with self.database.write() as session:
            person = users.add_user(session, email=f"p{self._people}@example.org", name=f"P{self._people}", by="test")
            role = f"role{self._people}"
            roles.save_role(session, role, label=role, permissions=permissions, by="test")
            roles.grant(session, person, role, scope=scope, by="test")
            token = start(session, person)
        client = self.anonymous()
        client.cookies.set("toolbox_session", token)
        return client


@pytest.fixture
def desk(tmp_path: Path, settings: Settings, database: Database) -> Iterator[Desk]:
    with ImportPath(tmp_path / "packages") as packages:
        make_plugin(
            packages,
            "grove",
            "from toolbox_core import hookimpl\n",
            {"config": {"schema": "tried_grove.config:Config", "version": 1}},
            files={"config.py": CONFIG},
        )
        make_plugin(packages, "broken", "raise RuntimeError('the wheel came off')\n")
        app = create_app(settings)
        with TestClient(app, base_url=TEST_ADDRESS):
            yield Desk(app, settings, database)


def add_job(database: Database, status: str = "failed") -> int:
    with database.write() as session:
        row = queue.enqueue_job(session, "grove:count", by="test")
        row.status, row.error = status, "the sheet is torn" if status == "failed" else ""
        queue.note(session, row.id, "Counting <trees>")
        return row.id


PAGES = [
    ("/admin/plugins", "admin.plugins"),
    ("/admin/plugins/grove", "admin.plugins"),
    ("/admin/jobs", "admin.jobs"),
    ("/admin/jobs/1", "admin.jobs"),
    ("/admin/audit", "admin.audit"),
    ("/admin/audit.csv", "admin.audit"),
    ("/admin/audit.json", "admin.audit"),
]


@pytest.mark.parametrize(("address", "permission"), [("/admin/", "admin.jobs"), *PAGES])
def test_a_page_is_for_those_who_may(desk: Desk, address: str, permission: str) -> None:
    add_job(desk.database)

    asked = desk.anonymous().get(address)
    if address.endswith(".json"):
        assert asked.status_code == 401, "what asks for JSON is a program"
    else:
        assert (asked.status_code, asked.headers["location"].partition("?")[0]) == (303, "/account/sign-in")
    assert desk.as_("data.nothing").get(address).status_code == 403
    shown = desk.as_(permission).get(address)
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize("address", ["/admin/plugins", "/admin/plugins/grove", "/admin/jobs/1"])
def test_another_site_cannot_post_here(desk: Desk, address: str) -> None:
    add_job(desk.database)
    forged = desk.as_("*").post(address, data={"act": "enable"}, headers={"sec-fetch-site": "cross-site"})
    assert forged.status_code == 403


def test_the_overview_tells_what_waits(desk: Desk) -> None:
    add_job(desk.database)
    page = desk.as_("*").get("/admin/").text
    assert "failed jobs: 1" in page
    assert "/admin/audit" in page
    little = desk.as_("admin.audit").get("/admin/").text
    assert "/admin/jobs" not in little


# --- plugins ---------------------------------------------------------------------------------------------------------


def state(database: Database, plugin: str) -> tuple[str, str]:
    with database.read() as session:
        row = session.get(PluginState, plugin)
        return (row.desired, row.state) if row is not None else ("", "")


def test_a_plugin_is_switched_on_and_off(desk: Desk) -> None:
    client = desk.as_("admin.plugins")
    answer = client.post("/admin/plugins", data={"act": "enable", "plugin": "grove"})
    assert answer.status_code == 303
    assert state(desk.database, "grove") == ("enabled", "ACTIVE")
    assert "is switched on" in client.get(answer.headers["location"]).text
    client.post("/admin/plugins", data={"act": "disable", "plugin": "grove"})
    assert state(desk.database, "grove")[0] == "disabled"
    with desk.database.read() as session:
        actors = session.scalars(select(AuditEntry.actor).where(AuditEntry.action == "plugin.enable")).all()
    assert actors[-1].startswith("user:")


def test_a_plugin_that_cannot_run_is_a_sentence_on_the_page(desk: Desk) -> None:
    client = desk.as_("admin.plugins")
    answer = client.post("/admin/plugins", data={"act": "enable", "plugin": "broken"})
    assert answer.status_code == 422
    assert "the wheel came off" in answer.text
    assert state(desk.database, "broken")[0] != "enabled"
    assert client.post("/admin/plugins", data={"act": "enable", "plugin": "nobody"}).status_code == 422
    assert client.post("/admin/plugins", data={"act": "explode", "plugin": "grove"}).status_code == 422
    assert client.post("/admin/plugins", data={"act": "disable", "plugin": "admin"}).status_code == 422
    assert client.get("/admin/plugins/nobody").status_code == 404


GOOD = {"page_size": "20", "title": "Oaks", "shown": "false", "sort": "age", "colours": ["red", "blue"]}


def test_settings_are_read_from_the_form(desk: Desk) -> None:
    client = desk.as_("admin.plugins")
    form = client.get("/admin/plugins/grove").text
    assert "Heading" in form
    assert "Stands above." in form
    fields = {**GOOD, "days": "2026-05-01\n2026-12-25\n", "token": "hush-hush"}
    answer = client.post("/admin/plugins/grove", data=fields)
    assert answer.status_code == 303, answer.text
    with desk.database.read() as session:
        config = session.get_one(PluginState, "grove").config
        assert audit.entries(session, limit=1)[0].origin == "testclient", "the address from which it was done"
    assert config == {
        "page_size": 20,
        "title": "Oaks",
        "shown": False,
        "sort": "age",
        "colours": ["red", "blue"],
        "days": ["2026-05-01", "2026-12-25"],
        "token": "hush-hush",
    }
    again = client.get("/admin/plugins/grove").text
    assert "hush-hush" not in again
    assert "2026-12-25" in again

    client.post("/admin/plugins/grove", data={**GOOD, "title": ""})
    with desk.database.read() as session:
        config = session.get_one(PluginState, "grove").config
    assert config["token"] == "hush-hush", "an empty field keeps the secret"
    assert "title" not in config, "an empty field goes back to the default"
    client.post("/admin/plugins/grove", data={**GOOD, "forget:token": "yes"})
    with desk.database.read() as session:
        assert "token" not in session.get_one(PluginState, "grove").config


@pytest.mark.parametrize(
    ("field", "value"), [("page_size", "1000"), ("page_size", "many"), ("sort", "size"), ("days", "tomorrow")]
)
def test_settings_that_do_not_fit_are_shown_beside_the_field(desk: Desk, field: str, value: str) -> None:
    answer = desk.as_("admin.plugins").post("/admin/plugins/grove", data={**GOOD, "token": "hush-hush", field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "hush-hush" not in answer.text
    with desk.database.read() as session:
        row = session.get(PluginState, "grove")
        assert row is None or not row.config


# --- jobs ------------------------------------------------------------------------------------------------------------


def test_a_job_is_read_run_again_and_cancelled(desk: Desk) -> None:
    number = add_job(desk.database)
    client = desk.as_("admin.jobs")
    assert "the sheet is torn" in client.get("/admin/jobs?status=failed").text
    assert f"/admin/jobs/{number}" not in client.get("/admin/jobs?status=done").text
    page = client.get(f"/admin/jobs/{number}").text
    assert "Counting &lt;trees&gt;" in page
    for act, status in (("again", "waiting"), ("cancel", "cancelled")):
        assert client.post(f"/admin/jobs/{number}", data={"act": act}).status_code == 303
        with desk.database.read() as session:
            assert session.get_one(JobRow, number).status == status
    done = add_job(desk.database, "done")
    assert client.post(f"/admin/jobs/{done}", data={"act": "again"}).status_code == 422
    assert client.get("/admin/jobs/4711").status_code == 404


# --- the audit log ---------------------------------------------------------------------------------------------------


def test_the_audit_log_is_narrowed_and_taken_along(desk: Desk) -> None:
    with desk.database.write() as session:
        for number in range(120):
            audit.record(session, actor="cli:ana", action="tree.plant", target=f"tree:{number}", detail={"n": number})
        audit.record(session, actor="cli:bo", action="tree.fell", target="=1+1")
    client = desk.as_("admin.audit")
    page = client.get("/admin/audit?action=tree.plant&actor=cli:ana").text
    assert "tree:119" in page
    assert "tree.fell" not in page
    older = re.search(r'href="([^"]*before=[^"]*)"', page)
    assert older is not None
    assert "tree:0<" in client.get(older.group(1).replace("&amp;", "&")).text
    assert client.get("/admin/audit?first=yesterday").status_code == 422
    whole = json.loads(client.get("/admin/audit.json?action=tree").content)
    assert len(whole) == 121
    assert whole[-1]["detail"] == {"n": 0}
    assert json.loads(client.get("/admin/audit.json?action=nothing").content) == []
    table = client.get("/admin/audit.csv?action=tree.fell").text
    assert "'=1+1" in table
    assert client.get("/admin/audit.json?first=2001-01-01&last=2001-01-02").json() == []
