"""What a spreadsheet did to a column of codes before it was handed in, found from the cells themselves.

A spreadsheet that opens ``01/02`` or ``1-3`` saves a date, of a long code it keeps fifteen digits and writes
``4.10E+11``, and from ``001`` it takes the zeros. The first two leave traces that can be shown; the third cannot be
seen in one file, only said when other codes of the column are longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DATE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}(?: 00:00(?::00)?)?"
    r"|(?:\d{1,2}[-. /])?(?:jan|ene|janv|feb|fév|févr|mar|mär|mrz|märz|mars|apr|abr|avr|may|mai|jun|juin|jul|juil"
    r"|aug|ago|août|sep|sept|oct|okt|nov|dec|dic|déc|dez)\.?(?:[-. /]\d{2,4})?",
    re.IGNORECASE,
)
_POWER = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_ERROR = re.compile(r"#+|#(?:N/A|REF!|VALUE!|NAME\?|NUM!|DIV/0!|NULL!)")
_CODE = re.compile(r"[A-Za-z]{0,4}\d[\dA-Za-z./-]*")


@dataclass(frozen=True, slots=True)
class CodeDamage:
    """Cells of a code column that a spreadsheet has changed: how many, the first of them, and a sentence."""

    count: int
    examples: tuple[str, ...]
    message: str


def damaged_codes(values: Iterable[str]) -> CodeDamage | None:
    """Look for dates, powers of ten and spreadsheet errors among codes; ``None`` when there is nothing to say.

    A column that consists of dates is a column of dates: damage is only claimed where most other cells are codes.
    """
    codes, damaged = 0, []
    for value in values:
        text = value.strip()
        if not text:
            continue
        if _DATE.fullmatch(text) or _POWER.fullmatch(text) or _ERROR.fullmatch(text):
            damaged.append(text)
        elif _CODE.fullmatch(text):
            codes += 1
    if not damaged or codes < len(damaged):
        return None
    examples = tuple(dict.fromkeys(damaged))[:5]
    message = (
        f"{len(damaged)} cells look like codes that a spreadsheet turned into something else: {', '.join(examples)}. "
        f"Ask for a file in which this column is text."
    )
    return CodeDamage(len(damaged), examples, message)
