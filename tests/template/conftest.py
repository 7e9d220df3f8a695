"""Modules made from the template, each installed beside the host without touching the tester's environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolbox_core import scaffold


@dataclass(frozen=True)
class Baked:
    """A module that was made in ``folder`` and installed from its wheel into ``packages``."""

    folder: Path
    packages: Path

    @property
    def package(self) -> Path:
        """Its Python package, in its sources."""
        return next(self.folder.glob("toolbox_*"))

    def run(self, *arguments: str, also: Sequence[Path] = ()) -> subprocess.CompletedProcess[str]:
        """Run this interpreter in the module's folder, with the installed module (and those in ``also``) in sight."""
        path = os.pathsep.join(map(str, [self.packages, *also]))
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("TOOLBOX_", "PYTEST_"))
        }
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**environment, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )


@pytest.fixture(scope="session")
def bake(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Baked]:
    """``bake("Street trees", parts={"pages"})`` makes a module, builds its wheel and installs that."""

    def make(name: str, *, parts: set[str] | None = None, **given: str) -> Baked:
        base = tmp_path_factory.mktemp("baked")
        folder = scaffold.make(scaffold.answers_for(name, parts=parts, given=given), base)
        if (folder / "babel.cfg").is_file():
            compiled = [sys.executable, "-m", "toolbox_core.testing.catalogues", "--compile"]
            subprocess.run(compiled, cwd=folder, check=True, timeout=120)
        install = ["install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--target", "packages"]
        done = subprocess.run(
            [sys.executable, "-m", "pip", *install, str(folder)],
            cwd=base,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return Baked(folder, base / "packages")

    return make
