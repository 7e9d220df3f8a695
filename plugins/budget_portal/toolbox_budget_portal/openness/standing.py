"""How the documents of a year stand on a day, and the timeliness score from 0 to 100: exact, to be redone by hand.

Points of a document: 100 when it came on time; when it came late, 50 less 1 for each full week it was late, never below
0; 0 when its last day has passed without it. A document with several parts, the in-year reports, has the mean of its
parts. The score is the mean of the documents' points. Both means are rounded to whole points, halves up. What is not
due yet and has not come counts nowhere. The documents weigh the same, as in the Open Budget Survey's own index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from toolbox_budget_portal.openness.calendar import Expected
from toolbox_budget_portal.openness.kinds import KINDS

ON_TIME, LATE, MISSING, WAITING, UNKNOWN = "on-time", "late", "missing", "waiting", "unknown"
STATUSES = (MISSING, LATE, ON_TIME, WAITING, UNKNOWN)
"""The worst first. ``unknown``: there are no settings to judge by."""

FULL, LATE_POINTS, WEEK = 100, 50, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A document that was published. ``number`` is the version of the record's list; ``file`` a kept copy's name.

    ``replaces`` is the id of the record that it corrects, ``void`` says that it only takes that one back.
    """

    id: int
    fiscal_year: int
    kind: str
    period: str
    published_on: date
    title: str = ""
    explains: str = ""
    url: str = ""
    sha256: str = ""
    file: str = ""
    bytes: int = 0
    language: str = ""
    note: str = ""
    replaces: int = 0
    void: bool = False
    number: int = 0
    recorded_at: datetime | None = None
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was due: ``days`` late, or left until it is due (0 on the day, and where that says nothing)."""

    expected: Expected
    record: Record | None
    status: str
    points: int | None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the eight documents with its parts (one, but for in-year reports)."""

    kind: str
    parts: tuple[Part, ...]

    @property
    def points(self) -> int | None:
        """The mean of the parts' points; ``None`` when nothing is due yet."""
        return mean(part.points for part in self.parts)

    @property
    def status(self) -> str:
        """The worst of the parts that can be judged."""
        found = {part.status for part in self.parts}
        return next(status for status in STATUSES if status in found)

    def count(self, status: str) -> int:
        """How many parts have that status."""
        return sum(part.status == status for part in self.parts)


def effective(records: Iterable[Record]) -> list[Record]:
    """The records that hold: those that no later one corrects or takes back, the earliest published first."""
    listed = list(records)
    gone = {record.replaces for record in listed if record.replaces}
    held = [record for record in listed if not record.void and record.id not in gone]
    return sorted(held, key=lambda record: (record.published_on, record.id))


def judge(
    due: Sequence[Expected], records: Sequence[Record], today: date, *, assumed: bool = False
) -> tuple[Standing, ...]:
    """How each document stands on ``today``, judged by its first publication until then.

    ``assumed``: nobody has entered the calendar, so that what has no record is unknown, and nothing gets points.
    """
    first: dict[tuple[str, str], Record] = {}
    for record in effective(records):
        if record.published_on <= today:
            first.setdefault((record.kind, record.period), record)
    found: dict[str, list[Part]] = {kind: [] for kind in KINDS}
    for one in due:
        found[one.kind].append(_part(one, first.get((one.kind, one.period)), today, assumed))
    return tuple(Standing(kind, tuple(parts)) for kind, parts in found.items() if parts)


def _part(due: Expected, record: Record | None, today: date, assumed: bool) -> Part:
    if assumed:
        return Part(due, record, UNKNOWN, None)
    if record is not None:
        late = (record.published_on - due.due).days
        if late <= 0:
            return Part(due, record, ON_TIME, FULL)
        return Part(due, record, LATE, max(0, LATE_POINTS - late // WEEK), late)
    left = (due.due - today).days
    return Part(due, None, WAITING, None, left) if left >= 0 else Part(due, None, MISSING, 0, -left)


def score(standings: Iterable[Standing]) -> int | None:
    """0 to 100: the mean of the documents' points; ``None`` when none is due yet."""
    return mean(standing.points for standing in standings)


def mean(points: Iterable[int | None]) -> int | None:
    """The mean of those that are there, rounded to a whole number, halves up; ``None`` of nothing."""
    known = [one for one in points if one is not None]
    return (2 * sum(known) + len(known)) // (2 * len(known)) if known else None
