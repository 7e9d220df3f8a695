"""A file of compiled releases is used as it is; any other is merged first."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from toolbox_procurement.compiled import compiled_lines, lines_of
from toolbox_procurement.issues import Issues


def test_compiled_lines_are_used_as_they_are(write: Callable[..., Path]) -> None:
    path = write("file.jsonl", [{"ocid": "a", "tag": ["compiled"]}], lines=True)
    with compiled_lines(path, Issues()) as found:
        assert found == path


def test_releases_are_merged_first(write: Callable[..., Path]) -> None:
    releases = [
        {"ocid": "a", "id": str(n), "date": f"2021-0{n}", "tag": ["tender"], "language": str(n)} for n in (1, 2)
    ]
    with compiled_lines(write("file.json", {"version": "1.1", "releases": releases}), Issues()) as found:
        (line,) = found.read_text().splitlines()
        assert json.loads(line)["language"] == "2"
    assert not found.exists()


def test_standard_input_becomes_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream:
        buffer = io.BytesIO(b"{}\n")

    monkeypatch.setattr(sys, "stdin", Stream())
    with lines_of(Path("-")) as found:
        assert found.read_bytes() == b"{}\n"


def test_a_file_stays_where_it_is(tmp_path: Path) -> None:
    with lines_of(tmp_path / "a") as found:
        assert found == tmp_path / "a"
