"""``toolbox dev``: a change of a module's code is served a moment later."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from toolbox_core.cli.dev import followed_folders, matters
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.plugins.lifecycle import enable
from toolbox_core.testing.plugins import ImportPath, make_plugin

PAGE = """\
from toolbox_core import Route, hookimpl
async def page(request):
    from starlette.responses import PlainTextResponse
    return PlainTextResponse("WORD")
@hookimpl
def register_routes():
    return [Route(path="/tried", endpoint=page, name="tried:page", public=True, cacheable=False)]
"""
PATIENCE = 90.0


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/x/toolbox_a/pages.py", True),
        ("/x/toolbox_a/templates/a/index.html", True),
        ("/x/site/toolbox.toml", True),
        ("/x/site/data/uploads/a.json", False),
        ("/x/site/data/toolbox.sqlite", False),
        ("/x/toolbox_a/__pycache__/pages.pyc", False),
        ("/x/toolbox_a/messages.mo", False),
    ],
)
def test_what_matters(path: str, wanted: bool) -> None:
    assert matters(path) is wanted


def test_editable_modules_and_the_site_are_followed(settings: Settings, tmp_path: Path) -> None:
    with ImportPath(tmp_path / "packages") as packages:
        folder = make_plugin(packages, "tried", PAGE, {"provides": {"addresses": ["/tried"]}})
        followed = followed_folders(settings)
    assert followed[0] == settings.path
    assert folder in followed
    assert not [path for path in followed if "site-packages" in path.parts]


@pytest.mark.slow
def test_a_change_is_served(site: Path, settings: Settings, database: Database, tmp_path: Path) -> None:
    with ImportPath(tmp_path / "packages") as packages:
        folder = make_plugin(packages, "tried", PAGE, {"provides": {"addresses": ["/tried"]}})
        enable(settings, database, "tried", by="tests")
    database.close()
    port = _free_port()
    environment = {**os.environ, "PYTHONPATH": str(packages), "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "toolbox_core.cli", "--site", str(site), "dev", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/tried", "WORD")
            code = folder / "plugin.py"
            code.write_text(re.sub("WORD", "ANOTHER", code.read_text(encoding="utf-8")), encoding="utf-8")
            _wait_for(f"http://127.0.0.1:{port}/tried", "ANOTHER")
        finally:
            running.terminate()  # not an interrupt: a shell's background jobs are born deaf to it
            running.wait(60)
    assert "plugin.py" in (tmp_path / "log").read_text(encoding="utf-8")


def _wait_for(address: str, words: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.read().decode() == words:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.2)
    pytest.fail(f"{address} did not say {words!r} within {PATIENCE:.0f} seconds.")


def _free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
