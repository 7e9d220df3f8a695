"""Texts in several languages: which one a reader is shown, and how names are put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolbox_core import fold

UNDETERMINED = "und"


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it is shown. ``language`` is empty when it is the reader's own (or unknown): pages mark others."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def pick(texts: Mapping[str, str] | None, language: str) -> Said:
    """The text in ``language`` (``fr`` also finds ``fr-CA``), else in English, else whichever there is.

    >>> pick({"en": "Law", "fr": "Loi"}, "fr").text
    'Loi'
    """
    there = {tag: text for tag, text in (texts or {}).items() if text and text.strip()}
    if not there:
        return Said("")
    for wanted in (language, language.split("-", maxsplit=1)[0], language.split("_", maxsplit=1)[0]):
        for tag, text in there.items():
            if tag == wanted or tag.split("-")[0] == wanted:
                return Said(text)
    tag = "en" if "en" in there else next(iter(there))
    return Said(there[tag], "" if tag == UNDETERMINED else tag)


_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""})
"""Forms of Arabic letters that dictionaries put in one place; the tatweel only stretches a word."""


def sort_key(text: str) -> tuple[str, str]:
    """The place of a name in an alphabetical list: accents, case and the Arabic article set aside.

    Spanish ``ñ`` stands after ``n``, as in the dictionary of the Real Academia since 2010; ``é`` beside ``e``.
    """
    marked = text.strip().replace("ñ", "n\uffff").replace("Ñ", "N\uffff").replace("n\u0303", "n\uffff")
    folded = fold(marked).translate(_ARABIC)
    if folded.startswith("ال") and len(folded) > 4:
        folded = folded[2:]
    return folded, text
