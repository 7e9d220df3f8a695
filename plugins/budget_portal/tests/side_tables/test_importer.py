"""Every table beside budgets through the browser: look, correct, draft, compare, publish, read; each act audited."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from toolbox_budget_portal.demo.tax_rules import write_rules
from toolbox_budget_portal.payments.importer import FORM as PAYMENTS
from toolbox_budget_portal.publishing import FORMS
from toolbox_budget_portal.side_tables.importer import HIDDEN, Form
from toolbox_core import ImportAnswers, InputError, LimitSettings
from toolbox_core.app import create_app
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.plugins.uploads import jobs_of, upload_folder
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.jobs.worker import Work, Worker
from toolbox_core.testing.plugin import TEST_ADDRESS

pytestmark = pytest.mark.plugins("budget_portal")
PAID = (
    "Fecha;Proveedor;NIF;Kind;Line;Importe;Concepto\n"
    "2024-02-01;Bright Lamps;ES-NIF:B123;;functional:1/12 economic:2;1.300,50;Lamps\n"
    "2024-03-01;Zebedee Quux;99999X;person;functional:2;40,00;Grant for Zebedee Quux\n"
)
FILES = {
    "payments": ("paid.csv", PAID, {"year": "2024"}, "/budget/town/2024/payments", "Bright Lamps"),
    "changes": (
        "moves.csv",
        "date,act,from,to,amount,reason\n2024-03-01,Act 1,functional:2,functional:1,60,Snow\n",
        {"year": "2024"},
        "/budget/town/2024/changes",
        "Snow",
    ),
    "months": (
        "months.csv",
        "period,code,amount\n2024-01,1,100.50\n2024-02,1,160\n",
        {"year": "2024", "amounts": "cumulative", "kind": "functional", "control": "160"},
        "/budget/town/2024/months",
        "January",
    ),
    "projects": (
        "built.csv",
        "Code;Nom;Statut;Lat;Lon;Coût total\nP1;School;travaux;44,88;-18,9;1.200,50\nP2;Road;livré;;;500,00\n",
        {"year": "2024"},
        "/budget/town/2024/projects",
        "School",
    ),
    "crosswalks": (
        "codes.csv",
        "code,to,share\n1,04.5,60\n1,06.4,40\n2,08.2,100\n",
        {"scheme": "cofog", "kind": "functional"},
        "/budget/town/2024/by/cofog",
        "Economic affairs",
    ),
    "debt": (
        "debt.csv",
        "year,instrument,opening,borrowing,repayment,closing\n2024,Bonds,100,20,10,110\n",
        {"control": "110"},
        "/budget/town/debt",
        "At the end of 2024",
    ),
    "roles": (
        "roles.csv",
        "role,kind,code\ntax,economic,1\nloans,,\nrepaid,,\n",
        {},
        "/budget/town/indicators",
        "the budget has none",
    ),
    "goals": (
        "goals.csv",
        "code,goal,indicator,unit,direction,target year,target,2024\n1,Light,Lamps,lamps,more,2026,90,80\n",
        {"kind": "functional"},
        "/budget/town/goals",
        "Lamps",
    ),
    "yardsticks": (
        "people.csv",
        "year,population\n2024,1000\n",
        {"kind": "population", "only": ""},
        "/budget/town/2024?measure=person",
        "per inhabitant",
    ),
}


@dataclass
class Desk:
    """A publisher signed in, and the worker that does the steps."""

    client: TestClient
    settings: Settings
    database: Database

    def _work(self) -> None:
        registry = self.client.app.host.registry  # type: ignore[attr-defined]
        Worker(self.settings, self.database, lambda: Work(functions=jobs_of(registry), schedules={})).run_all()

    def upload(self, importer: str, name: str, content: bytes) -> str:
        data = {"importer": f"budget_portal:{importer}"}
        answer = self.client.post("/admin/imports", data=data, files={"files": (name, content)})
        assert answer.status_code == 303, answer.text
        self._work()
        return str(answer.headers["location"])

    def store(self, step: str, answers: dict[str, str]) -> str:
        """The page after a draft was asked for: the draft itself, or why there is none."""
        answer = self.client.post(step, data=answers)
        assert answer.status_code == 303, answer.text
        self._work()
        after = self.client.get(answer.headers["location"])
        return str(after.headers.get("location") or after.text)

    def publish(self, version: str) -> None:
        assert self.client.post(version, data={"act": "publish"}).status_code == 303
        self.client.app._next_look = 0.0  # type: ignore[attr-defined]


@pytest.fixture
def desk(town: str, settings: Settings, database: Database) -> Iterator[Desk]:
    with database.write() as session:
        person = users.add_user(session, email="pia@example.org", name="Pia", by="test")
        may = ["budget_portal.import", "budget_portal.publish"]
        roles.save_role(session, "pia", label="Pia", permissions=may, by="test")
        roles.grant(session, person, "pia", by="test")
        token = start(session, person)
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    with TestClient(create_app(settings), base_url=TEST_ADDRESS, follow_redirects=False, headers=headers) as client:
        client.cookies.set("toolbox_session", token)
        yield Desk(client, settings, database)


def answers_of(fields: dict[str, str]) -> dict[str, str]:
    return {f"field-{key}": value for key, value in {"entity": "town", "licence": "CC0-1.0", **fields}.items()}


@pytest.mark.parametrize("importer", FILES)
def test_a_file_goes_all_the_way(importer: str, desk: Desk) -> None:
    name, content, fields, address, words = FILES[importer]
    step = desk.upload(importer, name, content.encode())
    proposal = html.unescape(desk.client.get(step).text)
    assert "Encoding" in proposal
    assert "Its name says so." in proposal
    version = desk.store(step, answers_of(fields))
    assert version.startswith("/admin/imports/"), version
    report = html.unescape(desk.client.get(version).text)
    assert "2 rows were read" in report or "1 rows were read" in report or "3 rows were read" in report
    assert "Against what is public now" not in report
    assert not list(upload_folder(desk.settings, "").glob("*")), "what was uploaded is not kept beside the original"
    desk.publish(version)
    public = html.unescape(desk.client.get(version).text)
    assert "See it as everybody does" in public
    assert words in html.unescape(desk.client.get(address).text)
    with desk.database.read() as session:
        query = text("SELECT actor, action FROM core_audit WHERE action LIKE 'version.%' ORDER BY id")
        acts = [tuple(act) for act in session.execute(query)]
    assert acts == [("user:1", "version.draft"), ("user:1", "version.publish")]


def test_every_form_is_tried_here() -> None:
    assert {form.id for form in FORMS} == {*FILES, "tax-rules"}


def test_tax_rules_run_their_own_tests_before_anything_is_asked(desk: Desk, tmp_path: Path) -> None:
    good = write_rules(tmp_path, 2024).read_bytes()
    step = desk.upload("tax-rules", "rules.toml", good)
    assert "The rules pass their own tests." in desk.client.get(step).text
    version = desk.store(step, answers_of({}))
    desk.publish(version)
    assert desk.client.get("/budget/town/2024/receipt").status_code == 200
    wrong = desk.upload("tax-rules", "rules.toml", b"year = 2024\n")
    assert "The rules need a title and a source." in desk.client.get(wrong).text


def test_names_of_natural_persons_are_nowhere_on_the_way(desk: Desk) -> None:
    step = desk.upload("payments", "paid.csv", PAID.encode())
    page = html.unescape(desk.client.get(step).text)
    assert "Zebedee" not in page
    assert HIDDEN in page
    assert "Importe: 1300.50" in page, "how the number is read"
    assert "1 of them to natural persons" in page
    broken = PAID.replace("2024-03-01", "March").replace("1.300,50", "much")
    failed = desk.upload("payments", "paid.csv", broken.encode())
    page = html.unescape(desk.client.get(failed).text)
    assert "2 rows cannot be right." in page
    assert "paid.csv, row 2: the amount is no number." in page
    assert "paid.csv, row 3: the date is no day." in page
    said = html.unescape(desk.store(failed, answers_of({"year": "2024"})))
    assert "Nothing was stored" in said
    assert "row 3: the date is no day." in said
    with desk.database.read() as session:
        kept = list(session.execute(text("SELECT result, payload, error FROM core_job")))
    assert "Zebedee" not in str(kept)


def test_a_person_says_which_column_is_which(desk: Desk) -> None:
    content = PAID.replace("Proveedor", "Who").replace("Importe", "Net;Importe").replace("1.300,50", "1;1.300,50")
    content = content.replace("40,00", "1;40,00")
    step = desk.upload("payments", "paid.csv", content.encode())
    assert "Its name says so." in desk.client.get(step).text
    refused = html.unescape(desk.store(step, answers_of({"year": "2024"})))
    assert "has no column 'payee'" in refused
    both = html.unescape(desk.store(step, answers_of({"year": "2024"}) | {"column-1": "payee", "column-5": "amount"}))
    assert "'Net' and 'Importe'" in both or "'Importe' and 'Net'" in both
    year = html.unescape(desk.store(step, answers_of({"year": "next"}) | {"column-1": "payee"}))
    assert "'next' is not a fiscal year" in year
    version = desk.store(step, answers_of({"year": "2024"}) | {"column-1": "payee"})
    assert version.startswith("/admin/imports/"), version


def test_the_next_file_is_compared_with_what_is_public(desk: Desk) -> None:
    name, content, fields, _, _ = FILES["payments"]
    desk.publish(desk.store(desk.upload("payments", name, content.encode()), answers_of(fields)))
    more = content.replace("40,00", "45,00") + "2024-04-01;Inks;ES-NIF:B9;;functional:2;5,00;Ink\n"
    page = html.unescape(
        desk.client.get(desk.store(desk.upload("payments", name, more.encode()), answers_of(fields))).text
    )
    assert "Against what is public now" in page
    assert "New rows: 2" in page
    assert "Vanished rows: 1" in page
    assert "1,340.50" in page
    assert "1,350.50" in page
    assert "Zebedee" not in page


def test_one_file_holds_one_table(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="One file holds one table"):
        PAYMENTS.inspect([path, path], LimitSettings())
    proposal = PAYMENTS.inspect([path], LimitSettings())
    assert [column.choice for column in proposal.files[0].columns] == ["", ""]
    assert proposal.files[0].rows[0].raw == [HIDDEN, HIDDEN]


def test_answers_are_handed_on_as_they_were_given(tmp_path: Path, settings: Settings) -> None:
    seen = []
    form = Form(id="x", label="x", hint="x", load=lambda _session, upload: seen.append(upload) or 7)  # type: ignore[func-returns-value]
    answers = ImportAnswers(
        state={"file": "a.csv", "columns": ["a", "b"]},
        fields={"entity": " town ", "year": "2024", "licence": ""},
        columns={"0": "", "1": "amount"},
        folder=tmp_path,
        files=settings.files,
        limits=LimitSettings(),
        by="Pia",
        progress=lambda rows: None,
    )
    assert form.draft(None, answers) == [7]  # type: ignore[arg-type]
    (upload,) = seen
    assert (upload.entity, upload.year, upload.columns, upload.path.name) == ("town", 2024, {"amount": "b"}, "a.csv")
