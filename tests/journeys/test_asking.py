"""A citizen asks about a budget line, is answered in public by an official at the desk, and rates the answer.

A follower reads of it in the feed and in a letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from toolbox_budget_portal.demo.files import CITY, write_package
from toolbox_budget_portal.demo.loading import SEED
from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.services.accounts import users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.browser import press
from toolbox_core.testing.servers import RunningSite, run_toolbox, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]
ATOM = "{http://www.w3.org/2005/Atom}"
LINE = "/budget/port-sennen/2025/lines/1-1"


@pytest.fixture
def asking(town: Path, tmp_path: Path) -> Iterator[RunningSite]:
    """A new site with one published budget of the demo's city."""
    made = write_package(tmp_path / "budget", CITY, 2025, SEED)
    for words in (
        ("plugins", "enable", "budget_portal"),
        ("budget", "import", str(made.descriptor), "--entity", CITY.slug, "--year", "2025"),
        ("budget", "publish", "1"),
    ):
        done = run_toolbox(*words, site=town)
        assert done.returncode == 0, done.stderr
    with serve(town) as running:
        yield running


def _run(site: Path, *words: str) -> Any:
    done = run_toolbox(*words, "--json", site=site)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _official(page: Page, asking: RunningSite) -> Page:
    """A second browser, of a publisher (how people sign in, test_accounts.py shows)."""
    email = "official@example.org"
    done = run_toolbox(
        "user", "add", email, "--name", "Otto", "--no-password", "--role", "publisher", site=asking.folder
    )
    assert done.returncode == 0, done.stderr
    database = Database(load_settings(asking.folder, environ={}).database_url)
    with database.write() as session:
        token = start(session, users.find_user(session, email))
    database.close()
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context()
    context.add_cookies([{"name": "toolbox_session", "value": token, "url": asking.url}])
    return context.new_page()


def _link(site: Path, to: str, part: str) -> str:
    """The path of a link in the newest letter to somebody."""
    letters = [row for row in _run(site, "mail", "list", "--text")["letters"] if row["to"] == to]
    return str(urlsplit(re.findall(rf"http\S+{part}\S+", letters[0]["text"])[-1]).path)


def _checked(page: Page, axe: Callable[[Page], list[str]]) -> None:
    for width, height in ((360, 740), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        assert axe(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_a_question_from_the_line_to_the_answer_and_to_those_who_follow(
    asking: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]]
) -> None:
    page, site = browser_page, asking.folder
    page.goto(asking.url + LINE)
    press(page, page.get_by_role("link", name="Be told of what is new here"))
    _checked(page, axe)
    page.get_by_label("E-mail address").fill("eve@example.org")
    press(page, page.get_by_role("button", name="Write to me"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into your mailbox")
    page.goto(asking.url + _link(site, "eve@example.org", "/follow/confirm/"))
    _checked(page, axe)
    press(page, page.get_by_role("button", name="Yes, write to me"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What you follow")
    _checked(page, axe)

    page.goto(asking.url + LINE)
    press(page, page.get_by_role("link", name="Ask a question about this"))
    _checked(page, axe)
    page.get_by_label("Your words").fill("Why did this cost so much more than last year?")
    page.get_by_label("Name").fill("A neighbour")
    page.get_by_label("E-mail address").fill("ana@example.org")
    press(page, page.get_by_role("button", name="Send"))
    expect(page.get_by_role("alert")).to_contain_text("Choose what it concerns.")
    _checked(page, axe)
    page.get_by_label("The amount").check()
    press(page, page.get_by_role("button", name="Send"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into your mailbox")
    _checked(page, axe)
    page.goto(asking.url + _link(site, "ana@example.org", "/feedback/confirm/"))
    _checked(page, axe)
    press(page, page.get_by_role("button", name="Yes, this is my question"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("your question has arrived")

    [waiting] = _run(site, "feedback", "list", "--status", "waiting")["questions"]
    number = str(waiting["id"])
    official = _official(page, asking)
    official.goto(asking.url + "/feedback/desk")
    press(official, official.get_by_role("link", name=re.compile("^Why did this cost")))
    expect(official.locator("main")).to_contain_text("The amount")
    _checked(official, axe)
    press(official, official.get_by_role("button", name="Publish the question"))
    official.get_by_label("The answer").fill("Because asphalt did.")
    official.get_by_label("Which office answers?").fill("Roads office")
    press(official, official.get_by_role("button", name="Publish the answer"))
    expect(official.get_by_role("status")).to_contain_text("The answer is public")
    _checked(official, axe)

    page.goto(asking.url + _link(site, "ana@example.org", "/feedback/rate/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Did this answer your question?")
    _checked(page, axe)
    press(page, page.get_by_role("button", name="Rate the answer"))
    expect(page.get_by_role("alert")).to_contain_text("Choose yes, partly or no.")
    _checked(page, axe)
    page.get_by_label("partly").check()
    page.get_by_label("Why?").fill("It does not say who sold it.")
    press(page, page.get_by_role("button", name="Rate the answer"))
    expect(page.locator("main")).to_contain_text("The person who asked says: partly")
    expect(page.locator("main")).not_to_contain_text("It does not say who sold it.")

    official.goto(asking.url + "/feedback/desk?show=ratings")
    press(official, official.get_by_role("link", name=re.compile("^Why did this cost")))
    _checked(official, axe)
    press(official, official.get_by_role("button", name="Publish these words", exact=True))
    page.reload()
    expect(page.locator("main")).to_contain_text("It does not say who sold it.")
    _checked(page, axe)

    page.goto(asking.url + LINE)
    for _ in range(40):  # a running server looks once a second
        if "Because asphalt did." in page.content():
            break
        page.wait_for_timeout(250)
        page.reload()
    talk = page.get_by_role("region", name="Questions and answers")
    expect(talk).to_contain_text("Why did this cost so much more than last year?")
    expect(talk).to_contain_text("Because asphalt did.")
    _checked(page, axe)
    press(page, talk.get_by_role("link", name=re.compile("^Why did this cost")))
    expect(page).to_have_url(asking.url + f"/feedback/{number}")
    _checked(page, axe)
    page.goto(asking.url + "/feedback/")
    expect(page.locator("main")).to_contain_text("1 of them in time")
    expect(page.locator("main")).to_contain_text("yes 0, partly 1, no 0")
    page.get_by_label("What it concerns").select_option("The amount")
    press(page, page.locator("main form").get_by_role("button", name="Show"))
    expect(page.locator("article")).to_have_count(1)
    _checked(page, axe)

    for feed in ("/feedback/feed.atom", "/feed.atom"):
        root = ElementTree.fromstring(page.request.get(asking.url + feed).body())
        assert any(
            (link := entry.find(f"{ATOM}link")) is not None and (link.get("href") or "").endswith(f"/feedback/{number}")
            for entry in root.findall(f"{ATOM}entry")
        )
    assert _run(site, "jobs", "run", "following:digests")["result"] == {"written": 1}
    newest = _run(site, "mail", "list", "--text")["letters"][0]
    assert newest["to"] == "eve@example.org"
    assert "Official answer: " in newest["text"]
    page.goto(asking.url + urlsplit(newest["headers"]["List-Unsubscribe"].strip("<>")).path)
    _checked(page, axe)
    press(page, page.get_by_role("button", name="End everything"))
    expect(page.get_by_role("heading", level=1)).to_have_text("No more letters come")
    _checked(page, axe)


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_asking_needs_no_script_and_says_what_to_change(
    asking: RunningSite, bare_page: Page, axe: Callable[[Page], list[str]]
) -> None:
    del axe
    page = bare_page
    page.goto(asking.url + LINE + "?lang=fr")
    press(page, page.get_by_role("link", name="Poser une question à ce sujet"))
    page.get_by_label("Votre texte").fill("court")
    page.get_by_label("Adresse électronique").fill("ana@example.org")
    press(page, page.get_by_role("button", name="Envoyer"))
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Écrivez au moins dix caractères")
    expect(page.get_by_label("Adresse électronique")).to_have_value("ana@example.org")
    page.get_by_label("Autre chose sur ce budget").check()
    page.get_by_label("Votre texte").fill("Pourquoi cela coûte-t-il plus cher ?")
    press(page, page.get_by_role("button", name="Envoyer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Veuillez consulter votre messagerie")
