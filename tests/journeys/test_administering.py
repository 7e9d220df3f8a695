"""An administrator looks after the site, then uploads, checks and publishes a budget, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolbox_core.db import Database
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.browser import press, until
from toolbox_core.testing.servers import RunningSite

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.plugins("budget_portal")
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


def test_from_the_desk_to_a_public_budget(
    database: Database, live_server: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    with database.write() as session:
        person = users.add_user(session, email="ana@example.org", name="Ana", by="test")
        roles.grant(session, person, "administrator", by="test")
        token = start(session, person)
    page, wrong = browser_page, []
    page.context.add_cookies([{"name": "toolbox_session", "value": token, "url": live_server.url}])
    for address in DESK:
        page.goto(live_server.url + address)
        wrong += faults(page, axe)

    file = tmp_path / "spending 2026.csv"
    file.write_text(CSV, encoding="utf-8")
    page.goto(live_server.url + "/admin/imports")
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

    page.goto(live_server.url + "/budget/sennen/2026")
    assert "Port Sennen" in page.content()
    assert not wrong, "\n".join(wrong)
