"""Tax rules go the way of every dataset, and the receipt uses those of its own year only."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal import services
from toolbox_budget_portal.demo.tax_rules import YEARS, write_rules
from toolbox_budget_portal.receipt import services as receipts
from toolbox_budget_portal.receipt.dataset import TAX_RULES
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.services.provenance import verify_log

pytestmark = pytest.mark.plugins("budget_portal")


def test_of_a_thousand_and_from_an_income(
    town: str, settings: Settings, database: Database, client: TestClient, tmp_path: Path
) -> None:
    address = f"/budget/{town}/2024/receipt"
    page = client.get(address).text
    assert "What 1,000.00\u00a0EUR of taxes paid for in 2024" in page
    assert "An estimate" in page
    # 1,321.00 of 1,362.90 net went to services.
    assert "969.26" in page
    assert "No tax rules have been published for 2024" in page
    page = client.post(address, data={"income": "30000"}).text
    assert "No tax rules" in page, "a year without rules gives no estimate"
    with database.write() as session:
        version = receipts.import_rules(session, settings.files, write_rules(tmp_path, 2024), entity=town, by="tests")
        services.publish_version(session, version, by="tests")
        assert verify_log(session) == []
        (described,) = TAX_RULES.describe(session)
        assert [row[0] for row in TAX_RULES.rows(session, described.id.partition("/")[2])] == [
            "Income tax",
            "Value added tax",
        ]
        found = receipts.rules_of(session, town, 2024)
        assert found is not None
        assert found[0].taxes[0].allowance == Decimal(5800)
        assert receipts.rules_of(session, town, 2023) is None


def test_what_is_typed_badly_is_told(town: str, client: TestClient) -> None:
    for text in ("a lot", "-5", "1e9", "1.234", "0", "NaN"):
        page = client.get(f"/budget/{town}/2024/receipt", params={"amount": text}).text
        assert "Write a sum above zero" in page, text
    assert "What 250.50\u00a0EUR" in client.get(f"/budget/{town}/2024/receipt?amount=250,50").text


def test_the_command(
    town: str, toolbox: Callable[..., CompletedProcess[str]], client: TestClient, tmp_path: Path
) -> None:
    file = write_rules(tmp_path, YEARS[0])
    done = toolbox("budget", "tax-rules", file, "--entity", town, "--json")
    assert done.returncode == 0, done.stderr
    version = json.loads(done.stdout)["version"]
    assert toolbox("budget", "discard", str(version)).returncode == 0
    version = json.loads(toolbox("budget", "tax-rules", file, "--entity", town, "--json").stdout)["version"]
    assert toolbox("budget", "publish", str(version)).returncode == 0
    assert "Estimated for" not in client.get(f"/budget/{town}/2024/receipt?income=30000").text, "never in an address"
    page = client.post(f"/budget/{town}/2024/receipt", data={"income": "30000"}).text
    assert "3,440.00\u00a0EUR" in page
    assert "An estimate, not an assessment." in page
    done = toolbox("budget", "withdraw", str(version), "--reason", "The law changed.")
    assert done.returncode == 0, done.stderr
    file.write_text(file.read_text().replace("3440.00", "1.00"))
    assert "fail their own test" in toolbox("budget", "tax-rules", file, "--entity", town).stderr
