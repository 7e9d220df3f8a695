"""What the address of a list says: its conditions, typed, and the order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from toolbox_core import N_, Filter, Filters, InputError, read_filters
from toolbox_procurement.pages.words import CATEGORIES, METHODS, STAGES
from toolbox_procurement.queries.records import Conditions

if TYPE_CHECKING:
    from starlette.requests import Request

FIELDS: Final = (
    Filter(name="source", label=N_("Source")),
    Filter(name="buyer", label=N_("Buyer")),
    Filter(name="supplier", label=N_("Supplier")),
    Filter(name="class", label=N_("What is bought")),
    Filter(name="method", label=N_("Method"), kind="choice", choices=METHODS),
    Filter(name="category", label=N_("Category"), kind="choice", choices=CATEGORIES),
    Filter(name="stage", label=N_("Stage"), kind="choice", choices=STAGES),
    Filter(name="status", label=N_("Status")),
    Filter(name="region", label=N_("Region")),
    Filter(name="place", label=N_("Place of delivery")),
    Filter(name="year", label=N_("Year"), kind="number"),
    Filter(name="from", label=N_("From")),
    Filter(name="to", label=N_("To")),
    Filter(name="min", label=N_("Value from")),
    Filter(name="max", label=N_("Value to")),
    Filter(name="flag", label=N_("Red flag")),
    Filter(
        name="silent", label=N_("Changed without a word"), kind="choice", choices={"1": N_("changed without a word")}
    ),
)
"""The conditions of a list, in the order in which its addresses have them."""
ORDERS: Final = {"best": N_("best match"), "newest": N_("newest"), "largest": N_("largest amount")}
_LARGEST: Final = Decimal(10) ** 14


def filters_of(request: Request, *more: str) -> Filters:
    """The conditions of the address; ``more`` are further parameters that its links keep.

    Raises ``InputError`` for a condition that cannot be meant.
    """
    return read_filters(request, FIELDS, keep=("q", "order", *more))


def conditions(filters: Filters) -> Conditions:
    """The same for the queries. Raises ``InputError`` for a day or an amount that is none."""
    return Conditions(
        q=filters.kept.get("q", ""),
        source=filters.text("source"),
        buyer=filters.text("buyer"),
        supplier=filters.text("supplier"),
        item_class=filters.text("class"),
        method=filters.text("method"),
        category=filters.text("category"),
        status=filters.text("status"),
        stage=filters.text("stage"),
        region=filters.text("region"),
        place=filters.text("place"),
        year=filters.number("year"),
        flag=filters.text("flag"),
        silent=filters.text("silent") == "1",
        low=_amount(filters, "min"),
        high=_amount(filters, "max"),
        first=_day(filters, "from"),
        last=_day(filters, "to"),
    )


def order_of(filters: Filters) -> str:
    """The order of the list: as asked, else the best match for words and the newest otherwise."""
    asked = filters.kept.get("order", "")
    if asked and asked not in ORDERS:
        raise InputError(f"order={asked[:40]!r} is not known here.", fix=f"Choose one of {', '.join(ORDERS)}.")
    has_words = bool(filters.kept.get("q"))
    if asked == "best" and not has_words:
        return "newest"
    return asked or ("best" if has_words else "newest")


def _amount(filters: Filters, name: str) -> Decimal | None:
    text = filters.text(name).replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not text:
        return None
    try:
        found = Decimal(text.replace(",", "") if "." in text or text.count(",") > 1 else text.replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > _LARGEST:
        raise InputError(f"{name}={text[:40]!r} is not an amount.", fix="Write digits, such as 250000.")
    return found


def _day(filters: Filters, name: str) -> str:
    text = filters.text(name)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise InputError(f"{name}={text[:40]!r} is not a day.", fix="Write it like 2026-03-31.") from None
