"""Removing everything a plugin ever stored, in one transaction; and telling first what that would be.

Works for disabled plugins and for those whose package is gone: the database itself knows which tables are whose.
The publication log stays, and says that the published versions were withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, inspect, select, text
from sqlalchemy.orm import Session

from toolbox_core.config import Settings
from toolbox_core.db.engine import Database
from toolbox_core.db.generation import DATA, PLUGINS, bump
from toolbox_core.db.models import DatasetVersion, PluginState, Redaction, SourceFile, VersionSource
from toolbox_core.exceptions import PluginBlocked, ToolboxError
from toolbox_core.migrate import schema_transaction
from toolbox_core.plugins.overview import known_plugin, look
from toolbox_core.plugins.registry import PluginRecord
from toolbox_core.plugins.schema import CORE_PREFIX, owned
from toolbox_core.plugins.states import DISABLED, State
from toolbox_core.services import audit, search
from toolbox_core.services.boundaries.models import BoundarySet
from toolbox_core.services.buckets import object_name
from toolbox_core.services.files import remove_file
from toolbox_core.services.provenance import PUBLISHED, all_versions, withdraw


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What a plugin has stored: tables and views with their numbers of rows, the version table, configured keys,
    dataset versions, original files that no other plugin's version refers to (place and bytes), and ``rows``: how many
    rows of the host's tables belong to it (search documents, links to organisations, events …)."""

    plugin: str
    tables: dict[str, int]
    rows: dict[str, int]
    version_table: str
    config: tuple[str, ...]
    versions: int
    files: tuple[tuple[str, int], ...]

    def __bool__(self) -> bool:
        return bool(self.tables or self.rows or self.version_table or self.config or self.versions or self.files)

    def lines(self) -> list[str]:
        """For people: one line for each thing."""
        lines = [f"table {name}: {rows} row{'s' if rows != 1 else ''}" for name, rows in self.tables.items()]
        if self.version_table:
            lines.append(f"version table {self.version_table}")
        if self.versions:
            lines.append(f"{self.versions} dataset version{'s' if self.versions != 1 else ''}")
        lines += [
            f"{rows} row{'s' if rows != 1 else ''} of the host's table {name}" for name, rows in self.rows.items()
        ]
        lines += [f"file {place} ({size} bytes)" for place, size in self.files]
        if self.config:
            lines.append(f"configuration: {', '.join(self.config)}")
        return lines

    def to_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "tables": self.tables,
            "version_table": self.version_table or None,
            "versions": self.versions,
            "rows": self.rows,
            "files": [{"path": place, "bytes": size} for place, size in self.files],
            "config": list(self.config),
        }


def holdings(settings: Settings, database: Database, plugin: str) -> Holdings:
    """What ``purge`` would remove. Reads only."""
    _, rows, records = look(database)
    record = known_plugin(records, plugin)
    with database.read() as session:
        return _holdings(session, settings, record, _prefixes(records, rows))


def purge(settings: Settings, database: Database, plugin: str, *, by: str, dry_run: bool = True) -> Holdings:
    """Remove everything the plugin stored and say what it was; with ``dry_run`` only say it.

    Raises ``PluginBlocked`` for a plugin that is enabled. Files are deleted after the database has committed.
    """
    _, rows, records = look(database)
    record = known_plugin(records, plugin)
    if record.is_enabled and record.state != State.MISSING:
        raise PluginBlocked(
            plugin,
            f"Plugin {plugin} is enabled, and only a disabled plugin can be purged.",
            fix=f"Run `toolbox plugins disable {plugin}` first.",
        )
    if dry_run:
        return holdings(settings, database, plugin)
    with schema_transaction(database, keep_keys=True) as connection:
        session = Session(connection, join_transaction_mode="rollback_only")
        held = _holdings(session, settings, record, _prefixes(records, rows))
        _forget_versions(session, plugin, by)
        session.flush()
        _drop(connection, held)
        search.remove(session, plugin)  # which keeps the full-text index in step
        for name in held.rows:
            connection.execute(text(f"DELETE FROM {name} WHERE plugin = :plugin"), {"plugin": plugin})  # noqa: S608
        _forget_state(session, record)
        audit.record(
            session,
            actor=by,
            action="plugin.purge",
            target=plugin,
            detail={"tables": held.tables, "versions": held.versions, "rows": held.rows, "files": len(held.files)},
        )
        bump(session, PLUGINS)
        session.flush()
    for place, _ in held.files:
        with suppress(ToolboxError):  # a bucket that does not answer keeps a file that nothing refers to any more
            remove_file(settings.files, place.rpartition("/")[2])
    return held


def _prefixes(records: Sequence[PluginRecord], rows: dict[str, PluginState]) -> list[str]:
    known = {record.table_prefix or f"{record.id}_" for record in records}
    return sorted(known | {f"{plugin}_" for plugin in rows} | {CORE_PREFIX})


def _holdings(session: Session, settings: Settings, record: PluginRecord, prefixes: Sequence[str]) -> Holdings:
    connection = session.connection()
    inspector = inspect(connection)
    existing = inspector.get_table_names() + inspector.get_view_names()
    names = owned(existing, record.table_prefix or f"{record.id}_", prefixes)
    quote = connection.dialect.identifier_preparer.quote_identifier
    counts = {
        name: int(connection.execute(text(f"SELECT count(*) FROM {quote(name)}")).scalar_one())  # noqa: S608
        for name in names
    }
    of_host = {
        name: int(
            connection.execute(
                text(f"SELECT count(*) FROM {name} WHERE plugin = :plugin"),  # noqa: S608
                {"plugin": record.id},
            ).scalar_one()
        )
        for name in _tables_with_plugins(connection, existing)
    }
    version_table = f"alembic_version_{record.id}"
    own = select(DatasetVersion.id).where(DatasetVersion.plugin == record.id)
    foreign = select(VersionSource.source_id).where(VersionSource.version_id.not_in(own))
    used = session.scalars(select(VersionSource.source_id).where(VersionSource.version_id.in_(own)))
    alone = _with_copies(session, set(used) - set(session.scalars(foreign)))
    files = session.scalars(select(SourceFile).where(SourceFile.id.in_(alone)).order_by(SourceFile.id)).all()
    return Holdings(
        plugin=record.id,
        tables=counts,
        rows={name: count for name, count in of_host.items() if count},
        version_table=version_table if version_table in existing else "",
        config=tuple(sorted(record.config)),
        versions=session.scalar(select(func.count()).select_from(own.subquery())) or 0,
        files=tuple((f"{settings.files}/{object_name(source.sha256)}", source.bytes) for source in files),
    )


def _tables_with_plugins(connection: Connection, existing: Sequence[str]) -> list[str]:
    """The host's tables that say of each row to which plugin it belongs. Dataset versions have their own way out."""
    inspector = inspect(connection)
    names = [name for name in existing if name.startswith(CORE_PREFIX) and name != DatasetVersion.__tablename__]
    columns = inspector.get_multi_columns(filter_names=names)
    return sorted(str(key[1]) for key, found in columns.items() if any(one["name"] == "plugin" for one in found))


def _forget_versions(session: Session, plugin: str, by: str) -> None:
    """Withdraw what is public, so that the log tells it, then delete versions and the originals only they used."""
    versions = all_versions(session, plugin=plugin)
    for version in versions:
        if version.status == PUBLISHED:
            withdraw(session, version, by=by, reason=f"Plugin {plugin} and all its data were removed.")
    ids = [version.id for version in versions]
    if not ids:
        return
    sources = set(session.scalars(select(VersionSource.source_id).where(VersionSource.version_id.in_(ids))))
    session.expunge_all()
    session.execute(delete(VersionSource).where(VersionSource.version_id.in_(ids)))
    session.execute(delete(DatasetVersion).where(DatasetVersion.id.in_(ids)))
    still_used = set(session.scalars(select(VersionSource.source_id).where(VersionSource.source_id.in_(sources))))
    gone = _with_copies(session, sources - still_used)
    session.execute(delete(Redaction).where(Redaction.source_id.in_(gone)))
    session.execute(delete(SourceFile).where(SourceFile.id.in_(gone)))
    bump(session, DATA)


def _with_copies(session: Session, sources: set[int]) -> set[int]:
    """Originals and the redacted copies that only they have; an original that is the copy of another one stays."""
    redactions = session.execute(select(Redaction.source_id, Redaction.copy_id)).all()
    elsewhere = {copy for source, copy in redactions if source not in sources}
    elsewhere |= set(session.scalars(select(VersionSource.source_id).where(VersionSource.source_id.not_in(sources))))
    elsewhere |= set(session.scalars(select(BoundarySet.source_id)))  # a map may be drawn from the same file
    return (sources | {copy for source, copy in redactions if source in sources}) - elsewhere


def _drop(connection: Connection, held: Holdings) -> None:
    """Views, then virtual tables (which take their shadow tables along), then the rest; on PostgreSQL at one stroke,
    so that tables which point to one another can go together."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    views = [name for name in inspect(connection).get_view_names() if name in held.tables]
    for name in views:
        connection.execute(text(f"DROP VIEW IF EXISTS {quote(name)}"))
    if connection.dialect.name == "sqlite":
        virtual = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%'"
        for name in connection.execute(text(virtual)).scalars().all():
            if name in held.tables:
                connection.execute(text(f"DROP TABLE {quote(name)}"))
    # Those that point to others before those they point to: SQLite looks there while it empties a table.
    ordered = [str(name) for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name is not None]
    left = [name for name in reversed(ordered) if name in held.tables]
    if held.version_table:
        left.append(held.version_table)
    if connection.dialect.name == "sqlite":
        for name in left:
            connection.execute(text(f"DROP TABLE {quote(name)}"))
    elif left:
        connection.execute(text(f"DROP TABLE {', '.join(quote(name) for name in left)}"))
    if connection.dialect.name == "postgresql":
        _drop_types(connection, held.plugin)


def _drop_types(connection: Connection, plugin: str) -> None:
    """PostgreSQL keeps enumerated types beside the tables that used them."""
    query = text(
        "SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
        "WHERE t.typtype = 'e' AND n.nspname = current_schema() AND starts_with(t.typname, :prefix)"
    )
    quote = connection.dialect.identifier_preparer.quote_identifier
    for name in connection.execute(query, {"prefix": f"{plugin}_"}).scalars().all():
        connection.execute(text(f"DROP TYPE {quote(name)}"))


def _forget_state(session: Session, record: PluginRecord) -> None:
    """A default plugin stays switched off; of any other nothing is remembered."""
    row = session.get(PluginState, record.id)
    if row is None:
        return
    if record.kind == "default":
        row.desired, row.state, row.config, row.phase, row.error = DISABLED, State.DISABLED, {}, "", ""
    else:
        session.delete(row)
