"""Applying a declarative file: the difference first, then all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.exceptions import InputError, PluginBlocked, PluginFailed, UnknownPlugin, UnreadableFile
from toolbox_core.plugins.apply import Wanted, apply, difference, read_wanted
from toolbox_core.plugins.changes import configuration, enable

Make = Callable[..., Path]
CONFIGURED: dict[str, dict[str, object]] = {"config": {"schema": "tried_alpha.config:Config"}}
CONFIG = "import msgspec\nclass Config(msgspec.Struct, forbid_unknown_fields=True):\n    page_size: int = 50\n"


def test_the_set_becomes_equal_to_the_file(any_world: Any, make: Make, tmp_path: Path) -> None:
    settings, database = any_world.settings, any_world.database
    make("alpha", manifest=CONFIGURED, files={"config.py": CONFIG})
    make("beta", manifest={"requires": {"plugins": {"alpha": ""}}})
    make("gamma")
    enable(settings, database, "gamma", by="Ada")
    file = tmp_path / "plugins.toml"
    file.write_text('enabled = ["beta", "alpha"]\n[config.alpha]\npage_size = 9\n')
    wanted = read_wanted(file)
    change = difference(database, wanted)
    assert change.lines() == ["disable    gamma", "configure  alpha: page_size", "enable     alpha", "enable     beta"]
    assert change.to_dict() == {
        "enable": ["alpha", "beta"],
        "disable": ["gamma"],
        "configure": {"alpha": ["page_size"]},
    }
    apply(settings, database, change, by="Ada")
    assert any_world.build().active == ("alpha", "beta")
    assert configuration(settings, database, "alpha") == {"page_size": 9}
    assert not difference(database, wanted)


def test_one_failure_and_nothing_changes(world: Any, make: Make) -> None:
    make("alpha")
    make("beta", "raise RuntimeError('boom')")
    make("gamma")
    enable(world.settings, world.database, "gamma", by="Ada")
    with pytest.raises(PluginFailed):
        apply(world.settings, world.database, difference(world.database, Wanted(enabled=("alpha", "beta"))), by="Ada")
    assert {name: record.desired for name, record in world.records().items()} == {
        "alpha": "disabled",
        "beta": "disabled",
        "gamma": "enabled",
    }


def test_a_set_that_contradicts_requirements_is_refused(world: Any, make: Make) -> None:
    make("alpha")
    make("beta", manifest={"requires": {"plugins": {"alpha": ""}}})
    with pytest.raises(PluginBlocked, match="alpha"):
        apply(world.settings, world.database, difference(world.database, Wanted(enabled=("beta",))), by="Ada")


def test_a_name_that_nobody_knows(world: Any, make: Make) -> None:
    make("alpha")
    with pytest.raises(UnknownPlugin, match="Did you mean alpha"):
        difference(world.database, Wanted(enabled=("alhpa",)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("enabled = [", "is not valid TOML"),
        ("", "enabled"),
        ("enabled = 3", "enabled"),
        ('enabled = ["a"]\ndisabled = ["a"]', "as enabled and as disabled"),
        ("enabled = []\nother = 1", "other"),
    ],
)
def test_a_file_that_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "plugins.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=words):
        read_wanted(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no file"):
        read_wanted(tmp_path / "none.toml")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_wanted(tmp_path)
