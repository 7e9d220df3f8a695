"""Coverage counts as Cardinal counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from toolbox_procurement.coverage import coverage_of_file, coverage_of_lines, fields_of
from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues


@pytest.mark.shared_data
def test_every_official_case(official: Path) -> None:
    paths = sorted((official / "cardinal/coverage").glob("*.jsonl"))
    assert len(paths) >= 17
    for path in paths:
        assert coverage_of_file(path, Issues()) == json.loads(path.with_suffix(".expected").read_text()), path.stem


def test_paths_and_counts() -> None:
    lines = [b'{"a": [{"b": "x"}, {"b": ""}], "c": {}}', b'{"a": [], "c": {"d": 0}}', b"", b"oops"]
    issues = Issues()
    found = coverage_of_lines(lines, issues)
    assert found == {"": 2, "/": 2, "/a": 1, "/a[]": 1, "/a[]/": 1, "/a[]/b": 1, "/c": 1, "/c/": 1, "/c/d": 1}
    assert issues.count("line-not-json") == 1


def test_field_names_are_those_of_indicators() -> None:
    assert fields_of({"": 1, "/": 1, "/bids/details[]/value/amount": 3, "/bids/details[]": 1}) == {
        "",
        "bids/details/value/amount",
    }


def test_a_missing_file(write: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(ProcurementFileError, match="cannot be opened"):
        coverage_of_file(tmp_path / "nowhere", Issues())
