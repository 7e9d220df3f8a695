"""What one can ask about here: found by keys that outlive a version, shown with its questions."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.pages import find_entity, find_line, find_year
from toolbox_core.db import Database
from toolbox_core.services import feedback

pytestmark = pytest.mark.plugins("budget_portal")


def _key(client: TestClient) -> str:
    page = client.get("/budget/town/2024/lines/1-1").text
    found = re.search(r"about=budget_portal%3Aline%3A([^\"&]+)", page)
    assert found, "the line's page offers to ask"
    return found[1].replace("%2F", "/")


def test_a_line_a_year_and_an_entity_are_found(town: str, client: TestClient, database: Database) -> None:
    key = _key(client)
    with database.read() as session:
        line, year, entity = find_line(session, key), find_year(session, "town/2024"), find_entity(session, "town")
    assert line is not None
    assert year is not None
    assert entity is not None
    assert line.address == "/budget/town/2024/lines/1-1"
    assert year.address == "/budget/town/2024"
    assert (entity.address, entity.feed) == ("/budget/town", "/budget/town/feed.atom")
    assert client.get(line.address).status_code == 200


@pytest.mark.parametrize("key", ["", "town", "town/2024", "town/1800/x", "town/2024/none", "a/b/c/d", "town/²/x"])
def test_lines_that_are_not_there(town: str, key: str, database: Database) -> None:
    with database.read() as session:
        assert find_line(session, key) is None


@pytest.mark.parametrize("key", ["", "town", "town/1800", "none/2024", "town/x", "town/²"])
def test_years_that_are_not_there(town: str, key: str, database: Database) -> None:
    with database.read() as session:
        assert find_year(session, key) is None


def test_a_question_on_a_line_stands_on_its_page(town: str, client: TestClient, database: Database) -> None:
    key = _key(client)
    with database.write() as session:
        about = find_line(session, key)
        assert about is not None
        question, token = feedback.ask(
            session,
            about,
            sort="question",
            text="Why is this twice as much?",
            author="",
            email="ana@example.org",
            language="en",
            address="x",
        )
        feedback.confirm(session, token, feedback.Rules(before=False))
        feedback.answer(session, question.id, "Because of the roof.", office="Works", by="user:1")
    page = client.get("/budget/town/2024/lines/1-1").text
    assert "Why is this twice as much?" in page
    assert "Because of the roof." in page
    assert "Why is this" not in client.get("/budget/town/2024/lines/1-2").text
