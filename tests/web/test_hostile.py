"""Whatever is asked, the answer is an answer: never a fault, never somebody else's file, never an open door."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolbox_core.app import Application, create_app
from toolbox_core.config import Settings

# Drawn often, because trouble lives there.
PIECES = st.sampled_from(
    "/ // .. . %2e%2e %00 \0 \\ static api v1 health ready software data budget index.json ? # ; é \u202e".split(" ")
)
PATHS = st.one_of(
    st.lists(PIECES, max_size=6).map(lambda parts: "/" + "".join(parts)),
    st.text(st.characters(codec="utf-8"), max_size=300).map(lambda text: "/" + text),
)
QUERIES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"lang=fr", b"lang=%ff%fe", b"lang=" + b"x" * 500, b"a&b==&=%", b"q=%00", b"%%%", b"a=\x00"]),
)
NAMES = "accept accept-language accept-encoding cookie if-none-match x-request-id content-length origin sec-fetch-site"
HEADERS = st.dictionaries(
    st.sampled_from([*NAMES.split(), "authorization"]),
    st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
        st.sampled_from(['W/"', '"' * 50, "fr;q=1e999", "gzip;q=nan", "toolbox_language=\x01; ;=", "-1", "9" * 30]),
    ),
    max_size=4,
)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


async def ask(app: Application, scope: dict[str, Any]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    await app(scope, receive, send)
    return sent


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(path=PATHS, query=QUERIES, headers=HEADERS, method=METHODS)
def test_no_request_is_too_odd(
    apps: Application, loop: asyncio.AbstractEventLoop, path: str, query: bytes, headers: dict[str, str], method: str
) -> None:
    given_headers = {"host": "127.0.0.1", **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "replace"),
        "query_string": query,
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given_headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    sent = loop.run_until_complete(ask(apps, scope))
    status = sent[0]["status"]
    answered = {name.decode().lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    assert status < 500 or status == 503, (status, path)
    assert "content-security-policy" in answered
    assert not any(mark in value for value in answered.values() for mark in "\r\n\0")
    body = b"".join(message.get("body", b"") for message in sent[1:])
    assert b"Traceback" not in body
    assert b"sqlite:///" not in body
    if "location" in answered:
        assert answered["location"].startswith("/")
        assert not answered["location"].startswith(("//", "/\\"))


@pytest.fixture
def apps(settings: Settings) -> Iterator[Application]:
    app = create_app(settings)
    yield app
    app.close()
