"""A program asks the interface everything that its document allows, and much that it does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from toolbox_core.testing.servers import RunningSite

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys")]
SETTINGS = """
# Text in the query language can be a text and still mean nothing, and a cursor one that nobody gave: 400 is right then.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "404"]
"""


def test_schemathesis_finds_no_failure(demo: RunningSite, tmp_path: Path) -> None:
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "--config-file", str(settings), "run", f"{demo.url}/api/v1/openapi.json"]
    options = ["--max-examples", "12", "--seed", "20", "--no-color", "--warnings", "off"]
    done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Operations:       0" not in done.stdout
