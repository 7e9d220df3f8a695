"""Originals in a store that speaks S3, against a server of another maker: kept once, whole or not at all."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from toolbox_core.config import FileStore, StorageSettings, load_settings
from toolbox_core.db import Database
from toolbox_core.db.models import SourceFile
from toolbox_core.exceptions import NotFound, SettingsError, ToolboxError
from toolbox_core.services.buckets import INCOMING, MULTIPART_FROM, object_name, open_bucket
from toolbox_core.services.files import check_file, find_file, keep_file, remove_file, stage_file
from toolbox_core.services.provenance import source_path, store_source, verify_sources


@pytest.fixture
def store(tmp_path: Path, bucket: StorageSettings) -> FileStore:
    return FileStore(tmp_path / "files", bucket)


def original(folder: Path, content: bytes = b"code,amount\n1,2\n") -> Path:
    path = folder / "budget.csv"
    path.write_bytes(content)
    return path


def elsewhere(tmp_path: Path, bucket: StorageSettings) -> FileStore:
    """The same store, as another machine sees it: no copies yet."""
    return FileStore(tmp_path / "another-machine", bucket)


@pytest.mark.parametrize("size", [0, 16, MULTIPART_FROM + 3], ids=["empty", "small", "in parts"])
def test_a_file_is_kept_in_the_bucket_and_fetched_elsewhere(
    tmp_path: Path, store: FileStore, bucket: StorageSettings, size: int
) -> None:
    content = b"0123456789abcdef" * (size // 16) + b"xyz"[: size % 16]
    kept = keep_file(store, original(tmp_path, content))
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert open_bucket(bucket).contents() == (1, size)
    assert open_bucket(bucket).size(kept.sha256) == size
    found = find_file(elsewhere(tmp_path, bucket), kept.sha256, size)
    assert found.parent.parent == tmp_path / "another-machine"
    assert found.read_bytes() == content
    assert found.stat().st_mode & 0o777 == 0o444
    assert check_file(store, kept.sha256, size) == ""


def test_the_same_content_is_sent_once(tmp_path: Path, bucket: StorageSettings, store: FileStore) -> None:
    first = keep_file(store, original(tmp_path))
    staged = stage_file(elsewhere(tmp_path, bucket), original(tmp_path))
    assert staged.sent == ""
    staged.settle()
    assert staged.kept.sha256 == first.sha256
    assert open_bucket(bucket).contents() == (1, 16)


def test_what_is_only_in_the_folder_is_sent(tmp_path: Path, bucket: StorageSettings) -> None:
    """A site that moves to a bucket: handing the file in again brings it there."""
    keep_file(FileStore(tmp_path / "files"), original(tmp_path))
    keep_file(FileStore(tmp_path / "files", bucket), original(tmp_path))
    assert open_bucket(bucket).contents() == (1, 16)


def test_a_transaction_decides(tmp_path: Path, store: FileStore, bucket: StorageSettings, database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        store_source(session, store, original(tmp_path), name="budget.csv")
        assert len(list(open_bucket(bucket)._listed(f"{INCOMING}/"))) == 1
        raise RuntimeError
    assert open_bucket(bucket).contents() == (0, 0)
    assert list(open_bucket(bucket)._listed()) == []
    with database.write() as session:
        store_source(session, store, original(tmp_path), name="budget.csv")
    assert [one["path"][:2] for one in open_bucket(bucket)._listed()] == [
        hashlib.sha256(b"code,amount\n1,2\n").hexdigest()[:2]
    ]
    with database.read() as session:
        source = session.scalars(select(SourceFile)).one()
        assert source_path(elsewhere(tmp_path, bucket), source).read_bytes() == b"code,amount\n1,2\n"
        assert verify_sources(session, store) == []
        remove_file(store, source.sha256)
        assert "is missing" in verify_sources(session, store)[0]
        with pytest.raises(NotFound, match=r"budget\.csv is missing from s3://"):
            source_path(store, source)


def test_what_was_changed_in_the_bucket_is_never_used(
    tmp_path: Path, store: FileStore, bucket: StorageSettings
) -> None:
    import obstore

    kept = keep_file(store, original(tmp_path))
    obstore.put(open_bucket(bucket).store, object_name(kept.sha256), b"code,amount\n1,3\n")
    assert "was changed" in check_file(store, kept.sha256)
    with pytest.raises(ToolboxError, match="was changed in s3://"):
        find_file(elsewhere(tmp_path, bucket), kept.sha256, kept.bytes)
    assert [path for path in (tmp_path / "another-machine").rglob("*") if path.is_file()] == []


def test_what_a_killed_process_left_is_swept(tmp_path: Path, bucket: StorageSettings) -> None:
    open_bucket(bucket).send(original(tmp_path), 16)
    assert open_bucket(bucket).clean(older_than=3600) == 0, "a running process may still own it"
    assert open_bucket(bucket).clean(older_than=-1) == 1
    assert list(open_bucket(bucket)._listed()) == []


def test_a_store_that_cannot_be_used_is_said(tmp_path: Path, bucket: StorageSettings) -> None:
    missing = msgspec.structs.replace(bucket, files="s3://nobody-made-this/site")
    with pytest.raises(ToolboxError, match="is not there"):
        open_bucket(missing).try_out()
    away = msgspec.structs.replace(bucket, endpoint="http://127.0.0.1:9", timeout=1.0)
    with pytest.raises(ToolboxError, match="cannot be reached"):
        keep_file(FileStore(tmp_path / "files", away), original(tmp_path))
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert "cannot be reached" in check_file(FileStore(tmp_path / "files", away), "0" * 64)
    for address in ("s3:/x", "https://x/y", "s3://", "s3://UPPER/x"):
        with pytest.raises(SettingsError, match="not the address of a bucket"):
            open_bucket(StorageSettings(files=address))


def test_without_obstore_the_fix_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(SettingsError, match=r"open-government-toolbox\[s3\]"):
        open_bucket(StorageSettings(files="s3://never-opened/before"))


def test_secrets_come_from_the_environment_and_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "toolbox.toml").write_text('[storage]\nfiles = "s3://originals/site"\n', encoding="utf-8")
    settings = load_settings(tmp_path, {"TOOLBOX_STORAGE_SECRET_ACCESS_KEY": "s3cret"})
    assert settings.files == FileStore(tmp_path / "data" / "files", settings.storage)
    assert settings.storage.secret_access_key == "s3cret"
    assert str(settings.files) == "s3://originals/site"
    assert "s3cret" not in repr(settings)
