"""Meetings in the browser: a contact point adds one, everybody reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_nap_monitor.services import Stored

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")
SAME = {"sec-fetch-site": "same-origin"}
FORM = {
    "title": "Third meeting",
    "day": "2026-03-01",
    "kind": "forum",
    "attendance-government": "3",
    "attendance-civil-society": "5",
    "minutes": "We met.",
    "decisions": "1: Publish the draft law\nMeet again: in May",
}


def test_a_meeting_is_added_and_read(keep: Callable[..., Stored], client: TestClient, database: Database) -> None:
    keep()
    assert "No meeting is recorded yet" in client.get("/nap/ALD/4/meetings").text
    assert client.post("/nap/ALD/4/meetings", data=FORM, headers=SAME).status_code in (303, 401, 403)
    with database.write() as session:
        roles.save_role(session, "contact", label="contact", permissions=["nap_monitor.edit"], by="test")
        person = users.add_user(session, email="contact@example.org", name="Contact", by="test")
        roles.grant(session, person, "contact", by="test")
        token = start(session, person)
    client.cookies.set("toolbox_session", token)
    wrong = {**FORM, "day": "soon", "attendance-government": "many"}
    refused = client.post("/nap/ALD/4/meetings", data=wrong, headers=SAME)
    assert refused.status_code == 422
    assert "Write the day as 2026-05-18." in refused.text
    assert client.post("/nap/ALD/4/meetings", data=FORM, headers=SAME).status_code == 303
    client.cookies.clear()
    page = client.get("/nap/ALD/4/meetings").text
    for words in ("Third meeting", "We met.", "Publish the draft law", "/commitments/1", "Meet again: in May"):
        assert words in page
    assert "Add a meeting" not in page
