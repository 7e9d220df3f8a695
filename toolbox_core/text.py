"""Text made comparable (accents and case set aside, for looking up, never for showing), and made safe to store."""

from __future__ import annotations

import re
import unicodedata

_BESIDE = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart, though people who search do."""
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_PRINTABLE = re.compile("[^\t\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


def printable(text: str) -> str:
    """The text without what neither XML 1.0 nor databases take, above all control characters. Lines end in LF."""
    return _NOT_PRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def words(text: str) -> list[str]:
    """The folded words of a text, in order: letters and figures only."""
    return _NOT_WORD.sub(" ", fold(text)).split()
