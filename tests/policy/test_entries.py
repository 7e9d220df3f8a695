"""Entries of a catalogue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolbox_core.exceptions import InputError
from toolbox_core.policy.entries import (
    Conformance,
    UseCase,
    declared_permissions,
    describe,
    parse_entry,
    read_entry,
    write_entry,
)
from toolbox_core.policy.policy import RULES
from toolbox_core.policy.rules import PolicyTarget, judge

MINIMAL: dict[str, Any] = {
    "id": "a", "name": "A", "distribution": "a", "version": "1", "licence": "MIT", "tier": "gold",
    "packaged": "2026-01-02", "files": [],
}  # fmt: skip


def test_what_is_written_is_read_again(target: PolicyTarget, tmp_path: Path) -> None:
    verdict = judge(target, RULES)
    entry = describe(target, verdict, [], tests="3 passed", conformance=Conformance(passed=9), day=date(2026, 1, 2))
    entry = msgspec.structs.replace(entry, use_cases=(UseCase(title="Bridges of the city", commitment="FR0019"),))
    write_entry(tmp_path / "entries/bridges.yml", entry)
    again = read_entry(tmp_path / "entries/bridges.yml")
    assert again == entry
    assert (again.tier, again.licence, again.languages, again.standards[0].name) == (
        "gold",
        "EUPL-1.2",
        ("en",),
        "Data Package",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "format 2"),
        ({"version": None}, "version"),
        ({"packaged": "soon"}, "packaged"),
        ({"files": [{"kind": "wheel", "name": "../x.whl", "sha256": "0", "bytes": 1}]}, "outside"),
    ],
)
def test_what_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_entry({**MINIMAL, **change}, "a.yml")


def test_the_file_is_called_after_the_plugin(tmp_path: Path) -> None:
    write_entry(tmp_path / "b.yml", parse_entry(MINIMAL, "a.yml"))
    with pytest.raises(InputError, match=r"must be called a\.yml"):
        read_entry(tmp_path / "b.yml")
    with pytest.raises(InputError, match="cannot be read"):
        read_entry(tmp_path / "none.yml")


def test_permissions_are_read_without_importing(tmp_path: Path, write: Callable[..., Path]) -> None:
    write(tmp_path, "a.py", "raise SystemExit\nx = [Permission(id='a.b', label=''), core.Permission(id='a.a')]\n")
    write(tmp_path, "b.py", "this is no Python (\n")
    assert declared_permissions(tmp_path) == ["a.a", "a.b"]
