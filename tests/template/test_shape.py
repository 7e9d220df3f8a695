"""Our own modules have the shape of the template, and cookiecutter alone makes the same as ``toolbox new``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from toolbox_core import scaffold

PAPERS = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "LICENSES", "REUSE.toml"}
PAPERS |= {"publiccode.yml", "pyproject.toml", "tests"}
ROOMS = {"__init__", "plugin", "cli", "pages", "queries", "rows", "models", "exceptions", "migrations", "templates"}
ROOMS |= {"translations", "toolbox-plugin"}


def _rooms(package: Path) -> set[str]:
    """Modules and folders of a package by name: a room may be a file or, when it has grown, a folder."""
    return {path.stem for path in package.iterdir()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scaffold.make(scaffold.answers_for("Street trees"), tmp_path_factory.mktemp("shape"))


def test_the_template_has_the_shape(made: Path) -> None:
    assert {path.name for path in made.iterdir()} >= PAPERS
    assert _rooms(made / "toolbox_street_trees") >= ROOMS


@pytest.mark.parametrize("plugin", ["budget_portal", "procurement", "nap_monitor"])
def test_each_of_our_modules_has_it_too(plugin: str, pytestconfig: pytest.Config) -> None:
    folder = pytestconfig.rootpath / "plugins" / plugin
    assert not PAPERS - {path.name for path in folder.iterdir()}
    assert not ROOMS - _rooms(folder / f"toolbox_{plugin}")
    assert not list((folder / "tests").rglob("__init__.py"))


def test_cookiecutter_alone_makes_the_same(made: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text(f"replay_dir: {tmp_path}/own\ncookiecutters_dir: {tmp_path}/own\n", "utf-8")
    command = [
        "-m",
        "cookiecutter",
        str(scaffold.template_folder()),
        "--no-input",
        "--output-dir",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(
        [sys.executable, *command, "--config-file", str(tmp_path / "settings.yaml")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    alone = tmp_path / "out" / made.name
    assert _texts(alone) == _texts(made)


def _texts(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
