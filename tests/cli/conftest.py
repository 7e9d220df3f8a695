"""The command line in this process, on a site in which only throw-away plugins are installed."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from toolbox_core.cli import cli
from toolbox_core.testing.plugins import forget


@dataclass
class Command:
    """``command("plugins", "list")`` runs ``toolbox --site … plugins list``."""

    folder: Path
    packages: Path

    def __call__(self, *arguments: str, site: bool = True) -> Result:
        forget(self.packages)
        chosen = ["--site", str(self.folder)] if site else []
        return CliRunner().invoke(cli, [*chosen, *arguments], prog_name="toolbox")

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The one JSON document on standard output of a command that ends with ``code``."""
        result = self(*arguments, "--json")
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    def refused(self, *arguments: str) -> str:
        """The one line on standard error of a command that is refused with exit code 2."""
        result = self(*arguments)
        assert result.exit_code == 2, result.output
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1, result.stderr
        return result.stderr


@pytest.fixture
def bare(tmp_path: Path, packages: Path) -> Command:
    """No site yet."""
    return Command(tmp_path / "site", packages)


@pytest.fixture
def command(bare: Command, host_database: Path) -> Command:
    """A site made by ``toolbox init``."""
    (bare.folder / "data").mkdir(parents=True)
    shutil.copy(host_database, bare.folder / "data")
    assert bare("init").exit_code == 0
    return bare
