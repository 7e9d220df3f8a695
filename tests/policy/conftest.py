"""A small project that meets every rule up to gold, to be broken one rule at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from toolbox_core.policy.policy import RULES
from toolbox_core.policy.rules import PolicyTarget, Verdict, judge
from toolbox_core.policy.yaml import read_yaml


def _write(folder: Path, name: str, text: str) -> Path:
    """A file with this text below the folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def write() -> Callable[[Path, str, str], Path]:
    """``write(folder, "a/b.txt", text)`` makes a file and the folders above it."""
    return _write


@pytest.fixture
def project(make_project: Callable[[Path], Path], tmp_path: Path) -> Path:
    """The folder of the small project."""
    return make_project(tmp_path / "bridges")


@pytest.fixture
def publiccode(project: Path) -> dict[str, Any]:
    """The data of its publiccode.yml, in which everything is right."""
    data: dict[str, Any] = read_yaml((project / "publiccode.yml").read_text(encoding="utf-8"), "publiccode.yml")
    return data


@pytest.fixture
def target(project: Path) -> PolicyTarget:
    """The project as a target that is not installed."""
    return PolicyTarget(name="tried-bridges", folder=project, package=project / "toolbox_bridges")


@pytest.fixture
def wrong(project: Path) -> Callable[[], dict[str, list[str]]]:
    """``wrong()`` judges the project as it is now: ``{rule: sentences}`` of the rules that do not hold."""

    def ask() -> dict[str, list[str]]:
        fresh = PolicyTarget(name="tried-bridges", folder=project, package=project / "toolbox_bridges")
        verdict: Verdict = judge(fresh, RULES)
        found: dict[str, list[str]] = {}
        for finding in verdict.failed:
            found.setdefault(finding.rule, []).append(finding.message)
        return found

    return ask
