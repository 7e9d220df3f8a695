"""Hosts, forged requests, strict headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from starlette.datastructures import Headers, MutableHeaders

from toolbox_core.config import Settings
from toolbox_core.web.security import FRAME_HEADER, add_security_headers, allowed_hosts, host_is_known, is_forged

Start = Callable[..., Any]
POST = "path='/probe', endpoint=page, name='probe:page', public=True, methods=['GET', 'POST']"
PAGE = """
async def page(request):
    return PlainTextResponse("done")
"""
HOME = "http://127.0.0.1:8000"


def forged(base_url: str = "", **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in {"host": "127.0.0.1:8000", **headers}.items()}
    return is_forged("POST", Headers(named), base_url=base_url)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"sec_fetch_site": "same-origin"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"sec_fetch_site": "cross-site"}, True),
        ({"sec_fetch_site": "same-site"}, True),
        ({"sec_fetch_site": "cross-site", "origin": HOME}, True),
        ({"sec_fetch_site": ""}, True),
        ({"origin": HOME}, False),
        ({"origin": "http://127.0.0.1:9000"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": "nonsense"}, True),
        ({"cookie": "a=b"}, True),
        ({}, False),
        ({"cookie": "a=b", "authorization": "Bearer token"}, False),
        ({"sec_fetch_site": "cross-site", "authorization": "bearer token"}, False),
        ({"cookie": "a=b", "authorization": "Basic dTpw"}, True),
    ],
)
def test_who_may_change_something(headers: dict[str, str], expected: bool) -> None:
    assert forged(**headers) is expected


def test_the_public_address_counts_as_our_own() -> None:
    assert not forged("https://open.example.org", origin="https://open.example.org")
    assert forged("https://open.example.org", origin="https://open.example.org.evil.example")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_never_refused(method: str) -> None:
    assert not is_forged(method, Headers({"sec-fetch-site": "cross-site", "cookie": "a=b"}), base_url="")


def test_a_forged_form_meets_a_clear_page(probe: Start) -> None:
    client = probe(PAGE, POST).client
    refused = client.post("/probe", headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403
    assert "another site" in refused.text
    assert client.post("/probe", headers={"sec-fetch-site": "same-origin"}).text == "done"


@pytest.mark.parametrize(
    ("host", "known", "expected"),
    [
        ("127.0.0.1:8000", ["127.0.0.1"], True),
        ("[::1]:8000", ["[::1]"], True),
        ("OPEN.example.org", ["open.example.org"], True),
        ("a.example.org", ["*.example.org"], True),
        ("example.org", ["*.example.org"], False),
        ("evil.example", ["open.example.org"], False),
        ("open.example.org.evil.example", ["open.example.org"], False),
        ("", ["open.example.org"], False),
        ("anything", ["*"], True),
    ],
)
def test_known_hosts(host: str, known: list[str], expected: bool) -> None:
    assert host_is_known(host, known) is expected


def test_the_public_address_names_a_host(settings: Settings) -> None:
    site = msgspec.structs.replace(settings.site, base_url="https://Open.example.org/")
    assert "open.example.org" in allowed_hosts(msgspec.structs.replace(settings, site=site))


def test_an_unknown_host_is_refused(probe: Start) -> None:
    client = probe(PAGE, POST).client
    answer = client.get("/probe", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def headers_for(path: str = "/", *, secure: bool = False, frames: str = "") -> MutableHeaders:
    headers = MutableHeaders({FRAME_HEADER: frames} if frames else {})
    add_security_headers(headers, path, secure=secure)
    return headers


def test_every_answer_is_strict(probe: Start) -> None:
    client = probe(PAGE, POST).client
    for path in ("/probe", "/nothing", "/static/toolbox.css", "/health", "/api/v1/none"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "script-src" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        for name in ("referrer-policy", "permissions-policy", "cross-origin-opener-policy", "x-request-id"):
            assert headers[name]
        assert "strict-transport-security" not in headers
        assert "server" not in headers


def test_https_is_held_on_to() -> None:
    assert headers_for(secure=True)["strict-transport-security"].startswith("max-age=")


def test_only_a_page_for_embedding_may_be_framed() -> None:
    framed = headers_for(frames="*")
    assert "frame-ancestors *" in framed["content-security-policy"]
    assert FRAME_HEADER not in framed
    some = headers_for(frames="https://news.example https://*.school.example")
    assert "frame-ancestors https://news.example https://*.school.example" in some["content-security-policy"]
    tricked = headers_for(frames="*; script-src *")
    assert "script-src" not in tricked["content-security-policy"]
    assert "frame-ancestors 'none'" in tricked["content-security-policy"]


def test_open_data_is_for_every_page_in_the_world() -> None:
    assert headers_for("/api/v1/x")["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in headers_for("/account/")
