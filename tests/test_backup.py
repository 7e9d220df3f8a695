"""A site that was backed up and restored is the same site; what is wrong with a backup is said before it is used."""

from __future__ import annotations

import io
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from toolbox_core.backup import MANIFEST, restore_backup, write_backup
from toolbox_core.config import DatabaseSettings, Settings, load_settings
from toolbox_core.db import Database
from toolbox_core.db.models import AuditEntry
from toolbox_core.exceptions import BackupError
from toolbox_core.migrate import migrate, pending
from toolbox_core.services.audit import record
from toolbox_core.services.files import keep_file

Made = Callable[[], Path]


def _fill(settings: Settings, database: Database) -> None:
    with database.write() as session:
        record(session, actor="Ana", action="tests.done", target="test")
    original = settings.path.parent / "original.csv"
    original.write_bytes(b"a;b\n1;2\n" * 1000)
    keep_file(settings.files, original)
    (settings.path / "templates" / "home").mkdir(parents=True, exist_ok=True)
    (settings.path / "templates" / "home" / "index.html").write_text("Ours", encoding="utf-8")


def _actions(url: str) -> list[str]:
    store = Database(url)
    try:
        with store.read() as session:
            return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    finally:
        store.close()


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("toolbox.sqlite")
    }


@pytest.fixture
def made(settings: Settings, database: Database, tmp_path: Path) -> Path:
    """A backup of a small site on SQLite."""
    _fill(settings, database)
    return write_backup(settings, database, tmp_path / "site.tar.gz", version="0.1.0").path


def test_a_restored_site_is_the_same_site(made: Path, settings: Settings, tmp_path: Path) -> None:
    again = restore_backup(made, tmp_path / "again")

    assert again.manifest.toolbox == "0.1.0"
    restored = load_settings(tmp_path / "again", environ={})
    assert _files(restored.path) == _files(settings.path)
    assert _actions(restored.database_url) == _actions(settings.database_url)
    assert "tests.done" in _actions(restored.database_url)
    store = Database(restored.database_url)
    assert pending(restored, store) == {}
    store.close()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


@pytest.mark.postgresql
def test_a_site_on_postgresql(
    settings: Settings, postgresql_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    on_server = msgspec.structs.replace(settings, database=DatabaseSettings(url=postgresql_url))
    store = Database(postgresql_url)
    migrate(on_server, store)
    _fill(on_server, store)
    made = write_backup(on_server, store, tmp_path / "site.tar.gz", version="0.1.0").path
    store.close()
    cluster = request.getfixturevalue("_postgresql_cluster")
    empty = cluster.create_database()
    try:
        restore_backup(made, tmp_path / "again", database_url=cluster.url(empty))
        assert _actions(cluster.url(empty)) == _actions(postgresql_url)
        with pytest.raises(BackupError, match="not empty"):
            restore_backup(made, tmp_path / "third", database_url=cluster.url(empty))
        with pytest.raises(BackupError, match="settings name a SQLite file"):
            restore_backup(made, tmp_path / "third")
        assert not (tmp_path / "third").exists()
    finally:
        cluster.drop_database(empty)


def test_links_are_not_followed_and_named(settings: Settings, database: Database, tmp_path: Path) -> None:
    (settings.path / "static").mkdir(exist_ok=True)
    (settings.path / "static" / "outside").symlink_to("/etc/hostname")
    made = write_backup(settings, database, tmp_path / "site.tar.gz", version="0.1.0")
    assert made.manifest.left_out == ("static/outside",)


def test_nothing_is_overwritten(made: Path, settings: Settings, database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="exists already"):
        write_backup(settings, database, made, version="0.1.0")
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(made, settings.path)


def test_no_database_yet(settings: Settings, tmp_path: Path) -> None:
    elsewhere = msgspec.structs.replace(settings, database=DatabaseSettings(url="sqlite:///data/none.sqlite"))
    store = Database(elsewhere.database_url)
    with pytest.raises(BackupError, match="no database"):
        write_backup(elsewhere, store, tmp_path / "site.tar.gz", version="0.1.0")
    store.close()
    assert not (tmp_path / "site.tar.gz").exists()


def test_a_damaged_database_is_not_taken_for_a_backup(settings: Settings, tmp_path: Path) -> None:
    path = settings.path / "data" / "bad.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"\x10" * 4000)
    bad = msgspec.structs.replace(settings, database=DatabaseSettings(url="sqlite:///data/bad.sqlite"))
    store = Database(bad.database_url)
    with pytest.raises(BackupError, match=r"cannot be copied|damaged"):
        write_backup(bad, store, tmp_path / "site.tar.gz", version="0.1.0")
    store.close()


@pytest.mark.parametrize("part", [0.3, 0.98])
def test_a_backup_that_was_cut_off(made: Path, tmp_path: Path, part: float) -> None:
    whole = made.read_bytes()
    made.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BackupError, match=r"damaged|cut off"):
        restore_backup(made, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def _rewritten(made: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    with tarfile.open(made) as archive:
        held = [(about.name, archive.extractfile(about).read()) for about in archive]  # type: ignore[union-attr]
    with tarfile.open(made, "w:gz") as archive:
        for name, content in held:
            changed = change(name, content)
            if changed is not None:
                about = tarfile.TarInfo(changed[0])
                about.size = len(changed[1])
                archive.addfile(about, io.BytesIO(changed[1]))


def test_a_changed_a_missing_and_an_added_member(made: Path, tmp_path: Path) -> None:
    whole = made.read_bytes()
    for change in (
        lambda name, content: (name, content + b" ") if name.endswith("toolbox.toml") else (name, content),
        lambda name, content: None if name.endswith("index.html") else (name, content),
        lambda name, content: ("site/more", content) if name == "site/templates/home/index.html" else (name, content),
    ):
        made.write_bytes(whole)
        _rewritten(made, change)
        with pytest.raises(BackupError, match="is not what was backed up"):
            restore_backup(made, tmp_path / "again")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "site/../../outside"])
def test_a_member_that_points_outside(made: Path, tmp_path: Path, name: str) -> None:
    _rewritten(made, lambda old, content: (name, content) if old.endswith("index.html") else (old, content))
    with pytest.raises(BackupError, match="which no backup does"):
        restore_backup(made, tmp_path / "again")


def test_a_newer_form_and_a_broken_list(made: Path, tmp_path: Path) -> None:
    whole = made.read_bytes()
    _rewritten(made, lambda n, c: (n, c.replace(b'"format": 1', b'"format": 2')) if n == MANIFEST else (n, c))
    with pytest.raises(BackupError, match="newer toolbox"):
        restore_backup(made, tmp_path / "again")
    made.write_bytes(whole)
    _rewritten(made, lambda n, c: (n, b"{") if n == MANIFEST else (n, c))
    with pytest.raises(BackupError, match="cannot be read"):
        restore_backup(made, tmp_path / "again")


@pytest.mark.parametrize("content", [b"", b"no tar", b"\x1f\x8b\x08\x00junk"])
def test_what_is_no_backup(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.tar.gz"
    file.write_bytes(content)
    with pytest.raises(BackupError):
        restore_backup(file, tmp_path / "again")
    with pytest.raises(BackupError, match="no file"):
        restore_backup(tmp_path / "none.tar.gz", tmp_path / "again")
    with pytest.raises(BackupError, match="folder"):
        restore_backup(tmp_path, tmp_path / "again")
