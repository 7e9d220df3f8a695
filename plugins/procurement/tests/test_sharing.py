"""Datasets, search documents and addresses of what is published."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_core import NotFound
from toolbox_procurement import sharing

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")


def test_a_source_is_a_dataset(load: Any, write: Callable[..., Path], processes: Any, database: Database) -> None:
    load(write("a.json", processes(2)))
    with database.read() as session:
        (found,) = sharing.describe(session)
        assert (found.id, found.row_count, len(found.version_ids)) == ("procurement/town", 2, 1)
        first = dict(zip([column.name for column in sharing.COLUMNS], next(sharing.rows(session, "town")), strict=True))
        assert first["buyer"] == "Ministry of Tests"
        assert first["suppliers"] == "Firm 1"
        assert first["value"] == Decimal("999.00")
        assert first["silent_changes"] == 1
        assert "ann@tests.example" not in str(first)
        (name,) = sharing.datasets(session)
        document = next(sharing.documents(session, name))
        assert (document.address, document.shown) == ("/procurement/processes/ocds-t3st00-1", "999.00 EUR")
        assert "ann@tests.example" not in document.text
        with pytest.raises(NotFound):
            next(sharing.rows(session, "nowhere"))


def test_addresses_survive_odd_ocids() -> None:
    assert sharing.process_page("ocds-1/2 ?#") == "/procurement/processes/ocds-1%2F2%20%3F%23"


def test_stored_amounts_are_exact() -> None:
    assert sharing.money(12_345) == Decimal("1.2345")
    assert str(sharing.money(10_000)) == "1.00"
    assert sharing.money(None) is None
