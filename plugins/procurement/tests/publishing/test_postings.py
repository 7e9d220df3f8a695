"""Postings are written for long lists only, and only for what is frequent or has to be complete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from toolbox_procurement.long_lists import Posting
from toolbox_procurement.publishing import postings

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")


def _kinds(database: Database) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    with database.read() as session:
        for row in session.scalars(select(Posting)):
            found.setdefault(row.kind, {})[row.subject] = row.count
    return found


def test_short_lists_have_none_and_long_ones_have(
    load: Callable[..., Any],
    write: Callable[..., Path],
    processes: Callable[[int], Any],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load(write("a.jsonl", processes(12), lines=True))
    assert _kinds(database) == {}
    monkeypatch.setattr(postings, "WORTH", 12)
    monkeypatch.setattr(postings, "LEAST", 5)
    with database.write() as session:
        postings.build(session)
    found = _kinds(database)
    assert found["method"] == {"open": 9, "direct": 3}, "every method, the rare one too"
    assert found["buyer"] == {"ministry-of-tests": 12}
    assert "supplier" not in found, "each firm has four processes"
    assert set(found["order"]) == {"ids", "days", "values", "by_id", "largest"}
    (name,) = found["build"]
    with database.write() as session:
        postings.build(session)
    assert set(_kinds(database)["build"]) != {name}, "a build is never taken for another"
