"""The commands that change a site, as an administrator types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.plugins("procurement")


def test_from_a_file_to_the_public(toolbox: Callable[..., Any], write: Callable[..., Path], processes: Any) -> None:
    path = str(write("a.jsonl", processes(2), lines=True))
    first = json.loads(toolbox("procurement", "import", path, "--source", "town", "--json").stdout)
    assert {key: first[key] for key in ("packages", "releases", "processes", "duplicates", "rejected")} == {
        "packages": 0,
        "releases": 8,
        "processes": 2,
        "duplicates": 0,
        "rejected": 0,
    }
    assert {"rule", "path", "count", "samples"} <= set(first["issues"][0])
    done = toolbox("procurement", "publish", str(first["version"]))
    assert done.stdout == f"Published version {first['version']}, number 1 of procurement/town.\n"
    again = toolbox("procurement", "import", path, "--source", "town", "--publish")
    assert "8 releases were known before" in again.stdout
    assert "Nothing is new" in again.stdout
    listed = json.loads(toolbox("procurement", "sources", "--json").stdout)
    assert [(one["slug"], one["processes"]) for one in listed] == [("town", 2)]
    off = toolbox("procurement", "repairs", "town", "--off", "currency-capitals")
    assert "currency-capitals: 0, switched off." in off.stdout
    wrong = toolbox("procurement", "repairs", "town", "--off", "nothing")
    assert wrong.returncode == 2
    assert "There is no repair 'nothing'" in wrong.stderr
    hidden = toolbox("procurement", "redact", "parties/name", "--value", "Firm 1", "--reason", "A request.")
    assert hidden.stdout == "Redaction 1 is in force.\n"
    back = toolbox("procurement", "withdraw", str(first["version"]), "--reason", "A test.")
    assert back.returncode == 0, back.stderr


def test_a_bad_source_is_one_clear_line(toolbox: Callable[..., Any], write: Callable[..., Path]) -> None:
    failed = toolbox("procurement", "import", str(write("a.json", {})), "--source", "Not Good")
    assert failed.returncode == 2
    assert "cannot be the short name of a source" in failed.stderr
    assert "Traceback" not in failed.stderr
