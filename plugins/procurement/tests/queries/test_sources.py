"""Sources, coverage and runs are as the publication left them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_core import NotFound
from toolbox_procurement import queries
from toolbox_procurement.models import Rollup

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")


def test_a_source(load: Any, write: Callable[..., Path], processes: Any, database: Database) -> None:
    with database.read() as session:
        assert queries.count_processes(session) is None
    load(write("a.json", processes(3)), country="ES", licence="CC-BY-4.0")
    with database.read() as session:
        (found,) = queries.sources(session)
        assert (found.slug, found.country, found.currency, found.processes) == ("town", "ES", "EUR", 3)
        assert queries.source(session, "town") == found
        assert queries.count_processes(session) == 3
        counts = queries.coverage(session, found.id)
        assert counts["tender/title"] == 3
        assert counts["awards/suppliers/id"] == 3
        runs = queries.runs(session, found.id)
        assert (runs["R003"].cases, runs["R003"].flags) == (3, 3)
        assert runs["R003"].spread["middle"] == 10
        assert runs["R024"].gap
        with pytest.raises(NotFound):
            queries.source(session, "nowhere")
        with pytest.raises(NotFound):
            queries.repairs(session, "nowhere")


def test_sums_that_do_not_fit_are_told(
    load: Any, write: Callable[..., Path], processes: Any, database: Database
) -> None:
    load(write("a.json", processes(1)))
    with database.write() as session:
        session.query(Rollup).filter(Rollup.kind == "all").update({"count": 7})
    with database.read() as session:
        result = queries.computed(session)
        assert result.level == "bad"
        assert "compute" in result.fix
