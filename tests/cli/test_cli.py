"""The root command: help without imports, plugins' commands from their manifests, one-line errors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core import __version__
from toolbox_core.cli import COMMANDS

Make = Callable[..., Path]
GROUP = """\
import click
from toolbox_core import CliContext
@click.group()
def group():
    "Alpha."
@group.command()
@click.pass_obj
def hello(context: CliContext):
    context.require_plugin("alpha")
    context.emit({"hello": "world"}, False, "hello world")
"""
PROVIDES = {"provides": {"cli": {"alpha-do": {"target": "tried_alpha.cli:group", "help": "Do alpha things."}}}}


def test_help_lists_every_command_with_its_line(bare: Any, make: Make) -> None:
    make("alpha", "raise RuntimeError('imported')", PROVIDES)
    result = bare("--help", site=False)
    assert result.exit_code == 0
    for name, (_, line) in COMMANDS.items():
        assert name in result.stdout
        assert line in result.stdout
    assert "alpha-do" in result.stdout
    assert "Do alpha things." in result.stdout
    assert "tried_alpha" not in sys.modules


@pytest.mark.parametrize("plugins", ["manifest_version = [", "[provides.cli.x]\nhelp = 3", "[provides]\ncli = []"])
def test_help_survives_broken_plugins(bare: Any, make: Make, plugins: str) -> None:
    make("alpha", "raise RuntimeError('boom')", plugins)
    for arguments in (["--help"], ["--version"], ["plugins", "--help"]):
        assert bare(*arguments, site=False).exit_code == 0


def test_every_commands_help_names_an_example(bare: Any) -> None:
    for name in COMMANDS:
        result = bare(name, "--help", site=False)
        assert result.exit_code == 0, (name, result.output)
    for name in ("list", "info", "enable", "disable", "configure", "check", "purge", "apply"):
        assert "Example: toolbox plugins" in bare("plugins", name, "--help", site=False).stdout


def test_the_version(bare: Any) -> None:
    assert bare("--version", site=False).stdout == f"toolbox {__version__}\n"


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom toolbox_core.cli import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'alembic', 'starlette', 'jinja2', 'msgspec', 'pluggy', 'babel'} & set(sys.modules)\n"
        "sys.exit(repr(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_misspelt_command_gets_a_hint(bare: Any, make: Make) -> None:
    make("alpha", manifest=PROVIDES)
    assert "Did you mean 'plugins'?" in bare("plugin", site=False).stderr
    assert "Did you mean 'alpha-do'?" in bare("alpha-d", site=False).stderr
    assert "No such command 'qqqq'" in bare("qqqq", site=False).stderr


def test_a_plugins_command_runs_when_the_plugin_is_enabled(command: Any, make: Make) -> None:
    make("alpha", manifest=PROVIDES, files={"cli.py": GROUP})
    assert command("alpha-do", "--help").exit_code == 0
    assert "toolbox plugins enable alpha" in command.refused("alpha-do", "hello")
    assert command("plugins", "enable", "alpha").exit_code == 0
    result = command("alpha-do", "hello")
    assert (result.exit_code, result.stdout) == (0, "hello world\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise RuntimeError('boom')", "RuntimeError: boom"),
        ("group = 3", "is not a command"),
        ("x = 1", "AttributeError"),
    ],
)
def test_a_plugins_command_that_cannot_be_loaded_is_one_line(command: Any, make: Make, text: str, words: str) -> None:
    make("alpha", manifest=PROVIDES, files={"cli.py": text})
    assert words in command.refused("alpha-do", "hello")


def test_the_hosts_commands_win(bare: Any, make: Make) -> None:
    make("alpha", manifest={"provides": {"cli": {"plugins": {"target": "tried_alpha.cli:group", "help": "Mine!"}}}})
    assert "Mine!" not in bare("--help", site=False).stdout


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -c 'from toolbox_core.cli import main; main()' --help | head -c 1",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
