"""The desk for questions: moderated before or after, answered officially, each by who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from toolbox_core.services import feedback
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start


def signed_in(park: Any, *permissions: str, scope: str = "") -> TestClient:
    """A browser of somebody who has these permissions."""
    with park.database.write() as session:
        person = users.add_user(session, email=f"p{len(permissions)}{scope}@example.org", name="P", by="test")
        roles.save_role(session, "worker", label="Worker", permissions=permissions, by="test")
        roles.grant(session, person, "worker", scope=scope, by="test")
        token = start(session, person)
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    client = TestClient(park.app, base_url="http://127.0.0.1:8000", follow_redirects=False, headers=headers)
    client.cookies.set("toolbox_session", token)
    return client


def test_a_question_is_published_answered_and_corrected(park: Any) -> None:
    number = park.ask("Why was this tree cut?")
    desk = signed_in(park, "feedback.moderate", "feedback.answer")
    assert "Why was this tree cut?" in desk.get("/feedback/desk").text
    there = f"/feedback/desk/{number}"
    assert "Answer officially" not in desk.get(there).text
    assert desk.post(there, data={"act": "publish"}).status_code == 303
    assert "Nothing waits here" in desk.get("/feedback/desk").text
    assert "Why was this tree cut?" in desk.get("/feedback/desk?show=open").text
    refused = desk.post(there, data={"act": "answer", "text": "It was ill.", "office": ""})
    assert refused.status_code == 422
    assert "It was ill." in refused.text
    assert "Say which office answers" in refused.text
    for words in ("It was ill.", "It was very ill."):
        done = desk.post(there, data={"act": "answer", "text": words, "office": "Parks"})
        assert done.status_code == 303
    public = park.client.get(f"/feedback/{number}").text
    assert "It was ill." in public
    assert "It was very ill." in public
    assert "It was very ill." in park.letters()[-1].text
    assert "Why was this tree cut?" in desk.get("/feedback/desk?show=answered").text


def test_a_refusal_needs_a_reason_and_can_take_a_public_question_back(start_park: Callable[..., Any]) -> None:
    park = start_park({"moderation": "after"})
    number = park.ask("Buy my saws!")
    desk = signed_in(park, "feedback.moderate")
    there = f"/feedback/desk/{number}"
    assert park.client.get(f"/feedback/{number}").status_code == 200
    assert "Choose a reason" in desk.post(there, data={"act": "refuse"}).text
    assert desk.post(there, data={"act": "refuse", "reason": "boredom"}).status_code == 422
    assert desk.post(there, data={"act": "answer", "text": "No.", "office": "Parks"}).status_code == 403
    assert desk.post(there, data={"act": "refuse", "reason": "advertising"}).status_code == 303
    assert park.client.get(f"/feedback/{number}").status_code == 404
    assert "it is advertising" in desk.get("/feedback/desk?show=refused").text
    assert desk.post(there, data={"act": "sing"}).status_code == 422


def test_late_ones_are_marked_in_their_own_list(park: Any) -> None:
    number = park.ask()
    desk = signed_in(park, "feedback.moderate", "feedback.answer")
    desk.post(f"/feedback/desk/{number}", data={"act": "publish"})
    assert "Nothing waits here" in desk.get("/feedback/desk?show=late").text
    with park.database.write() as session:
        row = feedback.find(session, number)
        assert row.due_on is not None
        row.due_on -= timedelta(days=400)
    assert "late" in desk.get("/feedback/desk?show=late").text
    assert "tree cut" in desk.get("/feedback/desk?show=late").text


@pytest.mark.parametrize("start_park", ["sqlite"], indirect=True)
def test_who_works_for_one_organisation_sees_its_questions_alone(start_park: Callable[..., Any]) -> None:
    park = start_park()
    ours, theirs = park.ask("To the port"), park.ask("To the ministry")
    with park.database.write() as session:
        feedback.find(session, ours).organisation = "port"
        feedback.find(session, theirs).organisation = "ministry"
    desk = signed_in(park, "feedback.moderate", scope="port")
    listed = desk.get("/feedback/desk").text
    assert "To the port" in listed
    assert "To the ministry" not in listed
    assert desk.get(f"/feedback/desk/{theirs}").status_code == 403
    assert desk.post(f"/feedback/desk/{theirs}", data={"act": "publish"}).status_code == 403
    assert desk.post(f"/feedback/desk/{ours}", data={"act": "publish"}).status_code == 303
    assert park.client.get("/feedback/desk").status_code == 303
    assert park.client.get("/feedback/desk/1").status_code == 303
