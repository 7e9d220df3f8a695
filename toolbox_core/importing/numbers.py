"""Numbers as people type them: which sign is the decimal one, decided per column, from counted evidence.

``1.234,56``, ``1,234.56``, ``1 234,56``, ``1'234.56``, ``12,34,567.89``, ``(1,234)``, ``5-``, ``−5``, ``12 %``.
A lone ``1.234`` can be one thousand two hundred and thirty-four or a little more than one: other cells of the column
decide, and when none does the format says that it is ambiguous and refuses to read such cells.

Values are exact: text becomes ``Decimal``, never float.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from enum import StrEnum
from functools import cached_property, lru_cache

LONGEST = 40
"""Digits of the longest number that is believed; the national accounts of the world need fewer than twenty."""
LARGEST_MINOR = (1 << 63) - 1
"""Largest amount, in minor units, that a database keeps in a BIGINT."""
_EXACT = Context(prec=2 * LONGEST, traps=[Inexact, InvalidOperation, Overflow])

_CHARACTERS = {
    **dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u2002\u2003\u3000\t"), " "),
    **dict.fromkeys(map(ord, "−–—‐‑﹣－"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ´`"), "'"),
    **dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"), None),
    ord("％"): "%",
}
_CURRENCY_WORD = re.compile(r"^(?:[A-Z]{3}|[A-Z]{1,3}\$|kr\.?|zł|Kč|Ft|lei|лв\.?|руб\.?|грн\.?)$")
_SEPARATORS = " '.,٫٬"


class Presence(StrEnum):
    """Whether a cell holds a value, and if not, what it says instead. None of these is zero."""

    VALUE = "value"
    BLANK = "blank"
    DASH = "dash"
    NOT_PUBLISHED = "not-published"
    NOT_APPLICABLE = "not-applicable"
    NOT_AVAILABLE = "not-available"


_WORDS = {
    Presence.DASH: "- -- --- – — − .. ... … *",
    Presence.NOT_PUBLISHED: "nfp n.f.p. np n.p. confidential suppressed redacted withheld c x [c] [x]",
    Presence.NOT_APPLICABLE: "n/a na n.a. n.a #n/a s.o. s/o [z] z",
    Presence.NOT_AVAILABLE: "nd n.d. n.d n/d s/d sd null none nan nil: : [u] u unknown",
}
_PRESENCE = {word: presence for presence, words in _WORDS.items() for word in words.split()} | {
    "not for publication": Presence.NOT_PUBLISHED,
    "not published": Presence.NOT_PUBLISHED,
    "[not published]": Presence.NOT_PUBLISHED,
    "not applicable": Presence.NOT_APPLICABLE,
    "no aplica": Presence.NOT_APPLICABLE,
    "sans objet": Presence.NOT_APPLICABLE,
    "not available": Presence.NOT_AVAILABLE,
    "no disponible": Presence.NOT_AVAILABLE,
    "non disponible": Presence.NOT_AVAILABLE,
}


def presence(text: str) -> Presence:
    """What a cell of a number column holds. Anything that is no known word counts as a value, to be parsed."""
    if not text or text.isspace():
        return Presence.BLANK
    if text[0].isdigit():
        return Presence.VALUE
    return _PRESENCE.get(text.strip().casefold(), Presence.VALUE)


@dataclass(frozen=True)
class NumberFormat:
    """How one column writes numbers.

    ``decimal`` and ``group`` are the signs, empty when the column never shows one; ``group`` `` `` also stands for the
    no-break spaces. ``percent``: cells end in ``%``; they are read as the number before it (``12 %`` is 12).
    ``evidence`` is a sentence for the person who confirms the proposal; ``ambiguous`` says that she must.
    """

    decimal: str = "."
    group: str = ""
    percent: bool = False
    currency: str = ""
    evidence: str = ""
    ambiguous: bool = False
    counts: dict[str, int] = field(default_factory=dict, compare=False)

    @cached_property
    def _group(self) -> str:
        return self.group.translate(_CHARACTERS)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _number_pattern(self.decimal, self._group)

    @cached_property
    def _plain(self) -> re.Pattern[str]:
        point = re.escape(self.decimal)
        return re.compile(
            rf"-?[0-9]{{1,{LONGEST}}}(?:{point}[0-9]{{1,{LONGEST}}})?" if point else rf"-?[0-9]{{1,{LONGEST}}}"
        )

    def parse(self, text: str) -> Decimal:
        """The exact number in a cell. Raises ``ValueError`` with a whole sentence when it is not one in this format."""
        if self._plain.fullmatch(text) and not (self.ambiguous or self.percent):  # Most cells of most files.
            return Decimal(text if self.decimal == "." else text.replace(self.decimal or ",", "."))
        cell = split_cell(text)
        if cell is None:
            raise ValueError(f"{text.strip()!r} is not a number.")
        if cell.percent != self.percent:
            raise ValueError(f"{text.strip()!r} {'is' if cell.percent else 'is not'} a percentage, unlike its column.")
        if cell.currency and self.currency and cell.currency != self.currency:
            raise ValueError(f"{text.strip()!r} is in {cell.currency}, but its column is in {self.currency}.")
        if self.ambiguous and _either(cell.core):
            raise ValueError(f"{text.strip()!r} can be read in two ways; say which sign is the decimal one.")
        if not self._pattern.fullmatch(cell.core):
            raise ValueError(self._explain(text.strip(), cell.core))
        digits = cell.core.replace(self._group, "") if self._group else cell.core
        number = Decimal(digits.replace(self.decimal, ".") if self.decimal else digits)
        return number.copy_negate() if cell.negative else number

    def _explain(self, text: str, core: str) -> str:
        if sum(character.isdigit() for character in core) > LONGEST:
            return f"{text[:60]!r} has more than {LONGEST} digits."
        signs = [f"{_sign_name(self.decimal)} for decimals"] if self.decimal else ["no decimals"]
        signs.append(f"{_sign_name(self._group)} for thousands" if self.group else "no sign for thousands")
        return f"{text[:60]!r} is not a number in this column's format ({', '.join(signs)})."


@dataclass(frozen=True, slots=True)
class Cell:
    """A number cell taken apart: digits and separators only in ``core``; the rest said beside it."""

    core: str
    negative: bool
    percent: bool
    currency: str


_PLAIN_CELL = re.compile(r"(-?)([0-9][0-9.,]*)(?<![.,])")


def split_cell(text: str) -> Cell | None:
    """Take sign, brackets, percent sign and currency off a number, or ``None`` when no digits and separators are left.

    Spaces, minus signs and apostrophes of every kind become the plain ones.
    """
    if plain := _PLAIN_CELL.fullmatch(text):
        return Cell(plain.group(2), bool(plain.group(1)), False, "")
    core = text.translate(_CHARACTERS).strip()
    negative = percent = False
    currency = ""
    if core.startswith("(") and core.endswith(")"):
        core, negative = core[1:-1].strip(), True
    for _ in range(4):  # "-5 €", "€ -5", "5- %": the order differs, each part comes at most once.
        before = core
        if core[:1] in ("-", "+") or core[-1:] in ("-", "+"):
            sign, core = (core[0], core[1:].strip()) if core[0] in "-+" else (core[-1], core[:-1].strip())
            if negative or core[:1] in ("-", "+") or core[-1:] in ("-", "+"):
                return None
            negative = sign == "-"
        if core.endswith("%") and not percent:
            core, percent = core[:-1].strip(), True
        if not currency:
            currency, core = _take_currency(core)
        if core == before:
            break
    if not core or not core[-1].isdecimal() or not (core[0].isdecimal() or core[0] in ".,٫"):
        return None
    if not all(character.isdecimal() or character in _SEPARATORS for character in core):
        return None
    return Cell(core, negative, percent, currency)


def sniff_number_format(values: Iterable[str]) -> NumberFormat:
    """Propose the number format of one column from its cells; blank cells and presence words are passed over.

    The candidate that reads most cells wins. It is ``ambiguous`` when another candidate reads as many and gives other
    numbers, when cells contradict each other, or when no cell is a number.
    """
    shapes: Counter[str] = Counter()
    samples: dict[str, str] = {}
    percents = numbers = others = 0
    currencies: Counter[str] = Counter()
    for value, times in Counter(values).items():
        if presence(value) is not Presence.VALUE:
            continue
        cell = split_cell(value)
        if cell is None:
            others += times
            continue
        numbers += times
        percents += times * cell.percent
        currencies[cell.currency] += times
        shape = _shape(cell.core)
        shapes[shape] += times
        samples.setdefault(shape, value.strip())
    if not numbers:
        return NumberFormat("", "", evidence="No cell is a number.", ambiguous=True, counts={"other": others})
    currency = next((name for name, _ in currencies.most_common() if name), "")
    counts = {"numbers": numbers, "other": others}
    best, ambiguous, evidence = _choose(shapes, samples)
    if 0 < percents < numbers:
        ambiguous, evidence = True, f"{evidence} {percents} of {numbers} cells end in %."
    return NumberFormat(best[0], best[1], percents * 2 > numbers, currency, evidence, ambiguous, counts)


def to_minor(amount: Decimal, exponent: int = 2, *, round_extra: bool = False) -> int:
    """An exact amount in minor units: ``Decimal("12.30")`` with exponent 2 is 1230.

    Raises ``ValueError`` when the amount has more digits than the unit keeps (unless ``round_extra``: half to even),
    and when it is larger than a database's BIGINT holds.
    """
    scaled = _EXACT.scaleb(amount, exponent)
    try:
        minor = int(scaled.to_integral_value() if round_extra else _EXACT.to_integral_exact(scaled))
    except Inexact:
        raise ValueError(
            f"{amount} has more than {exponent} decimal places; nothing is rounded unless you say so."
        ) from None
    if abs(minor) > LARGEST_MINOR:
        raise ValueError(f"{amount} is too large to be an amount of money.")
    return minor


def from_minor(minor: int, exponent: int = 2) -> Decimal:
    """The exact amount of so many minor units: 1230 with exponent 2 is ``Decimal("12.30")``."""
    return _EXACT.scaleb(Decimal(minor), -exponent)


def decimal_places(amount: Decimal) -> int:
    """How many decimal places an amount needs, trailing zeros left out."""
    exponent = amount.normalize(_EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


_CANDIDATES = (
    *((decimal, group) for decimal in ".," for group in ("", " ", "'", ".", ",") if group != decimal),
    ("٫", "٬"),
    ("٫", ""),
)


def _choose(shapes: Counter[str], samples: dict[str, str]) -> tuple[tuple[str, str], bool, str]:
    """The best (decimal, group) for these shapes, whether it is in doubt, and the evidence as a sentence."""
    total = sum(shapes.values())
    if not any(sign in shape for shape in shapes for sign in _SEPARATORS):
        return ("", ""), False, f"All {total} numbers are whole and have no separators."
    scores = {
        signs: sum(count for shape, count in shapes.items() if _number_pattern(*signs).fullmatch(shape))
        for signs in _CANDIDATES
    }
    used = "".join(shapes)
    # Among equals: the candidate whose signs all occur, then the one with the fewest signs, says no more than was seen.
    ranked = sorted(
        scores,
        key=lambda signs: (-scores[signs], sum(sign not in used for sign in signs if sign), len(signs[0] + signs[1])),
    )
    best = ranked[0]
    rivals = [
        signs
        for signs in ranked[1:]
        if scores[signs] == scores[best] and any(_reads_otherwise(shape, best, signs) for shape in shapes)
    ]
    decimal = best[0] if any(best[0] in shape for shape in shapes) else ""
    shown = (decimal, best[1] if best[1] and best[1] in used else "")
    misfits = [samples[shape] for shape in shapes if not _number_pattern(*best).fullmatch(shape)]
    evidence = _evidence(shapes, samples, shown, scores[best], total)
    if misfits:
        evidence += f" These do not fit: {', '.join(misfits[:3])}."
    if rivals:
        doubtful = next(samples[shape] for shape in shapes if _reads_otherwise(shape, best, rivals[0]))
        evidence += f" No cell tells whether {doubtful} has decimals or thousands: please say."
    elif _grouped_in_part(shapes, shown):
        doubtful = next(samples[shape] for shape in shapes if _either(shape))
        evidence += f" Thousands are marked in some cells only, such as {doubtful}."
    return shown, bool(rivals or misfits), evidence


def _evidence(shapes: Counter[str], samples: dict[str, str], signs: tuple[str, str], fits: int, total: int) -> str:
    deciding = [shape for shape in shapes if signs[0] and signs[0] in shape and not _either(shape)]
    deciding = deciding or [shape for shape in shapes if signs[1] and signs[1] in shape]
    deciding.sort(key=lambda shape: -shapes[shape])
    parts = [f"{_sign_name(signs[0])} for decimals"] if signs[0] else ["no decimals"]
    if signs[1]:
        parts.append(f"{_sign_name(signs[1])} for thousands")
    shown = f", such as {', '.join(samples[shape] for shape in deciding[:3])}" if deciding else ""
    return f"{fits} of {total} numbers read with {' and '.join(parts)}{shown}."


def _grouped_in_part(shapes: Counter[str], signs: tuple[str, str]) -> bool:
    """Thousands are marked in some cells but not in longer ones, and every marked cell could also be a decimal."""
    if not signs[1] or not any(re.match(r"\d{5}", shape) for shape in shapes):
        return False
    return all(_either(shape) for shape in shapes if signs[1] in shape)


@lru_cache(maxsize=64)
def _number_pattern(decimal: str, group: str) -> re.Pattern[str]:
    """Digits in groups of three (or, with a comma, the Indian groups of two before the last three), then decimals."""
    whole = rf"\d{{1,{LONGEST}}}"
    if group:
        sign = re.escape(group)
        whole += rf"|[1-9]\d{{0,2}}(?:{sign}\d{{3}})+"
        if group == ",":
            whole += r"|[1-9]\d?(?:,\d{2})+,\d{3}"
    fraction = rf"(?:{re.escape(decimal)}\d{{1,{LONGEST}}})?" if decimal else ""
    bare = rf"|{re.escape(decimal)}\d{{1,{LONGEST}}}" if decimal else ""
    return re.compile(rf"(?:{whole}){fraction}{bare}")


def _shape(core: str) -> str:
    """A short number of the same form, so that a million cells become a dozen shapes that patterns can be tried on.

    Every digit becomes 1 and runs are cut to five digits (longer than any group); a leading zero stays, for it rules
    out thousands.
    """
    runs = re.sub(r"\d+", lambda run: "1" * min(len(run.group()), 5), core)
    return "0" + runs[1:] if core[0] == "0" else runs


def _either(core: str) -> bool:
    """Whether a number has one point or comma that can mark thousands as well as decimals."""
    return bool(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", core))


def _reads_otherwise(shape: str, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two formats both read a shape but give different numbers."""
    if not (_number_pattern(*one).fullmatch(shape) and _number_pattern(*other).fullmatch(shape)):
        return False
    return _read(shape, one) != _read(shape, other)


def _read(text: str, signs: tuple[str, str]) -> Decimal:
    digits = text.replace(signs[1], "") if signs[1] else text
    return Decimal(digits.replace(signs[0], "."))


def _take_currency(core: str) -> tuple[str, str]:
    """A currency sign or code at either end of a number, and the rest."""
    head = re.match(r"^[^\d\s.,'+()%-]+[.$]?", core)
    tail = re.search(r"[^\d\s.,'+()%-]+\.?$", core)
    for found, rest in (
        (head, core[head.end() :].strip() if head else ""),
        (tail, core[: tail.start()].strip() if tail else ""),
    ):
        if found and rest and _is_currency(found.group()):
            return found.group(), rest
    return "", core


def _is_currency(text: str) -> bool:
    return all(unicodedata.category(character) == "Sc" for character in text) or bool(_CURRENCY_WORD.match(text))


def _sign_name(sign: str) -> str:
    names = {".": "a point", ",": "a comma", " ": "a space", "'": "an apostrophe", "٫": "an Arabic comma"}
    return names.get(sign, repr(sign))
