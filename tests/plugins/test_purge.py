"""Purge: lists first, then removes everything at one stroke, of disabled and of missing plugins."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from toolbox_core.db.models import DatasetVersion, PluginState, SourceFile
from toolbox_core.exceptions import PluginBlocked
from toolbox_core.geography.reading import read_geojson
from toolbox_core.migrate import migrate, pending
from toolbox_core.plugins.lifecycle import disable, enable
from toolbox_core.plugins.purge import holdings, purge
from toolbox_core.plugins.schema import schema_of
from toolbox_core.services import audit
from toolbox_core.services.boundaries import add_boundaries
from toolbox_core.services.provenance import (
    create_draft,
    finish_draft,
    publication_log,
    publish,
    store_source,
    verify_log,
)
from toolbox_core.services.redaction import redact

Make = Callable[..., Path]
MIGRATION = """\
import sqlalchemy as sa
from alembic import op
revision = "0001"
down_revision = None
def upgrade():
    op.create_table("{id}_parent", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Enum("a", "b", name="{id}_kind")))
    op.create_table("{id}_child", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent", sa.Integer, sa.ForeignKey("{id}_parent.id")))
    with op.batch_alter_table("{id}_parent") as batch:
        batch.add_column(sa.Column("favourite", sa.Integer))
        batch.create_foreign_key("fk_{id}_parent_favourite", "{id}_child", ["favourite"], ["id"])
    op.execute("CREATE VIEW {id}_view AS SELECT id FROM {id}_parent")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE {id}_search USING fts5(words)")
"""


def with_tables(make: Make, plugin: str, migration: str = MIGRATION) -> None:
    make(
        plugin,
        manifest={"provides": {"migrations": "migrations/versions"}},
        files={"migrations/versions/0001_make.py": migration.replace("{id}", plugin)},
    )


def schema(world: Any) -> dict[str, Any]:
    with world.database.read() as session:
        return schema_of(session.connection())


def test_the_whole_life_leaves_nothing_behind(any_world: Any, make: Make) -> None:
    settings, database = any_world.settings, any_world.database
    bare = schema(any_world)
    with_tables(make, "alpha")
    with pytest.raises(PluginBlocked, match="toolbox migrate"):
        enable(settings, database, "alpha", by="Ada")
    assert any_world.records()["alpha"].state == "DISABLED"
    enable(settings, database, "alpha", by="Ada", run_migrations=True)
    assert any_world.build().active == ("alpha",)
    full = schema(any_world)
    with database.write() as session:
        session.execute(text("INSERT INTO alpha_parent (id, kind) VALUES (1, 'a'), (2, 'b')"))
        session.execute(text("INSERT INTO alpha_child (id, parent) VALUES (1, 2)"))
        session.execute(text("UPDATE alpha_parent SET favourite = 1"))
    with pytest.raises(PluginBlocked, match="only a disabled plugin"):
        purge(settings, database, "alpha", by="Ada", dry_run=False)
    disable(settings, database, "alpha", by="Ada")
    listed = purge(settings, database, "alpha", by="Ada")
    assert listed.tables["alpha_parent"] == 2
    assert listed.tables["alpha_child"] == 1
    assert "table alpha_child: 1 row" in listed.lines()
    assert listed.to_dict()["version_table"] == "alembic_version_alpha"
    assert schema(any_world) == full, "a dry run removes nothing"
    purge(settings, database, "alpha", by="Ada", dry_run=False)
    assert schema(any_world) == bare
    if database.dialect == "postgresql":
        with database.read() as session:
            assert session.execute(text("SELECT count(*) FROM pg_type WHERE typname = 'alpha_kind'")).scalar() == 0
    with database.read() as session:
        assert session.get(PluginState, "alpha") is None
        assert audit.entries(session, target="alpha")[0].action == "plugin.purge"
    assert pending(settings, database) == {"alpha": ["0001"]}
    assert not holdings(settings, database, "alpha")
    enable(settings, database, "alpha", by="Ada", run_migrations=True)
    assert schema(any_world) == full
    assert any_world.build().active == ("alpha",)


def test_a_missing_plugin_can_be_purged(any_world: Any, make: Make) -> None:
    bare = schema(any_world)
    with_tables(make, "alpha")
    with_tables(make, "beta")
    settings, database = any_world.settings, any_world.database
    migrate(settings, database)
    enable(settings, database, "alpha", by="Ada")
    enable(settings, database, "beta", by="Ada")
    for gone in [*any_world.packages.glob("tried_alpha*")]:
        shutil.rmtree(gone)
    assert any_world.records()["alpha"].state == "MISSING"
    assert any_world.build().active == ("beta",)
    assert migrate(settings, database) == []
    listed = purge(settings, database, "alpha", by="Ada", dry_run=False)
    assert "alpha_parent" in listed.tables
    assert "alpha" not in any_world.records()
    assert {name for name in schema(any_world) if name not in bare} == {
        name for name in schema(any_world) if "beta" in name
    }


def test_a_prefix_that_begins_another_is_not_confused(world: Any, make: Make) -> None:
    with_tables(make, "budget")
    with_tables(make, "budget_portal")
    migrate(world.settings, world.database)
    listed = purge(world.settings, world.database, "budget", by="Ada", dry_run=False)
    assert {name for name in listed.tables if name.startswith("budget_portal")} == set()
    assert "budget_portal_parent" in schema(world)


def test_published_versions_are_withdrawn_in_the_log_and_originals_deleted(
    any_world: Any, make: Make, tmp_path: Path
) -> None:
    settings, database = any_world.settings, any_world.database
    with_tables(make, "alpha")
    with_tables(make, "beta")
    migrate(settings, database)
    own, shared, drawn = tmp_path / "own.csv", tmp_path / "shared.csv", tmp_path / "drawn.geojson"
    drawn.write_text('{"type": "Feature", "properties": {"code": "1"}, "geometry": null}')
    own.write_text("a\n1\n")
    shared.write_text("b\n2\n")
    with database.write() as session:
        sources = {path: store_source(session, settings.files, path, name=path.name) for path in (own, shared, drawn)}
        for plugin, used in (("alpha", [own, shared, drawn]), ("beta", [shared])):
            draft = create_draft(
                session,
                plugin=plugin,
                dataset=f"{plugin}/x",
                title="X",
                slices=["all"],
                mapping={},
                licence="CC0-1.0",
                by="Ada",
            )
            finish_draft(session, draft, report={}, row_count=1, sources=[(sources[path], "", {}) for path in used])
            publish(session, draft, content_sha256="0" * 64, by="Ada")
        add_boundaries(session, settings.files, drawn, read_geojson(drawn), slug="regions", by="Ada")
    copy = tmp_path / "copy.csv"
    copy.write_text("a\n-\n-\n")
    with database.write() as session:
        redact(session, settings.files, session.merge(sources[own]), copy, name="copy.csv", reason="Names.", by="Ada")
    listed = purge(settings, database, "alpha", by="Ada", dry_run=False)
    assert listed.versions == 1
    assert [size for _, size in listed.files] == [4, 6], "the original and its redacted copy"
    assert not any(Path(place).exists() for place, _ in listed.files)
    assert all(place.startswith(str(settings.files.folder)) for place, _ in listed.files)
    with database.read() as session:
        assert [version.plugin for version in session.query(DatasetVersion)] == ["beta"]
        assert [source.name for source in session.query(SourceFile)] == ["shared.csv", "drawn.geojson"]
        newest = publication_log(session)[0]
        assert (newest.action, newest.dataset) == ("withdraw", "alpha/x")
        assert verify_log(session) == []


def test_what_the_host_keeps_for_the_plugin_goes_too(any_world: Any, make: Make) -> None:
    settings, database = any_world.settings, any_world.database
    make("alpha")
    make("beta")
    with database.write() as session:
        for statement in (
            "CREATE TABLE core_tried (id INTEGER PRIMARY KEY, plugin VARCHAR(64))",
            "CREATE TABLE core_tried_word (tried INTEGER REFERENCES core_tried (id) ON DELETE CASCADE)",
            "INSERT INTO core_tried VALUES (1, 'alpha'), (2, 'beta')",
            "INSERT INTO core_tried_word VALUES (1), (1), (2)",
        ):
            session.execute(text(statement))
    listed = purge(settings, database, "alpha", by="Ada")
    assert listed.rows == {"core_tried": 1}
    assert "1 row of the host's table core_tried" in listed.lines()
    purge(settings, database, "alpha", by="Ada", dry_run=False)
    with database.read() as session:
        assert session.execute(text("SELECT plugin FROM core_tried")).scalars().all() == ["beta"]
        assert session.execute(text("SELECT tried FROM core_tried_word")).scalars().all() == [2]


def test_nothing_is_removed_when_something_goes_wrong(any_world: Any, make: Make, monkeypatch: Any) -> None:
    with_tables(make, "alpha")
    migrate(any_world.settings, any_world.database)
    full = schema(any_world)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("toolbox_core.plugins.purge.audit.record", fail)
    with pytest.raises(RuntimeError):
        purge(any_world.settings, any_world.database, "alpha", by="Ada", dry_run=False)
    assert schema(any_world) == full
    assert any_world.records()["alpha"].state == "DISABLED"


def test_a_plugin_that_stored_nothing(world: Any, make: Make) -> None:
    make("alpha")
    assert not purge(world.settings, world.database, "alpha", by="Ada")
    assert purge(world.settings, world.database, "alpha", by="Ada", dry_run=False).lines() == []
