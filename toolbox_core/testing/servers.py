"""The real command in a process of its own: one run, or a server until the test ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 180.0
_ADDRESS = re.compile(r"https?://[^\s/]+:\d+")


@dataclass
class RunningSite:
    """A server that answers at ``url`` (no slash at the end). ``output`` is what it has printed up to now."""

    url: str
    folder: Path
    process: subprocess.Popen[str]
    output: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rsplit(":", 1)[1])


def _command(python: str) -> str:
    """The ``toolbox`` that was installed together with this Python."""
    return str(Path(python).parent / "toolbox")


def _environment(additions: Mapping[str, str] | None) -> dict[str, str]:
    """The tester's environment without toolbox settings of their own, with the caller's additions."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOOLBOX_")}
    return {**kept, "PYTHONUNBUFFERED": "1", **(additions or {})}


def run_toolbox(
    *arguments: str,
    site: Path | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 120.0,
    python: str = sys.executable,
) -> subprocess.CompletedProcess[str]:
    """Run ``toolbox`` to its end and return exit code, standard output and standard error as text."""
    command = [_command(python), *(["--site", str(site)] if site else []), *arguments]
    return subprocess.run(
        command, cwd=cwd, env=_environment(env), capture_output=True, text=True, timeout=timeout, check=False
    )


@contextmanager
def serve(
    folder: Path,
    *options: str,
    env: Mapping[str, str] | None = None,
    python: str = sys.executable,
    command: str = "serve",
) -> Iterator[RunningSite]:
    """Run ``toolbox serve --port 0`` on ``folder`` until the block ends; wait until it prints its address."""
    process = subprocess.Popen(
        [_command(python), "--site", str(folder), command, "--port", "0", *options],
        env=_environment(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        lines: list[str] = []
        yield RunningSite(_address(process, lines), folder, process, lines)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[str], lines: list[str]) -> str:
    """Wait for the address. A thread goes on reading, so that a server with much to say never waits for us."""
    found: list[str] = []
    told = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        with process.stdout as output:
            for line in output:
                lines.append(line)
                address = _ADDRESS.search(line)
                if address and not line.startswith("{"):  # log lines are JSON
                    found.append(address.group())
                    told.set()
        told.set()

    threading.Thread(target=listen, daemon=True).start()
    told.wait(START_SECONDS)
    if not found:
        raise RuntimeError("The server did not start:\n" + "".join(lines))
    return found[0]
