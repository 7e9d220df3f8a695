"""The pages about the programming interface, its document, and the operations of the data plugin."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from toolbox_core.default_plugins.api.reading import Kind, filled, operations, shapes

JSON = {"accept": "application/json"}


@pytest.fixture
def town(ledger: Callable[..., Any]) -> Any:
    """A site with two published versions."""
    started = ledger()
    started.publish()
    started.publish("code;name;spent\n0101;x;2\n")
    return started


@pytest.mark.plugins("budget_portal")
def test_the_document_is_valid_openapi(client: TestClient) -> None:
    answer = client.get("/api/v1/openapi.json")
    document = answer.json()
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "http://127.0.0.1:8000"}]
    assert {tag["name"] for tag in document["tags"]} >= {"budget_portal", "data"}
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                assert parameter.get("description"), f"{path}: {parameter['name']} needs words"


def test_the_root_leads_to_everything(client: TestClient) -> None:
    root = client.get("/api/v1/").json()
    assert root["openapi"] == "http://127.0.0.1:8000/api/v1/openapi.json"
    assert root["documentation"] == "http://127.0.0.1:8000/api/"
    addresses = [operation["address"] for operation in root["operations"]]
    assert "http://127.0.0.1:8000/api/v1/data/datasets" in addresses
    assert client.get("/api/v1").headers["location"] == "/api/v1/"


def test_the_overview_lists_modules_and_rules(client: TestClient) -> None:
    text = client.get("/api/").text
    assert 'href="/api/modules/data"' in text
    assert "/api/v1/data/publications" in text
    assert "At most 600 requests a minute" in text
    assert "curl &#39;http://127.0.0.1:8000/api/v1/&#39;" in text


@pytest.mark.plugins("budget_portal")
def test_every_anchor_of_a_module_s_page_exists(client: TestClient) -> None:
    for module in ("data", "budget_portal"):
        text = client.get(f"/api/modules/{module}").text
        ids = set(re.findall(r'id="([^"]+)"', text))
        assert set(re.findall(r'href="#([^"]+)"', text)) <= ids
        assert "<script" not in text


def test_examples_answer_on_this_site(town: Any) -> None:
    text = town.client.get("/api/modules/data").text
    examples = re.findall(r'<a href="(/api/v1/[^"]+)">', text)
    assert "/api/v1/data/datasets/ledger/town-2025" in examples
    for example in examples:
        assert town.client.get(example.replace("&amp;", "&")).status_code == 200


def test_the_document_has_examples_of_this_site(town: Any) -> None:
    document = town.client.get("/api/v1/openapi.json").json()
    one = document["paths"]["/api/v1/data/datasets/{plugin}/{slug}"]["get"]["parameters"]
    assert [parameter["example"] for parameter in one] == ["ledger", "town-2025"]
    many = document["paths"]["/api/v1/data/datasets"]["get"]["parameters"]
    assert {parameter["name"]: parameter.get("example") for parameter in many}["limit"] == 20


def test_a_module_without_operations_is_not_found(client: TestClient) -> None:
    answer = client.get("/api/modules/nobody", headers=JSON)
    assert (answer.status_code, answer.json()["title"]) == (404, "There is no page at this address")


def test_datasets_page_by_page(town: Any) -> None:
    answer = town.client.get("/api/v1/data/datasets?limit=1")
    found = answer.json()
    assert [dataset["id"] for dataset in found["datasets"]] == ["ledger/town-2025"]
    assert found["next_cursor"] is None
    assert found["incomplete"] == []
    dataset = found["datasets"][0]
    assert dataset["downloads"]["csv"] == "http://127.0.0.1:8000/data/ledger/town-2025.csv"
    assert dataset["temporal"] == ["2025-01-01", "2025-12-31"]
    assert town.client.get("/api/v1/data/datasets/ledger/town-2025").json() == dataset
    assert town.client.get("/api/v1/data/datasets?module=other").json()["datasets"] == []
    assert town.client.get("/api/v1/data/datasets/ledger/nothing").status_code == 404


def test_the_log_page_by_page(town: Any) -> None:
    first = town.client.get("/api/v1/data/publications?limit=1")
    assert first.json()["publications"][0]["number"] == 1
    cursor = first.json()["next_cursor"]
    assert first.headers["link"] == f'<?limit=1&cursor={cursor}>; rel="next"'
    second = town.client.get(f"/api/v1/data/publications?limit=1&cursor={cursor}").json()
    assert (second["publications"][0]["number"], second["next_cursor"]) == (2, None)
    whole = town.client.get("/data/log.json").json()["entries"]
    assert [*first.json()["publications"], *second["publications"]] == whole
    none = town.client.get("/api/v1/data/publications?dataset=ledger/other").json()
    assert none["publications"] == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "cursor=%21", "cursor=WyJhIl0", "colour=red", "limit=1&limit=2"]
)
def test_a_wrong_parameter_is_named(query: str, town: Any) -> None:
    answer = town.client.get(f"/api/v1/data/publications?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["parameter"] == query.partition("=")[0]


def test_answers_are_conditional(town: Any) -> None:
    for path in ("/api/v1/data/datasets", "/api/v1/openapi.json", "/api/v1/"):
        tag = town.client.get(path).headers["etag"]
        assert town.client.get(path, headers={"if-none-match": tag}).status_code == 304


def test_a_document_is_read_into_words() -> None:
    document = {
        "paths": {
            "/api/v1/a/{name}": {
                "get": {
                    "operationId": "a_one",
                    "summary": "One.",
                    "tags": ["a"],
                    "parameters": [
                        {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}},
                        {
                            "name": "most",
                            "in": "query",
                            "required": False,
                            "schema": {"type": "integer", "minimum": 1, "default": 5},
                            "example": "a|b",
                        },
                        {"name": "form", "in": "query", "required": False, "schema": {"enum": ["x", "", "y"]}},
                    ],
                    "responses": {
                        "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/One"}}}}
                    },
                    "security": [{"token": []}],
                }
            }
        },
        "components": {
            "schemas": {
                "One": {
                    "properties": {
                        "twos": {"type": "array", "items": {"$ref": "#/components/schemas/Two"}},
                        "day": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
                        "any": {},
                    },
                    "required": ["twos"],
                },
                "Two": {"properties": {"share": {"type": "number", "minimum": 0, "maximum": 1}}},
            }
        },
    }
    (found,) = operations(document, "a", {})
    assert (found.method, found.answer, found.signed_in) == ("GET", "One", True)
    assert found.example == "/api/v1/a/NAME?most=a|b"
    assert [field.kind.limits for field in found.parameters] == ["", "≥ 1", "x, y"]
    one, two = shapes(document, [found])
    assert [field.kind for field in one.fields] == [
        Kind("list", of=Kind("", shape="Two")),
        Kind("day", nullable=True),
        Kind("any value"),
    ]
    assert (one.fields[0].required, two.fields[0].kind.limits) == (True, "0 … 1")
    assert filled("/x/{a}", [{"name": "a", "in": "path", "example": "b/c"}]) == "/x/b%2Fc"
