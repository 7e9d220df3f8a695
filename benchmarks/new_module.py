"""How long it takes from a name to a green module: bake it, install it, run every test that it comes with."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from table import Row

TOOLBOX = str(Path(sys.executable).parent / "toolbox")
PIP = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--target", "../packages")
BUDGET = 60.0
"""Seconds for the three together."""


def measure() -> Iterator[Row]:
    """Each step, then their sum against the budget of a minute. The time of the processors is told beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TOOLBOX_", "PYTEST_"))}
        env = {**kept, "PYTHONPATH": str(folder / "packages")}
        project = folder / "opengov-toolbox-street-trees"
        steps = (
            ("bake", folder, [TOOLBOX, "new", "Street trees", "--no-input"]),
            ("install", project, [sys.executable, *PIP, "."]),
            ("test", project, [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]),
        )
        wall = cpu = 0.0
        for step, where, command in steps:
            before, began = _cpu(), time.perf_counter()
            done = subprocess.run(command, cwd=where, env=env, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
            took, used = time.perf_counter() - began, _cpu() - before
            wall, cpu = wall + took, cpu + used
            yield Row(f"new module: {step}", _shown(took, used), "", None)
        yield Row("new module: bake + install + test", _shown(wall, cpu), f"budget: {BUDGET:.0f} s", wall / BUDGET)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _shown(wall: float, cpu: float) -> str:
    return f"{wall:.1f} s ({cpu:.1f} s of processor time)"
