"""Phases find their column, codes their category."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from toolbox_budget_portal import content
from toolbox_budget_portal.importers import batches
from toolbox_budget_portal.models import BudgetVersion
from toolbox_budget_portal.storing import LooseIndexes
from toolbox_core.db import Database


def test_a_large_import_builds_its_indexes_at_the_end(database: Database) -> None:
    def indexes(session: Session) -> int:
        return len(inspect(session.connection()).get_indexes("budget_portal_line"))

    with database.write() as session:
        loose = LooseIndexes(session)
        before = indexes(session)
        loose.consider(LooseIndexes.FIRST - 1)
        assert indexes(session) == before
        loose.consider(LooseIndexes.FIRST)
        assert indexes(session) == 0
        loose.finish()
        assert indexes(session) == before
        loose.finish()


def test_many_rows_at_once_are_stored_as_one_after_the_other(
    write_package: Callable[..., Path], load: Callable[..., Any], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
    body = [f"{n % 3:03};City;{n % 2 or ''};;1;Staff;{n},00;{'nfp' if n % 7 == 0 else n}" for n in range(200)]
    path = write_package({"spending.csv": head + "\n".join([*body, "x" * 70 + "/" * 1200 + ";;1;;1;;1;1"]) + "\n"})
    stored = []
    for size in (50, 1):
        monkeypatch.setattr(batches, "SIZE", size)
        outcome = load(path)
        with database.read() as session:
            budget = session.get_one(BudgetVersion, outcome.version_id)
            told = {**outcome.report.to_dict(), "version": 0, "seconds": 0}
            stored.append((list(content.line_rows(session, budget)), budget.shape, told))
    assert len(stored[0][0]) == 201
    assert stored[0] == stored[1]
