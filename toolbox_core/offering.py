"""Hooks that a plugin offers to others, and what others hand to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


class Collected:
    """What other plugins handed to the hooks that a plugin offers. Filled when all plugins are there, then fixed.

    ``context.collected("<hook>")`` gives ``(plugin id, what the hook's take made of it)`` pairs, in the order of the
    plugins; before the registry is built, and for hooks that nobody offers, nothing.
    """

    __slots__ = ("_items",)

    def __init__(self) -> None:
        self._items: Mapping[str, tuple[tuple[str, Any], ...]] = {}

    def __call__(self, hook: str) -> tuple[tuple[str, Any], ...]:
        """What was handed to one hook."""
        return self._items.get(hook, ())

    def fill(self, items: Mapping[str, tuple[tuple[str, Any], ...]]) -> None:
        """For the host: what was collected."""
        self._items = items


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginHook:
    """A hook that a plugin offers to others: ``<plugin id>_register_<things>(context)``, which returns a list.

    ``take(plugin, item)`` is called for each thing that another plugin hands over, and returns what is kept of it;
    an ``InputError`` from it refuses the thing, and with it the plugin.
    """

    name: str
    take: Callable[[str, Any], Any]
