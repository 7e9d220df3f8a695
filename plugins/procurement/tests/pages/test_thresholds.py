"""An administrator tries a threshold, saves it, and the public page of the red flag says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.plugin import TEST_ADDRESS

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")
FORM = "/procurement/desk/thresholds/R003"


@pytest.fixture
def browser(settings: Settings, database: Database) -> Any:
    """Somebody who may set thresholds."""
    (settings.path / "procurement.ini").write_text("[R003.category]\ngoods = 11\n", encoding="utf-8")
    with database.write() as session:
        person = users.add_user(session, email="a@example.org", name="A", by="tests")
        roles.save_role(session, "sets", label="Sets", permissions=("procurement.thresholds",), by="tests")
        roles.grant(session, person, "sets", by="tests")
        token = start(session, person)
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    with TestClient(create_app(settings), base_url=TEST_ADDRESS, follow_redirects=True, headers=headers) as client:
        client.cookies.set("toolbox_session", token)
        yield client


def words(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.text[-500:]
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())


def test_a_threshold_is_tried_saved_and_told_to_everybody(
    browser: TestClient,
    load: Callable[..., Any],
    write: Callable[..., Path],
    processes: Callable[[int], list[Any]],
) -> None:
    load(write("town.jsonl", processes(8), lines=True))
    listed = words(browser.get("/procurement/desk/thresholds"))
    assert "Short submission period" in listed
    assert "set here" not in listed
    shown = words(browser.get(FORM))
    assert "Default: 15" in shown
    assert "settings file of the site" in shown

    given = {"threshold": "9", "scope-0": "procurement_method", "key-0": "direct", "value-0": "12"}
    wrong = words(browser.post(FORM, data={**given, "value-0": "a dozen", "do": "save"}), 422)
    assert "Write a number, such as 0.5. (“a dozen”)" in wrong
    tried = words(browser.post(FORM, data={**given, "do": "preview"}))
    assert "8 of 8 2 of 8" in tried
    assert "Nothing is saved yet" in tried
    assert "set here" not in words(browser.get("/procurement/desk/thresholds"))

    saved = words(browser.post(FORM, data={**given, "do": "save"}))
    assert "computed anew in the background" in saved
    assert "These values hold already" in words(browser.post(FORM, data={**given, "do": "save"}))
    assert "set here" in words(browser.get("/procurement/desk/thresholds"))
    public = words(browser.get("/procurement/indicators/R003"))
    assert "processes of the method direct 12" in public
    assert "processes of the category goods 11 settings file of the site" in public
    assert "This site uses the defaults." in words(browser.get("/procurement/indicators/R061"))


def test_it_is_for_those_who_may(client: TestClient, browser: TestClient) -> None:
    assert client.get(FORM, follow_redirects=False).status_code in (303, 401, 403)
    assert browser.get("/procurement/desk/thresholds/R999").status_code == 404
