"""Roll-ups: every level, every pair, lines without a category, gross and eliminated apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from toolbox_budget_portal import rollups
from toolbox_budget_portal.models import BudgetVersion, Category, Rollup
from toolbox_core.db import Database

STEM = "administrative-classification:generic:level"
RESOURCE = {
    "name": "a",
    "path": "a.csv",
    "schema": {
        "fields": [
            {"name": "ministry", "columnType": f"{STEM}1:code"},
            {"name": "office", "columnType": f"{STEM}2:code"},
            {"name": "fund", "columnType": "fin-source:generic:code"},
            {"name": "transfer", "columnType": "budgetary-transfers"},
            {"name": "amount", "type": "number", "columnType": "value"},
        ],
        "extraFields": [
            {"name": "phase", "columnType": "phase:id", "constant": "approved"},
            {"name": "direction", "columnType": "direction", "constant": "expenditure"},
            {"name": "currency", "columnType": "value-currency:code", "constant": "EUR"},
        ],
    },
}
TEXT = "ministry,office,fund,transfer,amount\n1,a,x,,10\n1,b,x,,20\n1,,y,,5\n2,a,,,7\n,,x,,1\n1,a,x,yes,3\n2,b,y,,nfp\n"


def sums(database: Database, dims: str) -> dict[tuple[str, str, bool], tuple[int, int | None]]:
    """``(path of a, path of b, eliminated)`` → ``(lines, approved)``."""
    with database.read() as session:
        paths = {row.id: row.path for row in session.scalars(select(Category))}
        return {
            (paths.get(row.a_id, "-"), paths.get(row.b_id, "-"), row.eliminated): (row.n, row.approved)
            for row in session.scalars(select(Rollup).where(Rollup.dims == dims))
        }


def test_all_levels_and_pairs(
    write_package: Callable[..., Path], load: Callable[..., Any], publish: Callable[..., None], database: Database
) -> None:
    publish(load(write_package({"a.csv": TEXT}, [RESOURCE])).version_id)
    assert sums(database, "") == {("-", "-", False): (6, 4300), ("-", "-", True): (1, 300)}
    assert sums(database, "administrative") == {
        ("1", "-", False): (3, 3500),
        ("2", "-", False): (2, 700),
        ("-", "-", False): (1, 100),
        ("1/a", "-", False): (1, 1000),
        ("1/b", "-", False): (1, 2000),
        ("2/a", "-", False): (1, 700),
        ("2/b", "-", False): (1, None),
        ("1", "-", True): (1, 300),
        ("1/a", "-", True): (1, 300),
    }
    pairs = sums(database, "administrative+fund")
    assert pairs["1", "x", False] == (2, 3000)
    assert pairs["1/b", "x", False] == (1, 2000)
    assert pairs["2", "-", False] == (1, 700)
    assert pairs["-", "x", False] == (1, 100)
    assert pairs["1", "y", False] == (1, 500)
    assert ("1/c", "x", False) not in pairs


def test_building_twice_changes_nothing(
    write_package: Callable[..., Path], load: Callable[..., Any], publish: Callable[..., None], database: Database
) -> None:
    outcome = load(write_package({"a.csv": TEXT}, [RESOURCE]))
    publish(outcome.version_id)
    before = {dims: sums(database, dims) for dims in ("", "administrative", "fund", "administrative+fund")}
    with database.write() as session:
        budget = session.get_one(BudgetVersion, outcome.version_id)
        assert rollups.build(session, budget) == sum(map(len, before.values()))
    assert {dims: sums(database, dims) for dims in before} == before


def test_a_pair_that_sums_hardly_anything_up_is_left_out(
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rollups, "FEW_LINES", 3)
    publish(load(write_package({"a.csv": TEXT}, [RESOURCE])).version_id)
    assert sums(database, "administrative+fund") == {}
    assert sums(database, "fund")
