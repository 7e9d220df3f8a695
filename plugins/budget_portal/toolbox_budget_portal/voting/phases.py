"""The phases of a participatory budget and their days. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from toolbox_budget_portal.exceptions import Fault
from toolbox_core import N_

IDEAS, REVIEW, VOTE, RESULTS, DELIVERY = PHASES = ("ideas", "review", "vote", "results", "delivery")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Phase → first and last day, both included, in the order of ``PHASES``. Phases that are left out do not happen."""

    days: Mapping[str, tuple[date, date]]

    def is_on(self, phase: str, today: date) -> bool:
        """Whether ``today`` lies within a phase."""
        first, last = self.days.get(phase, (date.max, date.min))
        return first <= today <= last

    def is_over(self, phase: str, today: date) -> bool:
        """Whether the last day of a phase has passed. A phase that does not happen is not over."""
        return phase in self.days and today > self.days[phase][1]

    def current(self, today: date) -> str:
        """The phase of ``today``; between two phases the one before, and nothing before the first."""
        begun = [phase for phase, (first, _) in self.days.items() if first <= today]
        return begun[-1] if begun else ""

    def state(self, phase: str, today: date) -> str:
        """``done``, ``now`` or ``next``."""
        if self.is_on(phase, today):
            return "now"
        return "done" if self.is_over(phase, today) else "next"

    def as_json(self) -> dict[str, list[str]]:
        """What the database keeps."""
        return {phase: [first.isoformat(), last.isoformat()] for phase, (first, last) in self.days.items()}


def from_json(kept: Mapping[str, list[str]]) -> Calendar:
    """The calendar that the database keeps."""
    found = {phase: kept[phase] for phase in PHASES if phase in kept}
    return Calendar(
        {phase: (date.fromisoformat(first), date.fromisoformat(last)) for phase, (first, last) in found.items()}
    )


def read_calendar(typed: Mapping[str, str]) -> tuple[Calendar, list[Fault]]:
    """The calendar that a form gives in ``<phase>-first`` and ``<phase>-last``, and what is wrong with it.

    The vote must have days; every other phase may be left out. Phases follow one another and do not overlap.
    """
    days: dict[str, tuple[date, date]] = {}
    faults: list[Fault] = []
    for phase in PHASES:
        texts = [typed.get(f"{phase}-first", "").strip(), typed.get(f"{phase}-last", "").strip()]
        if not any(texts) and phase != VOTE:
            continue
        found: list[date] = []
        for end, text in zip(("first", "last"), texts, strict=True):
            try:
                found.append(date.fromisoformat(text))
            except ValueError:
                faults.append(Fault(f"{phase}-{end}", N_("Write the day as year-month-day, such as 2026-03-31.")))
        if len(found) == 2:
            if found[0] > found[1]:
                faults.append(Fault(f"{phase}-last", N_("The last day lies before the first.")))
            days[phase] = (found[0], found[1])
    for (_, (_, last)), (after, (first, _)) in pairwise(days.items()):
        if first <= last:
            faults.append(Fault(f"{after}-first", N_("This phase begins before the one above it has ended.")))
    return Calendar(days), faults
