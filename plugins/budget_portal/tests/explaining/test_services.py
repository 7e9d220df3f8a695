"""The administration's own words about a line: written, changed, taken back, and told to those who follow the line."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_budget_portal.explaining.queries import explained, explanations, paragraphs_of
from toolbox_budget_portal.explaining.services import LONGEST, explain, number_of
from toolbox_budget_portal.queries import entity, line
from toolbox_core import InputError, NotFound
from toolbox_core.db import Database
from toolbox_core.db.models import AuditEntry
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start

pytestmark = pytest.mark.plugins("budget_portal")
LINE = "2024/1-1"


def write(database: Database, text: str, language: str = "en", from_year: int = 0) -> str:
    with database.write() as session:
        return explain(session, "town", LINE, text=text, language=language, from_year=from_year, by="ana")


def read(database: Database, year: int, *languages: str) -> str | None:
    with database.read() as session:
        uid = line(session, "town", 2024, 1, 1).row.uid
        found = explained(session, entity(session, "town").id, uid, year, languages)
        return found.text if found else None


def test_a_text_holds_from_its_first_year_on_in_the_reader_s_language(town: str, database: Database) -> None:
    assert read(database, 2024, "en") is None
    write(database, "Every year.")
    write(database, "Since 2024.", from_year=2024)
    write(database, "Depuis toujours.", language="fr")
    assert read(database, 2023, "en") == "Every year."
    assert read(database, 2024, "en") == "Since 2024."
    assert read(database, 2024, "fr", "en") == "Depuis toujours."
    assert read(database, 2024, "ar", "en") == "Since 2024."
    assert read(database, 2021, "ar") == "Every year.", "another language is better than nothing"


def test_a_text_is_changed_and_taken_back_and_each_act_is_kept(town: str, database: Database) -> None:
    write(database, "First.\r\n\r\nSecond.\x00")
    assert read(database, 2024, "en") == "First.\n\nSecond."
    write(database, "Better.")
    write(database, "  ")
    assert read(database, 2024, "en") is None
    with database.read() as session:
        acts = session.scalars(select(AuditEntry).where(AuditEntry.action.like("budget_portal.explain%"))).all()
        assert [(act.actor, act.action) for act in acts] == [
            ("ana", "budget_portal.explain"),
            ("ana", "budget_portal.explain"),
            ("ana", "budget_portal.explain-clear"),
        ]


@pytest.mark.parametrize("name", ["", "2024", "2024/1", "2024/1-x", "x/1-1", "2024/1-1-1", "²/1-1"])
def test_what_is_no_line_is_refused(name: str) -> None:
    with pytest.raises(NotFound, match="is no line"):
        number_of(name)


def test_long_texts_odd_languages_and_lines_that_are_not_there_are_refused(town: str, database: Database) -> None:
    with pytest.raises(InputError, match="letters"):
        write(database, "x" * (LONGEST + 1))
    with pytest.raises(InputError, match="no language"):
        write(database, "x", language="English!")
    with pytest.raises(NotFound), database.write() as session:
        explain(session, "town", "2024/1-999", text="x", language="en", by="ana")


def test_paragraphs_end_at_empty_lines() -> None:
    assert paragraphs_of(" a\nb \n\n\n\n c ") == ("a\nb", "c")


@pytest.fixture
def publisher(town: str, database: Database, client: TestClient) -> TestClient:
    """Somebody who may publish."""
    with database.write() as session:
        person = users.add_user(session, email="finance@example.org", name="Finance", by="test")
        roles.save_role(session, "finance", label="Finance", permissions=("budget_portal.publish",), by="test")
        roles.grant(session, person, "finance", by="test")
        token = start(session, person)
    client.cookies.set("toolbox_session", token)
    client.headers["sec-fetch-site"] = "same-origin"
    return client


def test_the_page_shows_the_words_beside_what_the_data_says(publisher: TestClient, database: Database) -> None:
    page = "/budget/town/2024/lines/1-1"
    assert f'href="{page}/explain"' in publisher.get(page).text
    form = publisher.get(f"{page}/explain").text
    assert 'name="text-en"' in form
    assert 'name="text-fr"' in form
    answer = publisher.post(
        f"{page}/explain", data={"text-en": "<b>Plain</b> words.", "text-fr": ""}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    shown = unescape(publisher.get(page).text)
    assert "&lt;b&gt;Plain" in publisher.get(page).text
    assert "The administration’s own words" in shown
    assert "What the data says" in shown
    assert 'lang="en"' in publisher.get(f"{page}?lang=fr").text.split('id="what"')[1].split("</section>")[0]
    (told,) = publisher.get(f"{page}/years.json").json()["explanations"]
    assert told == {"language": "en", "from_year": 0, "text": "<b>Plain</b> words."}
    answer = publisher.post(f"{page}/explain", data={"text-en": "x" * (LONGEST + 1)}, follow_redirects=False)
    assert answer.status_code == 400
    assert "or fewer" in answer.text
    publisher.post(f"{page}/explain", data={"text-en": "", "text-fr": ""})
    assert "own words, " not in publisher.get(page).text
    with database.read() as session:
        uid = line(session, "town", 2024, 1, 1).row.uid
        assert explanations(session, entity(session, "town").id, uid) == []


def test_a_text_that_is_changed_keeps_its_first_year_and_never_hides_behind_an_older_one(publisher: TestClient) -> None:
    page = "/budget/town/2024/lines/1-1"

    def put(text: str, **more: str) -> list[tuple[int, str]]:
        answer = publisher.post(
            f"{page}/explain", data={"text-en": text, "text-fr": "", **more}, follow_redirects=False
        )
        assert answer.status_code == 303
        return [(one["from_year"], one["text"]) for one in publisher.get(f"{page}/years.json").json()["explanations"]]

    assert put("Always.", since="0") == [(0, "Always.")]
    assert put("Lately.", since="2024") == [(0, "Always."), (2024, "Lately.")]
    form = publisher.get(f"{page}/explain").text
    assert re.findall(r'value="(\d+)" checked', form) == ["2024"]
    assert put("Of late.", since="2024") == [(0, "Always."), (2024, "Of late.")]
    assert put("Better.") == [(0, "Always."), (2024, "Better.")]
    assert put("Better.", since="0") == [(0, "Better.")], "it holds for every year now, with nothing before it"
    assert put("Best.", since="1900") == [(0, "Best.")], "a year that was not offered changes nothing"


def test_who_read_the_page_before_reads_the_words_after(town: str, database: Database, client: TestClient) -> None:
    page = "/budget/town/2024/lines/1-1"
    before = client.get(page)
    for text, shown in (("For the roofs of schools.", True), ("", False)):
        with database.write() as session:
            explain(session, "town", "2024/1-1", text=text, language="en", by="ana")
        again = client.get(page, headers={"If-None-Match": before.headers["etag"]})
        assert again.status_code == 200, "the page that the browser kept is not the newest"
        assert ("For the roofs of schools." in again.text) is shown
        before = again


def test_only_publishers_explain(town: str, client: TestClient) -> None:
    answer = client.get("/budget/town/2024/lines/1-1/explain", follow_redirects=False)
    assert answer.status_code in (303, 401, 403)
    assert "/explain" not in client.get("/budget/town/2024/lines/1-1").text


def test_the_feed_of_a_line_has_each_version(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/2024/lines/1-4").text
    (feed,) = set(re.findall(r"/budget/town/lines/[0-9a-f]+/feed.atom", page))
    text = client.get(feed).text
    assert text.count("<entry>") == 2, "the line stands in the budgets of 2023 and 2024"
    assert "budget 2024, version 1" in text
    assert client.get("/budget/town/lines/0000000000000000/feed.atom").status_code == 404


def test_the_commands(town: str, site: Path, toolbox: Callable[..., CompletedProcess[str]]) -> None:
    said = toolbox("budget", "explain", "set", "town", LINE, "Roofs of schools.", "--from-year", "2024").stdout
    assert "is explained (en)" in said
    assert "en (from 2024 on): Roofs of schools." in toolbox("budget", "explain", "show", "town", LINE).stdout
    assert '"from_year": 2024' in toolbox("budget", "explain", "show", "town", LINE, "--json").stdout
    toolbox("budget", "explain", "clear", "town", LINE, "--from-year", "2024")
    assert "Nobody has explained" in toolbox("budget", "explain", "show", "town", LINE).stdout
