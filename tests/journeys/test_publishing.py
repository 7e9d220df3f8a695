"""A publisher loads the budget of a real city, a citizen checks it to the cent, and next year's file follows."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from toolbox_core.db import Database
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.browser import press, until
from toolbox_core.testing.servers import RunningSite, run_toolbox, serve

pytestmark = [
    pytest.mark.browser,
    pytest.mark.shared_data,
    pytest.mark.slow,
    pytest.mark.plugins("budget_portal"),
    pytest.mark.xdist_group("journeys"),
]

APPROVED, EXECUTED = Decimal("6466589012.00"), Decimal("6186419102.82")


def test_from_a_raw_file_to_a_published_budget(
    site: Path, tmp_path: Path, shared_data: Path, browser_page: Page
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    source = shared_data / "budget" / "es-madrid-2021-2024" / "2024" / "gastos.csv"
    shutil.copy(source, work / "gastos.csv")
    inspected = run_toolbox(
        *("budget", "inspect", str(work / "gastos.csv"), "--currency", "EUR"),
        *("--output", str(work / "datapackage.json")),
        site=site,
    )
    assert inspected.returncode == 0, inspected.stderr
    imported = run_toolbox(
        *("budget", "import", str(work / "datapackage.json"), "--entity", "madrid", "--name", "Ayuntamiento de Madrid"),
        *("--year", "2024", "--control-total", f"approved={APPROVED}", "--control-total", f"executed={EXECUTED}"),
        "--json",
        site=site,
    )
    assert imported.returncode == 0, imported.stderr
    report = json.loads(imported.stdout)
    assert (report["rows_read"], report["rows_rejected"]) == (7891, 0)
    with serve(site) as running:
        page = browser_page
        answer = page.goto(running.url + "/budget/madrid/2024")
        assert answer is not None
        assert answer.status == 404, "a draft is seen by nobody"
        published = run_toolbox("budget", "publish", str(report["version"]), site=site)
        assert published.returncode == 0, published.stderr
        page.goto(running.url + "/budget/madrid/2024?unit=exact")
        expect(page.locator("main")).to_contain_text("6,186,419,102.82")
        press(page, page.get_by_role("link", name=re.compile("^All lines")))
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("^CSV")).first.click()
        rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
        assert len(rows) == 7891
        assert sum(Decimal(row["amount_executed"]) for row in rows) == EXECUTED
        row = int(rows[0]["source_row"])
        page.goto(running.url + "/budget/madrid/2024/lines/1-1")
        caption = page.get_by_role("table", name=re.compile(r"Row \d+ of gastos\.csv"))
        expect(caption).to_be_visible()
        with page.expect_download() as original:
            page.get_by_role("link", name="Download the original file").click()
        assert original.value.path().read_bytes() == source.read_bytes()
        assert row == 2
    verified = run_toolbox("data", "verify", site=site)
    assert verified.returncode == 0, verified.stderr


def upload(page: Page, address: str, files: list[Path], like: str = "") -> None:
    page.goto(address + "/admin/imports")
    page.set_input_files("#files", files)
    if like:
        page.get_by_label("Budget files: are they like earlier ones?").select_option(label=like)
    press(page, "text=Upload and look at them")
    until(page, "#field-entity")


def test_publisher_loads_next_years_file(
    database: Database, live_server: RunningSite, shared_data: Path, browser_page: Page
) -> None:
    """Madrid's 2021 by answers, its 2022 with the same answers: what is different is shown before it is public."""
    with database.write() as session:
        person = users.add_user(session, email="pia@example.org", name="Pia", by="test")
        may = ["budget_portal.import", "budget_portal.publish"]
        roles.save_role(session, "treasury", label="Treasury", permissions=may, by="test")
        roles.grant(session, person, "treasury", by="test")
        token = start(session, person)
    page, address = browser_page, live_server.url
    page.context.add_cookies([{"name": "toolbox_session", "value": token, "url": address}])
    madrid = shared_data / "budget" / "es-madrid-2021-2024"

    upload(page, address, [madrid / "2021" / "gastos.csv", madrid / "2021" / "ingresos.csv"])
    expect(page.get_by_label("ingresos.csv: What does it hold?")).to_have_value("revenue")
    for name, answer in {
        "entity": "madrid",
        "name": "Ayuntamiento de Madrid",
        "year": "2021",
        "currency": "EUR",
    }.items():
        page.fill(f"#field-{name}", answer)
    page.fill("#field-controls", "approved=5753037862\nexecuted=5573095102.77\npaid:revenue=5043373428.39")
    press(page, "text=Store as a draft")
    until(page, "button[value=publish]")
    expect(page.get_by_role("heading", name="Against 2021")).to_have_count(0)
    press(page, "button[value=publish]")
    expect(page.get_by_role("link", name="See it as everybody does")).to_be_visible()

    names = ("gastos.csv", "gastos_eliminaciones.csv", "ingresos.csv", "ingresos_eliminaciones.csv")
    upload(page, address, [madrid / "2022" / name for name in names], like="Like Ayuntamiento de Madrid 2021")
    for name, answer in {"entity": "madrid", "year": "2022", "currency": "EUR"}.items():
        expect(page.locator(f"#field-{name}")).to_have_value(answer)
    expect(page.locator("main")).to_contain_text("gastos_eliminaciones.csv has no counterpart in 2021")
    moved = page.get_by_label("gastos_eliminaciones.csv: What does it hold?")
    expect(moved).to_have_value("expenditure-elimination")
    page.get_by_text("Nothing to decide here").first.click()
    expect(page.get_by_label("Meaning of CRED_INICIAL").first).to_have_value("amount:approved")
    page.fill("#field-controls", "approved=6161081568\nexecuted=6077569338.44\npaid:revenue=5159316766.51")
    press(page, "text=Store as a draft")
    until(page, "button[value=publish]")

    expect(page.get_by_role("heading", name="Against 2021")).to_be_visible()
    totals = page.get_by_role("table", name="Changed totals").get_by_role("row")
    spent = totals.filter(has_text="executed").filter(has_text="6,077,569,338.44")
    expect(spent).to_contain_text("5,573,095,102.77")
    expect(spent).to_contain_text("504,474,235.67")
    for title in ("New codes", "Vanished codes", "Changed labels"):
        expect(page.get_by_role("heading", name=re.compile(rf"^{title}: [1-9]"))).to_be_visible()
        expect(page.get_by_role("table", name=title).get_by_role("row").nth(1)).to_be_visible()
    press(page, "button[value=publish]")
    page.get_by_role("link", name="See it as everybody does").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2022")
    expect(page).to_have_url(re.compile("/budget/madrid/2022$"))
