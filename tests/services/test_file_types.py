"""A file is what its name says, or it is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.exceptions import UnreadableFile
from toolbox_core.services.file_types import TYPES, checked_type


def made(folder: Path, content: bytes) -> Path:
    path = folder / "upload"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("Minutes.PDF", b"%PDF-1.7 minutes", "application/pdf"),
        ("a.csv", "à;b\n".encode("cp1252"), "text/csv"),
        ("a.csv", "à;b\n".encode("utf-16"), "text/csv"),
        ("a.json", b"{}", "application/json"),
        ("a.png", b"\x89PNG\r\n\x1a\n....", "image/png"),
    ],
)
def test_what_is_taken(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    assert checked_type(made(tmp_path, content), name) == media_type


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"<html>", "not what its ending says"),
        ("a.csv", b"MZ\x90\x00\x03", "not what its ending says"),
        ("a.txt", b"#!/bin/sh", "not what its ending says"),
        ("a.html", b"<html>", "not taken"),
        ("a.svg", b"<svg>", "not taken"),
        ("noending", b"x", "not taken"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"x" * 11, "has 11 bytes; at most 10"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        checked_type(made(tmp_path, content), name, most_bytes=10)


@given(content=st.binary(max_size=64), ending=st.sampled_from([*TYPES, "exe", ""]))
def test_nothing_is_ever_called_what_a_browser_runs(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = made(tmp_path_factory.getbasetemp(), content)
    try:
        found = checked_type(path, f"x.{ending}")
    except UnreadableFile:
        return
    assert found == TYPES[ending][0]
    assert not any(word in found for word in ("html", "svg", "javascript"))
