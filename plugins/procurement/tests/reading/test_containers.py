"""Files are opened whatever they are packed in; bombs, damage and spreadsheets end in one sentence."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues
from toolbox_procurement.reading import containers

TEXT = b'{"ocid": "ocds-213czf-1"}\n'


def _read(path: Path, issues: Issues | None = None) -> list[bytes]:
    return [member.stream.read() for member in containers.members(path, issues or Issues())]


def _zip(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return out.getvalue()


def _tar(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in names.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        gzip.compress(TEXT),
        _zip({"a.json": TEXT}),
        _tar({"a.json": TEXT}),
        gzip.compress(_tar({"folder/a.json": TEXT})),
        _zip({"a.json.gz": gzip.compress(TEXT)}),
        b"\xef\xbb\xbf" + TEXT,
        TEXT.decode().encode("utf-16"),
        TEXT.decode().encode("utf-16-le"),
        TEXT.decode().encode("utf-16-be"),
    ],
    ids=["plain", "gzip", "zip", "tar", "tar.gz", "zip of gzip", "bom", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_every_container_gives_the_text(write: Callable[..., Path], content: bytes) -> None:
    assert _read(write("file", content)) == [TEXT]


def test_several_members_come_one_after_the_other_and_others_are_left(write: Callable[..., Path]) -> None:
    names = {"b.json": TEXT, "a.jsonl": TEXT, "picture.png": b"\x89PNG", ".hidden.json": TEXT, "folder/": b""}
    assert _read(write("file.zip", _zip(names))) == [TEXT, TEXT]


def test_another_encoding_is_told(write: Callable[..., Path]) -> None:
    issues = Issues()
    _read(write("file", "{}".encode("utf-16")), issues)
    assert issues.count("encoding-not-utf-8") == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (gzip.compress(TEXT * 50)[:-20], "damaged"),
        (b"PK\x03\x04nonsense", "damaged zip"),
        (_zip({"[Content_Types].xml": b"<x/>"}), "spreadsheet"),
        (gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(TEXT)))))), "archives"),
    ],
    ids=["empty", "cut off", "nonsense", "spreadsheet", "six layers"],
)
def test_what_cannot_be_read_ends_in_one_sentence(write: Callable[..., Path], content: bytes, sentence: str) -> None:
    with pytest.raises(ProcurementFileError, match=sentence):
        _read(write("file", content))


def test_a_bomb_stops(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "_RATIO_FREE", 1000)
    with pytest.raises(ProcurementFileError, match="inflates"):
        _read(write("bomb.gz", gzip.compress(bytes(5_000_000))))


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ProcurementFileError, match="folder"):
        _read(tmp_path)
    with pytest.raises(ProcurementFileError, match="cannot be opened"):
        _read(tmp_path / "nowhere")
