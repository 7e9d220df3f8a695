"""Every kind of side table: its datasets are told apart, described and read the same way."""

from __future__ import annotations

import pytest

from toolbox_budget_portal.payments.dataset import PAYMENTS
from toolbox_budget_portal.services import SIDE_TABLES
from toolbox_budget_portal.side_tables.table import PLUGIN, SideTable
from toolbox_core import DatasetVersion, NotFound
from toolbox_core.db import Database

EXAMPLES = {r"\d{4}": "2024"}


@pytest.mark.parametrize("table", SIDE_TABLES, ids=lambda table: table.id)
def test_a_dataset_s_name_says_whose_it_is_and_which(table: SideTable) -> None:
    part = EXAMPLES.get(table.part) or table.part.split("|")[0]
    name = table.dataset_of("new-town-3", part)
    assert table.named(name) == ("new-town-3", part)
    assert table.named(f"{PLUGIN}/new-town-2024") is None, "that is a budget"
    assert [other.id for other in SIDE_TABLES if other.named(name)] == [table.id]


def test_marks_and_ids_are_of_one_kind_alone() -> None:
    assert len({table.mark for table in SIDE_TABLES}) == len({table.id for table in SIDE_TABLES}) == len(SIDE_TABLES)


def test_a_version_is_known_by_its_mark_and_its_name() -> None:
    named = PAYMENTS.dataset_of("town", 2024)
    assert PAYMENTS.holds(DatasetVersion(plugin=PLUGIN, dataset=named, mapping={"payments": True}))
    assert not PAYMENTS.holds(DatasetVersion(plugin=PLUGIN, dataset=named, mapping={"name": "a budget"}))
    budget = DatasetVersion(plugin=PLUGIN, dataset=f"{PLUGIN}/town-2024", mapping={"payments": "its own key"})
    assert not PAYMENTS.holds(budget)
    assert not PAYMENTS.holds(DatasetVersion(plugin="other", dataset=named, mapping={"payments": True}))


@pytest.mark.plugins("budget_portal")
@pytest.mark.parametrize("table", SIDE_TABLES, ids=lambda table: table.id)
def test_what_is_not_published_is_not_there(table: SideTable, town: str, database: Database) -> None:
    with database.read() as session:
        assert table.current(session, town, "2024") is None
        assert table.describe(session) == []
        with pytest.raises(NotFound):
            list(table.rows(session, f"{town}-2024"))
        with pytest.raises(NotFound):
            table.version_tables(session, 1)
    assert table.provider().id == table.id
