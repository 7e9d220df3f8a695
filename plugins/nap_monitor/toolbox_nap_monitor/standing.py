"""Where a commitment stands: effective status, days overdue, staleness, percentage, disagreement. Pure arithmetic.

Rules, each with its name:

``latest-published``  The status of a step is that of its newest published update.
``all-complete``      A commitment with steps is complete only if all of them are, not begun only if none is; in between
                      it is what its steps come to (the roll-up of the United States' mid-term self-assessment).
``own-word``          An update of the commitment itself, at least as new as those of its steps, says its status
                      instead, except that it cannot be complete before its steps are.
``weighted-mean``     The percentage of a thing with steps is the mean of theirs, weighted. A step that names none has
                      the percentage of its status (``PERCENT_OF``).
``overdue``           Due before the day asked for, and not complete (nor withdrawn).
``stale``             No published update for so many months, and not complete (nor withdrawn).
``two-levels``        Verdicts disagree when two of them lie two or more levels of the completion scale apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from toolbox_nap_monitor.rows import LEVELS

PERCENT_OF = {
    "not-started": Decimal(0),
    "limited": Decimal(33),
    "in-progress": Decimal(50),
    "substantial": Decimal(67),
    "complete": Decimal(100),
}
"""The percentage a status stands for where nobody gave one: thirds of OGP's scale."""
FINISHED = ("complete", "withdrawn")
DISAGREEMENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that is due: a milestone, or the commitment itself. Its latest published update, if there is one."""

    code: str
    parent: str = ""
    due: date | None = None
    weight: Decimal = Decimal(1)
    status: str = ""
    percent: Decimal | None = None
    updated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a thing stands on a day. ``rule`` names the rule that gave the status; ``formula`` shows the percentage.

    ``status`` is empty when nobody has reported anything. ``overdue`` counts days, 0 when it is not. ``updated`` is the
    end of the newest period reported on.
    """

    status: str
    rule: str
    percent: Decimal | None
    formula: str
    overdue: int
    stale: bool
    updated: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An assessor's place on the completion scale: lowest and highest level it can mean."""

    assessor: str
    low: int
    high: int


def days_overdue(due: date | None, status: str, today: date) -> int:
    """Days since something was due; 0 when it is finished, not due yet, or no day is known."""
    if due is None or status in FINISHED or due >= today:
        return 0
    return (today - due).days


def months_before(day: date, months: int) -> date:
    """The day so many months earlier; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    month += 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def is_stale(updated: date | None, status: str, today: date, months: int, since: date | None = None) -> bool:
    """Whether nothing was published for ``months`` months. ``since`` is when there was first something to report on."""
    if status in FINISHED:
        return False
    last = updated or since
    return last is not None and last < months_before(today, months)


def percent_of(status: str, percent: Decimal | None) -> Decimal | None:
    """The percentage of a thing without steps: its own, or that of its status; ``None`` without either."""
    return percent if percent is not None else PERCENT_OF.get(status)


def standing_of(
    whole: Step, steps: Sequence[Step], today: date, *, stale_months: int = 6, since: date | None = None
) -> Standing:
    """Where a commitment stands. ``steps`` are all its milestones; those with children are sums of them.

    >>> done = Step(code="1", status="complete")
    >>> half = Step(code="2", status="limited", weight=Decimal(2))
    >>> standing_of(Step(code="A"), [done, half], date(2026, 5, 18)).formula
    '(1 × 100 + 2 × 33) ÷ 3'
    """
    parents = {step.parent for step in steps if step.parent}
    leaves = [step for step in steps if step.code not in parents]
    if not leaves:
        percent = percent_of(whole.status, whole.percent)
        formula = "" if percent is None else plain(percent)
        return Standing(
            status=whole.status,
            rule="latest-published" if whole.status else "",
            percent=percent,
            formula=formula,
            overdue=days_overdue(whole.due, whole.status, today),
            stale=is_stale(whole.updated, whole.status, today, stale_months, since),
            updated=whole.updated,
        )
    status, rule = _rolled_up(leaves)
    newest = max((step.updated for step in leaves if step.updated), default=None)
    is_newest = newest is None or (whole.updated is not None and whole.updated >= newest)
    if whole.status and is_newest and (whole.status != "complete" or status in ("", "complete")):
        status, rule = whole.status, "own-word"
    percent, formula = weighted(leaves)
    if percent is None:
        percent = percent_of(whole.status, whole.percent)
        formula = "" if percent is None else plain(percent)
    updated = max((day for day in (newest, whole.updated) if day), default=None)
    late = [days_overdue(step.due, step.status, today) for step in leaves]
    return Standing(
        status=status,
        rule=rule,
        percent=percent,
        formula=formula,
        overdue=max(days_overdue(whole.due, status, today), *late) if status not in FINISHED else 0,
        stale=is_stale(updated, status, today, stale_months, since),
        updated=updated,
    )


def _rolled_up(leaves: Sequence[Step]) -> tuple[str, str]:
    """The status that steps come to: complete if all are, not begun if none is, else between by their mean."""
    counted = [step for step in leaves if step.status != "withdrawn"]
    if not counted:
        return "withdrawn", "all-complete"
    said = [step for step in counted if step.status]
    if not said:
        return "", ""
    if all(step.status == "complete" for step in counted):
        return "complete", "all-complete"
    if all(step.status in ("", "not-started") for step in counted):
        return "not-started", "all-complete"
    if any(step.status == "in-progress" for step in said):
        return "in-progress", "all-complete"
    mean, _ = weighted(counted)
    return ("substantial" if mean is not None and mean >= PERCENT_OF["in-progress"] else "limited"), "all-complete"


def weighted(leaves: Iterable[Step]) -> tuple[Decimal | None, str]:
    """The weighted mean of the steps' percentages, to two places, and the formula as people write it.

    Withdrawn steps are left out; a step nobody reported on counts as 0. ``None`` when nothing was ever reported.
    """
    counted = [step for step in leaves if step.status != "withdrawn"]
    if not any(step.status or step.percent is not None for step in counted):
        return None, ""
    parts = [(step.weight, percent_of(step.status, step.percent) or Decimal(0)) for step in counted]
    total = sum((weight for weight, _ in parts), Decimal(0))
    if not total:
        return None, ""
    mean = sum((weight * percent for weight, percent in parts), Decimal(0)) / total
    shown = " + ".join(f"{plain(weight)} × {plain(percent)}" for weight, percent in parts)
    return mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN), f"({shown}) ÷ {plain(total)}"


def verdict_of(assessor: str, status: str) -> Verdict | None:
    """An assessor's word as levels; ``None`` for words that have no level."""
    levels = LEVELS.get(status)
    return Verdict(assessor=assessor, low=levels[0], high=levels[1]) if levels else None


def disagreement(verdicts: Sequence[Verdict]) -> int:
    """How many levels the two most distant verdicts lie apart, counted between their nearest meanings.

    Two or more is a disagreement worth a mark (``DISAGREEMENT``).
    """
    if len(verdicts) < 2:
        return 0
    return max(0, max(verdict.low for verdict in verdicts) - min(verdict.high for verdict in verdicts))


def plain(value: Decimal) -> str:
    """A decimal without superfluous zeros: ``33``, ``12.5``."""
    return format(value.normalize(), "f") if value else "0"
