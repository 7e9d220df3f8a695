"""One move of money within a budget, and the places it moves between. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolbox_budget_portal.models import KINDS
from toolbox_core import InputError

DIRECTIONS = ("expenditure", "revenue")
LINE = "line"


@dataclass(frozen=True, slots=True)
class Place:
    """One side of a move: a line by the publisher's own number, or the lines that belong to all the categories.

    ``parts`` are ``(kind, path)`` pairs, or one ``("line", number)``.
    """

    direction: str
    parts: tuple[tuple[str, str], ...]

    def holds(self, other: Place) -> bool:
        """Whether every line of ``other`` is one of this place, as far as the codes tell."""
        theirs = dict(other.parts)
        return self.direction == other.direction and all(
            kind in theirs and (theirs[kind] == path or (kind != LINE and theirs[kind].startswith(f"{path}/")))
            for kind, path in self.parts
        )

    def __str__(self) -> str:
        """The way files write it, ``revenue`` only where it is meant."""
        words = [f"{kind}:{path.replace(' ', '%20')}" for kind, path in self.parts]
        return " ".join([*(("revenue",) if self.direction == "revenue" else ()), *words])


@dataclass(frozen=True, slots=True)
class Move:
    """An amount above zero that an act takes ``source`` and gives ``target``; either may be written in another row."""

    day: date
    act: str
    source: Place | None
    target: Place | None
    amount: Decimal
    reason: str
    document: str
    row: int


def read_place(text: str) -> Place | None:
    """``programme:0701 economic:22/221``, ``revenue economic:11``, ``line:4711`` or a bare number of a line.

    A space inside a code is written ``%20``.

    ``None`` for an empty text. Raises ``InputError`` for anything else.
    """
    words = text.split()
    if not words:
        return None
    direction = words.pop(0) if words[0] in DIRECTIONS else "expenditure"
    parts = []
    for word in words:
        kind, colon, path = word.partition(":")
        if not colon:
            kind, path = LINE, word
        if kind not in (*KINDS, LINE) or not path:
            raise InputError(
                f"{text[:80]!r} does not say which lines are meant.",
                fix="Write the line's number, or categories as kind:path, such as programme:0701 economic:22/221.",
            )
        parts.append((kind, path.replace("%20", " ")))
    kinds = [kind for kind, _ in parts]
    if not parts or len(set(kinds)) < len(kinds) or (LINE in kinds and len(kinds) > 1):
        raise InputError(f"{text[:80]!r} names no line, or one thing twice.", fix="Name each classification once.")
    return Place(direction, tuple(parts))
