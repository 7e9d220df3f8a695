"""Reporting periods: ``2024``, ``2024-H1``, ``2024-Q3``, ``2024-08`` and ``2024-08-31``, and the last day of each."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_PERIOD = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{1,2})(?:-(\d{1,2}))?))?")


def period_end(period: str) -> date | None:
    """The last day of a reporting period, or ``None`` when its name says none (``Mid-term``)."""
    found = _PERIOD.fullmatch(period.strip().upper())
    if found is None:
        return None
    year, half, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return date(year, month, day)
        last = half * 6 or quarter * 3 or month or 12
        return date(year, last, monthrange(year, last)[1])
    except ValueError:
        return None


def period_of(day: date, months: int = 6) -> str:
    """The name of the reporting period of ``months`` months (1, 3, 6 or 12) in which ``day`` lies."""
    if months == 12:
        return str(day.year)
    if months == 6:
        return f"{day.year}-H{(day.month - 1) // 6 + 1}"
    if months == 3:
        return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
    return f"{day.year}-{day.month:02}"
