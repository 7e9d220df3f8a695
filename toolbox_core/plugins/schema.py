"""Whose is which table: a plugin's tables carry its id, and it leaves everybody else's alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy.engine.reflection import ObjectKind

from toolbox_core.exceptions import MigrationError

CORE_PREFIX = "core_"


@dataclass(frozen=True, slots=True)
class Table:
    """What matters of a table or a view: its columns, and which tables it points to with which rule on deletion."""

    columns: tuple[str, ...]
    references: frozenset[tuple[str, str]]


def schema_of(connection: Connection) -> dict[str, Table]:
    """Every table and view of the database by name."""
    inspector = inspect(connection)
    columns = inspector.get_multi_columns(kind=ObjectKind.ANY)
    keys = inspector.get_multi_foreign_keys(kind=ObjectKind.TABLE)
    return {
        str(name): Table(
            columns=tuple(_column(column) for column in described),
            references=frozenset(
                (str(key["referred_table"]), str(key.get("options", {}).get("ondelete") or ""))
                for key in keys.get((schema, name), ())
            ),
        )
        for (schema, name), described in columns.items()
    }


def _column(column: Any) -> str:
    return f"{column['name']} {column['type']!r} {column['nullable']}"


def owned(names: Iterable[str], prefix: str, others: Iterable[str]) -> list[str]:
    """The names that begin with ``prefix`` and not with a longer prefix of somebody else (``budget_`` is not
    ``budget_portal_``)."""
    longer = tuple(other for other in others if other != prefix and other.startswith(prefix))
    return sorted(name for name in names if name.startswith(prefix) and not (longer and name.startswith(longer)))


def check_ownership(
    plugin: str, prefix: str, version_table: str, before: dict[str, Table], after: dict[str, Table]
) -> None:
    """Refuse migrations of ``plugin`` that made, changed, dropped or point to what is not its own.

    Raises ``MigrationError``; the caller's transaction then rolls everything back.
    """
    foreign = [name for name in {*before, *after} if not name.startswith(prefix) and name != version_table]
    for name in sorted(foreign):
        if name not in before:
            raise _refused(plugin, f"made the table {name!r}, and its tables must begin with {prefix!r}")
        if name not in after:
            raise _refused(plugin, f"dropped the table {name!r}, which is not its own")
        if before[name] != after[name]:
            raise _refused(plugin, f"changed the table {name!r}, which is not its own")
    for name, table in sorted(after.items()):
        if not name.startswith(prefix):
            continue
        for target, rule in sorted(table.references):
            if target.startswith(CORE_PREFIX):
                if not rule:
                    raise _refused(
                        plugin,
                        f"points from {name!r} to the host's table {target!r} without an ON DELETE rule, "
                        "which would keep the host from deleting rows while the plugin is disabled",
                    )
            elif not target.startswith(prefix):
                raise _refused(plugin, f"points from {name!r} to {target!r}, which belongs to another plugin")


def _refused(plugin: str, what: str) -> MigrationError:
    return MigrationError(f"A migration of plugin {plugin} {what}. Nothing of it was kept.")
