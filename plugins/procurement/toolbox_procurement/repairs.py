"""Mending what is known to be wrong in releases, where that is safe: each repair has a name, and is told.

The releases themselves are kept as they were published. Repairs are made on the way to the compiled release, so that
switching one off for a source and computing again takes it back.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from toolbox_core import N_
from toolbox_procurement import facts

Release = dict[str, Any]
Told = Callable[[str, str, Any, Any], None]
"""``told(rule, pointer, before, after)``; ``after`` is ``None`` when the value was left out."""

REPAIRS: Final = {
    "upgraded-from-1.0": N_("The release has the form of OCDS 1.0. It is read as OCDS 1.1."),
    "object-made-list": N_("A single object stands where a list must be. It is read as a list of one."),
    "id-made-text": N_("An id is a number. It is read as text, as ids are compared."),
    "currency-capitals": N_("A currency is written in small letters. It is read in capitals."),
    "amount-placeholder-left-out": N_("An amount consists of nines only, as systems fill in what nobody knows."),
    "date-placeholder-left-out": N_("A date is the first of January 1900 or 1970, or earlier: no real date."),
    "identifier-padded": N_("A company number lacks its leading zeros. It is read with all digits of its register."),
}
"""What each repair does, in words; message ids."""

_LISTS: Final = frozenset(
    "parties awards contracts tenderers suppliers items documents milestones amendments transactions details lots "
    "additionalClassifications additionalIdentifiers relatedProcesses".split()
)
_IDS: Final = frozenset("id awardID relatedBid".split())
_WIDTHS: Final = {"GB-COH": 8}
_FEWEST_NINES: Final = 8
_PLACEHOLDERS: Final = ("0001-", "1900-01-01", "1899-12-", "1970-01-01")


def repair(release: Release, told: Told, off: frozenset[str] = frozenset()) -> Release:
    """Mend a release in place, without the repairs in ``off``; returns it."""
    _object(release, "", told, off)
    return release


def padded(scheme: str, number: str) -> str:
    """A register number with all the digits that its register gives."""
    width = _WIDTHS.get(scheme, 0)
    return number.zfill(width) if number.isdigit() else number


def _object(value: Release, pointer: str, told: Told, off: frozenset[str]) -> None:
    for name, found in list(value.items()):  # the place of a field is only written where something is mended
        kind = type(found)
        if kind is str:
            if name == "currency" or _names_a_date(name):
                _text(value, name, found, f"{pointer}/{name}", told, off)
        elif kind is dict:
            here = f"{pointer}/{name}"
            if name in _LISTS and found and "object-made-list" not in off:
                told("object-made-list", here, "an object", "a list of one")
                value[name] = [found]
            _object(found, here, told, off)
        elif kind is list:
            for position, entry in enumerate(found):
                if type(entry) is dict:
                    _object(entry, f"{pointer}/{name}/{position}", told, off)
        elif (name == "amount" or name in _IDS) and (kind is int or kind is float or kind is Decimal):
            _number(value, name, found, f"{pointer}/{name}", told, off)
    if value.get("scheme") in _WIDTHS and "identifier-padded" not in off:
        number = value.get("id")
        width = _WIDTHS[value["scheme"]]
        if isinstance(number, str) and number.isdigit() and len(number) < width:
            value["id"] = number.zfill(width)
            told("identifier-padded", f"{pointer}/id", number, value["id"])


def _text(value: Release, name: str, found: str, here: str, told: Told, off: frozenset[str]) -> None:
    if name == "currency" and not found.isupper() and "currency-capitals" not in off:
        capitals = found.strip().upper()
        if capitals in facts.codelists()["currency"].codes:
            value[name] = capitals
            told("currency-capitals", here, found, capitals)
    elif (
        _names_a_date(name)
        and found.startswith(_PLACEHOLDERS)
        and here != "/date"
        and "date-placeholder-left-out" not in off
    ):
        del value[name]
        told("date-placeholder-left-out", here, found, None)


def _is_no_date(name: str, found: str) -> bool:
    return _names_a_date(name) and found.startswith(_PLACEHOLDERS)


@lru_cache(maxsize=1024)
def _names_a_date(name: str) -> bool:
    return "date" in name or "Date" in name


def _number(value: Release, name: str, found: Any, here: str, told: Told, off: frozenset[str]) -> None:
    if name in _IDS:
        if "id-made-text" not in off:
            value[name] = str(found)
            told("id-made-text", here, found, value[name])
    elif name == "amount" and found >= 10**_FEWEST_NINES - 1:
        digits = str(int(found))
        if set(digits) == {"9"} and found == int(found) and "amount-placeholder-left-out" not in off:
            del value[name]
            told("amount-placeholder-left-out", here, found, None)
