"""What stands beside budgets for programs: paged, filtered, exact, with the file each row was read from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal import services
from toolbox_budget_portal.crosswalk.services import import_crosswalk
from toolbox_budget_portal.months.services import import_months
from toolbox_budget_portal.payments.services import import_payments
from toolbox_budget_portal.simulator import services as simulators
from toolbox_budget_portal.virements.services import import_changes
from toolbox_core.config import Settings
from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
API = "/api/v1/budget"
PAID = (
    "date,payee,identifier,kind,line,amount,subject\n"
    "2024-02-01,Bright Lamps,ES-NIF:B123,,functional:1/12 economic:2,300.50,Lamps\n"
    "2024-02-03,Bright Lamps,ES-NIF:B123,,functional:1/12 economic:2,100,Bulbs\n"
    "2024-03-01,Zebedee Quux,,person,functional:2,40,Grant for Zebedee Quux\n"
)
MOVED = (
    "date,act,from,to,amount,reason\n2024-03-01,Act 1,functional:2,functional:1,60,Snow\n"
    "2024-04-01,Act 2,functional:2,functional:3,0.10,\n"
)
MONTHS = "period,direction,code,amount\n2024-01,expenditure,1,100.50\n2024-02,expenditure,2,62\n2024-02,revenue,,500\n"
CODES = "code,to,share\n1,04.5,60\n1,06.4,40\n2,,100\n"


@pytest.fixture
def beside(town: str, settings: Settings, database: Database, tmp_path: Path) -> str:
    """The town with published payments, changes, months and a crosswalk."""

    def file(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return path

    files = settings.files
    with database.write() as session:
        versions = [
            import_payments(session, files, file(PAID), entity=town, fiscal_year=2024, licence="CC0-1.0")[0],
            import_changes(session, files, file(MOVED), entity=town, fiscal_year=2024)[0],
            import_months(session, files, file(MONTHS), slug=town, fiscal_year=2024)[0],
            import_crosswalk(session, files, file(CODES), slug=town, scheme="cofog", kind="functional")[0],
        ]
        for version in versions:
            services.publish_version(session, version, by="tests")
    return town


def test_payments_are_paged_and_narrowed_and_lead_to_their_row(beside: str, client: TestClient) -> None:
    whole = client.get(f"{API}/payments/{beside}/2024", params={"pagesize": 2, "page": 2}).json()
    assert (whole["total_row_count"], whole["amount"], whole["page"], len(whole["data"])) == (3, "440.50", 2, 1)
    (person,) = whole["data"]
    assert (person["kind"], person["payee"], person["subject"], person["source_row"]) == ("person", "", "", 4)
    assert whole["source"]["file"] == "table-without-names.csv"
    assert whole["source"]["licence"] == "CC0-1.0"
    lamps = client.get(f"{API}/payments/{beside}/2024", params={"q": "lamps"}).json()
    assert [row["amount"] for row in lamps["data"]] == ["300.50", "100.00"]
    by_payee = client.get(f"{API}/payments/{beside}/2024", params={"payee": "persons"}).json()
    assert (by_payee["total_row_count"], by_payee["amount"]) == (1, "40.00")
    line = client.get(f"{API}/payments/{beside}/2024", params={"line": "functional:2", "format": "csv"})
    assert line.text.splitlines()[1] == "2024-03-01,,,person,functional:2,40.00,,4"
    assert "Zebedee" not in line.text + str(whole)


def test_changes_by_act_and_line(beside: str, client: TestClient) -> None:
    found = client.get(f"{API}/changes/{beside}/2024", params={"act": "Act 2"}).json()
    assert [(row["from"], row["to"], row["amount"]) for row in found["data"]] == [
        ("functional:2", "functional:3", "0.10")
    ]
    taken = client.get(f"{API}/changes/{beside}/2024", params={"line": "functional:2"}).json()
    assert (taken["total_row_count"], taken["amount"]) == (2, "60.10")


def test_months_by_direction_month_and_code(beside: str, client: TestClient) -> None:
    spent = client.get(f"{API}/months/{beside}/2024", params={"direction": "expenditure"}).json()
    assert [(row["period"], row["amount"]) for row in spent["data"]] == [("2024-01", "100.50"), ("2024-02", "62.00")]
    one = client.get(f"{API}/months/{beside}/2024", params={"period": "2024-02", "code": "2"}).json()
    assert (one["total_row_count"], one["amount"]) == (1, "62.00")
    assert client.get(f"{API}/months/{beside}/2024", params={"direction": "both"}).status_code == 400


def test_spending_by_shared_codes_adds_up_to_the_last_cent(beside: str, client: TestClient) -> None:
    found = client.get(f"{API}/by/{beside}/2024/cofog", params={"phase": "approved"}).json()
    parts = [Decimal(one["amount"]) for one in found["data"]]
    assert {one["code"] for one in found["data"]} == {"04.5", "06.4"}
    assert sum(parts) + Decimal(found["nowhere"]) + Decimal(found["unmapped"]) == Decimal(found["total"])
    assert Decimal(found["nowhere"]) == 210
    assert client.get(f"{API}/by/{beside}/2024/sdg").status_code == 404
    assert client.get(f"{API}/by/{beside}/2024/gfsm").status_code == 400
    assert client.get(f"{API}/by/{beside}/2024/cofog", params={"phase": "dreamt"}).status_code == 404


def test_the_simulator_tells_answers_only_once_there_are_enough(
    town: str, database: Database, client: TestClient
) -> None:
    typed = {"down": "50", "up": "50", "least_answers": "5", "deficit": "0", "closes": "2199-12-31"}
    address = f"{API}/simulator/{town}/2024"
    assert client.get(address).status_code == 404
    with database.write() as session:
        simulators.create(session, town, 2024, typed, by="tests")
    asked = client.get(address).json()
    assert (asked["answers"], asked["aggregate"], asked["deficit"]) == (0, None, "0.00")
    assert {part["direction"] for part in asked["parts"]} == {"expenditure", "revenue"}
    with database.write() as session:
        of = simulators.find(session, town, 2024)
        keys = [part.key for part in of.parts if part.direction == "expenditure" and not part.fixed]
        for number in range(5):
            simulators.answer(session, of, {keys[0]: "-10"}, sender=f"10.0.{number}.1", today=date(2026, 1, 1))
    told = client.get(address).json()
    assert told["answers"] == 5
    first = next(one for one in told["aggregate"] if f"{one['direction']}/{one['code']}" == keys[0])
    assert (first["median"], first["cut"], first["raised"]) == ("-10", 5, 0)


@pytest.mark.parametrize("path", ["payments/town/2024", "changes/town/2024", "months/town/2024", "by/town/2024/cofog"])
def test_answers_are_kept_by_their_tag_until_something_is_published(path: str, beside: str, client: TestClient) -> None:
    answer = client.get(f"{API}/{path}")
    assert answer.headers["etag"]
    again = client.get(f"{API}/{path}", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_what_is_not_published_is_said_so(town: str, client: TestClient) -> None:
    for what in ("payments", "changes", "months"):
        answer = client.get(f"{API}/{what}/{town}/2024")
        assert answer.status_code == 404
        assert "have been published" in answer.text


def test_the_interface_s_document_describes_each(beside: str, client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for path in (
        "payments/{name}/{year}",
        "changes/{name}/{year}",
        "months/{name}/{year}",
        "by/{name}/{year}/{scheme}",
    ):
        operation = next(entry for key, entry in paths.items() if key.endswith(f"/budget/{path}"))["get"]
        assert {one["name"] for one in operation["parameters"]} >= {"name", "year"}
