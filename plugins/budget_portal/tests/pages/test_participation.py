"""Participatory budgets in the browser's words, from the empty desk to the line that pays."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from toolbox_budget_portal.participation import read_pb
from toolbox_budget_portal.voting import queries
from toolbox_core import utcnow
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
HERE = {"sec-fetch-site": "same-origin"}
DESK = "/budget/participation/desk"
ONE = "/budget/participation/squares"
SMALL = b"""META
key;value
budget;100
vote_type;approval
currency;EUR
PROJECTS
project_id;cost;name
1;60;Trees
VOTES
voter_id;vote
a;1
"""


def _day(days: int) -> str:
    return (utcnow().date() + timedelta(days=days)).isoformat()


def _form(**changes: str) -> dict[str, str]:
    return {
        "name": "Our squares",
        "slug": "squares",
        "currency": "EUR",
        "budget": "1000",
        "ballot": "approval",
        "least": "1",
        "most": "2",
        "voting": "email",
        "rule": "greedy",
        "vote-first": _day(-5),
        "vote-last": _day(5),
        **changes,
    }


@pytest.fixture
def publisher(database: Database, client: TestClient) -> Callable[[bool], TestClient]:
    """The site as a publisher sees it, or as everybody does."""
    with database.write() as session:
        roles.save_role(session, "pb", label="PB", permissions=["budget_portal.participation"], by="test")
        person = users.add_user(session, email="pia@example.org", name="Pia", by="test")
        roles.grant(session, person, "pb", by="test")
        token = start(session, person)

    def see(signed_in: bool) -> TestClient:
        client.cookies.clear()
        client.follow_redirects = True
        if signed_in:
            client.cookies.set("toolbox_session", token)
        return client

    return see


def _make(publisher: Callable[[bool], TestClient], **changes: str) -> None:
    """A public process with three projects."""
    client = publisher(True)
    made = client.post(f"{DESK}/new", data=_form(**changes), headers=HERE, follow_redirects=False)
    assert made.status_code == 303
    for title, cost in (("Trees", "600"), ("Benches", "500"), ("Lamps", "400.50")):
        data = {"act": "add", "title": title, "cost": cost, "category": "Green"}
        assert client.post(f"{DESK}/squares", data=data, headers=HERE, follow_redirects=False).status_code == 303
    assert client.get(ONE).status_code == 404
    assert client.post(f"{DESK}/squares", data={"act": "publish"}, headers=HERE).status_code == 200
    publisher(False)


def _letter(database: Database) -> str:
    with database.read() as session:
        return session.execute(text("SELECT text FROM core_letter ORDER BY id DESC")).scalars().first() or ""


def test_the_desk_is_for_those_who_may(publisher: Callable[[bool], TestClient]) -> None:
    client = publisher(False)
    for path in ("", "/new", "/load"):
        assert client.get(DESK + path, follow_redirects=False).status_code in (303, 401, 403)
    assert client.post(f"{DESK}/new", data=_form(), headers=HERE, follow_redirects=False).status_code in (303, 401, 403)
    assert "There is no participatory budget yet" in client.get("/budget/participation/").text
    assert "New participatory budget" in publisher(True).get(DESK).text


def test_what_is_wrong_with_a_process_is_said_and_kept_in_the_form(publisher: Callable[[bool], TestClient]) -> None:
    answer = publisher(True).post(f"{DESK}/new", data=_form(budget="-5", most="0"), headers=HERE)
    assert answer.status_code == 422
    assert 'href="#budget"' in answer.text
    assert 'href="#most"' in answer.text
    assert 'value="Our squares"' in answer.text


def test_a_vote_by_email_from_the_letter_to_the_audit_file(
    publisher: Callable[[bool], TestClient], database: Database
) -> None:
    _make(publisher)
    client = publisher(False)
    assert "You can vote now." in client.get(ONE).text
    assert "an e-mail address" in client.post(f"{ONE}/vote", data={"email": "x"}, headers=HERE).text
    for person, chosen in (("ana", ["1", "3"]), ("bea", ["3"]), ("cleo", ["1", "2", "3"])):
        client.post(f"{ONE}/vote", data={"email": f"{person}@example.org"}, headers=HERE)
        found = re.search(r"(/budget/participation/squares/vote/\S+)", _letter(database))
        assert found is not None
        page = client.get(found[1])
        assert page.text.count('type="checkbox"') == 3
        added = client.post(found[1], data={"project": chosen, "act": "check"}, headers=HERE)
        cast = client.post(found[1], data={"project": chosen, "act": "cast"}, headers=HERE)
        if person == "cleo":
            assert cast.status_code == added.status_code == 422
            assert "You may choose 2 projects at most; you have chosen 3. Take 1 out." in cast.text
            assert cast.text.count(" checked") == 3
        else:
            assert "Your ballot keeps to the rules" in added.text
            assert "Your vote is in the box" in cast.text
            again = client.post(found[1], data={"project": ["2"], "act": "cast"}, headers=HERE)
            assert again.status_code == 422
            assert "cannot be changed" in again.text
    assert client.get(f"{ONE}/results").status_code == 404
    desk = publisher(True)
    early = desk.post(f"{DESK}/squares", data={"act": "results"}, headers=HERE)
    assert early.status_code == 422
    assert "close it first" in early.text
    desk.post(f"{DESK}/squares", data={"act": "close"}, headers=HERE)
    dora = publisher(False).post(f"{ONE}/vote", data={"email": "dora@example.org"}, headers=HERE)
    assert "Your vote was not counted." in dora.text
    assert "Our squares" in publisher(True).post(f"{DESK}/squares", data={"act": "results"}, headers=HERE).text
    assert "1 project is funded." in publisher(False).get(f"{ONE}/results").text
    rows = list(csv.DictReader(io.StringIO(client.get(f"{ONE}/audit.csv").content.decode("utf-8-sig"))))
    assert [(row["rule"], row["project_id"], row["decision"]) for row in rows if row["rule"] == "greedy"] == [
        ("greedy", "3", "funded"),
        ("greedy", "1", "too-expensive"),
        ("greedy", "2", "unsupported"),
    ]
    election = read_pb(client.get(f"{ONE}/ballots.pb").content)
    assert sorted(sorted(ballot.points) for ballot in election.ballots) == [["1", "3"], ["3"]]
    assert "example.org" not in client.get(f"{ONE}/ballots.pb").text
    assert "Our squares: results" in client.get(f"{ONE}/feed.atom").text


def test_a_knapsack_by_code_says_by_how_much_it_is_too_dear(publisher: Callable[[bool], TestClient]) -> None:
    _make(publisher, ballot="knapsack", voting="code", most="")
    codes = publisher(True).post(f"{DESK}/squares", data={"act": "codes", "count": "2"}, headers=HERE)
    assert "attachment" in codes.headers["content-disposition"]
    [_, first, second] = codes.text.split()
    client = publisher(False)
    wrong = client.post(f"{ONE}/vote", data={"code": first, "project": ["1", "2"], "act": "cast"}, headers=HERE)
    assert wrong.status_code == 422
    assert "€1,100" in wrong.text
    assert "€100 more" in wrong.text
    assert f'value="{first}"' in wrong.text
    unknown = client.post(f"{ONE}/vote", data={"code": "NONE", "project": ["1"], "act": "cast"}, headers=HERE)
    assert "This code is not known" in unknown.text
    for code, said in ((first, "Your vote is in the box"), (first, "cannot be changed"), (second, "in the box")):
        page = client.post(f"{ONE}/vote", data={"code": code, "project": ["1"], "act": "cast"}, headers=HERE)
        assert said in page.text
    assert (
        "is not on this ballot"
        in client.post(f"{ONE}/vote", data={"code": second, "project": ["9"], "act": "check"}, headers=HERE).text
    )


def test_points_are_typed_beside_each_project(publisher: Callable[[bool], TestClient]) -> None:
    _make(publisher, ballot="cumulative", voting="code", most="", points="10")
    codes = publisher(True).post(f"{DESK}/squares", data={"act": "codes", "count": "1"}, headers=HERE).text.split()
    client = publisher(False)
    data = {"code": codes[1], "points-1": "6", "points-2": "5", "act": "cast"}
    wrong = client.post(f"{ONE}/vote", data=data, headers=HERE)
    assert "You have given 11 points and may give 10: take 1 away." in wrong.text
    assert 'value="6"' in wrong.text
    assert "in the box" in client.post(f"{ONE}/vote", data={**data, "points-2": "4"}, headers=HERE).text


def test_an_idea_from_the_form_to_its_reasons(publisher: Callable[[bool], TestClient], database: Database) -> None:
    first = {"ideas-first": _day(-5), "ideas-last": _day(5), "vote-first": _day(10), "vote-last": _day(20)}
    _make(publisher, **first)
    client = publisher(False)
    idea = {"title": "A fountain", "text": "One that sings.", "email": "ana@example.org", "cost": "2000"}
    wrong = client.post(f"{ONE}/ideas", data=idea, headers=HERE)
    assert "more than the whole budget of €1,000" in wrong.text
    assert "One that sings." in wrong.text
    sent = client.post(f"{ONE}/ideas", data={**idea, "cost": "200"}, headers=HERE)
    assert "Please look into your mailbox" in sent.text
    found = re.search(r"(/budget/\S+/ideas/confirm/\S+)", _letter(database))
    assert found is not None
    assert "Confirm" in client.get(found[1]).text
    assert "your idea has arrived" in client.post(found[1], headers=HERE).text
    assert client.get(f"{ONE}/projects/4").status_code == 404
    decide = {"act": "decide", "decision": "refused", "reason": "The pipes under the square are too old."}
    desk = publisher(True)
    assert "A fountain" in desk.get(f"{DESK}/squares").text
    assert desk.post(f"{DESK}/squares/projects/4", data={**decide, "reason": ""}, headers=HERE).status_code == 422
    assert desk.post(f"{DESK}/squares/projects/4", data=decide, headers=HERE).status_code == 200
    page = publisher(False).get(f"{ONE}/projects/4").text
    assert "The pipes under the square are too old." in page
    assert "ana@example.org" not in page
    assert "The vote begins on" in client.get(f"{ONE}/vote").text
    assert client.post(f"{ONE}/vote", data={"email": "a@b.example"}, headers=HERE).status_code == 422
    robot = client.post(f"{ONE}/ideas", data={**idea, "website": "spam"}, headers=HERE)
    assert robot.status_code == 200


def test_a_winner_its_line_and_its_steps_on_both_pages(town: str, publisher: Callable[[bool], TestClient]) -> None:
    _make(publisher)
    desk = publisher(True)
    line = _line(desk, town)
    project = f"{DESK}/squares/projects/1"
    assert desk.post(project, data={"act": "line", "line": "nonsense"}, headers=HERE).status_code == 422
    assert desk.post(project, data={"act": "line", "line": line}, headers=HERE).status_code == 200
    step = {"act": "step", "step-title": "Dig the pits", "step-due": _day(-3), "step-state": "planned"}
    assert desk.post(project, data={**step, "step-due": ""}, headers=HERE).status_code == 422
    assert desk.post(project, data=step, headers=HERE).status_code == 200
    page = publisher(False).get(f"{ONE}/projects/1").text
    assert f'href="{line}' in page
    assert "Dig the pits" in page
    assert "late" in page
    below = desk.get(line).text
    assert "People voted for this" in below
    assert f'href="{ONE}/projects/1"' in below
    assert "Dig the pits" in below


def _line(client: TestClient, town: str) -> str:
    found = re.search(rf'href="(/budget/{town}/2024/lines/\d+-\d+)', client.get(f"/budget/{town}/2024/lines").text)
    assert found is not None
    return found[1]


def test_a_finished_vote_is_loaded_in_the_browser(publisher: Callable[[bool], TestClient], database: Database) -> None:
    desk = publisher(True)
    good = {"file": ("vote.pb", SMALL, "text/plain")}
    page = desk.post(f"{DESK}/load", data={"slug": "small", "name": "Small"}, files=good, headers=HERE)
    assert "1 project is funded." in page.text
    again = desk.post(f"{DESK}/load", data={"slug": "small"}, files=good, headers=HERE)
    assert again.status_code == 422
    assert "already a participatory budget" in again.text
    broken = {"file": ("vote.pb", SMALL.replace(b"1;60;Trees", b"1;-60;Trees"), "text/plain")}
    refused = desk.post(f"{DESK}/load", data={"slug": "other"}, files=broken, headers=HERE)
    assert refused.status_code == 422
    assert "cost of project 1" in refused.text
    assert "Choose a file." in desk.post(f"{DESK}/load", data={"slug": "other"}, headers=HERE).text
    with database.read() as session:
        assert [one.slug for one in queries.processes(session, drafts=True)] == ["small"]
