"""A database that cannot be used now: each fault is one clear line, and what was there is still there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.testing.servers import run_toolbox, serve

pytestmark = [pytest.mark.plugins("budget_portal")]
QUICK = {"TOOLBOX_DATABASE_BUSY_TIMEOUT": "0.3"}


@contextmanager
def _locked(site: Path) -> Iterator[None]:
    connection = sqlite3.connect(site / "data" / "toolbox.sqlite", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


def test_a_locked_database_is_named_and_reading_goes_on(
    site: Path, package: Any, load: Any, refused: Any, nothing_stored: Any
) -> None:
    descriptor = package()
    with _locked(site):
        assert "locked" in refused(load(descriptor, env=QUICK))
        assert run_toolbox("plugins", "list", site=site, env=QUICK).returncode == 0
    nothing_stored()
    assert load(descriptor).returncode == 0


def test_a_site_is_served_while_somebody_writes(site: Path) -> None:
    with (
        serve(site) as running,
        _locked(site),
        urllib.request.urlopen(running.url + "/budget/", timeout=10) as answer,
    ):
        assert answer.status == 200


def test_a_read_only_database_is_named(site: Path, package: Any, refused: Any) -> None:
    """Root may write everywhere; a process without that one capability may not."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv is missing: install util-linux.")
    descriptor = package()
    for path in [site / "data", *(site / "data").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    toolbox = str(Path(sys.executable).parent / "toolbox")
    command = [toolbox, "--site", str(site), "budget", "import", str(descriptor), "--entity", "a", "--year", "2025"]
    drop = [setpriv, "--bounding-set=-dac_override,-dac_read_search,-fowner"] if _is_root() else []
    answer = subprocess.run([*drop, *command], capture_output=True, text=True, timeout=60, check=False)
    for path in [site / "data", *(site / "data").rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    if "setpriv:" in answer.stderr:
        pytest.skip("this machine does not let a process give up a capability")
    assert "read-only" in refused(answer) or "cannot be written" in answer.stderr


def test_a_full_disk_stores_nothing(site: Path, package: Any, refused: Any) -> None:
    """A disk of two megabytes that only this process sees, with the site on it."""
    unshare, mount = shutil.which("unshare"), shutil.which("mount")
    if unshare is None or mount is None or not _is_root():
        pytest.skip("only root can make a small disk to fill")
    rows = [(f"{number:05}", f"Office number {number}", "1.00", "2.00") for number in range(60_000)]
    descriptor = package(rows)
    small = site.parent / "small"
    small.mkdir()
    toolbox = Path(sys.executable).parent / "toolbox"
    script = f"""
        mount -t tmpfs -o size=3m none {small} || exit 77
        cp -r {site}/. {small}/ || exit 77
        {toolbox} --site {small} budget import {descriptor} --entity a --year 2025; code=$?
        {toolbox} --site {small} plugins list >/dev/null || exit 78
        exit $code
    """
    answer = subprocess.run(
        [unshare, "--mount", "sh", "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    if answer.returncode == 77 or "unshare" in answer.stderr:
        pytest.skip("this machine does not let a test mount a small disk")
    assert "full" in refused(answer).lower()


def test_a_database_that_is_none(site: Path, refused: Any) -> None:
    for extra in site.glob("data/toolbox.sqlite-*"):
        extra.unlink()
    (site / "data" / "toolbox.sqlite").write_bytes(b"not a database at all, just words\n" * 200)
    assert "database" in refused(run_toolbox("plugins", "list", site=site))


def test_a_database_that_is_not_there(site: Path, refused: Any) -> None:
    for path in site.glob("data/toolbox.sqlite*"):
        path.unlink()
    assert "toolbox migrate" in refused(run_toolbox("plugins", "list", site=site))


def test_a_server_that_does_not_answer(site: Path, refused: Any) -> None:
    env = {"TOOLBOX_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    assert "does not answer" in refused(run_toolbox("plugins", "list", site=site, env=env))


def test_a_folder_that_is_no_site(tmp_path: Path, refused: Any) -> None:
    assert "toolbox init" in refused(run_toolbox("plugins", "list", site=tmp_path))


def _is_root() -> bool:
    return os.geteuid() == 0
