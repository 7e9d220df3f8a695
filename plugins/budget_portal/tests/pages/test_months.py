"""A year month by month: how far, at what rate, and whether the months agree with the accounts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")
Toolbox = Callable[..., CompletedProcess[str]]


def test_from_the_file_to_the_page(town: str, toolbox: Toolbox, client: TestClient, tmp_path: Path) -> None:
    address = f"/budget/{town}/2024/months"
    assert client.get(address).status_code == 404
    file = tmp_path / "months.csv"
    file.write_text("period,amount\n2024-01,200\n2024-02,681\n2024-03,931.05\n", encoding="utf-8")
    words = ("budget", "months", str(file), "--entity", town, "--year", "2024", "--cumulative")
    told = json.loads(toolbox(*words, "--json").stdout)
    assert told["periods"] == ["2024-01", "2024-02", "2024-03"]
    assert toolbox("budget", "publish", str(told["version"])).returncode == 0
    page = client.get(f"{address}?unit=exact").text
    # 931.05 of 1,860.50 that were approved with changes, consolidation entries included.
    assert "By March 2024, Port Town had spent" in page
    assert "50.0%" in page
    assert ">481.00<" in page, "what February added"
    assert ">not published<" in page, "April"
    assert "Not all months are published." in page
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").text.removeprefix("\ufeff"))))
    assert [row["since_the_year_began"] for row in rows[:4]] == ["200.00", "681.00", "931.05", ""]
    assert f'href="{address}"' in client.get(f"/budget/{town}/2024").text
    assert client.get(f"{address}?direction=revenue").status_code == 404
    french = client.get(f"{address}?lang=fr").text
    assert "mars 2024" in french
    assert toolbox(*words[:-1], "--control-total", "many").returncode != 0
    told = json.loads(toolbox(*words, "--json").stdout)
    assert toolbox("budget", "discard", str(told["version"])).returncode == 0


def test_whether_the_months_agree_with_the_accounts(
    town: str, toolbox: Toolbox, client: TestClient, tmp_path: Path
) -> None:
    file = tmp_path / "months.csv"
    for last, sentence in (("1332.90", "Yes: together they are the 1,442.90"), ("1333.90", "differ by 1.00")):
        lines = ["period,amount", *(f"2024-{at:02d},10" for at in range(1, 12)), f"2024-12,{last}"]
        file.write_text("\n".join(lines), encoding="utf-8")
        done = toolbox("budget", "months", str(file), "--entity", town, "--year", "2024", "--json")
        assert toolbox("budget", "publish", str(json.loads(done.stdout)["version"])).returncode == 0
        page = client.get(f"/budget/{town}/2024/months").text.replace("\u00a0", " ")
        assert sentence in page
