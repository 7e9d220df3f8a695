"""``toolbox plugins package`` and ``install`` on the command line; a whole installation is in the journeys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from toolbox_core.cli import cli
from toolbox_core.policy.signatures import public_key

pytestmark = pytest.mark.xdist_group("sharing")


def test_package_tells_files_and_hashes(bare: Any, make_project: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = make_project(tmp_path / "bridges")
    key, words = tmp_path / "key.pem", ("plugins", "package", str(folder), "--catalogue", str(tmp_path / "catalogue"))
    told = bare.json(*words, "--skip-tests", "--sign", str(key))
    assert (told["signed_by"], told["conformance"]) == (public_key(key), None)
    assert (told["id"], told["tier"], told["tests"], len(told["files"])) == ("bridges", "gold", "not run", 2)
    assert "no pyproject.toml" in bare.refused("plugins", "package", str(tmp_path), "--catalogue", str(tmp_path / "c"))


def test_install_shows_everything_and_asks(command: Any, shared_catalogue: Path) -> None:
    words = ["--site", str(command.folder), "plugins", "install", "bridges", "--from", str(shared_catalogue)]
    answer = CliRunner().invoke(cli, words, input="n\n", prog_name="toolbox")
    assert answer.exit_code == 1
    for part in ("EUPL-1.2", "gold, computed here", "bridges.close", "sha256", "nobody vouches", "Install it?"):
        assert part in answer.output
    assert "Installed" not in answer.output


def test_install_says_why_not(command: Any, shared_catalogue: Path) -> None:
    refused = command.refused("plugins", "install", "bridge", "--from", str(shared_catalogue))
    assert "Did you mean bridges" in refused
    assert "holds a plugin called" in command.refused("plugins", "install", "bridges")
    with (command.folder / "toolbox.toml").open("a") as settings:
        settings.write('\n[policy]\nrequire = "platinum"\n')
    answer = command("plugins", "install", "bridges", "--from", str(shared_catalogue), "--yes")
    assert answer.exit_code == 2
    assert "platinum is required" in answer.stderr
