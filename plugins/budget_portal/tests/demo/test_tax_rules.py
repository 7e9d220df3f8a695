"""The demo's tax rules pass their own tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolbox_budget_portal.demo.tax_rules import YEARS, write_rules
from toolbox_budget_portal.receipt.rules import parse


@pytest.mark.parametrize("year", YEARS)
def test_the_rules_hold(tmp_path: Path, year: int) -> None:
    assert parse(write_rules(tmp_path, year).read_bytes()).year == year
