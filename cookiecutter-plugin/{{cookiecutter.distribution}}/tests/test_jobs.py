"""The nightly job can run at any time, and again."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.plugins("{{ cookiecutter.id }}")
JOB = "{{ cookiecutter.id }}:refresh"


def test_the_job_runs_twice(published: int, toolbox: Any) -> None:
    for _ in range(2):
        done = json.loads(toolbox("jobs", "run", JOB, "--json").stdout)
        assert (done["status"], done["result"]) == ("done", {"entries": 3})
