"""The OpenAPI document: assembled from what modules register, and true to it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Annotated, Any

import msgspec

from toolbox_core.config import Settings
from toolbox_core.contracts import ApiRoute
from toolbox_core.web.openapi import document


class Asked(msgspec.Struct, kw_only=True):
    """What is asked."""

    year: int
    order: str = "name"


class Answer(msgspec.Struct, kw_only=True):
    """What is answered."""

    rows: list[dict[str, str]]


async def endpoint(request: Any) -> Any:
    """Never called."""


def made(*routes: ApiRoute) -> dict[str, Any]:
    registry = SimpleNamespace(
        api_routes=tuple(("demo", route) for route in routes), plugins={"demo": SimpleNamespace(name="Demo")}
    )
    return document(registry, Settings())  # type: ignore[arg-type]


def route(**changes: Any) -> ApiRoute:
    given: dict[str, Any] = {
        "path": "/demo/{name:str}/rows",
        "endpoint": endpoint,
        "name": "demo:rows",
        "summary": "Rows of one thing",
        "parameters": Asked,
        "result": Answer,
        "public": True,
    }
    return ApiRoute(**{**given, **changes})


def test_an_operation_says_what_it_takes_and_gives() -> None:
    operation = made(route())["paths"]["/api/v1/demo/{name}/rows"]["get"]

    assert [(p["name"], p["in"], p["required"]) for p in operation["parameters"]] == [
        ("name", "path", True),
        ("year", "query", True),
        ("order", "query", False),
    ]
    assert operation["parameters"][2]["schema"] == {"type": "string", "default": "name"}
    assert operation["responses"]["200"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Answer"
    }
    assert operation["operationId"] == "demo_demo_rows"
    assert "security" not in operation


def test_what_needs_a_permission_says_so() -> None:
    operation = made(route(public=False, permission="demo.edit", methods=("POST",)))["paths"][
        "/api/v1/demo/{name}/rows"
    ]["post"]

    assert operation["security"] == [{"token": []}]


def test_every_reference_leads_to_a_schema() -> None:
    made_document = made(route())
    names = set(made_document["components"]["schemas"])

    assert {"Answer", "ProblemDetails"} <= names
    for part in msgspec.json.encode(made_document).decode().split("#/components/schemas/")[1:]:
        assert part.partition('"')[0] in names


def test_a_site_without_modules_has_an_empty_interface() -> None:
    assert made()["paths"] == {}


class Placed(msgspec.Struct, kw_only=True):
    """One field that is a place in the path, and one that is not."""

    name: Annotated[str, msgspec.Meta(description="Which thing.", examples=["roof"], pattern="^[a-z]+$")]
    words: list[str] = []


def test_a_field_named_like_a_place_describes_it() -> None:
    operation = made(route(parameters=Placed))["paths"]["/api/v1/demo/{name}/rows"]["get"]

    place, words = operation["parameters"]
    assert (place["in"], place["required"], place["description"]) == ("path", True, "Which thing.")
    assert (place["example"], place["schema"]) == ("roof", {"type": "string", "pattern": "^[a-z]+$"})
    assert (words["in"], words["schema"]["type"]) == ("query", "array")


def test_an_answer_may_come_in_several_forms() -> None:
    operation = made(route(media_types=("application/json", "text/csv")))["paths"]["/api/v1/demo/{name}/rows"]["get"]

    content = operation["responses"]["200"]["content"]
    assert content["text/csv"] == {"schema": {"type": "string"}}
    assert list(content) == ["application/json", "text/csv"]
