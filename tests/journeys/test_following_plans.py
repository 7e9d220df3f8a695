"""A contact point loads a plan and invites; a ministry reports late; civil society disagrees and stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolbox_core.db import Database
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.browser import press
from toolbox_core.testing.servers import RunningSite
from toolbox_nap_monitor.exporters.workbook import write_workbook
from toolbox_nap_monitor.rows import Bundle, Commitment, Deadline, Involvement, Member, Milestone, Plan

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.plugins("nap_monitor")
WHO = {
    "contact": (("nap_monitor.edit", "nap_monitor.report", "nap_monitor.publish"), ""),
    "ministry": (("nap_monitor.report",), "ministry-of-justice"),
    "forum": (("nap_monitor.judge",), ""),
}
DUE = Deadline(text="31 January 2020", day=date(2020, 1, 31), precision="day")


def _plan(path: Path) -> None:
    """A workbook with one commitment of one step that is long overdue."""
    here = {"member": "ALD", "plan": "4"}
    write_workbook(
        path,
        Bundle(
            members=(Member(code="ALD", names={"en": "Aldora"}),),
            plans=(Plan(member="ALD", number="4", titles={"en": "Fourth plan"}, starts=date(2019, 1, 1)),),
            commitments=(
                Commitment(
                    **here,  # type: ignore[arg-type]
                    number="1",
                    titles={"en": "Open the register"},
                    due=DUE,
                    involved=(Involvement(name="Ministry of Justice"),),
                ),
            ),
            milestones=(
                Milestone(**here, commitment="1", code="1.1", titles={"en": "Draft law"}, due=DUE),  # type: ignore[arg-type]
            ),
        ),
    )


def test_a_plan_is_loaded_reported_on_and_disputed(
    database: Database, live_server: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    tokens = {}
    with database.write() as session:
        for name, (permissions, scope) in WHO.items():
            roles.save_role(session, name, label=name, permissions=permissions, by="test")
            person = users.add_user(session, email=f"{name}@example.org", name=name.title(), by="test")
            roles.grant(session, person, name, scope=scope, by="test")
            tokens[name] = start(session, person)
    page = browser_page
    wrong: list[str] = []

    def become(name: str) -> None:
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "toolbox_session", "value": tokens[name], "url": live_server.url}])

    def look() -> None:
        wrong.extend(f"{page.url}: {violation}" for violation in axe(page))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong.extend([f"{page.url} is {wide} px too wide"] if wide > 0 else [])

    file = tmp_path / "plan 4.xlsx"
    _plan(file)
    become("contact")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + "/nap/desk/load")
    look()
    page.set_input_files("#file", str(file))
    page.fill("#member", "ALD")
    page.fill("#plan", "4")
    press(page, "button:has-text('Load')")
    assert page.locator("h2:has-text('What was stored')").count() == 1, page.inner_text("main")
    look()
    page.goto(live_server.url + "/nap/desk")
    look()
    press(page, "text=Invite institutions to report")
    page.fill("input[type=email]", "open@justice.example")
    look()
    press(page, "text=Keep and invite")
    assert "The mailboxes were kept" in page.inner_text("main")

    become("ministry")
    page.goto(live_server.url + "/nap/desk")
    press(page, "a:has-text('Report')")
    look()
    page.select_option("#status", "limited")
    press(page, "text=Hand in")
    assert "Say what stands in the way" in page.inner_text("main")
    look()
    page.fill("#progress-en", "A draft is written.")
    page.fill("#challenges-en", "The court has not decided.")
    page.fill("#evidence-url-1", "https://law.example/draft")
    press(page, "text=Hand in")
    assert "Your report was handed in." in page.inner_text("main")

    become("contact")
    page.goto(live_server.url + "/nap/desk")
    press(page, "#submitted ~ * a")
    look()
    press(page, "button[value=publish]")

    become("forum")
    page.goto(live_server.url + "/nap/desk/ALD/4/1/verdict")
    look()
    page.fill("#body", "Transparency Forum")
    page.select_option("#value", "complete")
    page.fill("#text", "The draft is all that was promised.")
    press(page, "text=Record the verdict")
    page.wait_for_url("**/nap/ALD/4/commitments/1")
    words = page.inner_text("main")
    assert "The court has not decided." in words
    assert "Overdue by" in words
    assert "Verdicts differ by 2 steps" in words
    assert "The draft is all that was promised." in words
    assert not wrong, "\n".join(wrong)
