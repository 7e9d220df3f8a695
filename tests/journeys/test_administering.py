"""An administrator looks after the site, then uploads, checks and publishes a budget, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.services.accounts import users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.browser import press, until
from toolbox_core.testing.servers import RunningSite, run_toolbox, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
CSV = "function code;function name;approved\n01;Schools;1.200,50\n02;Roads;800,00\n03;Parks;99,50\n"
ANSWERS = {
    "entity": "sennen",
    "name": "Port Sennen",
    "year": "2026",
    "currency": "EUR",
    "controls": "approved=2100.00",
}
DESK = (
    "/admin/",
    "/admin/plugins",
    "/admin/plugins/feedback?lang=fr",
    "/admin/people",
    "/admin/people/1",
    "/admin/people/add",
    "/admin/roles?lang=en",
    "/admin/roles/publisher",
    "/admin/tokens",
    "/admin/organisations",
    "/admin/originals",
    "/admin/maps",
    "/feedback/desk",
    "/admin/jobs",
    "/admin/audit",
)


def faults(page: Page, axe: Callable[[Page], list[str]]) -> list[str]:
    """What is wrong with the page at two widths: accessibility violations, and anything that sticks out."""
    found = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{page.url} at {width}: {violation}" for violation in axe(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{page.url} at {width} is {wide} px too wide"] if wide > 0 else []
    return found


@pytest.fixture
def portal(town: Path) -> Iterator[RunningSite]:
    """A new site, served, on which the budget portal is enabled."""
    done = run_toolbox("plugins", "enable", "budget_portal", site=town)
    assert done.returncode == 0, done.stderr
    with serve(town) as running:
        yield running


def come_in(page: Page, portal: RunningSite, role: str) -> None:
    """Make the browser that of somebody with the role (how people sign in, test_accounts.py shows)."""
    email = f"{role}@example.org"
    done = run_toolbox(
        "user", "add", email, "--name", role.title(), "--no-password", "--role", role, site=portal.folder
    )
    assert done.returncode == 0, done.stderr
    database = Database(load_settings(portal.folder, environ={}).database_url)
    with database.write() as session:
        token = start(session, users.find_user(session, email))
    database.close()
    page.context.add_cookies([{"name": "toolbox_session", "value": token, "url": portal.url}])


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_every_page_of_the_desk_is_accessible(
    portal: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]]
) -> None:
    page, wrong = browser_page, []
    come_in(page, portal, "administrator")
    for address in DESK:
        page.goto(portal.url + address)
        wrong += faults(page, axe)
    assert not wrong, "\n".join(wrong)


def test_a_publisher_goes_from_a_file_to_a_public_budget(
    portal: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    page, wrong = browser_page, []
    come_in(page, portal, "publisher")
    file = tmp_path / "spending 2026.csv"
    file.write_text(CSV, encoding="utf-8")
    page.goto(portal.url + "/admin/imports")
    wrong += faults(page, axe)
    page.set_input_files("#files", str(file))
    press(page, "text=Upload and look at them")
    until(page, "#field-entity")
    wrong += faults(page, axe)
    for name, answer in ANSWERS.items():
        page.fill(f"#field-{name}", answer)
    press(page, "text=Store as a draft")
    until(page, "button[value=publish]")
    wrong += faults(page, axe)
    press(page, "button[value=publish]")
    wrong += faults(page, axe)

    page.goto(portal.url + "/budget/sennen/2026")
    expect(page.get_by_role("main")).to_contain_text("Port Sennen")
    assert not wrong, "\n".join(wrong)
