"""What the isolation of plugins costs on every hook call, against plain pluggy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pluggy
from table import Row

from toolbox_core import hookspecs
from toolbox_core.config import PluginSettings
from toolbox_core.plugins.runner import Hooks, Runner

CALLS = 20_000


def measure() -> Iterator[Row]:
    """One hook call with one, ten and fifty plugins that answer it."""
    context: Any = object()
    for plugins in (1, 10, 50):
        manager = pluggy.PluginManager(hookspecs.PROJECT)
        manager.add_hookspecs(hookspecs)
        names = [f"p{number:02}" for number in range(plugins)]
        for name in names:
            manager.register(SimpleNamespace(register_navigation=_implementation()), name=name)
        hooks = Hooks(manager, Runner(PluginSettings()), tuple(names))
        isolated = _microseconds(partial(hooks.call, "register_navigation", context=context))
        plain = _microseconds(partial(manager.hook.register_navigation, context=context))
        yield Row(
            f"hook call, {plugins} plugin{'s' if plugins > 1 else ''}, isolated",
            f"{isolated:.2f} µs",
            f"plain pluggy: {plain:.2f} µs",
            isolated / plain,
        )


def _implementation() -> Callable[..., list[str]]:
    @hookspecs.hookimpl
    def register_navigation(context: Any) -> list[str]:  # noqa: ARG001 - pluggy looks at the name
        return []

    return register_navigation


def _microseconds(call: Callable[[], object]) -> float:
    """The best of five rounds, for one call."""
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(CALLS):
            call()
        best = min(best, (time.perf_counter() - began) / CALLS)
    return best * 1e6
