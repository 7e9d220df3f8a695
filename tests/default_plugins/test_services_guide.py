"""The guide "use the shared services": its blocks are one module, and each service does in it what the guide says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_core.app import Application, create_app
from toolbox_core.config import JobSettings, Settings
from toolbox_core.db import Database
from toolbox_core.db.models import SourceFile
from toolbox_core.plugins.lifecycle import enable
from toolbox_core.plugins.work import METRICS, work_of
from toolbox_core.services import audit
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.jobs import queue
from toolbox_core.services.jobs.models import JobRow
from toolbox_core.services.jobs.worker import Worker
from toolbox_core.services.metrics import find_metric
from toolbox_core.services.notifications.models import Letter
from toolbox_core.services.redaction import redact
from toolbox_core.testing.plugins import ImportPath, make_plugin

HERE = {"sec-fetch-site": "same-origin"}


@dataclass
class Grants:
    """A running site with the guide's module, whose background work is done when the test says so."""

    app: Application
    client: TestClient
    settings: Settings
    database: Database

    def sign_in(self) -> None:
        with self.database.write() as session:
            person = users.add_user(session, email="ana@example.org", name="Ana", by="test")
            roles.save_role(session, "giver", label="Giver", permissions=["grants.publish"], by="test")
            roles.grant(session, person, "giver", by="test")
            self.client.cookies.set("toolbox_session", start(session, person))

    def work(self) -> None:
        Worker(self.settings, self.database, lambda: work_of(self.app.host.registry)).run_all()
        self.look()

    def look(self) -> None:
        """Let the application notice at the next request what was written."""
        self.app._next_look = 0.0

    def text(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("location"))
        return answer.text


@pytest.fixture
def grants(pytestconfig: pytest.Config, tmp_path: Path, settings: Settings, database: Database) -> Iterator[Grants]:
    guide = (pytestconfig.rootpath / "docs/how-to/use-the-shared-services.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    pages = re.findall(r"```html\n\{#- (\S+) -#\}\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) > 10
    assert len(pages) == 2
    settings = msgspec.structs.replace(settings, jobs=JobSettings(embedded=False))
    manifest = {"provides": {"addresses": ["/grants"], "api": "/grants"}}
    with ImportPath(tmp_path / "packages") as packages:
        make_plugin(packages, "grants", "\n".join(blocks), manifest, files=dict(pages))
        enable(settings, database, "grants", by="tests")
        app = create_app(settings)
        with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
            yield Grants(app, client, settings, database)


def test_every_service_does_what_the_guide_says(grants: Grants, tmp_path: Path) -> None:
    client, database = grants.client, grants.database
    ready = {check["id"]: check for check in client.get("/health/ready").json()["checks"]}
    assert ready["published"]["message"] == "No grants are published yet."

    # accounts and permissions, audit, jobs
    assert client.get("/grants/desk").status_code in (303, 401)
    grants.sign_in()
    assert client.get("/grants/desk").json() == {"you": "Ana"}
    path = tmp_path / "grants.csv"
    path.write_text("id,title\n1,A library for Hill Street\n", encoding="utf-8")
    assert client.post("/grants/desk", data={"path": str(path)}, headers=HERE).status_code == 303
    with database.read() as session:
        (asked,) = audit.entries(session, target="grants/all")
        assert (asked.action, asked.actor, asked.detail) == ("grants.ask", "user:1", {"file": "grants.csv"})
    grants.work()
    with database.read() as session:
        job = session.scalars(select(JobRow).where(JobRow.kind == "grants:take-in")).one()
        assert (job.status, job.error) == ("done", "")
        number = job.result["original"]
        assert [one.action for one in audit.entries(session, target="grants/all")] == ["dataset.publish", "grants.ask"]
        assert work_of(grants.app.host.registry).schedules["grants:remind"] == "0 7 * * 1-5"

    # open data, organisations, search
    assert grants.text("/data/grants/all.csv").splitlines()[1] == "1,A library for Hill Street,12000.50"
    assert '"grants/all"' in json.dumps(client.get("/data/index.json").json())
    found = grants.text("/search?q=library")
    assert "/grants/1" in found
    organisation = re.search(r"/organisations/[\w-]*reading[\w-]*", grants.text("/organisations/?q=reading"))
    assert organisation is not None
    assert "A library for Hill Street" in grants.text(organisation[0])

    # files: the original, and its redacted copy for those who may not see all
    assert grants.text(f"/grants/files/{number}") == path.read_text(encoding="utf-8")
    path.write_text("id,title\n1,-\n", encoding="utf-8")
    with database.write() as session:
        source = session.get(SourceFile, number)
        assert source is not None
        redact(session, grants.settings.files, source, path, name="copy.csv", reason="Names.", by="Ana")
    assert grants.text(f"/grants/files/{number}") == "id,title\n1,-\n"
    assert client.get("/grants/files/99").status_code == 404

    # API
    first = client.get("/api/v1/grants?limit=1").json()
    assert first["grants"] == [{"id": 1, "title": "A library for Hill Street", "amount": "12000.50"}]
    second = client.get("/api/v1/grants", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [row["id"] for row in second["grants"]] == [2]
    assert client.get("/api/v1/grants?year=many").status_code == 400
    assert "/api/v1/grants" in client.get("/api/v1/openapi.json").json()["paths"]

    # feedback, following, notifications
    page = grants.text("/grants/1")
    assert "/feedback/ask?about=grants:grant:1" in page.replace("%3A", ":")
    assert "object:grants:grant:1" in page.replace("%3A", ":")
    client.post(
        "/feedback/ask?about=grants:grant:1",
        data={"sort": "question", "text": "Until when?", "email": "b@example.org"},
        headers=HERE,
    )
    with database.read() as session:
        letter = session.scalars(select(Letter).order_by(Letter.id.desc())).first()
        assert letter is not None
        assert "A library for Hill Street" in letter.text
    plugin = __import__("tried_grants.plugin", fromlist=["plugin"])
    with database.write() as session:
        plugin.tell_of_payment(session, plugin.GRANTS[1])
    assert "A library for Hill Street: paid out" in grants.text("/grants/1/feed.atom")

    # health and metrics
    ready = {check["id"]: check for check in client.get("/health/ready").json()["checks"]}
    assert ready["published"]["level"] == "ok"
    with database.write() as session:
        queue.enqueue_job(session, METRICS, by="test")
    grants.work()
    with database.read() as session:
        metric = find_metric(session, "grants:grants")
        assert metric is not None
        assert metric.newest is not None
        assert metric.newest.value == 2
