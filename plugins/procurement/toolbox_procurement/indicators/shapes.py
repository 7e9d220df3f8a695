# ruff: noqa: N815 - the fields have the names of the standard
"""The parts of a compiled release that indicators look at, decoded straight into typed objects.

Decoding only these fields, typed, is several times faster than building every object of the JSON. When one of the
fields has a type that the standard does not allow, the whole release is decoded the slow way and what does not fit is
treated as absent: list entries keep their places, everything else is as if it were not there.

Amounts are binary floating point here, on purpose: indicators compare amounts and divide them; they never account for
money. Sums are made of whole hundredths (:func:`hundredths`), so that any order of adding gives the same total.
"""

from __future__ import annotations

import types
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec


class Value(msgspec.Struct, gc=False):
    """An amount and its currency."""

    amount: float | None = None
    currency: str | None = None


class Period(msgspec.Struct, gc=False):
    """A period, its dates as text."""

    startDate: str | None = None
    endDate: str | None = None


class Organization(msgspec.Struct, gc=False):
    """A reference to an organization."""

    id: str | None = None
    name: str | None = None


class Identifier(msgspec.Struct, gc=False):
    """A number in a register."""

    scheme: str | None = None
    id: str | None = None


class Address(msgspec.Struct, gc=False):
    """A postal address."""

    streetAddress: str | None = None
    postalCode: str | None = None
    locality: str | None = None


class Contact(msgspec.Struct, gc=False):
    """How to reach an organization."""

    email: str | None = None
    telephone: str | None = None


class Party(msgspec.Struct, gc=False):
    """An organization with its details."""

    id: str | None = None
    name: str | None = None
    identifier: Identifier | None = None
    address: Address | None = None
    contactPoint: Contact | None = None


class Classification(msgspec.Struct, gc=False):
    """A code of an item classification."""

    scheme: str | None = None
    id: str | None = None


class Unit(msgspec.Struct, gc=False):
    """A unit and the price of one."""

    name: str | None = None
    value: Value | None = None


class Item(msgspec.Struct, gc=False):
    """A line item."""

    classification: Classification | None = None
    quantity: float | None = None
    unit: Unit | None = None


class Document(msgspec.Struct, gc=False):
    """A document."""

    documentType: str | None = None
    datePublished: str | None = None


class Amendment(msgspec.Struct, gc=False):
    """A formal change."""

    date: str | None = None


class Bid(msgspec.Struct, gc=False):
    """A bid."""

    id: str | None = None
    status: str | None = None
    date: str | None = None
    value: Value | None = None
    tenderers: list[Organization] | None = None
    relatedLots: list[str] | None = None


class Statistic(msgspec.Struct, gc=False):
    """A statistic about the bids."""

    measure: str | None = None
    value: float | None = None


class Bids(msgspec.Struct, gc=False):
    """The bids and their statistics."""

    details: list[Bid] | None = None
    statistics: list[Statistic] | None = None


class Milestone(msgspec.Struct, gc=False):
    """A milestone of a contract's implementation."""

    status: str | None = None
    dueDate: str | None = None
    dateMet: str | None = None


class Transaction(msgspec.Struct, gc=False):
    """A payment."""

    value: Value | None = None


class Implementation(msgspec.Struct, gc=False):
    """What became of a contract."""

    transactions: list[Transaction] | None = None
    milestones: list[Milestone] | None = None


class Award(msgspec.Struct, gc=False):
    """An award."""

    id: str | None = None
    status: str | None = None
    date: str | None = None
    value: Value | None = None
    suppliers: list[Organization] | None = None
    items: list[Item] | None = None
    relatedBid: str | None = None
    relatedBids: list[str] | None = None
    relatedLots: list[str] | None = None


class Contract(msgspec.Struct, gc=False):
    """A contract."""

    id: str | None = None
    awardID: str | None = None
    status: str | None = None
    dateSigned: str | None = None
    value: Value | None = None
    items: list[Item] | None = None
    documents: list[Document] | None = None
    amendments: list[Amendment] | None = None
    implementation: Implementation | None = None


class Tender(msgspec.Struct, gc=False):
    """The tender."""

    status: str | None = None
    value: Value | None = None
    procuringEntity: Organization | None = None
    procurementMethod: str | None = None
    procurementMethodDetails: str | None = None
    procurementMethodRationale: str | None = None
    mainProcurementCategory: str | None = None
    awardCriteria: str | None = None
    tenderPeriod: Period | None = None
    numberOfTenderers: int | float | None = None
    tenderers: list[Organization] | None = None
    items: list[Item] | None = None
    documents: list[Document] | None = None


class Planning(msgspec.Struct, gc=False):
    """The planning."""

    documents: list[Document] | None = None


class Release(msgspec.Struct, gc=False):
    """A compiled release."""

    ocid: str | None = None
    date: str | None = None
    parties: list[Party] | None = None
    buyer: Organization | None = None
    planning: Planning | None = None
    tender: Tender | None = None
    bids: Bids | None = None
    awards: list[Award] | None = None
    contracts: list[Contract] | None = None


_decode_typed = msgspec.json.Decoder(Release).decode
_decode_any = msgspec.json.Decoder(Any).decode
_ID_FIELDS = {"id", "awardID", "relatedBid"}


def decode(line: bytes | memoryview, *, ids_as_text: bool) -> Release | None:
    """A release from one line of JSON; ``None`` when the line is JSON but no object.

    ``ids_as_text``: whole numbers that stand as ids are read as text (otherwise as absent).
    Raises msgspec.DecodeError, UnicodeDecodeError or RecursionError when the line is not JSON.
    """
    try:
        return _decode_typed(line)
    except msgspec.ValidationError:
        value = _decode_any(line)
    return _lenient(value, Release, ids_as_text) if isinstance(value, dict) else None


def hundredths(amount: float) -> int:
    """An amount in whole hundredths, for sums that do not depend on their order."""
    return round(amount * 100)


def _lenient(value: Any, kind: type[Any], ids_as_text: bool) -> Any:
    """``value`` as far as it fits ``kind``; an object that is none gives an empty one."""
    shape = kind()
    if not isinstance(value, dict):
        return shape
    for name, hint in _hints(kind).items():
        if name in value:
            setattr(shape, name, _fitting(value[name], hint, name, ids_as_text))
    return shape


def _fitting(value: Any, options: tuple[Any, ...], name: str, ids_as_text: bool) -> Any:
    """``value`` if one of the declared types takes it, else ``None``."""
    for option in options:
        if get_origin(option) is list:
            found = _fitting_list(value, get_args(option)[0], ids_as_text)
        elif isinstance(option, type) and issubclass(option, msgspec.Struct):
            found = _lenient(value, option, ids_as_text) if isinstance(value, dict) else None
        elif option is str:
            found = _fitting_text(value, is_id=ids_as_text and name in _ID_FIELDS)
        else:
            found = _fitting_number(value, option, keep=int in options)
        if found is not None:
            return found
    return None


def _fitting_list(value: Any, entry: Any, ids_as_text: bool) -> Any:
    if ids_as_text and isinstance(value, dict) and entry is not str:
        value = [value]  # an object where a list must be is a list of one
    if not isinstance(value, list):
        return None
    if entry is str:
        return [one for one in value if isinstance(one, str)]
    return [_lenient(one, entry, ids_as_text) for one in value]


def _fitting_text(value: Any, *, is_id: bool) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if is_id and isinstance(value, int) and not isinstance(value, bool) else None


def _fitting_number(value: Any, option: Any, *, keep: bool) -> float | None:
    if option not in (int, float) or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if option is int and not isinstance(value, int):
        return None
    return value if keep else _as_float(value)


def _as_float(value: float) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None


_HINTS: dict[type[Any], dict[str, tuple[Any, ...]]] = {}


def _hints(kind: type[Any]) -> dict[str, tuple[Any, ...]]:
    known = _HINTS.get(kind)
    if known is None:
        known = _HINTS[kind] = {
            name: get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
            for name, hint in get_type_hints(kind).items()
        }
    return known
