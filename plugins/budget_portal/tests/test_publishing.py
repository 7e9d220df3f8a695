"""A publisher in the browser: upload a budget, look, correct, read the report, publish; the public page shows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.plugins.uploads import jobs_of, upload_folder
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.jobs.worker import Work, Worker
from toolbox_core.testing.plugin import TEST_ADDRESS

pytestmark = pytest.mark.plugins("budget_portal")
CSV = (
    "function code;function name;approved\n01;Schools;1.200,50\n02;Roads;800,00\n03;Parks;99,50\n"
    "04;Libraries;10.000,00\n"
)
ANSWERS = {
    "field-entity": "sennen",
    "field-name": "Port Sennen",
    "field-year": "2026",
    "field-currency": "EUR",
    "field-direction-0": "expenditure",
    "field-controls": "approved=12100.00",
}


class Desk:
    def __init__(self, client: TestClient, settings: Settings, database: Database) -> None:
        self.client, self.settings, self.database = client, settings, database
        self.app = client.app

    def work(self) -> None:
        registry = self.app.host.registry  # type: ignore[attr-defined]
        work = Work(functions=jobs_of(registry), schedules={})
        Worker(self.settings, self.database, lambda: work).run_all()

    def upload(self, text: str = CSV, name: str = "../../spending 2026.csv", like: str = "") -> str:
        data = {"importer": "budget_portal:budgets", "like-budget_portal:budgets": like}
        answer = self.client.post("/admin/imports", data=data, files={"files": (name, text.encode())})
        assert answer.status_code == 303, answer.text
        self.work()
        return str(answer.headers["location"])

    def store(self, step: str, **answers: str) -> str:
        answer = self.client.post(step, data=ANSWERS | answers)
        assert answer.status_code == 303, answer.text
        self.work()
        return str(answer.headers["location"])


def open_desk(settings: Settings, database: Database, *permissions: str) -> Iterator[Desk]:
    with database.write() as session:
        person = users.add_user(session, email="pia@example.org", name="Pia", by="test")
        roles.save_role(session, "pia", label="Pia", permissions=permissions, by="test")
        roles.grant(session, person, "pia", by="test")
        token = start(session, person)
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    app = create_app(settings)
    with TestClient(app, base_url=TEST_ADDRESS, follow_redirects=False, headers=headers) as client:
        client.cookies.set("toolbox_session", token)
        yield Desk(client, settings, database)


@pytest.fixture
def desk(settings: Settings, database: Database) -> Iterator[Desk]:
    yield from open_desk(settings, database, "budget_portal.import", "budget_portal.publish")


@pytest.fixture
def editor(settings: Settings, database: Database) -> Iterator[Desk]:
    yield from open_desk(settings, database, "budget_portal.import")


def test_a_file_becomes_a_public_budget(desk: Desk) -> None:
    step = desk.upload()
    proposal = desk.client.get(step).text
    assert "function code" in proposal
    assert "1.200,50" in proposal
    assert "spending_2026.csv" in proposal

    version = desk.client.get(desk.store(step)).headers["location"]
    report = desk.client.get(version).text
    assert "12,100.00" in report
    assert desk.client.get("/budget/sennen/2026").status_code == 404
    assert "budget_portal/sennen-2026" in desk.client.get("/admin/imports").text
    assert not list(upload_folder(desk.settings, "").glob("*")), "the upload is kept as an original now"

    assert desk.client.post(version, data={"act": "publish"}).status_code == 303
    desk.app._next_look = 0.0  # type: ignore[attr-defined]
    assert "Port Sennen" in desk.client.get("/budget/sennen/2026").text

    second = desk.client.get(desk.store(desk.upload(CSV.replace("99,50", "199,50")), **{"field-controls": ""}))
    assert "12,200.00" in desk.client.get(second.headers["location"]).text, "what changes is shown"
    assert desk.client.post(second.headers["location"], data={"act": "discard"}).headers["location"] == "/admin/imports"


def test_next_years_file_is_read_with_last_years_answers(desk: Desk) -> None:
    version = desk.client.get(desk.store(desk.upload())).headers["location"]
    assert desk.client.post(version, data={"act": "publish"}).status_code == 303
    desk.app._next_look = 0.0  # type: ignore[attr-defined]
    number = version.rpartition("/")[2]
    assert f'<option value="{number}">Like Port Sennen 2026</option>' in desk.client.get("/admin/imports").text
    later = CSV.replace("Libraries", "Books").replace("03;Parks;99,50", "05;Trees;100,00")
    step = desk.upload(later, "spending 2027.csv", like=number)
    page = desk.client.get(step).text
    assert 'value="sennen"' in page
    assert 'value="2027"' in page
    assert "As in 2026." in page
    answers = {"field-year": "2027", "field-name": "", "field-currency": "", "field-controls": "approved=12100.50"}
    draft = desk.client.get(desk.client.get(desk.store(step, **answers)).headers["location"]).text
    assert "Against 2026" in draft
    for told in (
        "New codes: 1",
        "Vanished codes: 1",
        "Changed labels: 1",
        "Trees",
        "Parks",
        "Libraries",
        "Books",
        "0.50",
    ):
        assert told in draft, told


def test_a_total_that_differs_stores_nothing_and_keeps_the_answers(desk: Desk) -> None:
    failed = desk.client.get(desk.store(desk.upload(), **{"field-controls": "approved=1"}))
    assert "not 1" in failed.text
    again = failed.text.split('href="')
    link = next(part.split('"')[0] for part in again if "answers=" in part)
    assert 'value="sennen"' in desk.client.get(link.replace("&amp;", "&")).text


def test_what_is_missing_is_said_beside_the_question(desk: Desk) -> None:
    assert desk.client.post("/admin/imports", data={"importer": "budget_portal:budgets"}).status_code == 422
    assert desk.client.post("/admin/imports", data={"importer": "x:y"}).status_code == 422
    answer = desk.client.post(desk.upload(), data={**ANSWERS, "field-entity": ""})
    assert answer.status_code == 422
    assert 'href="#field-entity"' in answer.text
    unread = desk.client.get(desk.upload("", "empty.csv"))
    assert "Nothing was stored" in unread.text
    assert desk.client.get("/admin/imports/versions/99").status_code == 404


def test_who_may_load_may_not_publish(editor: Desk) -> None:
    version = editor.client.get(editor.store(editor.upload())).headers["location"]
    assert "Somebody who may publish" in editor.client.get(version).text
    assert editor.client.post(version, data={"act": "publish"}).status_code == 403
    assert editor.client.post(version, data={"act": "discard"}).status_code == 303
    editor.client.cookies.clear()
    assert editor.client.get("/admin/imports").headers["location"].startswith("/account/sign-in")
