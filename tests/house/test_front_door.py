"""The front door's two lists agree: what type checkers see is what Python finds."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import toolbox_core
from toolbox_core.testing.sources import imports


def test_every_name_is_found() -> None:
    for name in toolbox_core.__all__:
        assert getattr(toolbox_core, name) is not None


def test_the_typed_list_is_the_real_list(root: Path) -> None:
    typed = {
        found.name: found.module
        for found in imports(root / "toolbox_core/__init__.py")
        if found.typing_only and found.module.startswith("toolbox_core")
    }
    real = {name: f"toolbox_core.{room}" for name, room in toolbox_core._WHERE.items()}
    assert typed == real


def test_no_name_is_listed_twice() -> None:
    names = [name for listed in toolbox_core._ROOMS.values() for name in listed.split()]
    assert len(names) == len(set(names))


def test_opening_the_door_imports_nothing() -> None:
    code = "import sys; before = {*sys.modules}; import toolbox_core; print(sorted({*sys.modules} - before))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = ast.literal_eval(answer.stdout)
    assert [name for name in loaded if name.startswith(("toolbox_core.", "sqlalchemy", "starlette", "jinja2"))] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = toolbox_core.nothing
