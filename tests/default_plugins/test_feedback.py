"""Asking in public: the form, the letter, the click, moderation, the official answer, counts, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

from toolbox_core.default_plugins.feedback import moderating
from toolbox_core.default_plugins.feedback.config import Config
from toolbox_core.exceptions import NotFound
from toolbox_core.services import feedback
from toolbox_core.testing.servers import run_toolbox

ATOM = "{http://www.w3.org/2005/Atom}"
FORM = "/feedback/ask?about=park:tree:7"
GOOD = {"sort": "question", "text": "Why was this tree cut?", "email": "ana@example.org", "author": "A neighbour"}


def publish(park: Any, number: int) -> None:
    with park.database.write() as session:
        moderating.publish(session, park.settings, Config(), number, by="user:1")
    park.look()


def answer(park: Any, number: int, text: str = "It was ill.") -> None:
    with park.database.write() as session:
        moderating.answer(session, park.settings, number, text, office="Parks office", by="user:1")
    park.look()


def test_a_question_is_asked_confirmed_published_and_answered_where_it_belongs(park: Any) -> None:
    page = park.client.get("/park/7").text
    assert "Nobody has asked about this yet" in page
    assert "/feedback/ask?about=park%3Atree%3A7" in page

    number = park.ask()
    assert "Why was this tree cut?" not in park.client.get("/park/7").text, "a moderator looks first"
    publish(park, number)
    shown = park.client.get("/park/7").text
    assert "Why was this tree cut?" in shown, "the page that was kept is made anew"
    assert "A neighbour" in shown
    assert "An official answer is due by" in shown

    answer(park, number)
    shown = park.client.get("/park/7").text
    assert "It was ill." in shown
    assert "Parks office" in shown
    subjects = [letter.subject for letter in park.letters()]
    assert subjects == ["Please confirm your question", "Your question is public", "Your question was answered"]
    assert "It was ill." in park.letters()[-1].text
    assert park.client.get(f"/feedback/{number}").status_code == 200
    assert "ana@example.org" not in shown + park.client.get(f"/feedback/{number}").text


def test_the_form_names_what_it_is_about_and_works_without_scripts(park: Any) -> None:
    page = park.client.get(FORM)
    assert page.status_code == 200
    assert "Tree 7 &amp; co" in page.text
    assert 'method="post"' in page.text
    assert "etag" not in page.headers


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"text": "short"}, "text", "at least ten characters"),
        ({"text": "x" * 4003}, "text", "Leave out 3 characters"),
        ({"author": "x" * 101}, "author", "at most 100 characters"),
        ({"email": "nobody"}, "email", "Give an e-mail address"),
    ],
)
def test_what_has_to_change_is_said_above_and_beside(park: Any, change: dict[str, str], field: str, words: str) -> None:
    answered = park.client.post(FORM, data={**GOOD, **change})
    assert answered.status_code == 422
    assert "1 answer needs a change" in answered.text
    assert f'<a href="#{field}">' in answered.text
    assert answered.text.count(words) == 2
    assert park.letters() == []


def test_several_mistakes_are_told_at_once_and_nothing_typed_is_lost(park: Any) -> None:
    answered = park.client.post(FORM, data={**GOOD, "text": "<b>", "email": "x", "author": "Zoë"})
    assert "2 answers need a change" in answered.text
    assert "&lt;b&gt;" in answered.text
    assert 'value="Zoë"' in answered.text
    assert "<title>Error:" in answered.text


def test_a_robot_is_thanked_and_nothing_is_stored(park: Any) -> None:
    answered = park.client.post(FORM, data={**GOOD, "website": "https://spam.example"})
    assert "Please look into your mailbox" in answered.text
    assert park.letters() == []


def test_nobody_asks_too_often(park: Any) -> None:
    for step in range(5):
        assert park.client.post(FORM, data={**GOOD, "email": f"p{step}@example.org"}).status_code == 200
    refused = park.client.post(FORM, data={**GOOD, "email": "p6@example.org"})
    assert refused.status_code == 422
    assert "several times within the hour" in refused.text
    assert len(park.letters()) == 5


def test_control_characters_go_and_lines_stay(park: Any) -> None:
    number = park.ask("First line\r\nsecond\x07 line\x0b of it")
    with park.database.read() as session:
        assert feedback.find(session, number).text == "First line\nsecond line of it"


@pytest.mark.parametrize(
    "about", ["park:tree:x", "park:bush:1", "gone:tree:1", "park", "park:tree:", "park:tree:" + "1" * 300, ":::"]
)
def test_what_is_not_there_cannot_be_asked_about(park: Any, about: str) -> None:
    assert park.client.get("/feedback/ask", params={"about": about}).status_code == 404
    assert park.client.post("/feedback/ask", params={"about": about}, data=GOOD).status_code == 404


def test_without_an_object_the_page_says_where_to_find_one(park: Any) -> None:
    page = park.client.get("/feedback/ask")
    assert page.status_code == 200
    assert "<li>Tree</li>" in page.text


def test_reading_the_link_confirms_nothing(park: Any) -> None:
    park.client.post(FORM, data=GOOD)
    link = park.link("/feedback/confirm/")
    for _ in range(2):
        page = park.client.get(link)
        assert "Yes, this is my question" in page.text
    assert park.client.head(link).status_code == 200
    with park.database.read() as session:
        assert feedback.waiting(session) == []
    assert "Somebody reads it before it is public" in park.client.post(link).text
    assert park.client.post(link).status_code == 200, "a second click changes nothing"
    with park.database.read() as session:
        assert len(feedback.waiting(session)) == 1
    assert park.client.get("/feedback/confirm/nonsense").status_code == 404
    assert park.client.post("/feedback/confirm/nonsense").status_code == 404


def test_the_letter_does_not_carry_a_strangers_words(park: Any) -> None:
    park.client.post(FORM, data={**GOOD, "text": "Buy now at spam.example!"})
    assert "spam.example" not in park.letters()[0].text


def test_letters_are_in_the_language_of_whoever_asked(park: Any) -> None:
    park.client.post(FORM + "&lang=fr", data=GOOD)
    assert park.letters()[0].subject == "Veuillez confirmer votre question"


def test_with_moderation_afterwards_it_is_public_at_once(start_park: Callable[..., Any]) -> None:
    park = start_park(feedback={"moderation": "after", "answer_days": 3})
    park.client.post(FORM, data=GOOD)
    confirmed = park.client.post(park.link("/feedback/confirm/"))
    assert confirmed.status_code == 303
    assert confirmed.headers["location"] == "/feedback/1"
    assert "within 3 working days" in park.client.get("/feedback/").text


def test_a_refused_question_is_seen_by_nobody_and_told_of_no_more(park: Any) -> None:
    number = park.ask("This names a private person: Jane Roe")
    publish(park, number)
    assert "Jane Roe" in park.client.get("/feedback/feed.atom").text
    assert "New question" in park.client.get("/feed.atom").text

    with park.database.write() as session:
        moderating.refuse(session, park.settings, number, "personal-data", by="user:1")
    park.look()

    for address in ("/park/7", "/feedback/", "/feedback/feed.atom"):
        assert "Jane Roe" not in park.client.get(address).text
    assert "New question" not in park.client.get("/feed.atom").text
    assert park.client.get(f"/feedback/{number}").status_code == 404
    assert "it names or describes a private person" in park.letters()[-1].text


def test_the_list_counts_and_narrows(park: Any) -> None:
    numbers = [park.ask(f"Question number {step}?", email=f"p{step}@example.org") for step in range(3)]
    for number in numbers:
        publish(park, number)
    answer(park, numbers[0])
    with park.database.write() as session:
        feedback.find(session, numbers[1]).due_on = date(2020, 1, 1)
    shown = {only: park.client.get(f"/feedback/?only={only}").text for only in ("", "open", "late", "answered")}
    found = {only: [n for n in numbers if f'id="question-{n}"' in text] for only, text in shown.items()}
    assert found == {"": numbers, "open": numbers[1:], "late": [numbers[1]], "answered": [numbers[0]]}
    assert "The official answer was due by" in shown["late"]
    assert "1 of them in time" in shown[""]
    for wrong in ("only=odd", "before=x", "before=1e9"):
        assert park.client.get(f"/feedback/?{wrong}").status_code == 404


def test_older_questions_are_on_the_next_page(park: Any) -> None:
    with park.database.write() as session:
        for step in range(25):
            about = feedback.About(plugin="park", kind="tree", key="7", title="Tree 7", address="/park/7")
            _, token = feedback.ask(
                session, about, sort="comment", text=f"Comment no. {step} here", author="", email=f"a{step}@e.org",
                language="en", address=f"a{step}",
            )  # fmt: skip
            feedback.confirm(session, token, feedback.Rules(before=False))
    page = park.client.get("/feedback/").text
    assert page.count("<article") == 20
    assert 'href="/feedback/?before=6"' in page
    assert park.client.get("/feedback/?before=6").text.count("<article") == 5
    assert "15 more questions" in park.client.get("/park/7").text


def test_the_feed_is_atom_and_an_answer_makes_an_entry_new(park: Any) -> None:
    number = park.ask("Why <this> & that?")
    publish(park, number)
    answer(park, number)
    feed = park.client.get("/feedback/feed.atom")
    assert feed.headers["content-type"] == "application/atom+xml"
    root = ElementTree.fromstring(feed.content)
    [entry] = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == "Why <this> & that?\n\nParks office: It was ill."
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "A neighbour"
    assert (entry.findtext(f"{ATOM}updated") or "") >= (entry.findtext(f"{ATOM}published") or "")


def test_publishing_twice_writes_one_letter(park: Any) -> None:
    number = park.ask()
    publish(park, number)
    publish(park, number)
    assert [letter.subject for letter in park.letters()].count("Your question is public") == 1


def test_whoever_was_erased_gets_no_letter(park: Any) -> None:
    number = park.ask()
    publish(park, number)
    with park.database.write() as session:
        feedback.erase_person(session, "ana@example.org", by="user:1")
    park.look()
    assert "A neighbour" not in park.client.get("/park/7").text
    before = len(park.letters())
    answer(park, number)
    assert len(park.letters()) == before


def test_without_the_module_pages_show_no_way_to_ask(park: Any) -> None:
    from toolbox_core.plugins.lifecycle import disable

    disable(park.settings, park.database, "feedback", by="tests")
    park.look()
    page = park.client.get("/park/7")
    assert page.status_code == 200
    assert "Questions and answers" not in page.text
    assert park.client.get("/feedback/").status_code == 503


def test_the_rules_come_from_the_configuration() -> None:
    given = {"moderation": "after", "answer_days": 5, "holidays": ["2026-12-25"], "weekend": ["friday", "saturday"]}
    rules = msgspec.convert(given, Config).rules
    assert rules == feedback.Rules(
        before=False, answer_days=5, holidays=frozenset({date(2026, 12, 25)}), weekend=(4, 5)
    )
    for wrong in ({"answer_days": 0}, {"moderation": "never"}, {"weekend": ["someday"]}, {"holidays": ["25/12"]}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, Config)


def test_a_question_that_is_not_public_has_no_page(park: Any) -> None:
    number = park.ask()
    assert park.client.get(f"/feedback/{number}").status_code == 404
    assert park.client.get("/feedback/99").status_code == 404
    with park.database.read() as session, pytest.raises(NotFound):
        feedback.find(session, 99)


def test_the_command_line_is_complete(site: Any) -> None:
    """Moderating and answering need no page."""
    from toolbox_core.config import load_settings
    from toolbox_core.db import Database

    database = Database(load_settings(site, environ={}).database_url)
    about = feedback.About(plugin="park", kind="tree", key="7", title="Tree 7", address="/park/7")
    with database.write() as session:
        for step in range(2):
            _, token = feedback.ask(
                session, about, sort="question", text=f"Question number {step}?", author="", email=f"p{step}@e.org",
                language="en", address=str(step),
            )  # fmt: skip
            feedback.confirm(session, token, feedback.Rules())

    def run(*words: str) -> Any:
        done = run_toolbox("feedback", *words, site=site)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    assert [row["id"] for row in run("list", "--status", "waiting", "--json")["questions"]] == [1, 2]
    assert run("publish", "1", "--json")["status"] == "public"
    assert run("refuse", "2", "duplicate", "--json")["reason"] == "duplicate"
    assert run("answer", "1", "--office", "Parks", "--text", "It was ill.", "--json")["answer"] == 1
    assert run("counts", "--json") == {
        "asked": 1, "answered": 1, "in_time": 1, "waiting": 0, "late": 0, "to_moderate": 0,
        "rated_yes": 0, "rated_partly": 0, "rated_no": 0, "reasons_to_moderate": 0,
    }  # fmt: skip
    assert [row["answers"][0]["text"] for row in run("list", "--status", "answered", "--json")["questions"]] == [
        "It was ill."
    ]
    with database.write() as session:
        question = feedback.find(session, 1)
        feedback.rate(session, question, rater="asker", verdict="partly", reason="And who paid?", before=True)
    assert run("counts", "--json")["reasons_to_moderate"] == 1
    assert run("refuse-reason", "1", "off-topic", "--json")["reason"] == "off-topic"
    assert run("publish-reason", "1", "--json")["status"] == "public"
    [rated] = run("list", "--status", "answered", "--json")["questions"]
    assert rated["ratings"] == [
        {"id": 1, "by": "asker", "verdict": "partly", "reason": "And who paid?", "status": "public"}
    ]
    assert run("export", "p0@e.org")["questions"][0]["text"] == "Question number 0?"
    assert run("erase", "p1@e.org", "--yes", "--json") == {"questions": 1}
    wrong = run_toolbox("feedback", "answer", "1", "--office", "Parks", site=site)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    database.close()
