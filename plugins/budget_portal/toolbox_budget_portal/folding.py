"""Searching without minding case and accents: a pattern in which every letter stands for all its spellings.

``GLOB`` (SQLite) and ``~`` (PostgreSQL) both know character classes, so ``educacion`` becomes
``[EeÈÉ…][Dd…][Uu…]…`` and finds "Educación" in either database, without an extension and without a second column.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 100
"""Characters of a search that count."""
_SCRIPTS = ((0x00C0, 0x024F), (0x0370, 0x052F), (0x1E00, 0x1FFF))
"""Blocks whose letters carry accents in one code point: Latin, Greek, Cyrillic and their extensions."""
_BESIDE = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t"}
"""Letters that Unicode does not take apart, though people who search do."""


def fold(text: str) -> str:
    """Lower case, without accents: ``Educación`` → ``educacion``."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_BESIDE.get(letter, letter) for letter in apart if not unicodedata.combining(letter))


def words(query: str) -> tuple[str, ...]:
    """The folded words of a search, each once; a text is found when it holds all of them."""
    return tuple(dict.fromkeys(fold(query[:LONGEST]).split()))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Base letter → every letter that folds to it."""
    found: dict[str, set[str]] = {}
    for first, last in _SCRIPTS:
        for point in range(first, last + 1):
            letter = chr(point)
            base = fold(letter)
            if len(base) == 1 and base != letter:
                found.setdefault(base, set()).add(letter)
    return {base: "".join(sorted(letters)) for base, letters in found.items()}


def letter_class(letter: str) -> str:
    """All spellings of one folded letter, itself first: ``e`` → ``eEÈÉ…``."""
    return (
        "".join(dict.fromkeys(letter + letter.upper() + _spellings().get(letter, ""))) if letter.isalpha() else letter
    )


def glob_pattern(word: str) -> str:
    """A SQLite ``GLOB`` pattern that finds ``word`` anywhere. Digits and signs stand for themselves."""
    return "*" + "".join(map(_globbed, word)) + "*"


def _globbed(letter: str) -> str:
    if letter.isalpha():
        return f"[{letter_class(letter)}]"
    return f"[{letter}]" if letter in "*?[" else letter


def regex_pattern(word: str) -> str:
    """A PostgreSQL regular expression that finds ``word`` anywhere."""
    return "".join(f"[{letter_class(letter)}]" if letter.isalpha() else re.escape(letter) for letter in word)


def mark(text: str, wanted: tuple[str, ...]) -> list[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is one of the ``wanted`` words (folded), for highlighting."""
    if not wanted:
        return [(text, False)]
    longest_first = sorted(wanted, key=len, reverse=True)
    parts = re.split("(" + "|".join(regex_pattern(word) for word in longest_first) + ")", text)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]
