"""Guess the delimiter and the quotation mark of a table of text. A guess is a proposal; a person decides."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DelimiterGuess:
    """The proposed delimiter and quotation mark, the evidence as a sentence, and whether a person must choose."""

    delimiter: str
    quotechar: str = '"'
    evidence: str = ""
    columns: int = 1
    ambiguous: bool = False


def sniff_delimiter(sample: str | Iterable[str]) -> DelimiterGuess:
    """Propose delimiter and quotation mark from the first lines of a text (some hundred are enough).

    The delimiter that cuts most records into the same number of cells wins, more cells counting a little more.
    """
    text = sample if isinstance(sample, str) else "".join(sample)
    lines = text.splitlines(keepends=True)
    if lines and len(lines) > 1 and not lines[-1].endswith(("\n", "\r")):
        lines.pop()  # The sample may end in the middle of a record.
    quotechar = _sniff_quote(text)
    attempts = (_try_delimiter(lines, delimiter, quotechar) for delimiter in ",;\t|")
    tried = [attempt for attempt in attempts if attempt is not None]
    if not tried:
        return DelimiterGuess(",", quotechar, "No delimiter occurs regularly: the file seems to have one column.")
    tried.sort(key=lambda attempt: -attempt[0])
    score, delimiter, columns, agreeing, records = tried[0]
    ambiguous = agreeing < 0.6 * records or (len(tried) > 1 and tried[1][0] > 0.9 * score)
    evidence = f"{agreeing} of {records} records have {columns} cells when cut at {_delimiter_name(delimiter)}"
    if len(tried) > 1:
        evidence += f"; cut at {_delimiter_name(tried[1][1])}, {tried[1][3]} have {tried[1][2]}"
    return DelimiterGuess(delimiter, quotechar, evidence + ".", columns, ambiguous)


def _try_delimiter(lines: list[str], delimiter: str, quotechar: str) -> tuple[float, str, int, int, int] | None:
    """``(score, delimiter, usual number of cells, records that have it, records)``, or nothing when it never cuts."""
    widths: Counter[int] = Counter()
    try:
        for cells in csv.reader(lines, delimiter=delimiter, quotechar=quotechar):
            if any(cells):
                widths[len(cells)] += 1
    except csv.Error:
        return None
    if not widths or max(widths) == 1:
        return None
    records = widths.total()
    columns, agreeing = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if columns == 1:
        return None
    score = (agreeing / records) ** 2 * (1 + min(columns, 20) / 20)
    if delimiter == ",":
        # Between digits a comma may as well be a decimal sign; that counts only where another delimiter does well too.
        text = "".join(lines)
        score *= 1 - 0.5 * len(re.findall(r"(?<=\d),(?=\d)", text)) / text.count(",")
    return score, delimiter, columns, agreeing, records


def _sniff_quote(text: str) -> str:
    """A single quotation mark only when cells are really wrapped in it and none in the double one."""
    if '"' in text:
        return '"'
    wrapped = re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n])", text, re.MULTILINE)
    return "'" if len(wrapped) > 2 else '"'


def _delimiter_name(delimiter: str) -> str:
    return {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[delimiter]
