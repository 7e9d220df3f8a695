"""A plugin offers hooks of its own: others hand things over, are judged alone, and nothing depends on who is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.plugins.lifecycle import disable, enable
from toolbox_core.plugins.trial import check_plugins

Make = Callable[..., Path]
HOST = """\
from toolbox_core import InputError, PluginHook, hookimpl
kept = None
def take(plugin, item):
    if not isinstance(item, int):
        raise InputError(f"{item!r} is no number.")
    return item * 2
@hookimpl
def register_hooks(context):
    global kept
    kept = context.collected
    return [PluginHook(name="meadow_register_numbers", take=take)]
"""
GUEST = "from toolbox_core import hookimpl\n@hookimpl\ndef {hook}(context):\n    {body}\n"
AFTER = {"requires": {"after": ["meadow"]}}


def guest(make: Make, plugin: str, body: str, hook: str = "meadow_register_numbers") -> None:
    make(plugin, GUEST.format(hook=hook, body=body), AFTER)


def turn_on(world: Any, *plugins: str) -> Any:
    for plugin in plugins:
        enable(world.settings, world.database, plugin, by="Ada")
    return world.build()


def test_register_hooks(world: Any, make: Make) -> None:
    make("meadow", HOST)
    guest(make, "zebra", "return [1, 2]")
    guest(make, "yak", "yield 3")
    registry = turn_on(world, "meadow", "zebra", "yak")
    assert registry.collected == {"meadow_register_numbers": (("yak", 6), ("zebra", 2), ("zebra", 4))}
    import tried_meadow.plugin as host  # type: ignore[import-not-found]

    assert host.kept("meadow_register_numbers") == registry.collected["meadow_register_numbers"]
    assert host.kept("meadow_register_letters") == ()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("raise ValueError('no')", "ValueError in phase setup"),
        ("return ['x']", "'x' is no number"),
        ("return 5", "must return a list"),
        ("return 'ab'", "must return a list"),
    ],
)
def test_a_guest_that_fails_falls_alone(world: Any, make: Make, body: str, sentence: str) -> None:
    make("meadow", HOST)
    guest(make, "yak", body)
    guest(make, "zebra", "return [1]")
    registry = turn_on(world, "meadow", "zebra", "yak")
    assert registry.plugins["yak"].state == "FAILED"
    assert registry.plugins["yak"].phase == "setup"
    assert sentence in registry.plugins["yak"].error
    assert registry.collected == {"meadow_register_numbers": (("zebra", 2),)}
    checked = {record.id: record for record in check_plugins(world.settings, world.database)}
    assert checked["yak"].state == "FAILED"
    assert checked["zebra"].state == "ACTIVE"


def test_without_its_host_a_guest_waits(world: Any, make: Make) -> None:
    make("meadow", HOST)
    guest(make, "yak", "return [1]")
    registry = turn_on(world, "yak")
    assert (registry.plugins["yak"].state, dict(registry.collected)) == ("ACTIVE", {})
    assert turn_on(world, "meadow").collected == {"meadow_register_numbers": (("yak", 2),)}
    disable(world.settings, world.database, "meadow", by="Ada")
    registry = world.build()
    assert (registry.plugins["yak"].state, dict(registry.collected)) == ("ACTIVE", {})


def test_a_misspelt_hook_of_another_plugin_is_named(world: Any, make: Make) -> None:
    make("meadow", HOST)
    guest(make, "yak", "return [1]", hook="meadow_register_number")
    registry = turn_on(world, "meadow", "yak")
    assert registry.plugins["yak"].state == "INVALID"
    assert "Did you mean 'meadow_register_numbers'?" in registry.plugins["yak"].error


def test_a_hook_of_a_plugin_that_is_not_named_in_the_manifest_is_unknown(world: Any, make: Make) -> None:
    make("yak", GUEST.format(hook="meadow_register_numbers", body="return [1]"))
    with pytest.raises(Exception, match="does not exist"):
        enable(world.settings, world.database, "yak", by="Ada")


def test_a_hook_bears_the_name_of_who_offers_it(world: Any, make: Make) -> None:
    make("meadow", HOST.replace("meadow_register_numbers", "register_numbers"))
    with pytest.raises(Exception, match="must be 'meadow_register_'"):
        enable(world.settings, world.database, "meadow", by="Ada")
