"""The tutorial "your first module in fifteen minutes", command by command, as a reader types them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment of its own that sees the toolbox and its libraries, with the tester's own ``pip``."""
    venv.create(tmp_path / "venv", symlinks=True)
    binaries = tmp_path / "venv" / "bin"
    inside = subprocess.run(
        [binaries / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    # addsitedir, so that the checkout's own editable installation counts there, too
    line = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    Path(inside.stdout.strip(), "libraries.pth").write_text(line, encoding="utf-8")
    (binaries / "toolbox").write_text(f'#!/bin/sh\nexec {binaries}/python -m toolbox_core.cli "$@"\n', encoding="utf-8")
    (binaries / "pip").write_text(
        f'#!/bin/sh\nexec {sys.executable} -m pip --python {binaries}/python "$@" --quiet --no-index\n',
        encoding="utf-8",
    )
    for name in ("toolbox", "pip"):
        (binaries / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TOOLBOX_", "PYTEST_"))}
    return {**kept, "PATH": f"{binaries}:{kept['PATH']}", "PYTHONUNBUFFERED": "1"}


def commands(root: Path) -> list[str]:
    """The commands of the tutorial, in their order."""
    text = (root / "docs/tutorials/your-first-module.md").read_text(encoding="utf-8")
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


def test_the_tutorial_works(pytestconfig: pytest.Config, environment: dict[str, str], tmp_path: Path) -> None:
    folder, said, port = tmp_path, {}, _free_port()
    for command in commands(pytestconfig.rootpath):
        if command.startswith("cd "):
            folder = folder / command.removeprefix("cd ")
        elif " dev " in command:
            _look(command.replace("8123", str(port)), folder, environment, port)
        else:
            done = subprocess.run(
                command,
                shell=True,
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
            assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
            said[command] = done.stdout
    assert "001  Old lime on the market square" in said["toolbox --site ../trees-site street-trees list"]
    assert list((folder / "dist").glob("opengov_toolbox_street_trees-*.whl"))


def _look(command: str, folder: Path, environment: dict[str, str], port: int) -> None:
    """What the reader does while ``toolbox dev`` runs: open the page, change a word, load it again."""
    template = folder / "toolbox_street_trees" / "templates" / "street_trees" / "index.html"
    with (folder.parent / "dev.log").open("wb") as log:
        running = subprocess.Popen(["sh", "-c", f"exec {command}"], cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(port, "Old lime on the market square")
            text = template.read_text(encoding="utf-8")
            template.write_text(text.replace("All of it as open data:", "All of it for everybody:"), encoding="utf-8")
            _wait_for(port, "All of it for everybody:")
            template.write_text(text, encoding="utf-8")
        finally:
            running.terminate()
            running.wait(60)
    with socket.socket() as asked:  # the server has gone with the program that began it
        assert asked.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(port: int, words: str, seconds: float = 90.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/street-trees/", timeout=5) as answer:
                if words in answer.read().decode():
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.2)
    pytest.fail(f"The page did not say {words!r} within {seconds:.0f} seconds.")
