"""The gate: language and its cookie, limits, request ids, the log line, the last safety net."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from toolbox_core.web.middleware import cookie_name, language_cookie, without_tokens

Start = Callable[..., Any]
PAGE = """
async def page(request):
    body = await request.body()
    return PlainTextResponse(translate(request, "Start page") + f" {len(body)}")
"""
ROUTE = "path='/probe', endpoint=page, name='probe:page', public=True, methods=['GET', 'POST'], cacheable=False"
OURS = {"sec-fetch-site": "same-origin"}


def test_a_chosen_language_is_remembered(probe: Start) -> None:
    client = probe(PAGE, ROUTE).client
    chosen = client.get("/probe?lang=fr")
    assert "toolbox_language=fr" in chosen.headers["set-cookie"]
    assert "HttpOnly" in chosen.headers["set-cookie"]
    assert "SameSite=Lax" in chosen.headers["set-cookie"]
    again = client.get("/probe", headers={"accept-language": "en"})
    assert again.text == chosen.text
    assert "set-cookie" not in again.headers
    assert "set-cookie" not in client.get("/probe?lang=fr").headers
    assert "set-cookie" not in client.get("/probe?x=slang=en").headers


def test_an_unknown_language_is_not_remembered(probe: Start) -> None:
    answer = probe(PAGE, ROUTE).client.get("/probe?lang=zz%0d%0aset-cookie:x")
    assert "zz" not in answer.headers.get("set-cookie", "")


def test_the_cookie_is_bound_to_the_host_over_https(probe: Start) -> None:
    client = probe(PAGE, ROUTE, site={"base_url": "https://127.0.0.1"}).client
    answer = client.get("/probe?lang=fr")
    assert answer.headers["set-cookie"].startswith("__Host-toolbox_language=fr;")
    assert answer.headers["set-cookie"].endswith("; Secure")
    assert answer.headers["strict-transport-security"]
    assert cookie_name(secure=False) == "toolbox_language"
    assert "Secure" not in language_cookie("fr", secure=False)


def test_a_page_in_a_language_from_right_to_left(probe: Start) -> None:
    client = probe(PAGE, ROUTE, site={"languages": ("en", "ar"), "default_language": "ar"}).client
    text = client.get("/nothing", headers={"accept-language": "de"}).text
    assert '<html lang="ar" dir="rtl"' in text


def test_a_body_that_says_it_is_too_large_is_refused_unread(probe: Start) -> None:
    client = probe(PAGE, ROUTE, limits={"upload_bytes": 1000}).client
    answer = client.post("/probe", content=b"x" * 1001, headers=OURS)
    assert answer.status_code == 413
    assert "too large" in answer.text
    assert client.post("/probe", content=b"x" * 1000, headers=OURS).text.endswith("1000")


def test_a_body_that_does_not_say_is_counted(probe: Start) -> None:
    client = probe(PAGE, ROUTE, limits={"upload_bytes": 1000}).client

    def pieces() -> Any:
        for _ in range(20):
            yield b"x" * 100

    assert client.post("/probe", content=pieces(), headers=OURS).status_code == 413


def test_request_ids_come_back_and_odd_ones_do_not(probe: Start) -> None:
    client = probe(PAGE, ROUTE).client
    assert client.get("/probe", headers={"x-request-id": "abc-123_DEF"}).headers["x-request-id"] == "abc-123_DEF"
    for odd in ("short", "with space and more", "a" * 65, 'quote"quote'):
        assert client.get("/probe", headers={"x-request-id": odd}).headers["x-request-id"] != odd
    assert client.get("/probe").headers["x-request-id"] != client.get("/probe").headers["x-request-id"]


def test_one_line_is_logged_without_who_and_what_for(probe: Start, caplog: pytest.LogCaptureFixture) -> None:
    client = probe(PAGE, ROUTE).client
    with caplog.at_level(logging.INFO, logger="toolbox.access"):
        client.get("/probe?q=my+illness", headers={"cookie": "session=abc"})
    (record,) = [record for record in caplog.records if record.name == "toolbox.access"]
    line = vars(record)
    assert (line["method"], line["path"], line["status"], line["plugin"]) == ("GET", "/probe", 200, "probe")
    assert line["ms"] >= 0
    assert "illness" not in str(line)
    assert "abc" not in str(line["path"])


def test_a_fault_of_the_host_itself_still_gives_a_page(probe: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    site = probe(PAGE, ROUTE)

    def broken(name: str) -> None:
        raise RuntimeError("static is broken")

    monkeypatch.setattr(site.app.host.static, "find", broken)
    answer = site.client.get("/static/toolbox.css")
    assert answer.status_code == 500
    assert "static is broken" not in answer.text
    assert answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/probe%00", "/probe?q=a%00b"])
def test_a_nul_reaches_no_page(probe: Start, path: str) -> None:
    assert probe(PAGE, ROUTE).client.get(path).status_code == 400


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/feedback/confirm/" + "aB3_-" * 9, "/feedback/confirm/…"),
        ("/follow/end/" + "aB3_-" * 9 + "/all", "/follow/end/…/all"),
        ("/data/files/" + "0a" * 32 + "/spending.csv", "/data/files/" + "0a" * 32 + "/spending.csv"),
        ("/budget/port-sennen/2025", "/budget/port-sennen/2025"),
    ],
)
def test_the_secret_part_of_a_link_is_not_logged(path: str, logged: str) -> None:
    assert without_tokens(path) == logged
