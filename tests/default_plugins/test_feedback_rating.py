"""Rating in the browser: the link of the letter, signed-in readers, the desk, the organisation's page, open data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from toolbox_core.default_plugins.feedback import moderating
from toolbox_core.default_plugins.feedback.config import Config
from toolbox_core.services import feedback, organisations
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start


def answered(park: Any, number: int = 0) -> str:
    """A question to the parks office is asked, published and answered; returns the link to rate the answer."""
    asked = park.ask(email=f"p{number}@example.org")
    with park.database.write() as session:
        feedback.find(session, asked).organisation = "parks-office"
        moderating.publish(session, park.settings, Config(), asked, by="user:1")
        moderating.answer(session, park.settings, asked, "It was ill.", office="Parks office", by="user:1")
    park.look()
    return park.link("/feedback/rate/")  # type: ignore[no-any-return]


def signed_in(park: Any, *permissions: str, name: str = "reader") -> TestClient:
    with park.database.write() as session:
        person = users.add_user(session, email=f"{name}@example.org", name=name, by="test")
        if permissions:
            roles.save_role(session, "worker", label="Worker", permissions=permissions, by="test")
            roles.grant(session, person, "worker", by="test")
        token = start(session, person)
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    client = TestClient(park.app, base_url="http://127.0.0.1:8000", follow_redirects=False, headers=headers)
    client.cookies.set("toolbox_session", token)
    return client


def test_whoever_asked_rates_by_the_link_of_the_letter_without_an_account(park: Any) -> None:
    link = answered(park)
    assert "Did this answer your question?" in park.client.get(link).text
    assert "The person who asked says" not in park.client.get("/park/7").text, "opening the link rates nothing"

    refused = park.client.post(link, data={"reason": "Hm"})
    assert refused.status_code == 422
    assert "Choose yes, partly or no." in refused.text
    assert park.client.post(link, data={"verdict": "yes", "reason": "x" * 1001}).status_code == 422
    done = park.client.post(link, data={"verdict": "partly", "reason": "Ill with what?"})
    assert (done.status_code, done.headers["location"]) == (303, "/feedback/1")

    park.look()
    for address in ("/park/7", "/feedback/1", "/feedback/"):
        shown = park.client.get(address).text
        assert "The person who asked says:" in shown, address
        assert "partly" in shown
        assert "Ill with what?" not in shown, "a moderator looks at the words first"
    assert "Ill with what?" in park.client.get(link).text, "one's own words are there to be changed"
    for wrong in ("/feedback/rate/nonsense", "/feedback/99/rate"):
        assert park.client.get(wrong).status_code == 404


def test_the_desk_publishes_and_refuses_the_words(park: Any) -> None:
    link = answered(park)
    desk = signed_in(park, "feedback.moderate")
    park.client.post(link, data={"verdict": "no", "reason": "Ill with what?"})
    assert "tree cut" in desk.get("/feedback/desk?show=ratings").text
    there = "/feedback/desk/1"
    assert "These words wait for a moderator" in desk.get(there).text
    assert desk.post(there, data={"act": "publish_reason", "rating": "77"}).status_code == 422
    assert desk.post(there, data={"act": "publish_reason", "rating": "1"}).status_code == 303
    park.look()
    assert "Ill with what?" in park.client.get("/feedback/1").text
    assert "Choose a reason" in desk.post(there, data={"act": "refuse_reason", "rating": "1"}).text
    assert desk.post(there, data={"act": "refuse_reason", "rating": "1", "reason": "insult"}).status_code == 303
    park.look()
    shown = park.client.get("/feedback/1").text
    assert "Ill with what?" not in shown
    assert "The person who asked says" in shown
    assert "it insults somebody" in park.letters()[-1].text
    assert "Nothing waits here" in desk.get("/feedback/desk?show=ratings").text


def test_readers_rate_only_where_the_site_wants_it(park: Any) -> None:
    answered(park)
    assert signed_in(park).get("/feedback/1/rate").status_code == 404
    assert "Say whether this answers the question" not in park.client.get("/feedback/1").text


def test_each_signed_in_reader_counts_once(start_park: Callable[..., Any]) -> None:
    park = start_park(feedback={"readers_rate": True, "moderation": "after"})
    answered(park)
    assert park.client.get("/feedback/1/rate", headers={"accept": "text/html"}).status_code == 303, "sign in first"
    assert "Say whether this answers the question" in park.client.get("/feedback/1").text
    for name, verdicts in (("eve", ("yes", "no")), ("ben", ("partly",))):
        reader = signed_in(park, name=name)
        for verdict in verdicts:
            words = {"verdict": verdict, "reason": f"{name} says {verdict}"}
            assert reader.post("/feedback/1/rate", data=words).status_code == 303
    park.look()
    shown = park.client.get("/feedback/1").text
    assert "Signed-in readers say: yes 0, partly 1, no 1" in shown
    assert "eve says no" in shown
    assert "eve says yes" not in shown
    assert "example.org" not in shown, "nobody learns who rated"


def test_the_body_has_counts_and_shares_on_its_page_and_in_open_data(park: Any) -> None:
    with park.database.write() as session:
        office = organisations.add_organisation(session, name="Parks office", kind="public-body", by="test")
        assert office.slug == "parks-office"
    for number, verdict in enumerate(("yes", "yes", "no")):
        park.client.post(answered(park, number), data={"verdict": verdict, "reason": ""})
    park.look()
    page = park.client.get("/organisations/parks-office").text
    assert "Did the answers answer the question?" in page
    assert "66.7%" in page
    narrowed = park.client.get("/feedback/?organisation=parks-office&rated=no")
    assert "Questions to Parks office" in narrowed.text
    assert narrowed.text.count("<article") == 1
    for wrong in ("organisation=nobody", "rated=often", "concern=park:odd"):
        assert park.client.get(f"/feedback/?{wrong}").status_code == 404

    table = park.client.get("/data/feedback/questions.csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["question"], row["rated"], row["answer"]) for row in rows] == [
        ("1", "yes", "It was ill."), ("2", "yes", "It was ill."), ("3", "no", "It was ill."),
    ]  # fmt: skip
    assert "example.org" not in table
    [body] = csv.DictReader(io.StringIO(park.client.get("/data/feedback/bodies.csv").text.removeprefix("\ufeff")))
    assert (body["organisation"], body["answered"], body["rated_yes"], body["rated_no"]) == (
        "parks-office", "3", "2", "1",
    )  # fmt: skip


CONCERNS = """
from toolbox_core import Concern
CONCERNED = [Concern(id="felled", label="It was felled"), Concern(id="other", label="Something else")]
"""


@pytest.mark.parametrize("start_park", ["sqlite"], indirect=True)
def test_a_question_says_what_it_concerns(start_park: Callable[..., Any], tmp_path: Any) -> None:
    code = next((tmp_path / "packages").glob("*park*/plugin.py"))
    text = code.read_text(encoding="utf-8")
    text = text.replace("find=find)]", "find=find, concerns=CONCERNED)]")
    code.write_text(text.replace("\n\ndef find(", CONCERNS + "\n\ndef find(", 1), encoding="utf-8")
    park = start_park()
    form = "/feedback/ask?about=park:tree:7"
    assert "What does it concern?" in park.client.get(form).text
    data = {"sort": "question", "text": "Why was this tree cut?", "email": "a@example.org", "author": ""}
    refused = park.client.post(form, data=data)
    assert refused.status_code == 422
    assert '<a href="#concern">' in refused.text
    number = park.ask(concern="felled")
    with park.database.write() as session:
        moderating.publish(session, park.settings, Config(), number, by="user:1")
    park.look()
    assert "It was felled" in park.client.get(f"/feedback/{number}").text
    assert "Why was this tree cut?" in park.client.get("/feedback/?concern=park:felled").text
    assert park.client.get("/feedback/?concern=park:other").status_code == 404
    assert "It was felled" in signed_in(park, "feedback.moderate").get(f"/feedback/desk/{number}").text
