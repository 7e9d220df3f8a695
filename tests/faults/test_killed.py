"""A process killed in the middle of an import or a publication: the next start is clean, what was public still is."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.testing.servers import run_toolbox, serve

pytestmark = [pytest.mark.plugins("budget_portal"), pytest.mark.slow]

ROWS = [(f"{number:05}", f"Office number {number}", "1.00", "2.00") for number in range(15_000)]
TOOLBOX = str(Path(sys.executable).parent / "toolbox")


def test_killed_while_importing(site: Path, package: Any, load: Any, nothing_stored: Any) -> None:
    descriptor = package(ROWS)
    command = ["budget", "import", str(descriptor), "--entity", "test-city", "--year", "2025"]
    killed = _kill_at_moments(site, command, _log_grows(site))
    assert killed, "the import was never caught at work"
    _remove_unfinished(site)
    nothing_stored()
    assert run_toolbox("doctor", site=site).returncode == 0
    answer = load(descriptor, "--json")
    assert json.loads(answer.stdout)["rows_stored"] == len(ROWS)


def test_killed_while_publishing(site: Path, package: Any, load: Any) -> None:
    first = load(package(name="first"), "--json")
    assert run_toolbox("budget", "publish", str(json.loads(first.stdout)["version"]), site=site).returncode == 0
    second = str(json.loads(load(package(ROWS, name="second"), "--json").stdout)["version"])
    with serve(site) as running:
        address = running.url + "/budget/test-city/2025?unit=exact"
        before = _text(address)
        assert "528,455.19" in before
        killed = _kill_at_moments(site, ["budget", "publish", second], _log_grows(site))
        assert killed, "the publication was never caught at work"
        assert _statuses(site) == {"published": 1, "draft": 1}
        assert "528,455.19" in _text(address)
    assert run_toolbox("data", "verify", site=site).returncode == 0
    assert run_toolbox("budget", "publish", second, site=site).returncode == 0
    assert _statuses(site) == {"superseded": 1, "published": 1}
    with serve(site) as running:
        assert "30,000.00" in _text(running.url + "/budget/test-city/2025?unit=exact")


def _kill_at_moments(site: Path, words: list[str], at_work: Callable[[], bool]) -> int:
    """Run the command several times and kill it soon after it began to write, a little later each time."""
    killed = 0
    for delay in (0.0, 0.05, 0.15, 0.3):
        process = subprocess.Popen(
            [TOOLBOX, "--site", str(site), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        while process.poll() is None and not at_work() and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(delay)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        elif process.returncode == 0:
            pytest.fail(f"the command ended before it could be killed {delay} s after its first write")
    return killed


def _log_grows(site: Path) -> Callable[[], bool]:
    """Whether the write-ahead log of the database is being written: the command is inside its transaction."""
    log = site / "data" / "toolbox.sqlite-wal"
    sizes = [log.stat().st_size if log.exists() else 0]

    def check() -> bool:
        size = log.stat().st_size if log.exists() else 0
        grown = size > sizes[0]
        if grown:
            sizes[0] = size
        return grown

    return check


def _remove_unfinished(site: Path) -> None:
    """What a killed import leaves is a copy under a temporary name, which the store itself removes a day later."""
    for path in (site / "data" / "files").glob(".incoming-*"):
        path.unlink()


def _statuses(site: Path) -> dict[str, int]:
    with closing(sqlite3.connect(site / "data" / "toolbox.sqlite")) as connection:
        return dict(connection.execute("SELECT status, count(*) FROM core_dataset_version GROUP BY status"))


def _text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        text: str = answer.read().decode("utf-8")
        return text
