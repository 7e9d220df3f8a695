"""Spread over processes or not, the results are the same and in order."""

from __future__ import annotations

import operator
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_procurement import sharing
from toolbox_procurement.publishing import act
from toolbox_procurement.publishing.workers import workers

if TYPE_CHECKING:
    from toolbox_core.db import Database


def test_results_come_in_the_order_of_the_pieces() -> None:
    with workers(0, 2) as team:
        assert list(team.each(operator.neg, iter(range(20)))) == [-number for number in range(20)]
    with workers(0) as team:
        assert list(team.each(operator.neg, range(3))) == [0, -1, -2]


@pytest.mark.plugins("procurement")
def test_a_large_publication_gives_what_a_small_one_gives(
    load: Any,
    write: Callable[..., Path],
    processes: Any,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write("a.jsonl", processes(6), lines=True)
    load(path, source="small")
    monkeypatch.setattr(act, "WORTH", 1)  # indexes are dropped and built again
    monkeypatch.setattr(act, "workers", lambda amount: workers(amount, 2))
    load(path, source="large")
    with database.read() as session:
        assert list(sharing.rows(session, "large")) == list(sharing.rows(session, "small"))
