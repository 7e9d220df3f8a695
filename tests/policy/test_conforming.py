"""The conformance suite, asked about the unpacked wheel of a plugin in a process of its own."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from toolbox_core import __version__
from toolbox_core.exceptions import InputError
from toolbox_core.policy import conforming
from toolbox_core.policy.catalogue import facts_of, read_catalogue
from toolbox_core.policy.packaging import package
from toolbox_core.policy.policy import RULES
from toolbox_core.testing.plugins import make_plugin

pytestmark = pytest.mark.xdist_group("sharing")


def test_the_answer_is_in_the_entry(shared_catalogue: Path) -> None:
    (entry,) = read_catalogue(str(shared_catalogue))
    assert entry.conformance is not None
    assert entry.conformance.host == __version__
    asked = entry.conformance.passed + len(entry.conformance.not_asked)
    assert asked == 11, "every question of the suite"
    assert facts_of(entry, entry.packaged)["conformance"] == str(entry.conformance)


def test_what_does_not_hold_is_told_question_by_question(make_project: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = make_project(tmp_path / "bridges")
    path = folder / "toolbox_bridges/plugin.py"
    wrong = "    from toolbox_core.text import fold\n\n    raise RuntimeError(fold('X'))\n    return render("
    path.write_text(path.read_text(encoding="utf-8").replace("    return render(", wrong), encoding="utf-8")
    with pytest.raises(InputError, match="bridges does not hold what every module must") as refused:
        package(folder, tmp_path / "catalogue", RULES, day=datetime.date(2026, 1, 2))
    assert "it imports nothing of the host but the front door (A module writes" in refused.value.message
    assert "every page answers on an empty site (" in refused.value.message
    assert "its tables" not in refused.value.message
    assert not (tmp_path / "catalogue").exists()


def test_it_ends_in_time(tmp_path: Path) -> None:
    packages, work = tmp_path / "packages", tmp_path / "work"
    packages.mkdir()
    work.mkdir()
    make_plugin(packages, "slow")
    with pytest.raises(InputError, match="did not come to an end about slow within 0 seconds"):
        conforming.conforms("slow", packages, tmp_path, work, seconds=0.05)


def test_what_cannot_be_asked(tmp_path: Path) -> None:
    """A wheel without the plugin is no plugin that conforms."""
    packages, work = tmp_path / "packages", tmp_path / "work"
    packages.mkdir()
    work.mkdir()
    (packages / "pytest.py").write_text("raise SystemExit('no such thing')\n", encoding="utf-8")
    with pytest.raises(InputError, match="could not be asked about gone: no such thing"):
        conforming.conforms("gone", packages, tmp_path, work)


def test_a_process_sees_the_wheel_and_nothing_of_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLBOX_SITE", "/somewhere")
    (tmp_path / "only_here.py").write_text("", encoding="utf-8")
    asked = [sys.executable, "-c", "import os, only_here; print(os.environ.get('TOOLBOX_SITE'))"]
    assert conforming.run(asked, tmp_path, tmp_path, 60).stdout == "None\n"
    with pytest.raises(subprocess.TimeoutExpired):
        conforming.run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, tmp_path, 0.05)
