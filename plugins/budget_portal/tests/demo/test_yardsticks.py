"""The demo's tables cover the demo's years and read back as they are written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from toolbox_budget_portal.demo.plan import YEARS
from toolbox_budget_portal.demo.yardsticks import TABLES, write_yardstick
from toolbox_budget_portal.yardsticks.reading import read


def test_every_table_reads_back(tmp_path: Path) -> None:
    for slug, tables in TABLES.items():
        for kind, figures in tables.items():
            found = read(write_yardstick(tmp_path, slug, kind), kind)
            assert {year: value for year, (value, _) in found.values.items()} == {
                year: Decimal(text) for year, text in figures.items()
            }
        assert set(YEARS) <= set(tables["population"])
