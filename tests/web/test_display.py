"""Light or dark: remembered on request, part of the page's address in the cache, never anything else."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from toolbox_core.web.display import chosen_display, display_cookie

SAME_SITE = {"sec-fetch-site": "same-origin"}


@pytest.mark.parametrize(
    ("cookies", "secure", "choice"),
    [
        ("toolbox_display=dark", False, "dark"),
        ("a=b; toolbox_display=light; c=d", False, "light"),
        ("__Host-toolbox_display=dark", True, "dark"),
        ("toolbox_display=dark", True, ""),
        ('toolbox_display=dark"><script>', False, ""),
        ("xtoolbox_display=dark", False, ""),
        ("", False, ""),
    ],
)
def test_only_the_two_choices_are_read(cookies: str, secure: bool, choice: str) -> None:
    assert chosen_display(cookies, secure=secure) == choice


def test_the_cookie() -> None:
    assert display_cookie("dark", secure=False).startswith("toolbox_display=dark; Max-Age=31536000; Path=/; HttpOnly")
    assert display_cookie("dark", secure=True).startswith("__Host-toolbox_display=dark")
    assert display_cookie("dark", secure=True).endswith("Secure")
    assert "Max-Age=0" in display_cookie("", secure=False)


def test_a_choice_changes_every_page_and_can_be_taken_back(client: TestClient) -> None:
    assert "data-theme" not in client.get("/").text
    answer = client.post("/display", data={"display": "dark"}, headers=SAME_SITE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/display")
    page = client.get("/")
    assert '<html lang="en" dir="ltr" data-theme="dark">' in page.text
    assert "private" in page.headers["cache-control"]
    client.post("/display", data={"display": "device"}, headers=SAME_SITE)
    assert "data-theme" not in client.get("/").text


def test_kept_pages_do_not_mix(client: TestClient) -> None:
    plain = client.get("/privacy").headers["etag"]
    dark = client.get("/privacy", headers={"cookie": "toolbox_display=dark"})
    assert 'data-theme="dark"' in dark.text
    assert dark.headers["etag"] != plain
    assert "data-theme" not in client.get("/privacy").text


def test_an_unknown_choice_is_the_devices(client: TestClient) -> None:
    answer = client.post("/display", data={"display": "pink"}, headers=SAME_SITE)
    assert "Max-Age=0" in answer.headers["set-cookie"]
