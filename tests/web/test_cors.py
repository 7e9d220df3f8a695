"""Which addresses scripts of other sites may read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

ASKS = {"origin": "https://journal.example", "access-control-request-method": "GET"}


@pytest.mark.parametrize("path", ["/api/v1/", "/api/nothing/here", "/data/", "/data/catalog.ttl", "/data/x/y.csv"])
def test_open_data_may_be_read_from_everywhere(path: str, client: TestClient) -> None:
    asked = client.options(path, headers=ASKS)
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in asked.headers
    answer = client.get(path, headers={"origin": "https://journal.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_nothing_else_may(client: TestClient) -> None:
    for path in ("/", "/health", "/software/"):
        assert client.options(path, headers=ASKS).status_code == 405
        answer = client.get(path, headers={"origin": "https://journal.example"})
        assert "access-control-allow-origin" not in answer.headers


def test_other_options_are_not_preflights(client: TestClient) -> None:
    assert client.options("/api/v1/").status_code == 405
    assert client.options("/api/v1/", headers={"origin": "https://journal.example"}).status_code == 405


def test_other_methods_are_problems_that_name_what_is_allowed(probe: Callable[..., Any]) -> None:
    client = probe("").client
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/api/v1/")
        assert answer.status_code == 405
        assert answer.headers["content-type"] == "application/problem+json"
        assert "GET" in answer.headers["allow"]
    missing = client.get("/api/v1/nothing")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
