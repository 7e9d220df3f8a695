"""Errors: pages for people, problem details for programs, and a page even when the frame is broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.web.errors import TEXTS, prefers_json, problem_response

Start = Callable[..., Any]
ROUTE = "path='/probe', endpoint=page, name='probe:page', public=True"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("application/json", True),
        ("application/problem+json", True),
        ("application/json, text/html;q=0.5", True),
        ("text/html, application/json;q=0.9", False),
        ("application/json;q=0", False),
        ("application/json;q=high", False),
        ("text/html;q=0.2, application/ld+json;q=0.3", True),
    ],
)
def test_who_wants_json(accept: str, expected: bool) -> None:
    assert prefers_json(accept) is expected


@given(st.text(max_size=100))
def test_no_accept_header_is_too_odd(accept: str) -> None:
    assert prefers_json(accept + "json") in (True, False)


def test_an_error_is_a_page_in_the_visitor_s_language(probe: Start) -> None:
    client = probe().client
    english = client.get("/nothing")
    french = client.get("/nothing", headers={"accept-language": "fr"})
    assert english.status_code == french.status_code == 404
    assert "There is no page at this address" in english.text
    assert '<html lang="fr"' in french.text
    assert "There is no page" not in french.text
    assert english.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/v1/none", "/nothing.json"])
def test_an_error_is_problem_details_for_programs(probe: Start, path: str) -> None:
    answer = probe().client.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["status"]) == ("about:blank", 404)
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["detail"]


def test_text_from_the_address_is_escaped(probe: Start) -> None:
    code = """
        async def page(request):
            raise NotFound(f"There is no {request.query_params['what']}.")
    """
    answer = probe(code, ROUTE).client.get("/probe?what=<script>alert(1)</script>")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_broken_frame_still_gives_a_readable_error(probe: Start) -> None:
    site = probe()
    broken = site.settings.path / "templates" / "base.html"
    broken.parent.mkdir(exist_ok=True)
    broken.write_text("{{ nothing.of.the.kind }}", encoding="utf-8")
    from starlette.testclient import TestClient

    from toolbox_core.app import create_app

    with TestClient(create_app(site.settings), base_url="http://127.0.0.1:8000") as client:
        answer = client.get("/nothing")
    assert answer.status_code == 404
    assert "There is no page at this address" in answer.text
    assert '<html lang="en">' in answer.text


def test_an_http_exception_keeps_its_headers_and_words(probe: Start) -> None:
    code = """
        from starlette.exceptions import HTTPException
        async def page(request):
            raise HTTPException(418, "This is a teapot.", headers={"x-pot": "short"})
    """
    answer = probe(code, ROUTE).client.get("/probe")
    assert (answer.status_code, answer.headers["x-pot"]) == (418, "short")
    assert "This is a teapot." in answer.text


def test_every_status_has_words() -> None:
    assert all(title and sentence for title, sentence, _ in TEXTS.values())


def test_problem_details_leave_out_what_is_empty() -> None:
    assert bytes(problem_response(404, "Gone").body) == b'{"type":"about:blank","title":"Gone","status":404}'
