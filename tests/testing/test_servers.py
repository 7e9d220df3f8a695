"""The real command: run to its end, or served until the test ends."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from toolbox_core.testing.servers import RunningSite, run_toolbox, serve


def test_a_run_gives_exit_code_and_output() -> None:
    answer = run_toolbox("--version")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "0." in answer.stdout


def test_settings_of_the_tester_do_not_leak_in(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLBOX_DATABASE_URL", "nonsense://")
    assert run_toolbox("plugins", "list", "--json", site=site).returncode == 0


def test_the_server_answers_and_is_gone_afterwards(site: Path) -> None:
    with serve(site) as running:
        assert isinstance(running, RunningSite)
        with urllib.request.urlopen(running.url + "/health", timeout=10) as answer:
            assert answer.status == 200
        assert running.port > 0
    assert running.process.returncode is not None


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"not a site"), serve(tmp_path):
        pass
