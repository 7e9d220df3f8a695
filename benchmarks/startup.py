"""How long the command takes to start, with no plugins installed and with fifty."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from table import Row

from toolbox_core.testing.plugins import make_plugin

RUNS = 9
TOOLBOX = str(Path(sys.executable).parent / "toolbox")
PAGE = '''
"""A plugin with one page."""
from toolbox_core import Route, hookimpl


async def page(request):
    raise NotImplementedError


@hookimpl
def register_routes(context):
    return [Route(path="/{0}/", endpoint=page, name="{0}:page", public=True)]
'''


def measure() -> Iterator[Row]:
    """``toolbox --help`` and ``toolbox plugins list`` against a Python that imports click and does nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(50):
            plugin = f"p{number:02}"
            make_plugin(
                folder / "installed", plugin, PAGE.replace("{0}", plugin), {"provides": {"addresses": [f"/{plugin}"]}}
            )
        few, many = dict(os.environ), {**os.environ, "PYTHONPATH": str(folder / "installed")}
        subprocess.run([TOOLBOX, "init", str(folder / "site")], check=True, capture_output=True)
        bare = _seconds([sys.executable, "-c", "pass"], few)
        click = _seconds([sys.executable, "-c", "import click"], few)
        yield Row("python -c 'import click'", _shown(click), f"python: {_shown(bare)}", click / bare)
        for words in (["--help"], ["--site", str(folder / "site"), "plugins", "list"]):
            label = "toolbox " + " ".join(words[2:] if len(words) > 1 else words)
            zero, fifty = _seconds([TOOLBOX, *words], few), _seconds([TOOLBOX, *words], many)
            yield Row(label, _shown(zero), f"import click: {_shown(click)}", zero / click)
            yield Row(f"{label}, 50 more plugins", _shown(fifty), f"none: {_shown(zero)}", fifty / zero)


def _seconds(command: list[str], env: dict[str, str]) -> float:
    """The median time of a command, after one run that warms the caches of the disk and of Python."""
    times = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=env)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
