"""A journalist follows a direct award; a clerk loads a dirty file, corrects what the report names, and publishes it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolbox_core.plugins.lifecycle import configure
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.services.organisations import add_organisation
from toolbox_core.testing.browser import press
from toolbox_core.testing.servers import run_toolbox

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from toolbox_core.config import Settings
    from toolbox_core.db import Database
    from toolbox_core.testing.servers import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
RELEASE = {
    "ocid": "ocds-t3st00-1",
    "id": "1",
    "date": "2026-01-10T00:00:00Z",
    "tag": ["tender"],
    "initiationType": "tender",
    "buyer": {"id": "city-of-tests", "name": "City of Tests"},
    "parties": [{"id": "city-of-tests", "name": "City of Tests", "roles": ["buyer"]}],
    "tender": {"id": "t", "title": "A new bridge", "value": {"amount": 250000, "currency": "EUR"}},
}
DIRTY = [
    json.dumps({**RELEASE, "tender": {**RELEASE["tender"], "value": {"amount": 250000, "currency": "eur"}}}),  # type: ignore[dict-item]
    json.dumps({**RELEASE, "id": "2", "ocid": None}),
    '{"ocid": "ocds-t3st00-2", "id": "3", ',
]


def test_a_journalist_finds_a_direct_award_and_learns_why_it_is_flagged(demo: RunningSite, bare_page: Page) -> None:
    page = bare_page
    page.goto(demo.url + "/procurement/")
    facets = page.get_by_role("navigation", name="Narrow the results")
    press(page, facets.get_by_role("link", name=re.compile("^direct award")))
    press(page, facets.get_by_role("link", name=re.compile("^Ministry of Health")))
    page.get_by_label("Value at least").fill("200000")
    press(page, page.get_by_role("button", name="Narrow"))
    chips = page.locator(".chips")
    for condition in ("direct award", "Ministry of Health", "value from 200000"):
        assert condition in chips.inner_text()
    count = int(re.search(r"(\d+) process", page.locator("#results").inner_text()).group(1))  # type: ignore[union-attr]
    assert 0 < count < 56
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert len(rows) == count
    assert {row["buyer"] for row in rows} == {"Ministry of Health"}
    assert all(row["method"] == "direct" and float(row["value"]) >= 200_000 for row in rows)
    flagged = page.locator("article.result", has_text="raised").first
    press(page, flagged.get_by_role("heading").get_by_role("link"))
    main = page.locator("main")
    notice = main.locator("article.notice").first
    for said in ("cases that could be looked at have this flag", "What it does not mean.", "how it is computed"):
        assert said in notice.inner_text()
    ocid = main.locator(".stamp code").inner_text()
    record = page.request.get(demo.url + f"/procurement/processes/{ocid}.json").json()
    assert record["records"][0]["ocid"] == ocid
    assert "contactPoint" not in json.dumps(record)
    press(page, notice.get_by_role("link", name=re.compile("how it is computed")))
    assert "It may be harmless" in page.content()
    page.go_back()
    press(page, page.get_by_role("link", name="Be told of what is new here"))
    assert page.get_by_label(re.compile("e-mail", re.IGNORECASE)).count()


@pytest.mark.plugins("procurement")
def test_a_clerk_repairs_what_the_report_names(
    database: Database, live_server: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    with database.write() as session:
        person = users.add_user(session, email="ana@example.org", name="Ana", by="test")
        roles.grant(session, person, "administrator", by="test")
        token = start(session, person)
    page, wrong = browser_page, []
    page.context.add_cookies([{"name": "toolbox_session", "value": token, "url": live_server.url}])
    _upload(page, live_server, tmp_path, "dirty.jsonl", DIRTY)
    text = page.locator("main").inner_text()
    assert "3 rows were read: 1 stored, 2 not." in text
    for named in ("no ocid", "not valid JSON", "closed codelist"):
        assert named in text
    wrong += axe(page)
    press(page, "button[value=discard]")
    mended = [json.dumps(RELEASE), json.dumps({**RELEASE, "id": "2", "ocid": "ocds-t3st00-2"})]
    _upload(page, live_server, tmp_path, "mended.jsonl", mended)
    assert "2 rows were read: 2 stored, 0 not." in page.locator("main").inner_text()
    press(page, "button[value=publish]")
    page.goto(live_server.url + "/procurement/")
    assert "2 processes" in page.locator("#results").inner_text()
    press(page, page.get_by_role("link", name="A new bridge").first)
    assert "City of Tests is the buyer" in page.locator("main").inner_text()
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def buyer(settings: Settings, database: Database) -> str:
    """A town that may publish from forms: configured before any server starts. Gives its clerk's session."""
    configure(settings, database, "procurement", {"ocid_prefix": "ocds-t3st00"}, by="test")
    with database.write() as session:
        add_organisation(session, name="City of Tests", kind="public-body", identifiers=[("XX-CITY", "7")], by="test")
        clerk = users.add_user(session, email="ben@example.org", name="Ben", by="test")
        defaults = {"publisher": frozenset({"procurement.write", "procurement.publish"})}
        roles.grant(session, clerk, "publisher", scope="city-of-tests", by="test", defaults=defaults)
        return start(session, clerk)


@pytest.mark.plugins("procurement")
def test_a_buyer_publishes_from_forms(
    buyer: str, live_server: RunningSite, browser_page: Page, axe: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    page, wrong = browser_page, []
    page.context.add_cookies([{"name": "toolbox_session", "value": buyer, "url": live_server.url}])

    def write(form: str, answers: dict[str, str], *added: str) -> None:
        """Open a form from the process, add to its lists, answer, save."""
        page.get_by_role("link", name=form, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(form)
        for name in added:
            page.get_by_role("button", name=name, exact=True).click()
            expect(page.locator(f"fieldset[id='{added_to[name]}']")).to_be_visible()
        wrong.extend(axe(page))
        for name, answer in answers.items():
            control = page.locator(f"[name='{name}']")
            if control.evaluate("control => control.tagName") == "SELECT":
                control.select_option(answer)
            else:
                control.fill(answer)
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.get_by_role("heading", name="The next release")).to_be_visible()

    def publish(tags: str, releases: str) -> None:
        expect(page.get_by_text(f"It would say: {tags}.")).to_be_visible()
        page.get_by_role("button", name="Publish this release").click()
        expect(page.get_by_text("The release is public")).to_be_visible()
        expect(page.get_by_text(releases, exact=True)).to_be_visible()

    added_to = {
        "Add an item": "tender.items.0",
        "Announce a change": "tender.amendments.0",
        "Add an award": "awards.0",
        "Add a supplier": "awards.0.suppliers.0",
    }
    page.goto(live_server.url + "/procurement/desk")
    wrong += axe(page)
    page.get_by_label("What is bought").fill("A new bridge")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A new bridge")
    wrong += axe(page)
    tender = {
        "tender.title": "A new bridge",
        "tender.status": "active",
        "tender.procurementMethod": "open",
        "tender.mainProcurementCategory": "works",
        "tender.value.amount": "250 000,50",
        "tender.value.currency": "EUR",
        "tender.tenderPeriod.startDate": "2026-03-01",
        "tender.tenderPeriod.endDate": "2026-03-31T12:00",
        "tender.items.0.description": "Bridge",
        "tender.items.0.classification.scheme": "CPV",
        "tender.items.0.classification.id": "45221111",
    }
    write("Tender", tender, "Add an item")
    publish("Tender opened", "1 release")
    change = {"tender.tenderPeriod.endDate": "2026-04-14T12:00", "tender.amendments.0.rationale": "A holiday"}
    write("Tender", change, "Announce a change")
    publish("Tender amended", "2 releases")
    award = {
        "awards.0.status": "active",
        "awards.0.date": "2026-05-02",
        "awards.0.value.amount": "240000",
        "awards.0.value.currency": "EUR",
        "awards.0.suppliers.0.name": "Bridge Builders",
    }
    write("Awards", award, "Add an award", "Add a supplier")
    publish("Award", "3 releases")
    page.get_by_role("link", name="See the public page").first.click()
    main = page.locator("main")
    expect(main).to_contain_text("City of Tests buys this from Bridge Builders.")
    for step in ("Tender opened", "Tender amended", "Award"):
        expect(main.get_by_text(step, exact=True).first).to_be_visible()
    ocid = main.locator(".stamp code").inner_text()
    exported = tmp_path / "export.json"
    exported.write_bytes(page.request.get(f"{live_server.url}/procurement/processes/{ocid}.json").body())
    checked = run_toolbox("procurement", "check", str(exported), "--json")
    assert checked.returncode == 0, checked.stdout
    assert json.loads(checked.stdout)["valid"] is True
    assert not wrong, "\n".join(wrong)


def _upload(page: Page, site: RunningSite, folder: Path, name: str, lines: list[str]) -> None:
    """Bring a file in, name its source, and wait for the report of the draft."""
    file = folder / name
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    page.goto(site.url + "/admin/imports")
    page.set_input_files("#files", str(file))
    press(page, "text=Upload and look at them")
    _wait(page, "#field-source")
    page.fill("#field-source", "town")
    page.fill("#field-name", "Town")
    press(page, "text=Store as a draft")
    _wait(page, "button[value=discard]")


def _wait(page: Page, selector: str) -> None:
    """Press "Look again" until the background job is done."""
    for _ in range(20):
        if page.locator(selector).count():
            return
        press(page, "text=Look again")
    raise AssertionError(f"{selector} did not appear: {page.locator('main').inner_text()}")
