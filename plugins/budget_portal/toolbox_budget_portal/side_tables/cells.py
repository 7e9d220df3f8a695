"""The cells of a side table's row: exact numbers, years, faults with their row. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from toolbox_budget_portal.side_tables.sheet import Sheet
from toolbox_core import InputError, NumberFormat, Presence, presence, sniff_number_format


def number_formats(sheet: Sheet, fields: Sequence[str], places: Sequence[int] = ()) -> dict[str, NumberFormat]:
    """How each column writes its numbers: those of ``fields`` that the file has, and those at ``places`` (as ``#3``).

    A column that can be read in two ways is read like all of them together.
    """
    columns = {field: at for field in fields if (at := sheet.at[field]) is not None}
    columns |= {f"#{at}": at for at in places}
    formats = {key: sniff_number_format(cells[at] for _, cells in sheet.rows) for key, at in columns.items()}
    if any(number.ambiguous for number in formats.values()):
        whole = sniff_number_format(cells[at] for _, cells in sheet.rows for at in columns.values())
        formats = {key: whole if number.ambiguous else number for key, number in formats.items()}
    return formats


def fault(sheet: Sheet, row: int, sentence: str, fix: str = "") -> InputError:
    """What is wrong with one row, to be raised."""
    return InputError(f"{sheet.name}, row {row}: {sentence}", fix=fix)


def exact(sheet: Sheet, row: int, text: str, number: NumberFormat) -> Decimal | None:
    """The exact number of a cell; ``None`` for a blank, a dash or ``nfp``. Raises ``InputError`` for other text."""
    if presence(text) is not Presence.VALUE:
        return None
    try:
        return number.parse(text)
    except ValueError as error:
        raise fault(sheet, row, str(error)) from None


def year_of(sheet: Sheet, row: int, text: str) -> int:
    """A year of four digits. Raises ``InputError``."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and 1000 <= int(plain) <= 2999):
        raise fault(sheet, row, f"{plain[:40]!r} is not a year.", "Write four digits.")
    return int(plain)


def read_total(text: str) -> Decimal | None:
    """What a file must sum to, as a person gives it; ``None`` for an empty text. Raises ``InputError``."""
    try:
        total = Decimal(text) if text else None
    except InvalidOperation:
        total = Decimal("NaN")
    if total is not None and not total.is_finite():
        raise InputError(f"{text[:20]!r} is no amount.", fix="Write it with a point for decimals.")
    return total
