"""Dates as publishers write them. Strict where a comparison must be as other tools make it, tolerant elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from toolbox_procurement.indicators.base import Process

_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_FIRST_YEAR: Final = 1990


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime | None:
    """A date or date and time; without a zone it is read as UTC. ``None`` for anything else and for placeholders
    before 1990."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if found.year < _FIRST_YEAR:
        return None
    zone = found.tzinfo
    if zone is UTC:
        return found
    if zone is None:
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        return None


def strict_moment(text: str) -> datetime | None:
    """A date and time with its zone exactly as RFC 3339 writes it; ``None`` otherwise."""
    if not _RFC_3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def whole_days(start: datetime, end: datetime) -> int:
    """Days from ``start`` to ``end``, cut towards zero: minus half a day is no day."""
    return int((end - start).total_seconds() / 86_400)


def decision_days(process: Process) -> int | None:
    """Whole days from the end of the tender period to the first active award; ``None`` when unknown or reversed."""
    end = process.closes
    if end is None:
        return None
    awards = [date for award in process.active if award.date and (date := moment(award.date)) is not None]
    if not awards or min(awards) < end:
        return None
    return whole_days(end, min(awards))
