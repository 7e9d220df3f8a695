"""Dates as publishers write them. Strict where a comparison must be as other tools make it, tolerant elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

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
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
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
