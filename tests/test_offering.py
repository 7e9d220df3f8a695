"""What was handed over is there once it is filled in, and a hook that nobody offers has nothing."""

from __future__ import annotations

from toolbox_core.offering import Collected, PluginHook


def test_nothing_is_there_before_it_is_filled() -> None:
    collected = Collected()
    assert collected("meadow_register_numbers") == ()
    collected.fill({"meadow_register_numbers": (("yak", 6),)})
    assert collected("meadow_register_numbers") == (("yak", 6),)
    assert collected("meadow_register_letters") == ()


def test_a_hook_takes_what_it_is_given() -> None:
    assert PluginHook(name="meadow_register_numbers", take=lambda plugin, item: (plugin, item)).take("yak", 1) == (
        "yak",
        1,
    )
