"""Working days: what a promise of "within fifteen working days" means on the calendar."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta


def add_working_days(
    start: date, days: int, holidays: Collection[date] = (), weekend: Collection[int] = (5, 6)
) -> date:
    """The day that lies ``days`` working days after ``start``; the first day counted is the one after ``start``.

    ``weekend`` are the weekdays without work (Monday is 0; ``(4, 5)`` where Friday and Saturday are free). Regulation
    (EEC, Euratom) No 1182/71, article 3, counts the same way.
    """
    if days < 0 or len(set(weekend)) >= 7:
        raise ValueError("days must not be negative, and a week needs a working day")
    day = start
    while days:
        day += timedelta(days=1)
        if day.weekday() not in weekend and day not in holidays:
            days -= 1
    return day


def working_days_between(
    start: date, end: date, holidays: Collection[date] = (), weekend: Collection[int] = (5, 6)
) -> int:
    """How many working days lie after ``start`` up to and including ``end``; negative when ``end`` comes first."""
    if end < start:
        return -working_days_between(end, start, holidays, weekend)
    days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(day.weekday() not in weekend and day not in holidays for day in days)
