"""Text made comparable: accents and case set aside, for looking up and matching, never for showing."""

from __future__ import annotations

import re
import unicodedata

_BESIDE = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart, though people who search do."""
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case, without accents: ``Educación`` → ``educacion``. Letters of every script are kept.

    Folding twice changes nothing: folding can uncover more to fold, so it is repeated until nothing changes.
    """
    if text.isascii():
        return text.lower()
    for _ in range(4):
        apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_BESIDE)
        if plain == text:
            break
        text = plain
    return text


def words(text: str) -> list[str]:
    """The folded words of a text, in order: letters and figures only."""
    return _NOT_WORD.sub(" ", fold(text)).split()
