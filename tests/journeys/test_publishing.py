"""A publisher loads the budget of a real city, and a citizen checks it to the cent."""

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

from toolbox_core.testing.browser import press
from toolbox_core.testing.servers import run_toolbox, serve

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
