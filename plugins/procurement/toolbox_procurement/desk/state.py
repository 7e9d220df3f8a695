"""What was typed, changed: answers taken in, things added and taken out. What was published is never taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from toolbox_core import InputError
from toolbox_procurement.desk.questions import Section, State, asked, entries, get, lists, put

MOST: Final = 500
"""Entries of one list: beyond that a form is no longer the tool for it."""
LONGEST: Final = 20_000


def take(state: State, section: Section, values: Mapping[str, str]) -> None:
    """Take the answers of one form into ``state``; fields that the form does not ask for are ignored."""
    for one in list(asked(state, section)):
        if one.path in values:
            text = values[one.path].replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST]
            if text or get(state, one.path):
                put(state, one.path, text)


def add(state: State, section: Section, path: str) -> int:
    """Add an entry to a list of the form and return its number from 0. Raises ``InputError`` for an unknown list."""
    if path not in {known for known, _ in lists(state, section)}:
        raise InputError("This form has no such list.")
    *way, last = path.split(".")
    holder: Any = state
    for part in way:
        holder = holder[int(part)] if isinstance(holder, list) else holder.setdefault(part, {})
    found = holder.setdefault(last, [])
    if len(found) >= MOST:
        raise InputError(f"A list of a form holds at most {MOST} entries.", fix="Load a file for more.")
    taken = [int(one["id"]) for one in found if str(one.get("id", "")).isdigit()]
    found.append({"id": str(max(taken, default=0) + 1)})
    return len(found) - 1


def remove(state: State, section: Section, path: str, published: State) -> None:
    """Take an entry out. Raises ``InputError`` when it is not there, or public already."""
    where, _, number = path.rpartition(".")
    found = entries(state, where)
    if where not in {known for known, _ in lists(state, section)} or not number.isdigit() or int(number) >= len(found):
        raise InputError("There is nothing to take out.")
    if is_published(published, path):
        raise InputError("This has been published and stays.", fix="Change it, or set its status to cancelled.")
    del found[int(number)]


def is_published(published: State, path: str) -> bool:
    """Whether the entry at ``path`` stood in the last release. Entries keep their order, so its place tells."""
    where, _, number = path.rpartition(".")
    return int(number) < len(entries(published, where))


def holds(value: Any) -> bool:
    """Whether anything was typed; ids do not count."""
    if isinstance(value, dict):
        return any(holds(below) for name, below in value.items() if name != "id")
    if isinstance(value, list):
        return bool(value)
    return bool(value)
