"""Migrations: one version table for each owner, under a lock, rolled back whole, refused when they reach too far."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from toolbox_core.config import DatabaseSettings, Settings
from toolbox_core.db import Base, Database
from toolbox_core.db.generation import generations
from toolbox_core.db.models import PluginState
from toolbox_core.exceptions import DatabaseProblem, MigrationError, UnknownPlugin
from toolbox_core.migrate import Source, migrate, pending, revisions, schema_transaction
from toolbox_core.services import audit
from toolbox_core.testing.plugins import make_plugin

STEP = """\
import sqlalchemy as sa
from alembic import op
revision = "{revision}"
down_revision = {down!r}
def upgrade():
    {body}
"""
TABLE = 'op.create_table("{name}", sa.Column("id", sa.Integer, primary_key=True))'


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = "sqlite:///data/toolbox.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    return Settings(folder=str(tmp_path / "site"), database=DatabaseSettings(url=url))


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings.database_url, busy_timeout=1.0)
    yield opened
    opened.close()


def steps(packages: Path, plugin: str, *bodies: str) -> Path:
    """A plugin whose migrations are 0001, 0002 … with these bodies."""
    files = {}
    for number, body in enumerate(bodies, start=1):
        down = f"{number - 1:04}" if number > 1 else None
        files[f"migrations/versions/{number:04}_step.py"] = STEP.format(revision=f"{number:04}", down=down, body=body)
    return make_plugin(packages, plugin, manifest={"provides": {"migrations": "migrations/versions"}}, files=files)


def tables(database: Database) -> set[str]:
    with database.read() as session:
        return set(inspect(session.connection()).get_table_names())


def test_the_hosts_migrations_make_exactly_the_models_tables(settings: Settings, database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    assert "core:0001" in migrate(settings, database)
    core = {name for name in Base.metadata.tables if name.startswith("core_")}
    # PostgreSQL's full-text index is a computed column, which the models, alike for both databases, do not have.
    only_there = {"vector", "ix_core_search_vector"}

    def own(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        return name in core if kind == "table" else name not in only_there

    with database.writer.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": own, "compare_type": True, "version_table": "alembic_version_core"}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_each_owner_has_its_own_version_table(packages: Path, settings: Settings, database: Database) -> None:
    steps(packages, "alpha", TABLE.format(name="alpha_one"), TABLE.format(name="alpha_two"))
    steps(packages, "beta", TABLE.format(name="beta_one"))
    waiting = pending(settings, database)
    assert waiting["core"][0] == "0001"
    assert (waiting["alpha"], waiting["beta"]) == (["0001", "0002"], ["0001"])
    ran = migrate(settings, database, by="Ada")
    assert [name for name in ran if not name.startswith("core:")] == ["alpha:0001", "alpha:0002", "beta:0001"]
    assert {"alembic_version_core", "alembic_version_alpha", "alembic_version_beta"} <= tables(database)
    assert pending(settings, database) == {}
    assert migrate(settings, database) == []
    with database.read() as session:
        row = session.get_one(PluginState, "alpha")
        assert (row.desired, row.table_prefix, row.version) == ("disabled", "alpha_", "1.0.0")
        assert audit.entries(session, target="alpha")[0].detail == {"ran": ["0001", "0002"]}


def test_servers_hear_of_it(packages: Path, settings: Settings, database: Database) -> None:
    migrate(settings, database)
    with database.read() as session:
        before = generations(session)[0]
    steps(packages, "alpha", TABLE.format(name="alpha_one"))
    migrate(settings, database)
    with database.read() as session:
        assert generations(session)[0] == before + 1


def test_one_plugin_alone(packages: Path, settings: Settings, database: Database) -> None:
    steps(packages, "alpha", TABLE.format(name="alpha_one"))
    steps(packages, "beta", TABLE.format(name="beta_one"))
    make_plugin(packages, "gamma")
    assert "beta:0001" in migrate(settings, database, "beta")
    assert pending(settings, database) == {"alpha": ["0001"]}
    assert migrate(settings, database, "gamma") == []
    with pytest.raises(UnknownPlugin, match="Did you mean alpha"):
        migrate(settings, database, "alhpa")


def test_a_package_that_is_gone_disturbs_nobody(packages: Path, settings: Settings, database: Database) -> None:
    steps(packages, "alpha", TABLE.format(name="alpha_one"))
    migrate(settings, database)
    for gone in packages.glob("tried_alpha*"):
        shutil.rmtree(gone)
    steps(packages, "beta", TABLE.format(name="beta_one"))
    assert migrate(settings, database) == ["beta:0001"]
    assert "alpha_one" in tables(database)


def test_a_failed_step_is_rolled_back_whole_and_others_run(
    packages: Path, settings: Settings, database: Database
) -> None:
    steps(packages, "alpha", TABLE.format(name="alpha_one"), "raise ValueError('no such luck')")
    steps(packages, "beta", TABLE.format(name="beta_one"))
    with pytest.raises(MigrationError) as caught:
        migrate(settings, database)
    assert "Migration 0002 of alpha failed and was rolled back: ValueError: no such luck." in str(caught.value)
    assert "beta:0001" in caught.value.fix
    assert "alpha_one" not in tables(database)
    assert "beta_one" in tables(database)
    assert pending(settings, database) == {"alpha": ["0001", "0002"]}


def test_a_step_with_bad_sql_is_one_sentence(packages: Path, settings: Settings, database: Database) -> None:
    steps(packages, "alpha", TABLE.format(name="alpha_one") + "; op.execute('SELEC 1')")
    with pytest.raises(MigrationError, match="Migration 0001 of alpha failed") as caught:
        migrate(settings, database)
    assert "\n" not in str(caught.value)
    assert "alpha_one" not in tables(database)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (TABLE.format(name="stray"), "made the table 'stray', and its tables must begin with 'alpha_'"),
        ("op.drop_table('core_audit')", "dropped the table 'core_audit'"),
        ("op.add_column('core_meta', sa.Column('more', sa.Integer))", "changed the table 'core_meta'"),
        (
            (
                'op.create_table("alpha_one", sa.Column("id", sa.Integer, primary_key=True),'
                ' sa.Column("v", sa.Integer, sa.ForeignKey("core_dataset_version.id")))'
            ),
            "without an ON DELETE rule",
        ),
        (
            (
                'op.create_table("alpha_one", sa.Column("id", sa.Integer, primary_key=True),'
                ' sa.Column("v", sa.Integer, sa.ForeignKey("zeta_one.id")))'
            ),
            "belongs to another plugin",
        ),
    ],
)
def test_a_plugin_that_reaches_too_far_is_refused(
    packages: Path, settings: Settings, database: Database, body: str, words: str
) -> None:
    steps(packages, "zeta", TABLE.format(name="zeta_one"))
    migrate(settings, database)
    before = tables(database)
    steps(packages, "alpha", body)
    with pytest.raises(MigrationError, match="Nothing of it was kept") as caught:
        migrate(settings, database)
    assert words in str(caught.value)
    assert tables(database) == before


def test_a_key_to_the_host_with_a_rule_is_allowed(packages: Path, settings: Settings, database: Database) -> None:
    steps(
        packages,
        "alpha",
        'op.create_table("alpha_one", sa.Column("id", sa.Integer, primary_key=True), sa.Column("v", sa.Integer,'
        ' sa.ForeignKey("core_dataset_version.id", ondelete="CASCADE")))',
    )
    assert "alpha:0001" in migrate(settings, database)


def test_a_database_newer_than_the_code_is_refused(packages: Path, settings: Settings, database: Database) -> None:
    folder = steps(packages, "alpha", TABLE.format(name="alpha_one"), TABLE.format(name="alpha_two"))
    steps(packages, "beta", TABLE.format(name="beta_one"))
    migrate(settings, database)
    (folder / "migrations" / "versions" / "0002_step.py").unlink()
    for attempt in (pending, migrate):
        with pytest.raises(MigrationError, match="Plugin alpha is older than the database") as caught:
            attempt(settings, database)
        assert "newer version" in str(caught.value)


def test_changing_a_table_keeps_the_rows_that_point_to_it(
    packages: Path, settings: Settings, database: Database
) -> None:
    parent = TABLE.format(name="alpha_parent")
    child = (
        'op.create_table("alpha_child", sa.Column("id", sa.Integer, primary_key=True), sa.Column("p", sa.Integer,'
        ' sa.ForeignKey("alpha_parent.id", ondelete="CASCADE")))'
    )
    steps(packages, "alpha", f"{parent}; {child}")
    migrate(settings, database)
    with database.write() as session:
        session.execute(text("INSERT INTO alpha_parent (id) VALUES (1)"))
        session.execute(text("INSERT INTO alpha_child (id, p) VALUES (1, 1)"))
    change = (
        'with op.batch_alter_table("alpha_parent", recreate="auto") as batch:\n'
        '        batch.add_column(sa.Column("name", sa.String(9)))\n'
        '        batch.alter_column("name", type_=sa.String(20))'
    )
    steps(packages, "alpha", f"{parent}; {child}", change)
    assert migrate(settings, database) == ["alpha:0002"]
    with database.write() as session:
        assert session.execute(text("SELECT count(*) FROM alpha_child")).scalar() == 1
        if database.dialect == "sqlite":
            assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_change_that_leaves_dangling_rows_is_refused(settings: Settings, database: Database) -> None:
    migrate(settings, database)
    with pytest.raises(MigrationError, match="do not exist"), schema_transaction(database) as connection:
        connection.execute(
            text(
                "INSERT INTO core_version_source (version_id, position, source_id, resource, dialect) "
                "VALUES (99, 0, 99, '', '{}')"
            )
        )
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM core_version_source")).scalar() == 0


def test_broken_revision_files_have_their_sentence(tmp_path: Path) -> None:
    source = Source(id="alpha", folder=tmp_path)
    file = tmp_path / "0001_x.py"
    for content, words in (
        ("def broken(:", "cannot be read"),
        ("x = 1", "names no revision"),
        ("revision = '2'\ndown_revision = '1'", "follows '1'"),
    ):
        file.write_text(content)
        with pytest.raises(MigrationError, match=words):
            revisions(source)
    file.write_text("revision: str = '1'\ndown_revision: str | None = None")
    (tmp_path / "0002_x.py").write_text("revision = '1'")
    with pytest.raises(MigrationError, match="Two migrations"):
        revisions(source)
    with pytest.raises(MigrationError, match="does not exist"):
        revisions(Source(id="alpha", folder=tmp_path / "none"))


def test_a_merge_of_branches_runs_in_order(packages: Path, settings: Settings, database: Database) -> None:
    folder = steps(packages, "alpha", TABLE.format(name="alpha_one"))
    for name, down in (("left", "0001"), ("right", "0001"), ("merged", ("left", "right"))):
        body = TABLE.format(name=f"alpha_{name}")
        (folder / "migrations" / "versions" / f"{name}.py").write_text(STEP.format(revision=name, down=down, body=body))
    assert migrate(settings, database)[-1] == "alpha:merged"
    assert pending(settings, database) == {}


def test_asking_what_is_pending_does_not_import_alembic(tmp_path: Path) -> None:
    code = (
        "import sys; from toolbox_core.config import Settings; from toolbox_core.db import Database\n"
        "from toolbox_core.migrate import pending; s = Settings(folder=sys.argv[1])\n"
        "pending(s, Database(s.database_url)); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 0


def test_several_machines_migrate_at_once(settings: Settings, database: Database, packages: Path) -> None:
    slow = "import time; time.sleep(0.3); " + TABLE.format(name="alpha_one")
    steps(packages, "alpha", slow)
    code = (
        "import sys; from toolbox_core.config import Settings, DatabaseSettings; import importlib.metadata as m\n"
        "from toolbox_core.db import Database; from toolbox_core.migrate import migrate\n"
        "real = m.distributions; m.distributions = lambda: real(path=[sys.argv[3]]); sys.path.insert(0, sys.argv[3])\n"
        "s = Settings(folder=sys.argv[1], database=DatabaseSettings(url=sys.argv[2]))\n"
        "print(','.join(migrate(s, Database(s.database_url))))"
    )
    command = [sys.executable, "-c", code, settings.folder, settings.database.url, str(packages)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], outputs
    ran = [name for output, _ in outputs for name in output.strip().split(",") if name]
    assert sorted(ran) == sorted(set(ran)), "nothing ran twice"
    assert "alpha:0001" in ran


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_database_that_is_locked_is_one_sentence(settings: Settings, database: Database) -> None:
    migrate(settings, database)
    with database.write() as session:
        session.execute(text("UPDATE core_meta SET value = value"))
        with pytest.raises(DatabaseProblem, match="locked"), schema_transaction(database):
            pass
