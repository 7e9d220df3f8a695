"""Every hook has a docstring, a page entry with its exact signature, a test of its name, and a plugin that uses it."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from toolbox_core import hookspecs
from toolbox_core.plugins.activation import COLLECTED
from toolbox_core.testing.sources import python_files

HOOKS = {
    name: function
    for name, function in vars(hookspecs).items()
    if inspect.isfunction(function) and hasattr(function, f"{hookspecs.PROJECT}_spec")
}


def _signature(name: str) -> str:
    """As a plugin author reads it: ``register_routes(context: PluginContext) -> Iterable[Route]``."""
    return f"{name}{inspect.signature(HOOKS[name])}".replace("'", "")


@pytest.mark.parametrize("name", HOOKS)
def test_the_page_shows_the_exact_signature(root: Path, name: str) -> None:
    page = (root / "docs/reference/hooks.md").read_text(encoding="utf-8")
    assert f"\n### `{_signature(name)}`\n" in page, f"docs/reference/hooks.md needs: ### `{_signature(name)}`"


def test_the_page_names_no_hook_that_is_gone(root: Path) -> None:
    page = (root / "docs/reference/hooks.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### `(\w+)\(", page, re.MULTILINE)) == set(HOOKS)


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_has_a_test_of_its_name(root: Path, name: str) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (root / "tests/hooks").glob("test_*.py"))
    assert f"def test_{name}(" in tests


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_says_when_it_is_called(name: str) -> None:
    assert len(inspect.getdoc(HOOKS[name]) or "") > 60


def test_each_hook_is_used_by_a_plugin_of_this_repository(root: Path) -> None:
    files = [*python_files(root / "toolbox_core/default_plugins"), *python_files(root / "plugins")]
    text = "".join(path.read_text(encoding="utf-8") for path in files if path.name == "plugin.py")
    used = set(re.findall(r"^@hookimpl\ndef (\w+)\(", text, re.MULTILINE))
    assert not set(HOOKS) - used, f"No plugin here uses {sorted(set(HOOKS) - used)}"


def test_each_collecting_hook_is_collected() -> None:
    assert {name for name in HOOKS if name.startswith("register_")} == set(COLLECTED)
