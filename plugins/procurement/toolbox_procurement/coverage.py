"""How often each field of a file is filled in, over lines of JSON; in the way and the paths of Cardinal's coverage.

Empty are ``""``, ``[]``, ``{}`` and ``null``, and what holds only empty things. The path ``""`` is a line; a path that
ends in ``/`` an object; one that ends in ``[]`` an entry of a list; all others are members of an object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues

_decode = msgspec.json.Decoder(Any).decode


class _Node:
    """One path: how often its value, and its value as an object, was filled in."""

    __slots__ = ("entries", "filled", "members", "objects")

    def __init__(self) -> None:
        self.filled = 0
        self.objects = 0
        self.members: dict[str, _Node] = {}
        self.entries: _Node | None = None


class Coverage:
    """Counts lines. ``counts()`` gives them by path."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, value: Any) -> bool:
        """Count one value, and say whether it is filled in."""
        return _count(value, self._root)

    def counts(self) -> dict[str, int]:
        """Path → count, in the order of the paths."""
        found: dict[str, int] = {}
        pending = [("", self._root)]
        while pending:
            path, node = pending.pop()
            if node.filled:
                found[path] = node.filled
            if node.objects:
                found[f"{path}/"] = node.objects
            pending.extend((f"{path}/{name}", below) for name, below in node.members.items())
            if node.entries is not None:
                pending.append((f"{path}[]", node.entries))
        return dict(sorted(found.items()))


def _count(value: Any, node: _Node) -> bool:
    kind = type(value)
    filled = False
    if kind is dict:
        members = node.members
        for name, member in value.items():
            below = members.get(name)
            if below is None:
                below = members[name] = _Node()
            if _count(member, below):
                filled = True
        node.objects += filled
    elif kind is list:
        if value:
            below = node.entries
            if below is None:
                below = node.entries = _Node()
            for entry in value:
                if _count(entry, below):
                    filled = True
    elif kind is str:
        filled = value != ""
    else:
        filled = value is not None
    node.filled += filled
    return filled


def coverage_of_lines(lines: Iterable[bytes], issues: Issues) -> dict[str, int]:
    """The coverage of lines of JSON; lines that are none are counted in ``issues`` and left out."""
    found = Coverage()
    for number, line in enumerate(lines, 1):
        try:
            found.add(_decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            if line.strip():
                issues.add("line-not-json", "", line[:80].decode("utf-8", "replace").strip(), line=number)
    return found.counts()


def coverage_of_file(path: Path, issues: Issues) -> dict[str, int]:
    """The coverage of a file of lines. Raises ProcurementFileError when it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return coverage_of_lines(stream, issues)
    except OSError as error:
        raise ProcurementFileError(f"{path} cannot be opened: {error.strerror}.") from error


def fields_of(counts: Mapping[str, int]) -> set[str]:
    """The fields that are filled in anywhere, as indicators name them: ``bids/details/value/amount``."""
    return {path.strip("/").replace("[]", "") for path in counts if not path.endswith(("/", "[]"))}
