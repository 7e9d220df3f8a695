"""Originals are kept once, whole and read-only; a full disk or a killed process harms nothing."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toolbox_core.config import FileStore
from toolbox_core.exceptions import NotFound, ToolboxError, UnreadableFile
from toolbox_core.services.files import (
    TEMPORARY_PREFIX,
    check_file,
    clean_temporary,
    file_digest,
    file_path,
    keep_file,
)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def original(folder: Path, content: bytes = b"code,amount\n1,2\n") -> Path:
    path = folder / "budget.csv"
    path.write_bytes(content)
    return path


def everything(store: FileStore) -> list[Path]:
    return sorted(path for path in store.folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_hash_and_cannot_be_written(tmp_path: Path, store: FileStore) -> None:
    kept = keep_file(store, original(tmp_path))
    assert kept.sha256 == hashlib.sha256(b"code,amount\n1,2\n").hexdigest()
    assert kept.path == store.folder / kept.sha256[:2] / kept.sha256
    assert kept.path.read_bytes() == b"code,amount\n1,2\n"
    assert kept.path.stat().st_mode & 0o777 == 0o444
    assert kept.bytes == 16
    assert everything(store) == [kept.path]


def test_the_same_content_is_kept_once(tmp_path: Path, store: FileStore) -> None:
    first = keep_file(store, original(tmp_path))
    before = first.path.stat().st_mtime_ns
    assert keep_file(store, original(tmp_path)) == first
    assert first.path.stat().st_mtime_ns == before
    assert len(everything(store)) == 1


def test_a_damaged_copy_is_replaced_by_the_good_one(tmp_path: Path, store: FileStore) -> None:
    kept = keep_file(store, original(tmp_path))
    kept.path.chmod(0o644)
    kept.path.write_bytes(b"code,amount\n1,3\n")
    assert "was changed" in check_file(store, kept.sha256)
    keep_file(store, original(tmp_path))
    assert check_file(store, kept.sha256, 16) == ""


def test_faults_are_sentences(tmp_path: Path, store: FileStore) -> None:
    kept = keep_file(store, original(tmp_path))
    assert check_file(store, kept.sha256) == ""
    assert "17 were recorded" in check_file(store, kept.sha256, 17)
    kept.path.unlink()
    assert "is missing" in check_file(store, kept.sha256)
    with pytest.raises(NotFound, match="not a SHA-256"):
        file_path(store.folder, "../../../etc/passwd")


def test_what_cannot_be_read_is_said(tmp_path: Path, store: FileStore) -> None:
    with pytest.raises(UnreadableFile, match="no file"):
        keep_file(store, tmp_path / "none.csv")
    with pytest.raises(UnreadableFile, match="is a folder"):
        keep_file(store, tmp_path)
    assert everything(store) == []


def test_a_full_disk_keeps_nothing_and_says_so(tmp_path: Path, store: FileStore) -> None:
    """A limit on file size stands for the full disk: the system refuses to write on in the same way."""
    source = original(tmp_path, b"x" * 300_000)
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from toolbox_core.config import FileStore\nfrom toolbox_core.exceptions import ToolboxError\n"
        "from toolbox_core.services.files import keep_file\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n    keep_file(FileStore(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "except ToolboxError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(store.folder), str(source)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("The disk is full")
    assert done.stdout.strip().endswith("Make room and try again.")
    assert everything(store) == []


def test_a_store_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"a file where the folder should be")
    with pytest.raises(ToolboxError, match="could not be kept"):
        keep_file(FileStore(tmp_path / "files"), original(tmp_path))


def test_a_killed_process_leaves_only_a_temporary_file_that_goes_away(tmp_path: Path, store: FileStore) -> None:
    os.mkfifo(tmp_path / "slow")
    program = (
        "import sys\nfrom pathlib import Path\nfrom toolbox_core.config import FileStore\n"
        "from toolbox_core.services.files import keep_file\n"
        "keep_file(FileStore(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    with (
        subprocess.Popen([sys.executable, "-c", program, str(store.folder), str(tmp_path / "slow")]) as child,
        (tmp_path / "slow").open("wb") as pipe,
    ):
        pipe.write(b"x" * 2_000_000)
        deadline = time.monotonic() + 10
        while not list(store.folder.glob(TEMPORARY_PREFIX + "*")) and time.monotonic() < deadline:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        child.wait()
    left = everything(store)
    assert [path.name.startswith(TEMPORARY_PREFIX) for path in left] == [True]
    assert clean_temporary(store.folder) == 0, "a running store may still own it"
    old = time.time() - 2 * 24 * 3600
    os.utime(left[0], (old, old))
    keep_file(store, original(tmp_path))
    assert not list(store.folder.glob(TEMPORARY_PREFIX + "*"))


def test_large_files_need_little_memory(tmp_path: Path, store: FileStore) -> None:
    source = tmp_path / "large"
    with source.open("wb") as handle:
        handle.truncate(64 << 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = keep_file(store, source)
    assert kept.bytes == 64 << 20
    assert file_digest(kept.path) == (kept.sha256, kept.bytes)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 << 10
