"""Finding what is to be judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolbox_core.exceptions import InputError, UnknownPlugin
from toolbox_core.policy.targets import find_target, folder_target, plugin_target

ROOT = Path(__file__).parents[2]


def test_a_folder_and_a_plugin_are_the_same_thing() -> None:
    by_path = find_target(str(ROOT / "plugins/budget_portal"))
    by_id = plugin_target("budget_portal")
    assert by_path.folder == by_id.folder == ROOT / "plugins/budget_portal"
    assert by_path.package == by_id.package
    assert by_path.distribution is not None
    assert by_path.version == by_id.version


def test_the_host() -> None:
    assert plugin_target("host").folder == folder_target(ROOT).folder == ROOT
    assert folder_target(ROOT).package is None


def test_a_project_that_is_not_installed(project: Path) -> None:
    found = folder_target(project)
    assert (found.name, found.distribution) == ("opengov-toolbox-bridges", None)
    assert found.package == project / "toolbox_bridges"


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="pyproject"):
        folder_target(tmp_path)
    with pytest.raises(InputError, match="not a folder"):
        find_target(f"{tmp_path}/none")
    with pytest.raises(UnknownPlugin):
        find_target("no_such_plugin")
