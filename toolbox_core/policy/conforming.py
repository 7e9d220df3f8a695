"""Asking the conformance suite about a plugin as others will get it: its unpacked wheel, in a process of its own.

The questions are the host's own (``toolbox_core.testing.conformance``), whether the plugin's tests call them or not.
Nothing of the plugin is imported here, and its process ends, with everything that it began, when its time is over.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from toolbox_core import __version__
from toolbox_core.exceptions import InputError
from toolbox_core.policy.entries import Conformance

SECONDS = 900.0
"""A module with many pages needs a minute; what has not answered after a quarter of an hour hangs."""
QUESTIONS = """\
import pytest
from toolbox_core.testing.conformance import Conformance


@pytest.mark.plugins({plugin!r})
class TestConformance(Conformance):
    plugin = {plugin!r}
"""
SETTINGS = """\
[pytest]
addopts = --import-mode=importlib -p no:cacheprovider -q
markers =
    browser: needs a Chromium
    postgresql: needs PostgreSQL server binaries
"""
ALONE = "A test class of its own that inherits toolbox_core.testing.conformance.Conformance asks the same questions."
CHECKER = "node_modules/axe-core"
"""The accessibility checker, looked for in the plugin's source and the folders above."""


def environment(packages: Path) -> dict[str, str]:
    """The environment of a process that sees the unpacked wheel in ``packages`` before anything else.

    What belongs to a site or to a running test suite is left out; ``CI``, too: what this machine lacks is told as not
    asked, not as wrong.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "CI" and not name.startswith(("TOOLBOX_", "PYTEST_"))
    }
    return {**kept, "PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1"}


def run(command: Sequence[str], folder: Path, packages: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run a program in ``folder``; when its time is over, it and everything that it began is ended.

    Raises ``subprocess.TimeoutExpired``.
    """
    with subprocess.Popen(  # noqa: S603 - a fixed command
        command,
        cwd=folder,
        env=environment(packages),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        try:
            out, err = running.communicate(timeout=seconds)
        except BaseException:
            os.killpg(running.pid, signal.SIGKILL)
            raise
        return subprocess.CompletedProcess(command, running.returncode, out, err)


def conforms(plugin: str, packages: Path, source: Path, work: Path, *, seconds: float = SECONDS) -> Conformance:
    """Ask every question about ``plugin``, whose wheel lies unpacked in ``packages``; ``work`` is an empty folder.

    Raises ``InputError`` with each question that is answered wrongly, when time is over, and when pytest is missing.
    """
    if find_spec("pytest") is None:
        raise InputError("pytest is not installed: it asks the conformance suite.", fix="Run `pip install pytest`.")
    # The words to translate are looked for beside the package, as in its source.
    if (source / "babel.cfg").is_file() and not (packages / "babel.cfg").exists():
        (packages / "babel.cfg").write_bytes((source / "babel.cfg").read_bytes())
    (work / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    (work / "test_conformance.py").write_text(QUESTIONS.format(plugin=plugin), encoding="utf-8")
    root = next((one for one in (source, *source.parents) if (one / CHECKER).is_dir()), work)
    told = work / "told.xml"
    command = [sys.executable, "-m", "pytest", "-c", str(work / "pytest.ini"), f"--rootdir={root}"]
    command += [f"--junitxml={told}", f"--basetemp={work / 'scratch'}", str(work / "test_conformance.py")]
    try:
        answer = run(command, work, packages, seconds)
    except subprocess.TimeoutExpired:
        raise InputError(
            f"The conformance suite did not come to an end about {plugin} within {seconds:.0f} seconds.",
            fix=f"Something in it waits or runs for ever. {ALONE}",
        ) from None
    passed, skipped, wrong = _told(told)
    if wrong:
        raise InputError(
            f"{plugin} does not hold what every module must: {' '.join(wrong)}",
            fix=ALONE,
        )
    if answer.returncode != 0 or not passed:
        lines = [line for line in (answer.stdout + answer.stderr).splitlines() if line.strip()]
        raise InputError(f"The conformance suite could not be asked about {plugin}: {' '.join(lines[-2:])}")
    return Conformance(passed=passed, not_asked=tuple(skipped), host=__version__)


def _told(path: Path) -> tuple[int, list[str], list[str]]:
    """``(how many passed, what was not asked and why, what is wrong)`` from the report, each in a sentence."""
    if not path.is_file():
        return 0, [], []
    passed, skipped, wrong = 0, [], []
    for case in ElementTree.parse(path).getroot().iter("testcase"):  # noqa: S314 - written by our own pytest
        question = case.get("name", "").removeprefix("test_").replace("_", " ")
        fault = next((part for kind in ("failure", "error") if (part := case.find(kind)) is not None), None)
        left_out = case.find("skipped")
        if fault is not None:
            wrong.append(f"{question} ({_first(fault.get('message', ''))});")
        elif left_out is not None:
            skipped.append(f"{question}: {_first(left_out.get('message', ''))}")
        else:
            passed += 1
    if wrong:
        wrong[-1] = wrong[-1].rstrip(";") + "."
    return passed, skipped, wrong


def _first(message: str) -> str:
    """The first line of what pytest says, without the name of the exception."""
    line = next((line for line in message.splitlines() if line.strip()), "no reason was given")
    return line.removeprefix("AssertionError: ").removeprefix("Failed: ").strip()[:300]
