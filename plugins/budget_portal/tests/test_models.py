"""The tables: what the migration makes is what the models say."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import String

import toolbox_budget_portal
from toolbox_budget_portal.models import KINDS, SLOTS, Category, Line, Rollup
from toolbox_core import Base
from toolbox_core.db import Database

for room in sorted(Path(toolbox_budget_portal.__file__).parent.glob("*/tables.py")):
    import_module(f"toolbox_budget_portal.{room.parent.name}.tables")  # its tables are compared, too


def test_the_migration_makes_what_the_models_say(database: Database) -> None:
    def own(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or str(name).startswith("budget_portal_")

    with database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": own, "compare_type": True})
        differences = [entry for entry in compare_metadata(context, Base.metadata) if "budget_portal" in str(entry)]
    assert differences == []


def test_every_kind_and_slot_has_its_column() -> None:
    columns = set(Line.__table__.columns.keys())
    assert {f"{kind}_id" for kind in KINDS} | set(SLOTS) <= columns
    assert set(SLOTS) <= set(Rollup.__table__.columns.keys())
    assert {f"l{level}" for level in range(1, 9)} <= set(Category.__table__.columns.keys())


def test_the_longest_pair_of_kinds_fits_the_roll_up_s_key() -> None:
    longest = sorted(map(len, KINDS))[-2:]
    kind = Rollup.__table__.c.dims.type
    assert isinstance(kind, String)
    assert sum(longest) + 1 <= (kind.length or 0)
