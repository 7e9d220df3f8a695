"""Who was paid, and what people would change: a publisher, a journalist and a citizen, in a real browser."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from toolbox_core.db import Database
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start
from toolbox_core.testing.browser import press, until
from toolbox_core.testing.servers import RunningSite, run_toolbox, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]
PAID = (
    "Fecha;Proveedor;NIF;Kind;Importe;Concepto\n"
    "2023-02-01;Bright Lamps;ALD-CR:777;;1.300,50;Lamps\n"
    "2023-03-01;Zebedee Quux;99999X;person;40,00;Grant for Zebedee Quux\n"
)


def test_a_publisher_loads_payments_and_no_name_of_a_person_is_shown(tmp_path: Path, browser_page: Page) -> None:
    site, page = tmp_path / "demo", browser_page
    assert run_toolbox("demo", str(site), "--no-serve").returncode == 0
    database = Database(f"sqlite:///{site / 'data' / 'toolbox.sqlite'}")
    with database.write() as session:
        person = users.add_user(session, email="pia@example.org", name="Pia", by="test")
        may = ["budget_portal.import", "budget_portal.publish"]
        roles.save_role(session, "treasury", label="Treasury", permissions=may, by="test")
        roles.grant(session, person, "treasury", by="test")
        token = start(session, person)
    database.close()
    (tmp_path / "paid.csv").write_text(PAID, encoding="utf-8")
    with serve(site) as running:
        page.context.add_cookies([{"name": "toolbox_session", "value": token, "url": running.url}])
        page.goto(running.url + "/admin/imports")
        page.get_by_label(re.compile("^Payments of a year")).check()
        page.set_input_files("#files", [tmp_path / "paid.csv"])
        press(page, "text=Upload and look at them")
        until(page, "#field-entity")
        expect(page.get_by_label("Meaning of Proveedor")).to_have_value("payee")
        expect(page.locator("main")).to_contain_text("1 of them to natural persons")
        expect(page.locator("main")).not_to_contain_text("Zebedee")
        page.fill("#field-entity", "port-sennen")
        page.fill("#field-year", "2023")
        press(page, "text=Store as a draft")
        until(page, "button[value=publish]")
        expect(page.locator("main")).to_contain_text("2 rows were read: 2 stored, 0 not.")
        press(page, "button[value=publish]")
        press(page, page.get_by_role("link", name="See it as everybody does"))
        expect(page.locator("main")).to_contain_text("2 payments, 1,340.50")
        expect(page.locator("main")).to_contain_text("Bright Lamps")
        expect(page.locator("main")).not_to_contain_text("Zebedee")


def test_a_journalist_finds_a_supplier_and_traces_a_payment_to_its_row(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/budget/port-sennen/2024/payments")
    page.fill("#payments-q", "road works")
    press(page, page.get_by_role("search", name="Search in the payments").get_by_role("button"))
    press(page, page.get_by_role("table").get_by_role("link", name="Sennen Road Works").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Payments to Sennen Road Works, 2024")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^CSV")).click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert {row["payee"] for row in rows} == {"Sennen Road Works"}
    whole = sum(Decimal(row["amount"]) for row in rows)
    expect(page.locator("main")).to_contain_text(f"{len(rows)} payments, {whole:,.2f}")
    with page.expect_download() as kept:
        page.locator("p.source").get_by_role("link").first.click()
    lines = kept.value.path().read_text(encoding="utf-8").splitlines()
    for row in rows[:3]:
        cells = next(csv.reader([lines[int(row["source_row"]) - 1]]))
        assert (cells[1], Decimal(cells[5])) == ("Sennen Road Works", Decimal(row["amount"]))


def test_a_citizen_balances_the_budget_and_sees_what_others_say(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/budget/participation/")
    press(page, page.locator("main a[href$='/simulator']").first)
    fields = page.locator("main form input[name^='part-']")
    fields.first.fill("20")
    press(page, "button[value=send]")
    expect(page.locator("main")).to_contain_text("cut spending or raise revenue")
    page.locator("main form input[name^='part-']").first.fill("-5")
    press(page, "button[value=check]")
    expect(page.locator("main")).to_contain_text("A surplus of")
    press(page, "button[value=send]")
    expect(page.locator("main")).to_contain_text("Your answer has arrived")
    expect(page.get_by_role("table").first).to_be_visible()
