"""The programming interface: Babbage's addresses, parameters and reply keys, with exact decimals."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.api import ROUTES
from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
SPENT = "fiscal_year:2024|direction:expenditure|phase:executed"
BASE = "/api/v1/budget"


def test_cubes_are_listed(town: str, client: TestClient) -> None:
    assert client.get(f"{BASE}/cubes").json() == {"status": "ok", "data": [{"name": "town", "label": "Port Town"}]}


def test_a_model_names_dimensions_measures_and_aggregates(town: str, client: TestClient) -> None:
    reply = client.get(f"{BASE}/cubes/town/model").json()
    model = reply["model"]
    assert (reply["status"], reply["name"], model["currency"]) == ("ok", "town", "EUR")
    assert model["fiscal_years"] == [2021, 2023, 2024]
    assert model["dimensions"]["functional_2"]["key_attribute"] == "path"
    assert model["hierarchies"]["functional"]["levels"] == ["functional_1", "functional_2"]
    assert set(model["aggregates"]) == {"value.sum", "value.net", "_count"}
    assert [phase["code"] for phase in model["phases"]] == ["approved", "adjusted", "executed", "paid"]


def test_an_aggregate_has_the_keys_of_babbage_and_exact_decimals(town: str, client: TestClient) -> None:
    reply = client.get(
        f"{BASE}/cubes/town/aggregate",
        params={"cut": SPENT, "drilldown": "functional_1", "order": "value.sum:desc", "pagesize": "2"},
    )
    assert reply.status_code == 200
    assert reply.json() == {
        "status": "ok",
        "cells": [
            {
                "functional_1.code": "1",
                "functional_1.label": "Services",
                "functional_1.path": "1",
                "value.sum": "1401.00",
                "value.net": "1321.00",
                "_count": 2,
            },
            {
                "functional_1.code": "2",
                "functional_1.label": "Culture",
                "functional_1.path": "2",
                "value.sum": "41.90",
                "value.net": "41.90",
                "_count": 3,
            },
        ],
        "summary": {"value.sum": "1442.90", "value.net": "1362.90", "_count": 6},
        "total_cell_count": 3,
        "cell": [
            {"ref": "fiscal_year.year", "operator": ":", "value": ["2024"]},
            {"ref": "direction.code", "operator": ":", "value": ["expenditure"]},
            {"ref": "phase.code", "operator": ":", "value": ["executed"]},
        ],
        "aggregates": ["value.sum", "value.net", "_count"],
        "attributes": ["functional_1.code", "functional_1.label", "functional_1.path"],
        "order": [["value.sum", "desc"]],
        "page": 1,
        "page_size": 2,
    }


@pytest.mark.parametrize("naming", [{}, {"cube": "town"}, {"entity": "town"}, {"cube": "town", "entity": "town"}])
def test_the_short_address_asks_the_same_cube(naming: dict[str, str], town: str, client: TestClient) -> None:
    long = client.get(f"{BASE}/cubes/town/aggregate", params={"cut": SPENT}).json()
    assert client.get(f"{BASE}/aggregate", params={"cut": SPENT, **naming}).json() == long


def test_cuts_may_be_repeated_and_sort_is_order(town: str, client: TestClient) -> None:
    asked = [
        ("cut", "fiscal_year:2024"),
        ("cut", "direction:expenditure|phase:executed"),
        ("drilldown", "functional_1"),
    ]
    reply = client.get(f"{BASE}/aggregate", params=[*asked, ("sort", "value.sum")]).json()
    assert [cell["value.sum"] for cell in reply["cells"]] == ["0.00", "41.90", "1401.00"]


def test_csv_is_quoted_and_safe_for_spreadsheets(town: str, client: TestClient) -> None:
    reply = client.get(
        f"{BASE}/aggregate",
        params={"cut": SPENT, "drilldown": "functional_2.label|administrative_1.label", "format": "csv"},
    )
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert rows[0] == {
        "functional_2.label": "Roads & paths",
        "administrative_1.label": "City Hall",
        "value.sum": "900.25",
        "value.net": "900.25",
        "_count": "1",
    }
    assert not any(row["administrative_1.label"].startswith("=") for row in rows)
    assert any(row["administrative_1.label"].endswith("=1+1") for row in rows)


def test_facts_and_members(town: str, client: TestClient) -> None:
    facts = client.get(
        f"{BASE}/cubes/town/facts",
        params={"cut": "fiscal_year:2021|direction:expenditure", "fields": "phase.code,value", "pagesize": "2"},
    ).json()
    assert facts["data"] == [
        {"phase.code": "approved", "value": "700.00"},
        {"phase.code": "adjusted", "value": "700.00"},
    ]
    assert (facts["total_fact_count"], facts["fields"]) == (3, ["phase.code", "value"])
    members = client.get(f"{BASE}/cubes/town/members/economic_1", params={"cut": "direction:revenue"}).json()
    assert [row["economic_1.label"] for row in members["data"]] == ["Taxes", "Transfers"]
    assert members["total_member_count"] == 2
    as_csv = client.get(f"{BASE}/cubes/town/members/phase.code", params={"format": "csv"}).text
    assert as_csv.splitlines() == ["phase.code", "adjusted", "approved", "executed", "paid"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/aggregate", "different phases"),
        ("/aggregate?cut=phase", "character 6"),
        ("/aggregate?drilldown=fnctional_1", "Did you mean functional_1"),
        ("/aggregate?drill=phase", "There is no such parameter"),
        ("/aggregate?pagesize=99999", "from 1 to 10000"),
        ("/aggregate?page=1&page=2", "more than once"),
        ("/aggregate?format=xml", "one of csv, json"),
        ("/aggregate?cube=town&entity=other", "Different cubes"),
        ("/cubes/town/aggregate?cube=town", "no such parameter"),
        ("/cubes/town/facts?cursor=bm8", "not one that this list gave"),
        ("/cubes/town/facts?cursor=WzEsImEiLHRydWUsMSwxXQ&page=2", "takes the place of page"),
        ("/cubes/town/facts?cursor=WzEsImEiLHRydWUsMSwxXQ", "not in force any more"),
        ("/cubes/town/facts?fields=a|b", "cannot stand here"),
        ("/cubes/town/facts?fields=colour", "There is no"),
        ("/cubes/town/members/colour", "There is no"),
    ],
)
def test_a_bad_query_is_a_problem_document_that_helps(address: str, words: str, town: str, client: TestClient) -> None:
    reply = client.get(BASE + address)
    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["status"] == 400
    assert words in problem["detail"] + problem.get("fix", "")


def test_a_wrong_parameter_is_named_apart(town: str, client: TestClient) -> None:
    assert client.get(f"{BASE}/aggregate?pagesize=0").json()["parameter"] == "pagesize"
    assert client.get(f"{BASE}/aggregate?cut=phase").json()["parameter"] == "cut"


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_facts_are_walked_through_with_a_cursor(size: int, town: str, client: TestClient) -> None:
    address = f"{BASE}/cubes/town/facts"
    whole = client.get(address, params={"pagesize": 1000}).json()
    assert (whole["next_cursor"], whole["page"]) == (None, 1)
    page = client.get(address, params={"pagesize": size}).json()
    walked = page["data"]
    while page["next_cursor"]:
        page = client.get(address, params={"pagesize": size, "cursor": page["next_cursor"]}).json()
        assert 0 < len(page["data"]) <= size
        assert "total_fact_count" not in page
        walked += page["data"]
    assert walked == whole["data"]
    assert len(walked) == whole["total_fact_count"]


def test_every_example_answers(town: str, client: TestClient, database: Database) -> None:
    for route in ROUTES:
        with database.read() as session:
            address = route.example(session) if callable(route.example) else route.example
        assert client.get(f"/api/v1{address}").status_code == 200, address


def test_an_unknown_cube_is_not_found(town: str, client: TestClient) -> None:
    reply = client.get(f"{BASE}/cubes/atlantis/model")
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")


def test_answers_are_conditional(town: str, client: TestClient) -> None:
    first = client.get(f"{BASE}/cubes")
    again = client.get(f"{BASE}/cubes", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
