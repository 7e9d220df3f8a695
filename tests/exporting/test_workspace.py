"""The temporary folder of a download is gone in the end, also when the reader goes away; a full disk is a sentence."""

from __future__ import annotations

import errno
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.contracts import DatasetDescription
from toolbox_core.exceptions import ToolboxError
from toolbox_core.exporting.parquet import stream_parquet
from toolbox_core.exporting.workspace import pieces, workspace
from toolbox_core.exporting.xlsx import stream_xlsx


def test_the_folder_goes_when_the_work_ends_or_breaks_off() -> None:
    with workspace() as folder:
        (folder / "x").write_bytes(b"x")
    assert not folder.exists()
    with pytest.raises(KeyError), workspace() as broken:
        raise KeyError
    assert not broken.exists()


def test_a_full_disk_is_one_sentence() -> None:
    with pytest.raises(ToolboxError, match="No space left on device"), workspace():
        raise OSError(errno.ENOSPC, "No space left on device")


def test_pieces_are_the_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abcdefg")
    assert list(pieces(tmp_path / "x", 3)) == [b"abc", b"def", b"g"]


@pytest.mark.parametrize("stream", [stream_xlsx, stream_parquet])
def test_a_reader_that_goes_away_leaves_nothing(
    stream: Callable[..., Iterator[bytes]],
    description: DatasetDescription,
    rows: tuple[Any, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    download = stream(description, rows)
    assert isinstance(download, Generator)
    next(download)
    assert list(tmp_path.iterdir())
    download.close()
    assert not list(tmp_path.iterdir())
