"""Discovery: nothing is imported, nothing broken hides anything else, and the order of finding never matters."""

from __future__ import annotations

import importlib.metadata
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from toolbox_core.plugins.discovery import commands, discover, entry_points, fingerprint, package_folder
from toolbox_core.plugins.preflight import survey
from toolbox_core.testing.plugins import make_plugin

Make = Callable[..., Path]


def test_a_plugin_is_found_without_being_imported(make: Make) -> None:
    folder = make("alpha", "raise RuntimeError('imported')")
    (found,) = discover()
    assert (found.id, found.version, found.distribution, found.error) == ("alpha", "1.0.0", "tried-alpha", "")
    assert found.manifest is not None
    assert found.folder == folder
    assert "tried_alpha" not in sys.modules


def test_broken_metadata_hides_nobody(make: Make, packages: Path) -> None:
    make("alpha")
    broken = packages / "broken-1.0.dist-info"
    broken.mkdir()
    (broken / "entry_points.txt").write_bytes(b"[toolbox.plugins]\nbroken = \xff\xfe")
    empty = packages / "empty-1.0.dist-info"
    empty.mkdir()
    assert [found.id for found in discover()] == ["alpha"]


def test_a_broken_manifest_is_told_and_hides_nobody(make: Make) -> None:
    make("alpha")
    make("beta", manifest="manifest_version = [")
    found = {item.id: item for item in discover()}
    assert found["alpha"].manifest is not None
    assert "not valid TOML" in found["beta"].error


def test_a_package_without_its_module_is_told(make: Make) -> None:
    folder = make("alpha")
    (folder / "plugin.py").unlink()
    (found,) = discover()
    assert "is not installed" in found.error


@pytest.mark.parametrize("module", ["plugin", "a.b:c", "a..b", "no_such_package_here.plugin", "1a.plugin"])
def test_entry_points_that_name_no_module(module: str) -> None:
    with pytest.raises(LookupError):
        package_folder(module)


def test_a_parent_package_is_not_imported(make: Make, packages: Path) -> None:
    make("alpha", files={"deep/plugin.py": "", "deep/__init__.py": "raise RuntimeError('imported')"})
    assert package_folder("tried_alpha.deep.plugin") == packages / "tried_alpha" / "deep"


def test_two_packages_with_one_id_are_both_named(make: Make) -> None:
    make("alpha", distribution="first-alpha", package="first_alpha")
    make("alpha", distribution="second-alpha", package="second_alpha")
    (found,) = discover()
    assert found.manifest is None
    assert "first-alpha and second-alpha" in found.error


def test_a_second_copy_of_one_package_is_no_second_plugin(make: Make, packages: Path, tmp_path: Path) -> None:
    make("alpha", version="2.0.0")
    other = tmp_path / "other"
    other.mkdir()
    make_plugin(other, "alpha", version="1.0.0")
    both = importlib.metadata.MetadataPathFinder.find_distributions(
        importlib.metadata.DistributionFinder.Context(path=[str(packages), str(other)])
    )
    (entry,) = entry_points(both)
    assert entry.version == "2.0.0"


def test_kind_default_is_for_the_host_alone(make: Make) -> None:
    make("alpha", manifest={"plugin": {"kind": "default"}})
    (found,) = discover()
    assert found.manifest is None
    assert 'must be kind "module"' in found.error


def test_permuting_the_installation_never_changes_the_order(make: Make, packages: Path) -> None:
    names = ["delta", "alpha", "gamma", "beta", "epsilon"]
    after = {"alpha": ["gamma"], "beta": [], "gamma": ["delta"], "delta": [], "epsilon": ["alpha"]}
    for name in names:
        make(name, manifest={"requires": {"after": after[name]}})
    distributions = list(importlib.metadata.distributions())
    shuffle = random.Random(7).shuffle
    orders = set()
    for _ in range(200):
        shuffle(distributions)
        orders.add(tuple(record.id for record in survey(discover(distributions), {}, {}, {})))
    assert orders == {("beta", "delta", "gamma", "alpha", "epsilon")}


def test_commands_come_from_manifests_alone(make: Make) -> None:
    make(
        "alpha",
        "raise RuntimeError('imported')",
        {"provides": {"cli": {"alpha-do": {"target": "tried_alpha.cli:group", "help": "Do it."}}}},
    )
    make("beta", manifest="[provides]\ncli = 3")
    make("gamma", manifest="this is not TOML")
    found = commands()
    assert list(found) == ["alpha-do"]
    assert found["alpha-do"].help == "Do it."
    assert "tried_alpha" not in sys.modules


def test_the_fingerprint_changes_with_code_and_manifest_only(make: Make) -> None:
    folder = make("alpha", files={"templates/alpha/page.html": "one"})
    before = fingerprint(folder)
    (folder / "templates" / "alpha" / "page.html").write_text("another")
    assert fingerprint(folder) == before
    (folder / "plugin.py").write_text("# changed\n")
    assert fingerprint(folder) != before
