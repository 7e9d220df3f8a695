"""The commands, as an administrator types them."""

from __future__ import annotations

import json
{%- if cookiecutter.importer %}
from pathlib import Path
{%- endif %}
from typing import Any

import pytest

pytestmark = pytest.mark.plugins("{{ cookiecutter.id }}")
COMMAND = "{{ cookiecutter.__command }}"
{%- if cookiecutter.importer %}
EXAMPLE = Path(__file__).parents[1] / "examples" / "entries.csv"


def test_from_a_file_to_a_publication(toolbox: Any) -> None:
    report = json.loads(toolbox(COMMAND, "import", str(EXAMPLE), "--json").stdout)
    assert (report["rows_read"], report["rows_stored"], report["rows_rejected"]) == (4, 4, 0)
    version = str(report["version"])
    assert toolbox(COMMAND, "publish", version).returncode == 0
    entries = json.loads(toolbox(COMMAND, "list", "--json").stdout)
    assert [entry["code"] for entry in entries] == ["001", "002", "010", "011"]
{%- endif %}


def test_entries_that_are_typed(toolbox: Any) -> None:
    draft = json.loads(toolbox(COMMAND, "draft", "1=A", "2=B", "--json").stdout)
    assert toolbox(COMMAND, "publish", str(draft["version"])).returncode == 0
    assert "1  A" in toolbox(COMMAND, "list").stdout


def test_refusals_name_the_reason(toolbox: Any) -> None:
    refused = toolbox(COMMAND, "publish", "99")
    assert refused.returncode == 2
    assert "There is no version 99" in refused.stderr
    unnamed = toolbox(COMMAND, "draft", "1")
    assert unnamed.returncode == 2
    assert "has no name" in unnamed.stderr
