"""Reading a file of payments: who was paid is an organisation with an identifier, or a natural person without a name.

The rule holds for each row, and no name of a natural person leaves this module: not in a record, not in a message,
not in the copy of the file that is kept and can be downloaded.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from toolbox_budget_portal.side_tables.sheet import Columns, Field, Row, each, read_sheet
from toolbox_budget_portal.virements.records import Place, read_place
from toolbox_core import InputError, LimitSettings, NumberFormat, fold

FIELDS = (
    Field("date", ("date", "day", "fecha", "datum", "payment date"), needed=True),
    Field("payee", ("payee", "supplier", "name", "beneficiaire", "fournisseur", "proveedor"), needed=True),
    Field("identifier", ("identifier", "supplier id", "payee id", "siret", "nif", "identifiant"), needed=True),
    Field("kind", ("kind", "payee kind", "type", "nature")),
    Field("line", ("line", "budget line", "ligne", "partida")),
    Field("amount", ("amount", "montant", "importe", "betrag"), needed=True, number=True),
    Field("subject", ("subject", "objet", "concepto", "description")),
)
PERSON_WORDS = frozenset(("person", "natural person", "natural", "individual", "particulier", "personne physique",
                          "persona fisica", "natuerliche person", "naturliche person"))  # fmt: skip
LEGAL_WORDS = frozenset(("organisation", "organization", "company", "legal person", "legal", "personne morale",
                         "entreprise", "persona juridica", "juristische person"))  # fmt: skip
PERSON = "natural person"
"""What stands in the kept copy instead of a name."""
MOST = 1_000_000
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment. ``payee``, ``identifier`` and ``subject`` are empty for a natural person. ``row`` is the copy's."""

    day: date
    payee: str
    identifier: str
    person: bool
    place: Place | None
    amount: Decimal
    subject: str
    row: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The payments of a file; ``persons`` counts those to natural persons."""

    payments: tuple[Payment, ...]
    persons: int
    evidence: tuple[str, ...]


def read(path: Path, *, columns: Columns | None = None, limits: LimitSettings | None = None) -> Reading:
    """The payments of a CSV file or workbook: date, payee, identifier, kind, line, amount, subject.

    ``columns`` says which column is which; else their names do. ``kind`` says that the payee is a person or an
    organisation; a row without it is an organisation when it has an identifier. Raises ``InputError`` with the row
    (never with its words) when it is neither, and for cells that cannot be right: then nothing is used.
    """
    sheet = read_sheet(path, FIELDS, most=MOST, chosen=columns, limits=limits, silent=True)
    if not sheet.rows:
        raise InputError(f"{path.name} has no payments in it.")
    number = sheet.numbers("amount")

    def one(place: tuple[int, Row]) -> Payment:
        at, (row, cells) = place
        return _payment(f"{sheet.name}, row {row}", partial(sheet.cell, cells), number, at)

    payments = tuple(each(enumerate(sheet.rows, start=2), one))
    persons = sum(payment.person for payment in payments)
    evidence = (
        f"{len(payments)} payments, {persons} of them to natural persons, whose names were not kept.",
        f"Numbers: {number.evidence}",
    )
    return Reading(payments, persons, evidence)


def _payment(where: str, cell: Callable[[str], str], number: NumberFormat, row: int) -> Payment:
    try:
        day = date.fromisoformat(cell("date"))
    except ValueError:
        raise InputError(f"{where}: the date is no day.", fix="Write 2025-03-31.") from None
    try:
        amount = number.parse(cell("amount"))
    except ValueError:
        raise InputError(f"{where}: the amount is no number.", fix="Write it like the others of the column.") from None
    try:
        place = read_place(cell("line"))
    except InputError as error:
        raise InputError(f"{where}: the line is not named in a way that is known.", fix=error.fix) from None
    if _is_person(where, cell("kind"), cell("identifier")):
        return Payment(day, "", "", True, place, amount, "", row)
    if not cell("payee") or not cell("identifier"):
        raise InputError(
            f"{where}: an organisation needs its name and its identifier.",
            fix="Without an identifier nobody can tell it from a person: give it, or write `person` as kind.",
        )
    if len(cell("identifier")) > LONGEST:
        raise InputError(f"{where}: the identifier is longer than {LONGEST} characters.")
    return Payment(day, cell("payee"), cell("identifier"), False, place, amount, cell("subject"), row)


def _is_person(where: str, kind: str, identifier: str) -> bool:
    word = " ".join(fold(kind).split())
    if word in PERSON_WORDS:
        return True
    if word in LEGAL_WORDS or (not word and identifier):
        return False
    if word:
        raise InputError(f"{where}: the kind of payee is not known.", fix="Write `person` or `organisation`.")
    raise InputError(
        f"{where}: it does not say whether the payee is an organisation or a natural person. Nothing was stored.",
        fix="Give the organisation's identifier, or write `person` as kind.",
    )


def write_copy(path: Path, payments: Sequence[Payment]) -> None:
    """The copy that is kept instead of the file: the known columns only, and no word about natural persons."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(field.key for field in FIELDS)
        writer.writerows(_cells(payment) for payment in payments)


def _cells(payment: Payment) -> Iterator[str]:
    place = "" if payment.place is None else str(payment.place)
    kind = "person" if payment.person else "organisation"
    payee = PERSON if payment.person else payment.payee
    yield from (
        payment.day.isoformat(),
        payee,
        payment.identifier,
        kind,
        place,
        format(payment.amount, "f"),
        payment.subject,
    )
