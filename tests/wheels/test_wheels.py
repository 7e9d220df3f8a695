"""The wheels hold everything: built, installed into an empty environment, they make and serve the demo site.

The environment sees the other libraries of the one that runs the tests, but nothing of this repository, so that every
template, stylesheet, migration, manifest and catalogue that is used must have come out of a wheel.
"""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from toolbox_core.testing.servers import run_toolbox, serve

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheels")]

OURS = ("open_government_toolbox", "opengov_toolbox", "_open_government_toolbox", "_opengov_toolbox", "__editable__")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> list[Path]:
    """The wheel of the host and of each plugin that the repository installs for development."""
    root = request.config.rootpath
    folder = tmp_path_factory.mktemp("wheels")
    for source in (".", *_plugins(root)):
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), source]
        built = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stdout + built.stderr
    return sorted(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of an environment that holds the wheels and, beside them, only other people's libraries."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run([*install, *map(str, wheels)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    libraries = folder / "libraries"
    libraries.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(OURS) and entry.suffix != ".pth":
            (libraries / entry.name).symlink_to(entry)
    inside = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    Path(inside.stdout.strip(), "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    return str(python)


def test_every_package_file_is_in_a_wheel(wheels: list[Path], request: pytest.FixtureRequest) -> None:
    root = request.config.rootpath
    inside = {name for wheel in wheels for name in zipfile.ZipFile(wheel).namelist()}
    sources = [
        root / "toolbox_core",
        *(package for plugin in _plugins(root) for package in (root / plugin).glob("toolbox_*")),
    ]
    missing = [
        str(path.relative_to(root))
        for source in sources
        for path in source.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and path.suffix != ".mo"  # made from the .po beside it, perhaps while this test runs
        and str(path.relative_to(source.parent)) not in inside
    ]
    assert not missing


def test_wheels_hold_nothing_else(wheels: list[Path]) -> None:
    for wheel in wheels:
        tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
        packages = {top for top in tops if not top.endswith(".dist-info")}
        assert len(packages) == 1
        assert packages.pop().startswith("toolbox_")
        assert any(name.endswith("licenses/LICENSE") for name in zipfile.ZipFile(wheel).namelist())


def test_the_code_comes_out_of_the_wheels(python: str, tmp_path: Path) -> None:
    code = "import toolbox_core, toolbox_budget_portal as b; print(toolbox_core.__file__); print(b.__file__)"
    answer = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    environment = str(Path(python).parents[1])
    assert all(line.startswith(environment) for line in answer.stdout.splitlines())


def test_an_empty_environment_makes_a_site_and_serves_the_demo(python: str, tmp_path: Path) -> None:
    made = run_toolbox("init", str(tmp_path / "own"), cwd=tmp_path, python=python)
    assert made.returncode == 0, made.stderr
    with serve(tmp_path, str(tmp_path / "demo"), command="demo", python=python) as running:
        home = _open(running.url + "/")
        assert "Republic of Aldora" in home
        assert "/static/" in home
        assert "46,848" in _open(running.url + "/budget/aldora/2025")
        french = _open(running.url + "/budget/aldora/2025?lang=fr")
        assert 'lang="fr"' in french
        assert "Dépenses" in french
        assert "<table" in french
        assert _open(running.url + "/static/toolbox.css").strip()


def _plugins(root: Path) -> list[str]:
    """The folders of the plugins that requirements-dev.txt installs."""
    text = (root / "requirements-dev.txt").read_text(encoding="utf-8")
    found = re.findall(r"^-e (\./plugins/[\w-]+)", text, re.MULTILINE)
    assert found
    return found


def _open(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.status == 200
        text: str = answer.read().decode("utf-8")
        return text
