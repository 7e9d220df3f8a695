"""Reading the shape of sources: imports and missing docstrings are found, and only those."""

from __future__ import annotations

from pathlib import Path

from toolbox_core.testing.sources import decorated_with, imports, python_files, undocumented

SOURCE = '''\
"""A module."""
from typing import TYPE_CHECKING
import os.path
from .near import thing
if TYPE_CHECKING:
    from toolbox_core import Route


def shown():
    import json


def _hidden():
    pass


class Kind:
    """A class."""

    def act(self):
        pass


@hookimpl(trylast=True)
def register_routes():
    """Return nothing."""
'''


def test_every_import_is_found_with_its_circumstances(tmp_path: Path) -> None:
    found = {(entry.module, entry.name): entry for entry in imports(_file(tmp_path))}
    assert set(found) == {
        ("typing", "TYPE_CHECKING"),
        ("os.path", ""),
        ("near", "thing"),
        ("toolbox_core", "Route"),
        ("json", ""),
    }
    assert found["near", "thing"].level == 1
    assert found["toolbox_core", "Route"].typing_only
    assert not found["json", ""].typing_only


def test_missing_docstrings_are_named_with_their_line(tmp_path: Path) -> None:
    assert list(undocumented(_file(tmp_path))) == ["shown (9)", "Kind.act (20)"]


def test_a_decorator_is_seen_called_or_plain(tmp_path: Path) -> None:
    assert decorated_with(_file(tmp_path), "hookimpl")
    assert not decorated_with(_file(tmp_path), "hookspec")


def test_caches_are_no_sources(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "old.py").write_text("")
    assert python_files(tmp_path) == []
    assert python_files(_file(tmp_path).parent) == [tmp_path / "module.py"]


def _file(folder: Path) -> Path:
    path = folder / "module.py"
    path.write_text(SOURCE)
    return path
