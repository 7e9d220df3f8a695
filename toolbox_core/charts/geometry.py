"""Numbers on their way into a drawing: percentages across, pixels down, and whether words fit.

A drawing is as wide as its place on the page, which the server does not know; x and width are therefore percentages
and y and height pixels. Text keeps its size. Whether a text fits is decided for a handful of widths (``STEPS``); the
style sheet leaves a text out below the width that it needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STEPS: tuple[tuple[float, str], ...] = (
    (288.0, ""),
    (352.0, "f22"),
    (448.0, "f28"),
    (640.0, "f40"),
    (736.0, "f46"),
    (832.0, "f52"),
    (928.0, "f58"),
)
"""Widths of a chart's place in pixels and the class of whatever needs at least that width (``f46``: over 46 × 16)."""

NARROW = STEPS[0][0]
WIDE = 640.0
"""From this width on the wide arrangement is shown, below it the narrow one."""

TARGET = 24.0
"""The least size of a link in pixels (WCAG 2.2, criterion 2.5.8)."""

_NARROW_LETTERS = frozenset("iljtfrI.,:;'’!|()[]/-– \u00a0\u202f")
_BROAD_LETTERS = frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text on a mark. ``y`` is the baseline in pixels; ``fit`` the class of the width it needs."""

    text: str
    y: float
    style: str = ""
    fit: str = ""


def percent(share: float) -> str:
    """A share of 1 as a percentage for an attribute, three decimals at most: ``31.942%``."""
    return f"{plain(share * 100, 3)}%"


def plain(value: float, digits: int = 2) -> str:
    """A number for an attribute, without an exponent and without trailing zeros."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in pixels, estimated on the generous side: the reader's font is not known."""
    return sum(_letter(letter) for letter in text) * size * (1.07 if bold else 1.0)


def _letter(letter: str) -> float:
    if letter in _NARROW_LETTERS:
        return 0.36
    if letter in _BROAD_LETTERS:
        return 0.95
    if letter >= "\u2e80":  # East Asian scripts are set in full squares
        return 1.0
    if letter.isupper():
        return 0.68
    return 0.575


def unspaced(text: str) -> list[str]:
    """The words of a text as they may be broken: a no-break space holds two together, as in ``1 000``."""
    return [word for word in re.split("[ \t\r\n]+", text) if word]


def wrap(text: str, width: float, size: float, *, bold: bool = False, most: int = 1) -> tuple[str, ...]:
    """Break a text into at most ``most`` lines of at most ``width`` pixels; empty when it does not go."""
    lines: list[str] = []
    for word in unspaced(text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        elif text_width(word, size, bold=bold) <= width and len(lines) < most:
            lines.append(word)
        else:
            return ()
    return tuple(lines)


def fit(needed: float, *, least: float = NARROW) -> str | None:
    """The class of the smallest step that is at least ``needed`` pixels wide; ``None`` when none is.

    ``least`` is the width from which the arrangement is shown at all: what fits there needs no class.
    """
    for width, name in STEPS:
        if width >= least and width >= needed:
            return "" if width == least else name
    return None
