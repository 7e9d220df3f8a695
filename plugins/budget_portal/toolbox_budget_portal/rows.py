"""The valid shape of one incoming budget line, and the words that files use for phases, directions and yes or no. Pure.

Amounts are integers in units of ``10 ** -digits`` of the currency from the moment they are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

from toolbox_core import NumberFormat, Presence, decimal_places, presence, to_minor

DIRECTIONS = ("expenditure", "revenue")
ELIMINATION = "-elimination"
MAX_DIGITS = 9
"""Decimal places that amounts may have: the finest accounts seen have six."""
LARGEST_SUM = (1 << 63) - 1
"""What the sum of all amounts of one column may reach, so that no sum in the database can overflow."""
LONGEST_CODE = 255
LONGEST_PATH = 1000
READABLE_CODE = 48
"""A label that has no code stands for itself as code, up to so many characters; longer ones are cut and hashed."""


class BudgetRow(NamedTuple):
    """One budget line as read: one source row in one year and direction.

    ``keys`` holds, for each kind of the plan, the raw cells that identify its category (code and label per level).
    ``amounts`` are in the order of ``models.SLOTS``; ``presence`` says why an amount of the file is missing
    (``approved:blank;paid:dash``).
    """

    source_row: int
    year: int
    direction: str
    eliminated: bool
    code: str
    label: str
    keys: tuple[tuple[str, ...], ...]
    amounts: Sequence[int | None]
    presence: str


class MoreDigits(Exception):
    """An amount has more decimal places than the import expected; carries how many."""

    def __init__(self, digits: int) -> None:
        super().__init__(digits)
        self.digits = digits


class AmountReader:
    """Reads the cells of one amount column: text in, an integer of minor units or the reason for its absence out."""

    def __init__(
        self, *, decimal: str, group: str, bare: bool, missing: tuple[str, ...], factor: int, digits: int
    ) -> None:
        self.digits = digits
        self._factor = factor
        self._bare = bare
        self._missing = frozenset(word.strip() for word in missing if word.strip())
        self._format = NumberFormat(decimal=decimal, group=group)
        self._sign = decimal
        self._unit: int = factor * 10**digits
        self._minor = re.compile(rf"-?[0-9]{{1,16}}{re.escape(decimal)}[0-9]{{{digits}}}").fullmatch
        self._whole = re.compile(r"-?[0-9]{1,16}").fullmatch
        minor = rf"-?[0-9]{{1,16}}{re.escape(decimal)}[0-9]{{{digits}}}"
        self._all_minor = re.compile(rf"{minor}(?:\n{minor})*+").fullmatch
        self._plain = not any(self._minor(word) for word in self._missing)

    def read_all(self, texts: Sequence[str]) -> list[int] | None:
        """The amounts of many cells at once, when each is plain and has all its decimals; else ``None``.

        A column of a long file is mostly like that, and then one look at all of it is enough.
        """
        joined = "\n".join(texts)
        if not self._plain or not self._all_minor(joined):
            return None
        found = list(map(int, joined.replace(self._sign, "").split("\n")))
        if len(found) != len(texts):  # a cell of several lines
            return None
        return found if self._factor == 1 else [amount * self._factor for amount in found]

    def read(self, text: str) -> int | str:
        """The amount in minor units, or a word of ``Presence`` when the cell holds none.

        Raises ``ValueError`` with a sentence, or ``MoreDigits``.
        """
        # Nearly all cells are whole or have all their decimals; both need no more than the digits put together.
        if self._minor(text):
            if text not in self._missing:
                return int(text.replace(self._sign, "")) * self._factor
        elif self._whole(text) and text not in self._missing:
            return int(text) * self._unit
        return self._read_slowly(text)

    def _read_slowly(self, text: str) -> int | str:
        stripped = text.strip()
        if stripped in self._missing:
            found = presence(stripped)
            return (Presence.NOT_AVAILABLE if found is Presence.VALUE else found).value
        found = presence(stripped)
        if found is not Presence.VALUE:
            return found.value
        amount = self._format.parse(stripped)
        if self._bare and any(unicodedata.category(sign) == "Sc" or sign.isalpha() for sign in stripped):
            raise ValueError(f"{stripped!r} has a currency sign; say `bareNumber: false` if the column has them.")
        amount *= self._factor
        places = decimal_places(amount)
        if places > MAX_DIGITS:
            raise ValueError(f"{stripped!r} has {places} decimal places; at most {MAX_DIGITS} are kept exactly.")
        if places > self.digits:
            raise MoreDigits(places)
        return to_minor(amount, self.digits)


def fold(text: str) -> str:
    """Text for comparing names: no accents, small letters, words separated by single spaces."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w%]+|_", " ", plain.casefold()).split())


_DIRECTION_WORDS = {
    "expenditure": "expenditure expenditures expense expenses spending outlay outlays payment payments gasto gastos "
    "egreso egresos depense depenses despesa despesas ausgabe ausgaben aufwand auszahlung auszahlungen d g e exp",
    "revenue": "revenue revenues income receipt receipts ingreso ingresos recette recettes receita receitas einnahme "
    "einnahmen ertrag einzahlung einzahlungen r i rev",
}
_DIRECTIONS = {word: name for name, words in _DIRECTION_WORDS.items() for word in words.split()}

_PHASE_WORDS = {
    "proposed": "proposed|proposal|draft|forecast|proyecto|propuesto|projet|proposition|proposto|entwurf|estimate",
    "approved": "approved|enacted|adopted|initial|original|budget|budgeted|voted|aprobado|inicial|vote|primitif|"
    "aprovado|orcado|dotacao inicial|ansatz|soll|plan|planned|appropriation|main appropriation",
    "change": "change|changes|modified|modification|modifications|virement|virements|modificacion|modificaciones|"
    "transfers|amendment|amendments|alteracoes|alteracao",
    "adjusted": "adjusted|revised|current|final|definitive|updated|definitivo|vigente|actualizado|rectificado|"
    "definitif|rectifie|corrigido|atualizado|dotacao atualizada|nachtrag|adjusted appropriation|final appropriation",
    "authorised": "authorised|authorized|autorizado|autorise|authorisation|authorization",
    "committed": "committed|commitment|commitments|obligated|obligations|dispuesto|comprometido|engage|engagement|"
    "empenhado|verpflichtet",
    "executed": "executed|execution|actual|actuals|accrued|realised|realized|recognised|recognized|outturn|ejecutado|"
    "obligado|devengado|reconocido|liquidado|realise|mandate|execute|executado|ist|estimated actual|spent",
    "paid": "paid|payments|cash|collected|received|disbursed|pagado|pagos|recaudado|cobrado|paye|paiement|encaisse|"
    "pago|arrecadado|ausgezahlt|outlays",
}
PHASES = {word: role for role, words in _PHASE_WORDS.items() for word in words.split("|")}
"""Words for phases in several languages (folded), each with its standard role."""

_YES = frozenset(
    (
        *("true", "1", "yes", "y", "si", "s", "oui", "o", "sim", "ja", "elimination", "eliminated", "consolidation"),
        *("intra", "ordre"),
    )
)
_NO = frozenset(("false", "0", "no", "n", "non", "nao", "nein", "none", "reel", "reelle"))


def read_direction(text: str) -> str:
    """``expenditure`` or ``revenue`` for a word in a file or a descriptor. Raises ``ValueError``."""
    direction = _DIRECTIONS.get(fold(text))
    if direction is None:
        raise ValueError(f"{text.strip()!r} is neither expenditure nor revenue.")
    return direction


def read_yes(text: str) -> bool:
    """Whether a ``budgetary-transfers`` cell marks a consolidation entry. Raises ``ValueError`` when it is unclear."""
    word = fold(text)
    if not text.strip() or word in _NO:
        return False
    if word in _YES or word.startswith(("eliminat", "consolidat")):
        return True
    raise ValueError(f"{text.strip()!r} does not say whether this is a transfer to leave out (yes or no).")


def read_year(text: str) -> int:
    """A fiscal year from a cell: four digits, or a date that begins with them. Raises ``ValueError``."""
    found = re.fullmatch(r"\s*([12]\d{3})(?:-\d{2}(?:-\d{2})?(?:[T ].*)?|\.0+)?\s*", text)
    if found is None:
        raise ValueError(f"{text.strip()!r} is not a year.")
    return int(found.group(1))


def phase_code(text: str) -> str:
    """The short code of a phase: its words joined by hyphens, accents and case left out; empty for no text."""
    return fold(text).replace(" ", "-")[:64]


def phase_role(text: str) -> str:
    """The standard role of a phase by its name, or ``other``."""
    return PHASES.get(fold(text), "other")


def text_code(label: str) -> str:
    """The code of a category that has a label only: the label itself, or its beginning and a hash when it is long."""
    if len(label) <= READABLE_CODE:
        return label
    return f"{label[:READABLE_CODE].rstrip()}~{blake2b(label.encode(), digest_size=4).hexdigest()}"


def path_of(codes: list[str]) -> str:
    """The path of a category: its codes from the root joined by ``/``, with ``%`` and ``/`` inside codes escaped."""
    return "/".join(code.replace("%", "%25").replace("/", "%2F") for code in codes)


def line_uid(*parts: str) -> str:
    """The identity of a line across years: sixteen hexadecimal digits from entity, direction and codes, no year."""
    return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def money(minor: int, digits: int) -> Decimal:
    """The exact amount of so many units of ``10 ** -digits``."""
    return Decimal(minor).scaleb(-digits)


def plain(minor: int, digits: int) -> str:
    """``money`` as its digits, all of them: 5 is ``0.05`` with two. Many times quicker than through ``Decimal``."""
    if not digits:
        return str(minor)
    text = str(abs(minor)).zfill(digits + 1)
    return f"{'-' if minor < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def exact(minor: int, digits: int) -> str:
    """An amount as plain text without superfluous zeros behind the point beyond two places."""
    text = format(money(minor, digits), "f")
    if digits > 2:
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0").ljust(2, "0")
        return f"{whole}.{fraction}"
    return text


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|fev|mai|avr|dez|out|set"
_DAMAGED = re.compile(
    rf"(?i)\d{{1,2}}[-/. ](?:{_MONTHS})[a-z]*(?:[-/. ]\d{{2,4}})?|(?:{_MONTHS})[a-z]*[-/. ]\d{{2,4}}"
    r"|\d{4}-\d{2}-\d{2}(?: 00:00:00)?|\d[.,]\d+E\+\d+"
)


def damaged_by_spreadsheet(code: str) -> bool:
    """Whether a code looks like what a spreadsheet makes of one: a date (``03-Feb``) or a float (``1.2E+10``)."""
    return bool(_DAMAGED.fullmatch(code))
