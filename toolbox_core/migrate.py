"""Bring the database up to the code: the host first, then each installed plugin, each with its own version table.

Migrations run from the packages, by command only, under a lock, one transaction for the host and one for each plugin.
They run for disabled plugins, too. A plugin whose package is gone keeps its tables and disturbs nobody.

Whether something is pending is told without Alembic: revision ids are read from the files and compared with the
version tables, which takes milliseconds where importing Alembic takes a third of a second.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from toolbox_core.config import Settings
from toolbox_core.db.engine import Database, plain_errors
from toolbox_core.db.generation import PLUGINS, bump
from toolbox_core.db.models import PluginState
from toolbox_core.exceptions import MigrationError, ToolboxError, UnknownPlugin
from toolbox_core.plugins.discovery import Found, discover
from toolbox_core.services import audit

if TYPE_CHECKING:
    from alembic.config import Config

    from toolbox_core.plugins.manifest import Manifest

CORE = "core"
CORE_PREFIX = "core_"
MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"
POSTGRESQL_LOCK = 0x746F6F6C626F78
"""The key of the advisory lock under which plugins and schema change: the bytes of "toolbox"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whose migrations lie where."""

    id: str
    folder: Path
    found: Found | None = None

    @property
    def version_table(self) -> str:
        """The version table of this owner alone."""
        return f"alembic_version_{self.id}"

    @property
    def prefix(self) -> str:
        """With what its tables begin."""
        return f"{self.id}_"


def sources(found: Sequence[Found]) -> list[Source]:
    """The host's migrations, then those of each plugin that has some, by id."""
    result = [Source(id=CORE, folder=MIGRATIONS_FOLDER / "versions")]
    for item in found:
        folder = versions_folder(item.manifest, item.folder)
        if folder is not None:
            result.append(Source(id=item.id, folder=folder, found=item))
    return result


def versions_folder(manifest: Manifest | None, folder: Path | None) -> Path | None:
    """Where a plugin's revision files lie, or ``None`` when it has no migrations."""
    if manifest is None or folder is None or not manifest.provides.migrations:
        return None
    return folder / manifest.provides.migrations


def revisions(source: Source) -> dict[str, tuple[str, ...]]:
    """``{revision: the revisions before it}``, read from the files without running them.

    Raises ``MigrationError`` when a file cannot be read, or two have the same revision.
    """
    if not source.folder.is_dir():
        raise MigrationError(f"The migrations of {source.id} should lie in {source.folder}, which does not exist.")
    result: dict[str, tuple[str, ...]] = {}
    for file in sorted(source.folder.glob("*.py")):
        if file.name == "__init__.py":
            continue
        names = _constants(source, file)
        revision = names.get("revision")
        if not isinstance(revision, str):
            raise MigrationError(f"{file} of {source.id} names no revision.")
        if revision in result:
            raise MigrationError(f"Two migrations of {source.id} are called {revision!r}.")
        down = names.get("down_revision")
        result[revision] = (down,) if isinstance(down, str) else tuple(down or ())
    for revision, before in result.items():
        for name in before:
            if name not in result:
                raise MigrationError(f"Migration {revision!r} of {source.id} follows {name!r}, which does not exist.")
    return result


def _constants(source: Source, file: Path) -> dict[str, Any]:
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError) as error:
        raise MigrationError(f"{file} of {source.id} cannot be read: {error}.") from error
    result = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else _annotated(node)
        for target in targets:
            if isinstance(target, ast.Name) and target.id in ("revision", "down_revision"):
                result[target.id] = ast.literal_eval(node.value)  # type: ignore[attr-defined]
    return result


def _annotated(node: ast.stmt) -> list[ast.expr]:
    return [node.target] if isinstance(node, ast.AnnAssign) and node.value is not None else []


def current(connection: Connection, version_tables: Sequence[str]) -> dict[str, list[str]]:
    """What each version table holds; a table that does not exist holds nothing."""
    existing = set(inspect(connection).get_table_names())
    return {
        table: sorted(connection.execute(text(f'SELECT version_num FROM "{table}"')).scalars())  # noqa: S608
        if table in existing
        else []
        for table in version_tables
    }


def pending_of(connection: Connection, found: Sequence[Found]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """``({id: [revisions still to run]}, {id: why its migrations cannot run})``; owners with neither are left out."""
    owners = sources(found)
    heads = current(connection, [source.version_table for source in owners])
    waiting, faults = {}, {}
    for source in owners:
        try:
            revisions_to_run = to_run(source, heads[source.version_table])
        except MigrationError as error:
            faults[source.id] = str(error)
            continue
        if revisions_to_run:
            waiting[source.id] = revisions_to_run
    return waiting, faults


def to_run(source: Source, heads: Sequence[str]) -> list[str]:
    """The revisions of ``source`` that ``heads`` do not include yet, oldest first.

    Raises ``MigrationError`` when the database holds a revision that the code does not know.
    """
    known = revisions(source)
    unknown = sorted(set(heads) - set(known))
    if unknown:
        who = "The host" if source.id == CORE else f"Plugin {source.id}"
        raise MigrationError(
            f"{who} is older than the database, which holds its migration {unknown[0]!r}.",
            fix="Install the newer version again.",
        )
    done: set[str] = set()
    waiting = list(heads)
    while waiting:
        revision = waiting.pop()
        if revision not in done:
            done.add(revision)
            waiting.extend(known[revision])
    order: list[str] = []
    rest = {revision: set(before) for revision, before in known.items() if revision not in done}
    while rest:
        ready = sorted(r for r, before in rest.items() if not (before & rest.keys()))
        if not ready:
            raise MigrationError(f"The migrations of {source.id} follow one another in a circle.")
        order.append(ready[0])
        del rest[ready[0]]
    return order


def pending(settings: Settings, database: Database) -> dict[str, list[str]]:
    """``{id: [revisions still to run]}`` of the host (``core``) and of every installed plugin, disabled ones too.

    Raises ``MigrationError`` when a plugin or the host is older than the database, or its migrations are broken.
    """
    del settings
    found = discover()
    if database.path is not None and not database.path.exists():
        return {source.id: ids for source in sources(found) if (ids := to_run(source, []))}
    with database.read() as session:
        waiting, faults = pending_of(session.connection(), found)
    if faults:
        raise MigrationError(" ".join(faults.values()))
    return waiting


def migrate(settings: Settings, database: Database, plugin: str | None = None, *, by: str = "") -> list[str]:
    """Run what is pending, of everybody or of one plugin (``core`` for the host), and say what ran: ``budget:0001``.

    The host's own migrations always come first. A plugin's step that fails is rolled back whole and does not keep the
    other plugins from running; the failures are then raised together as one ``MigrationError``.
    """
    if database.path is not None:
        database.path.parent.mkdir(parents=True, exist_ok=True)
    owners = sources(discover())
    if plugin is not None and plugin not in {source.id for source in owners}:
        _refuse_unknown(plugin)
        return []
    applied = []
    failures: list[ToolboxError] = []
    for source in owners:
        if plugin is not None and source.id not in (plugin, CORE):
            continue
        try:
            applied += _run(settings, database, source, by)
        except MigrationError as error:
            if source.id == CORE:
                raise
            failures.append(error)
    if failures:
        ran = f"These ran: {', '.join(applied)}." if applied else ""
        raise MigrationError(" ".join(str(failure) for failure in failures), fix=ran)
    return applied


def _refuse_unknown(plugin: str) -> None:
    """An installed plugin without migrations has nothing to run; any other id is a mistake."""
    import difflib

    ids = [item.id for item in discover()]
    if plugin not in ids:
        raise UnknownPlugin(plugin, difflib.get_close_matches(plugin, ids, n=2))


def _run(settings: Settings, database: Database, source: Source, by: str) -> list[str]:
    if not _needs_run(database, source):
        return []
    from toolbox_core.plugins.schema import check_ownership, schema_of

    ran: list[str] = []
    with schema_transaction(database) as connection:
        before = schema_of(connection)
        waiting = to_run(source, current(connection, [source.version_table])[source.version_table])
        if not waiting:
            return []
        try:
            _upgrade(connection, source, ran)
        except ToolboxError:
            raise
        except Exception as error:
            step = next((revision for revision in waiting if revision not in ran), waiting[-1])
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            raise MigrationError(
                f"Migration {step} of {source.id} failed and was rolled back: {type(error).__name__}: {reason}."
            ) from error
        if source.found is not None:
            check_ownership(source.id, source.prefix, source.version_table, before, schema_of(connection))
        with Session(connection, join_transaction_mode="rollback_only") as session:
            _note(session, source, ran, by)
            session.flush()
    del settings
    return [f"{source.id}:{revision}" for revision in ran]


def _needs_run(database: Database, source: Source) -> bool:
    if database.path is not None and not database.path.exists():
        return True
    with database.read() as session:
        return bool(to_run(source, current(session.connection(), [source.version_table])[source.version_table]))


def _upgrade(connection: Connection, source: Source, ran: list[str]) -> None:
    from alembic import command

    def on_version_apply(*, step: Any, **_: Any) -> None:
        ran.append(str(step.up_revision_id))

    command.upgrade(configuration(connection, source, on_version_apply=on_version_apply), "heads")


def configuration(connection: Connection, source: Source, **attributes: Any) -> Config:
    """What Alembic's commands are given to work on one owner's revisions over ``connection``."""
    from alembic.config import Config

    from toolbox_core.db.base import Base

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    config.set_main_option("version_locations", str(source.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(
        connection=connection, version_table=source.version_table, metadata=Base.metadata, **attributes
    )
    return config


def _note(session: Session, source: Source, ran: Sequence[str], by: str) -> None:
    """Remember whose tables these are, so that they can be purged when the package is gone; tell the servers."""
    if source.found is not None:
        row = session.get(PluginState, source.id)
        if row is None:
            kind = source.found.manifest.plugin.kind if source.found.manifest is not None else "module"
            row = PluginState(id=source.id, desired="enabled" if kind == "default" else "disabled", state="DISABLED")
            session.add(row)
        row.table_prefix = source.prefix
        row.version, row.distribution = source.found.version, source.found.distribution
    audit.record(session, actor=by or "toolbox migrate", action="migrate", target=source.id, detail={"ran": list(ran)})
    bump(session, PLUGINS)


@contextmanager
def schema_transaction(database: Database, *, keep_keys: bool = False) -> Iterator[Connection]:
    """One transaction for changes of the schema, under the lock, rolled back whole when the block raises.

    On SQLite foreign keys are off meanwhile, for a table is changed there by copying it and dropping the old one,
    which would delete the rows that point to it; that nothing points nowhere is checked before the commit. With
    ``keep_keys`` they stay on, so that deleting cascades, and are checked when the transaction ends.
    """
    is_sqlite = database.dialect == "sqlite"
    with plain_errors(), database.writer.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        if is_sqlite and not keep_keys:
            _pragma(driver, "PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRESQL_LOCK})
                elif keep_keys:
                    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                yield connection
                if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
                    raise MigrationError("The change would leave rows that point to rows which do not exist.")
        finally:
            if is_sqlite:
                _pragma(driver, "PRAGMA foreign_keys=ON")


def _pragma(driver: Any, statement: str) -> None:
    """On the driver's own connection: SQLAlchemy would begin a transaction, in which this pragma does nothing."""
    cursor = driver.cursor()
    cursor.execute(statement)
    cursor.close()
