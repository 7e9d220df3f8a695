"""When each of the eight documents of a fiscal year is due, computed from the fiscal-year settings. Pure.

The last days are those of the Open Budget Survey: a document that comes later does not count as publicly available.
"Within three months after a day" ends on the day of the same number three months on, or on the last of that month;
"after a period" counts from the period's end, so that a quarter that ends on 31 March is due by 30 June.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from toolbox_budget_portal.openness.kinds import AR, CB, EB, EBP, IYR, MYR, PBS, YER
from toolbox_core import InputError

PERIODS = {"monthly": 1, "quarterly": 3, "half-yearly": 6}
"""How often a government reports during the year, and the months of one period."""

_LETTERS = {"monthly": "M", "quarterly": "Q", "half-yearly": "H"}
SUBMITTED, APPROVED = "submitted", "approved"
DECISIONS = (SUBMITTED, APPROVED)
"""Days that a parliament or council sets: when it received the proposal, and when it approved the budget."""

FIRST_YEAR, LAST_YEAR = 1990, 2200


@dataclass(frozen=True, slots=True)
class FiscalRules:
    """The fiscal-year settings of a government. Days are ``MM-DD``.

    ``named_after``: whether fiscal year 2025 is the one that ``start``s or the one that ``end``s in 2025. ``submitted``
    and ``approved`` are the usual days on which the proposal goes to the elected members and on which they approve it,
    each the last one before the year begins; empty means three months before, and the day before. ``assumed``: nobody
    has entered any settings.
    """

    starts: str = "01-01"
    named_after: str = "start"
    submitted: str = ""
    approved: str = ""
    in_year: str = "quarterly"
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """A document that is due. ``period`` names a part of the year (``Q1``, ``M07``); ``covers`` its first and last day.

    ``base`` is the day that ``due``, the last good day, was computed from. ``planned``: that day is the usual one of
    the settings, because nobody has noted the real one.
    """

    kind: str
    due: date
    base: date
    period: str = ""
    covers: tuple[date, date] | None = None
    planned: bool = False


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A fiscal year with the days that matter. ``planned`` names the decisions that are not known yet."""

    number: int
    start: date
    end: date
    submitted: date
    approved: date
    planned: frozenset[str] = field(default_factory=frozenset)


def check_rules(rules: FiscalRules) -> None:
    """Raises ``InputError`` for settings that are no settings."""
    for name in ("starts", SUBMITTED, APPROVED):
        text = getattr(rules, name)
        if text or name == "starts":
            read_month_day(text)
    if rules.named_after not in ("start", "end"):
        raise InputError(f"A fiscal year is named after its start or its end, not {rules.named_after[:20]!r}.")
    if rules.in_year not in PERIODS:
        raise InputError(f"In-year reports are {', '.join(PERIODS)}, not {rules.in_year[:20]!r}.")


def read_month_day(text: str) -> tuple[int, int]:
    """``07-01`` → ``(7, 1)``. Raises ``InputError``; 29 February is no day of every year."""
    if re.fullmatch(r"\d\d-\d\d", text):
        month, day = int(text[:2]), int(text[3:])
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2023, month)[1]:
            return month, day
    raise InputError(f"{text[:20]!r} is no day that every year has.", fix="Write month and day as 07-01.")


def fiscal_year(rules: FiscalRules, number: int, decided: Mapping[str, date] | None = None) -> FiscalYear:
    """The days of a fiscal year; ``decided`` holds the real days of ``DECISIONS``. Raises ``InputError``."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise InputError(f"There is no fiscal year {number} here.", fix=f"Years are {FIRST_YEAR} to {LAST_YEAR}.")
    month, day = read_month_day(rules.starts)
    start = date(number, month, day)
    if rules.named_after == "end" and (month, day) != (1, 1):
        start = date(number - 1, month, day)
    after = date(start.year + 1, month, day)
    known = decided or {}
    submitted = known.get(SUBMITTED) or _last_before(start, rules.submitted) or add_months(start, -3)
    approved = known.get(APPROVED) or _last_before(start, rules.approved) or start - timedelta(days=1)
    return FiscalYear(
        number,
        start,
        after - timedelta(days=1),
        submitted,
        approved,
        frozenset(name for name in DECISIONS if name not in known),
    )


def _last_before(start: date, month_day: str) -> date | None:
    if not month_day:
        return None
    month, day = read_month_day(month_day)
    found = date(start.year, month, day)
    return found if found < start else date(start.year - 1, month, day)


def year_of(rules: FiscalRules, day: date) -> int:
    """The number of the fiscal year that a day lies in."""
    for number in (day.year - 1, day.year, day.year + 1):
        found = fiscal_year(rules, number)
        if found.start <= day <= found.end:
            return number
    raise AssertionError("fiscal years leave no gap")


def expected(rules: FiscalRules, year: FiscalYear, explained: Mapping[str, date] | None = None) -> list[Expected]:
    """What is due for a year, in the order of a budget's life.

    ``explained`` holds the document that the citizens budget explains and the day on which that was published; when it
    came late or not at all, its own last day counts, so that one delay does not excuse the next.
    """
    proposal = Expected(EBP, year.approved - timedelta(days=1), year.approved, planned=APPROVED in year.planned)
    enacted = Expected(EB, add_months(year.approved, 3), year.approved, planned=APPROVED in year.planned)
    kind, came = next(iter((explained or {}).items()), (EB, None))
    source = proposal if kind == EBP else enacted
    told = source.due if came is None else min(came, source.due)
    middle, after = _plus(year, 6), year.end + timedelta(days=1)
    return [
        Expected(PBS, add_months(year.submitted, -1), year.submitted, planned=SUBMITTED in year.planned),
        proposal,
        enacted,
        Expected(CB, add_months(told, 3), told, planned=source.planned and came is None),
        *_in_year(rules, year),
        Expected(MYR, _until(middle, 3), middle - timedelta(days=1), covers=(year.start, middle - timedelta(days=1))),
        Expected(YER, _until(after, 12), year.end, covers=(year.start, year.end)),
        Expected(AR, _until(after, 18), year.end, covers=(year.start, year.end)),
    ]


def _in_year(rules: FiscalRules, year: FiscalYear) -> list[Expected]:
    months = PERIODS[rules.in_year]
    found = []
    for at in range(12 // months):
        begin, after = _plus(year, at * months), _plus(year, (at + 1) * months)
        end = after - timedelta(days=1)
        name = f"{_LETTERS[rules.in_year]}{at + 1:02d}" if months == 1 else f"{_LETTERS[rules.in_year]}{at + 1}"
        found.append(Expected(IYR, _until(after, 3), end, name, (begin, end)))
    return found


def _plus(year: FiscalYear, months: int) -> date:
    return add_months(year.start, months)


def _until(first_day_after: date, months: int) -> date:
    """The last day of so many months after a period."""
    return add_months(first_day_after, months) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The day of the same number so many months on (or back), or the last of that month when it is too short."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
