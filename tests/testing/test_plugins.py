"""Throw-away plugins are real ones: found, imported, and forgotten afterwards."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
import tomllib
from pathlib import Path

from toolbox_core.testing.plugins import ImportPath, make_plugin, manifest_text


def test_a_made_plugin_is_installed_while_its_folder_is_on_the_path(tmp_path: Path) -> None:
    make_plugin(tmp_path / "packages", "alpha", "VALUE = 5\n", version="3.1", files={"data/a.txt": "hello"})
    with ImportPath(tmp_path / "packages"):
        assert importlib.metadata.version("tried-alpha") == "3.1"
        (entry,) = importlib.metadata.distribution("tried-alpha").entry_points
        assert entry.load().VALUE == 5
        assert (tmp_path / "packages" / "tried_alpha" / "data" / "a.txt").read_text() == "hello"
    assert "tried_alpha.plugin" not in sys.modules
    assert str(tmp_path / "packages") not in sys.path


def test_sections_are_laid_over_a_small_valid_manifest() -> None:
    data = tomllib.loads(
        manifest_text("alpha", {"plugin": {"api": ">=2"}, "requires": {"plugins": {"b": ">=1"}, "after": ["c"]}})
    )
    assert data["plugin"] == {"id": "alpha", "name": "Alpha", "api": ">=2"}
    assert data["requires"] == {"plugins": {"b": ">=1"}, "after": ["c"]}
