"""Fiscal indicators: value, formula, what went in, where from; and in plain words why one is missing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.indicators.formulas import FIGURES, FORMULAS
from toolbox_budget_portal.indicators.words import FIGURES as FIGURE_WORDS
from toolbox_budget_portal.indicators.words import FORMULAS as IN_WORDS
from toolbox_budget_portal.indicators.words import NAMES, SOURCES, WHY_NOT

pytestmark = pytest.mark.plugins("budget_portal")
Toolbox = Callable[..., CompletedProcess[str]]


def test_everything_has_words() -> None:
    keys = {formula.key for formula in FORMULAS}
    assert keys == set(NAMES) == set(IN_WORDS) == set(SOURCES)
    assert set(FIGURES) == set(FIGURE_WORDS) == set(WHY_NOT)


def test_what_is_missing_is_said_and_what_went_in_is_linked(
    town: str, toolbox: Toolbox, client: TestClient, tmp_path: Path
) -> None:
    address = f"/budget/{town}/indicators"
    page = client.get(address).text.replace("\u00a0", " ")
    assert "Loans are not told apart" in page
    assert "Because nobody has said which codes of this budget are taxes." in page
    assert "Because no debt at the end of this year has been published." in page
    assert "267.60 EUR" in page, "revenue less spending, net of what moves within the town"
    roles = tmp_path / "roles.csv"
    roles.write_text("role,code\ntax,1\ntransfers,4\nloans,\nrepaid,\n", encoding="utf-8")
    told = json.loads(toolbox("budget", "roles", str(roles), "--entity", town, "--json").stdout)
    assert told["roles"] == [
        ["tax", "economic", "1"],
        ["transfers", "economic", "4"],
        ["loans", "", ""],
        ["repaid", "", ""],
    ]
    assert toolbox("budget", "publish", str(told["version"])).returncode == 0
    page = client.get(address).text.replace("\u00a0", " ")
    assert "Loans are not told apart" not in page
    assert "85.9%" in page, "1,400 of 1,630.50 are no transfers"
    assert f'/budget/{town}/2024/revenue/economic/4?phase=executed"' in page.replace("&amp;", "&")
    assert "Because no number of inhabitants has been published for this year." in page
    assert client.get(f"{address}?year=2022").status_code == 404
    assert client.get(f"{address}?year=2021&show=balance").status_code == 200
    assert client.get(f"{address}.xml").status_code == 404
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").text.removeprefix("\ufeff"))))
    told_by_csv = {(row["fiscal_year"], row["indicator"]): (row["value"], row["missing"]) for row in rows}
    assert told_by_csv["2024", "balance"] == ("267.60", "")
    assert told_by_csv["2024", "interest-share"] == ("", "interest")
    data = client.get(f"{address}.json").json()
    assert data["years"][-1]["codes"]["tax"] == [{"direction": "revenue", "kind": "economic", "code": "1"}]
    assert "Comment se porte le budget" in client.get(f"{address}?lang=fr").text
    assert f'href="{address}?year=2024"' in client.get(f"/budget/{town}/2024").text


def test_a_proposal_is_written_and_nothing_is_stored(town: str, toolbox: Toolbox) -> None:
    done = toolbox("budget", "propose-roles", "--entity", town)
    assert (done.returncode, done.stdout.strip()) == (0, "role,kind,code"), "the town's codes are not those of GFSM"
    assert toolbox("budget", "propose-roles", "--entity", "nowhere").returncode != 0
