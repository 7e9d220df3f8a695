"""The migrations make the tables that the models describe."""

from __future__ import annotations

from sqlalchemy import inspect

from toolbox_core import Base
from toolbox_core.db import Database
from toolbox_nap_monitor import models


def test_every_table_has_the_columns_of_its_model(database: Database) -> None:
    assert models.__all__
    there = inspect(database.reader)
    for name, table in Base.metadata.tables.items():
        if name.startswith("nap_monitor_"):
            assert {column["name"] for column in there.get_columns(name)} == set(table.columns.keys()), name
            indexed = {tuple(index["column_names"]) for index in there.get_indexes(name)}
            assert {tuple(index.columns.keys()) for index in table.indexes} <= indexed, name
