"""A small project that meets every rule up to gold, to be broken one rule at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from toolbox_core.policy.policy import RULES
from toolbox_core.policy.rules import PolicyTarget, Verdict, judge
from toolbox_core.policy.yaml import read_yaml

ROOT = Path(__file__).parents[2]
PUBLICCODE = """\
publiccodeYmlVersion: "0.7"
name: Bridges
url: "https://code.example.org/city/bridges.git"
softwareVersion: "1.2.0"
platforms: [web]
developmentStatus: beta
softwareType: addon
description:
  en:
    shortDescription: Which bridges are closed, since when and until when.
    longDescription: >
      A module that publishes the state of the city's bridges, with the day of the last inspection, what it found, what
      it will cost to mend and when that is planned. Anybody can download all of it.
    features: [A list of bridges]
legal:
  license: EUPL-1.2
maintenance:
  type: internal
  contacts:
    - name: Ada Example
      email: bridges@city.example.org
localisation:
  localisationReady: true
  availableLanguages: [en]
"""


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


@pytest.fixture(scope="session")
def publiccode() -> dict[str, Any]:
    """The data of a publiccode.yml in which everything is right; copy it before you change it."""
    data: dict[str, Any] = read_yaml(PUBLICCODE, "publiccode.yml")
    return data


# REUSE-IgnoreStart
@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of the small project."""
    folder = tmp_path / "bridges"
    _write(folder, "publiccode.yml", PUBLICCODE)
    _write(
        folder,
        "pyproject.toml",
        """\
        [project]
        name = "tried-bridges"
        version = "1.2.0"
        license = "EUPL-1.2"
        [project.urls]
        Source = "https://code.example.org/city/bridges"
        """,
    )
    _write(folder, "README.md", "# Bridges\n\n" + "What it is for and how it is used. " * 20 + "\n\n`toolbox demo`\n")
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        _write(folder, name, "# Paper\n")
    _write(folder, "SECURITY.md", "Write to security@city.example.org.\n")
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE")
    _write(folder, "LICENSES/EUPL-1.2.txt", "the text")
    _write(
        folder,
        "REUSE.toml",
        """\
        version = 1
        [[annotations]]
        path = "**"
        SPDX-FileCopyrightText = "2026 City"
        SPDX-License-Identifier = "EUPL-1.2"
        """,
    )
    _write(folder, "tests/test_bridges.py", "def test_x():\n    assert True\n")
    _write(folder, "toolbox_bridges/__init__.py", "")
    _write(folder, "toolbox_bridges/py.typed", "")
    _write(
        folder,
        "toolbox_bridges/toolbox-plugin.toml",
        """\
        manifest_version = 1
        [plugin]
        id = "bridges"
        name = "Bridges"
        api = ">=1.0,<2"
        [data]
        personal_data = false
        [policy]
        accessibility = "WCAG 2.2 AA"
        accessibility_evidence = "https://city.example.org/accessibility"
        standards = [{ name = "Data Package", url = "https://datapackage.org/" }]
        """,
    )
    return folder


# REUSE-IgnoreEnd
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
