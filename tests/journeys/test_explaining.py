"""A publisher explains a budget line in the administration's own words; a citizen reads them beside the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from toolbox_budget_portal.demo.files import CITY, write_package
from toolbox_budget_portal.demo.loading import SEED
from toolbox_budget_portal.explaining.services import LONGEST
from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.services.accounts import users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.browser import press, until
from toolbox_core.testing.servers import RunningSite, run_toolbox, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]
LINE = "/budget/port-sennen/2025/lines/1-1"
WORDS = "This pays the people who keep the <town hall> open.\n\nMost of them serve citizens at the counter."


@pytest.fixture
def explaining(town: Path, tmp_path: Path) -> Iterator[RunningSite]:
    """A new site with two published budgets of the demo's city."""
    assert run_toolbox("plugins", "enable", "budget_portal", site=town).returncode == 0
    for number, year in enumerate((2024, 2025), start=1):
        made = write_package(tmp_path / f"budget-{year}", CITY, year, SEED)
        for words in (
            ("budget", "import", str(made.descriptor), "--entity", CITY.slug, "--year", str(year)),
            ("budget", "publish", str(number)),
        ):
            done = run_toolbox(*words, site=town)
            assert done.returncode == 0, done.stderr
    with serve(town) as running:
        yield running


def _publisher(page: Page, site: RunningSite) -> Page:
    """A second browser, of a publisher (how people sign in, test_accounts.py shows)."""
    email = "publisher@example.org"
    done = run_toolbox("user", "add", email, "--name", "Pia", "--no-password", "--role", "publisher", site=site.folder)
    assert done.returncode == 0, done.stderr
    database = Database(load_settings(site.folder, environ={}).database_url)
    with database.write() as session:
        token = start(session, users.find_user(session, email))
    database.close()
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context()
    context.add_cookies([{"name": "toolbox_session", "value": token, "url": site.url}])
    return context.new_page()


def _checked(page: Page, axe: Callable[[Page], list[str]]) -> None:
    for width, height in ((360, 740), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        assert axe(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_the_administration_explains_a_line_beside_what_the_data_says(
    explaining: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]]
) -> None:
    citizen, publisher = browser_page, _publisher(browser_page, explaining)
    citizen.goto(explaining.url + LINE)
    section = citizen.get_by_role("region", name="What is this line?")
    expect(section).to_contain_text("Made from the published data.")
    said = section.locator("p.say").inner_text()
    expect(citizen.get_by_role("link", name="Explain it in your own words")).to_have_count(0)

    publisher.goto(explaining.url + LINE)
    press(publisher, publisher.get_by_role("link", name="Explain it in your own words"))
    _checked(publisher, axe)
    publisher.get_by_label("English").fill("x" * (LONGEST + 1))
    press(publisher, publisher.get_by_role("button", name="Publish"))
    expect(publisher.get_by_role("alert")).to_contain_text("4,001 letters")
    _checked(publisher, axe)
    publisher.get_by_label("English").fill(WORDS)
    publisher.get_by_label("2025 and later").check()
    press(publisher, publisher.get_by_role("button", name="Publish"))
    assert publisher.url == explaining.url + LINE

    citizen.goto(explaining.url + LINE)
    until(citizen, "text=keep the <town hall> open")  # servers look once a second whether something is new
    expect(section.locator("p.say")).to_have_text(WORDS.split("\n\n"))
    expect(section).to_contain_text("The administration’s own words")
    section.get_by_text("What the data says").click()
    shown = section.locator("details p")
    expect(shown.first).to_be_visible()
    assert " ".join(shown.all_inner_texts()) == said, "what the data says is the same with words beside it"
    _checked(citizen, axe)

    press(citizen, citizen.get_by_role("region", name="The line’s whole life").get_by_role("link", name="2024").last)
    expect(section).to_contain_text("Made from the published data.")
    expect(section).not_to_contain_text("town hall")

    publisher.goto(explaining.url + LINE)
    press(publisher, publisher.get_by_role("link", name="Explain it in your own words"))
    expect(publisher.get_by_label("English")).to_have_value(WORDS)
    expect(publisher.get_by_label("2025 and later")).to_be_checked()
    publisher.get_by_label("English").fill("")
    press(publisher, publisher.get_by_role("button", name="Publish"))
    expect(publisher.get_by_role("region", name="What is this line?")).to_contain_text("Made from the published data.")
    publisher.context.close()
