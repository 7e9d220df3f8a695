"""Plans followed in a browser: loaded, reported on, disputed, proposed for and answered, and told in a report."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from sqlalchemy import text as sql

from toolbox_core.db import Database
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.servers import RunningSite
from toolbox_nap_monitor.exporters.workbook import write_workbook
from toolbox_nap_monitor.rows import Bundle, Commitment, Deadline, Involvement, Member, Milestone, Plan, Update
from toolbox_nap_monitor.services import store

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.plugins("nap_monitor")
WHO = {
    "contact": (("nap_monitor.edit", "nap_monitor.report", "nap_monitor.publish", "nap_monitor.respond"), ""),
    "ministry": (("nap_monitor.report",), "ministry-of-justice"),
    "forum": (("nap_monitor.judge",), ""),
}
DUE = Deadline(text="31 January 2020", day=date(2020, 1, 31), precision="day")
LATER = Deadline(text="31 December 2190", day=date(2190, 12, 31), precision="day")


def _bundle() -> Bundle:
    """One commitment of one step that is long overdue."""
    here = {"member": "ALD", "plan": "4"}
    return Bundle(
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
    )


def _tokens(database: Database) -> dict[str, str]:
    """A signed-in session for each of ``WHO``."""
    tokens = {}
    with database.write() as session:
        for name, (permissions, scope) in WHO.items():
            roles.save_role(session, name, label=name, permissions=permissions, by="test")
            person = users.add_user(session, email=f"{name}@example.org", name=name.title(), by="test")
            roles.grant(session, person, name, scope=scope, by="test")
            tokens[name] = start(session, person)
    return tokens


def _become(page: Page, site: RunningSite, token: str = "") -> None:
    """Whoever the token stands for; without one, a visitor."""
    page.context.clear_cookies()
    if token:
        page.context.add_cookies([{"name": "toolbox_session", "value": token, "url": site.url}])


def test_a_plan_is_loaded_reported_on_and_disputed(
    database: Database, live_server: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    tokens, page = _tokens(database), browser_page
    wrong: list[str] = []

    def look() -> None:
        wrong.extend(f"{page.url}: {violation}" for violation in axe(page))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong.extend([f"{page.url} is {wide} px too wide"] if wide > 0 else [])

    file = tmp_path / "plan 4.xlsx"
    write_workbook(file, _bundle())
    _become(page, live_server, tokens["contact"])
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + "/nap/desk/load")
    look()
    page.set_input_files("#file", str(file))
    page.fill("#member", "ALD")
    page.fill("#plan", "4")
    page.click("button:has-text('Load')")
    expect(page.locator("h2", has_text="What was stored")).to_be_visible()
    look()
    page.goto(live_server.url + "/nap/desk")
    look()
    page.click("text=Invite institutions to report")
    page.fill("input[type=email]", "open@justice.example")
    look()
    page.click("text=Keep and invite")
    expect(page.locator("main")).to_contain_text("The mailboxes were kept")
    with database.read() as session:
        invited = session.execute(sql('SELECT "to", text FROM core_letter')).all()
    assert [row[0] for row in invited] == ["open@justice.example"]

    _become(page, live_server, tokens["ministry"])
    page.goto(live_server.url + "/nap/desk")
    page.get_by_role("link", name="Report: 1 Open the register").click()
    expect(page.locator("#status")).to_be_visible()
    look()
    page.select_option("#status", "limited")
    page.click("text=Hand in")
    expect(page.locator(".error").first).to_contain_text("Say what stands in the way")
    look()
    page.fill("#progress-en", "A draft is written.")
    page.fill("#challenges-en", "The court has not decided.")
    page.fill("#evidence-url-1", "https://law.example/draft")
    page.click("text=Hand in")
    expect(page.locator("main")).to_contain_text("Your report was handed in.")

    _become(page, live_server, tokens["contact"])
    page.goto(live_server.url + "/nap/desk")
    page.click("#submitted ~ * a")
    expect(page.locator("button[value=publish]")).to_be_visible()
    look()
    page.click("button[value=publish]")
    expect(page.locator("main")).to_contain_text("Your decision was kept")

    _become(page, live_server, tokens["forum"])
    page.goto(live_server.url + "/nap/desk/ALD/4/1/verdict")
    look()
    page.fill("#body", "Transparency Forum")
    page.select_option("#value", "complete")
    page.fill("#text", "The draft is all that was promised.")
    page.click("text=Record the verdict")
    expect(page).to_have_url(re.compile(r"/nap/ALD/4/commitments/1$"))
    main = page.locator("main")
    for words in (
        "The court has not decided.",
        "Overdue by",
        "Verdicts differ by 2 steps",
        "The draft is all that was promised.",
    ):
        expect(main).to_contain_text(words)
    assert not wrong, "\n".join(wrong)


def test_a_citizen_proposes_is_answered_with_reasons_and_follows_the_result(
    database: Database, live_server: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]]
) -> None:
    from playwright.sync_api import expect

    with database.write() as session:
        store(session, _bundle(), by="test")
    tokens, page = _tokens(database), browser_page
    main = page.locator("main")

    def letters() -> list[tuple[str, str]]:
        with database.read() as session:
            rows = session.execute(sql("SELECT subject, text FROM core_letter ORDER BY id")).all()
        return [(row[0], row[1]) for row in rows]

    page.goto(live_server.url + "/nap/ALD/4")
    page.get_by_role("link", name="Co-creation room").click()
    page.fill("#title", "Let everybody search the register")
    page.fill("#text", "A register that only officials can search shows nothing.")
    page.fill("#author", "Ana")
    page.fill("#email", "ana@example.org")
    page.get_by_role("button", name="Send").click()
    expect(main).to_contain_text("We have written you a letter")
    link = re.search(r"/nap/ALD/4/room/confirm/\S+", letters()[-1][1])
    assert link is not None
    page.goto(live_server.url + link[0])
    page.get_by_role("button", name="Confirm").click()
    expect(main).to_contain_text("A person looks at your contribution")

    _become(page, live_server, tokens["contact"])
    page.goto(live_server.url + "/nap/ALD/4/room/P1")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Answer it")).to_be_visible()
    page.select_option("#stage", "cannot")
    page.fill("#text", "A law is needed before names can be shown.")
    page.fill("#commitment", "1")
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.locator(".notice, .summary, [role=alert]").first).to_contain_text("Say what stands in the way.")
    page.get_by_label("Requires new legislation").check()
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.locator("#answers ~ *").first).to_contain_text("A law is needed before names can be shown.")

    _become(page, live_server)
    subject, text = letters()[-1]
    assert "was answered" in subject
    address = re.search(r"/nap/ALD/4/room/P1", text)
    assert address is not None, "the letter leads to the answer"
    page.goto(live_server.url + address[0])
    expect(main).to_contain_text("Cannot be considered at this time")
    expect(main).to_contain_text("Requires new legislation")
    assert not axe(page)
    page.get_by_role("link", name="1 Open the register").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Open the register")
    page.get_by_role("link", name="Be told of news by e-mail").click()
    page.fill("#email", "ana@example.org")
    page.get_by_role("button", name="Write to me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into your mailbox")
    link = re.search(r"/follow/confirm/\S+", letters()[-1][1])
    assert link is not None
    page.goto(live_server.url + link[0])
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you follow")
    expect(main).to_contain_text("Open the register")


def test_the_mid_term_report_comes_out_as_pdf_and_its_numbers_equal_the_pages(
    database: Database, live_server: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    bundle = _bundle()
    here = {"member": "ALD", "plan": "4"}
    more = tuple(
        Commitment(**here, number=str(number), titles={"en": f"Promise {number}"}, due=LATER)  # type: ignore[arg-type]
        for number in range(2, 5)
    )
    said = tuple(
        Update(**here, commitment=number, period="2020", status=status)  # type: ignore[arg-type]
        for number, status in (("2", "complete"), ("3", "complete"), ("4", "substantial"))
    )
    with database.write() as session:
        store(
            session,
            Bundle(
                members=bundle.members,
                plans=bundle.plans,
                commitments=bundle.commitments + more,
                milestones=bundle.milestones,
                updates=said,
            ),
            by="test",
        )
    tokens, page = _tokens(database), browser_page
    main = page.locator("main")
    _become(page, live_server, tokens["contact"])
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + "/nap/desk")
    page.get_by_role("link", name="Write the mid-term self-assessment").click()
    page.fill("#letter", "We promised four things.")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(main).to_contain_text("Your words are kept as a draft")
    expect(page.locator("#letter")).to_have_value("We promised four things.")
    page.fill("#letter", "We promised four things, and kept two.")
    page.get_by_role("button", name="Publish the report").click()
    expect(page.get_by_role("heading", name="Version 2 (en)")).to_be_visible()

    _become(page, live_server)
    page.goto(live_server.url + "/nap/ALD/4/reports")
    expect(main).to_contain_text("written by Contact")
    assert not axe(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    file = tmp_path / "report.pdf"
    waiting.value.save_as(file)
    pdf = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(file).pages).split())
    assert "We promised four things, and kept two." in pdf

    page.get_by_role("link", name="The plan's page as of the same day").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fourth plan")
    expect(main).to_contain_text("2 of 4 commitments are complete, 1 are overdue.")
    shown = page.locator("dl.facts").inner_text()
    for label, name in (("Reports published", "Published reports"), ("Plan done, weighted", "Done, weighted")):
        on_page = re.search(rf"{label}\s+(\S+)", shown)
        in_pdf = re.search(rf"{name}\s+(\S+)", pdf)
        assert on_page is not None
        assert in_pdf is not None, pdf
        assert on_page[1] == in_pdf[1], label
    for fact, number in (("Commitments", 4), ("Complete", 2), ("Overdue", 1)):
        assert re.search(rf"{fact} {number}\b", pdf), pdf
