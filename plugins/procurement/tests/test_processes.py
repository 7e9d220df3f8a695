"""Releases are grouped by ocid wherever they lie, in memory or through temporary files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_procurement import processes
from toolbox_procurement.issues import Issues


def _release(ocid: Any, number: int, **fields: Any) -> dict[str, Any]:
    return {"ocid": ocid, "id": str(number), "date": f"2021-01-{number:02}", "tag": ["tender"], **fields}


def test_interleaved_releases_come_together(write: Callable[..., Path]) -> None:
    path = write("file.jsonl", [_release("b", 1), _release("a", 1), _release("b", 2)], lines=True)
    found = [(ocid, [one["id"] for one in releases]) for ocid, releases in processes.grouped(path, Issues())]
    assert found == [("b", ["1", "2"]), ("a", ["1"])]


def test_temporary_files_give_the_same(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("file.jsonl", [_release(f"o{n % 50}", n // 50 + 1, language=str(n)) for n in range(200)], lines=True)
    small = {one["ocid"]: one for one in processes.merged(path, Issues())}
    monkeypatch.setattr(processes, "IN_MEMORY", 2000)
    large = {one["ocid"]: one for one in processes.merged(path, Issues())}
    assert small == large
    assert len(small) == 50


@pytest.mark.parametrize("ocid", [None, 5, "", ["x"]])
def test_a_release_without_an_ocid_is_told(write: Callable[..., Path], ocid: Any) -> None:
    issues = Issues()
    path = write("file.json", [_release(ocid, 1), _release("a", 1)])
    assert [name for name, _ in processes.grouped(path, issues)] == ["a"]
    assert issues.count("ocid-missing") == 1


def test_a_wrong_encoding_is_mended_on_the_way(write: Callable[..., Path]) -> None:
    issues = Issues()
    path = write("file.jsonl", '{"ocid": "a", "language": "é"}\n{"ocid":"é"}\n'.encode("cp1252"))
    assert [one["ocid"] for one in processes.merged(path, issues)] == ["a", "é"]
    assert issues.count("encoding-not-utf-8") == 2


def test_values_that_are_too_deep_are_told(write: Callable[..., Path]) -> None:
    issues = Issues()
    deep = '{"ocid": "a", "x": ' + '{"y":' * 600 + "1" + "}" * 600 + "}\n"
    path = write("file.jsonl", (deep + '{"ocid": "b"}\n').encode())
    assert [one["ocid"] for one in processes.merged(path, issues)] == ["b"]
    assert issues.count("nesting-too-deep") == 1


def test_old_releases_are_upgraded_when_asked(write: Callable[..., Path]) -> None:
    old = _release("a", 1, buyer={"name": "City", "address": {"locality": "Port"}})
    path = write("file.json", old)
    assert "parties" not in next(iter(processes.merged(path, Issues())))
    assert next(iter(processes.merged(path, Issues(), upgrade=True)))["parties"][0]["id"] == "City"


def test_five_thousand_releases_of_one_process(write: Callable[..., Path]) -> None:
    releases = [
        {"ocid": "a", "id": str(n), "date": f"{n:06}", "tender": {"id": "t", "amendments": [{"id": str(n)}]}}
        for n in range(5000)
    ]
    found = list(processes.merged(write("file.jsonl", releases, lines=True), Issues()))
    assert len(found[0]["tender"]["amendments"]) == 5000
