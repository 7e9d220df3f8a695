"""The compliance meter: OGP's eight minimum requirements and the three triggers for acting contrary to process.

The rules are the Participation and Co-Creation Standards in force since 1 January 2022. Each verdict names the rule,
what was counted, and the evidence. ``unknown`` means that nothing recorded says either; a stated fact then decides, and
is shown as stated. Where something is recorded, what was counted decides, whatever was stated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from toolbox_core import N_
from toolbox_nap_monitor.queries.process import Held, Process
from toolbox_nap_monitor.standing import months_before

FORUM_MONTHS = REPOSITORY_MONTHS = 6
NOTICE = timedelta(days=14)
MEETINGS_A_YEAR = 2
PLAN_MONTHS = 12
BEGUN = ("limited", "in-progress", "substantial", "complete")
YES = ("yes", "met", "true", "1", "oui", "sí", "si")

RULES = {
    "1.1": N_("A forum of government and civil society meets at least every six months."),
    "2.1": N_("A public website of the partnership is kept."),
    "2.2": N_("A public repository with evidence is renewed at least twice a year."),
    "3.1": N_("The co-creation timeline is public at least two weeks before it starts."),
    "3.2": N_("There are outreach activities before and during co-creation."),
    "3.3": N_("Stakeholders can hand in contributions, for an appropriate time."),
    "4.1": N_("Every contribution gets a reasoned response."),
    "5.1": N_("At least two meetings a year with civil society present results of the implementation."),
}
TRIGGERS = {
    "plan": N_("A plan follows within twelve months of the end of the last one."),
    "minimum": N_("The minimum requirements are met."),
    "progress": N_("There is progress on at least one commitment."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One requirement: ``verdict`` is ``met``, ``not-met`` or ``unknown``; ``found`` says what was counted.

    ``found`` is a message id with the places of ``values``. ``stated``: the verdict rests on a stated fact.
    """

    id: str
    rule: str
    verdict: str
    found: str
    values: tuple[tuple[str, str | int | date], ...] = ()
    stated: bool = False
    url: str = ""


def requirements(process: Process, today: date, address: str) -> list[Check]:
    """The eight minimum requirements as of ``today``. ``address`` is the plan's public page."""
    until = min(today, process.plan.ends) if process.plan.ends else today
    found = [
        _forum(process, until),
        Check(
            id="2.1", rule=RULES["2.1"], verdict="met", found=N_("This site shows the plan to everybody."), url=address
        ),
        _repository(process, until),
        _timeline(process),
        _outreach(process),
        _contributions(process),
        _answers(process),
        _meetings(process, until),
    ]
    return [_with_fact(check, process) for check in found]


def triggers(process: Process, checks: list[Check]) -> list[Check]:
    """The three triggers. Two cycles in a row contrary to process lead to OGP's Procedural Review."""
    plan = process.plan
    gap = None
    if process.previous_ends and plan.starts:
        gap = months_before(plan.starts, PLAN_MONTHS) <= process.previous_ends
    failed = [check.id for check in checks if check.verdict == "not-met"]
    unknown = [check.id for check in checks if check.verdict == "unknown"]
    said = {status: count for status, count in process.statuses.items() if status}
    moved = sum(
        count for status, count in said.items() if status in ("limited", "in-progress", "substantial", "complete")
    )
    return [
        Check(
            id="plan",
            rule=TRIGGERS["plan"],
            verdict="unknown" if gap is None else "met" if gap else "not-met",
            found=N_("The plan before it ended on %(day)s.")
            if process.previous_ends
            else N_("No plan before it is known."),
            values=(("day", process.previous_ends),) if process.previous_ends and gap is not None else (),
        ),
        Check(
            id="minimum",
            rule=TRIGGERS["minimum"],
            verdict="not-met" if failed else "unknown" if unknown else "met",
            found=N_("Not met: %(failed)s. Not known: %(unknown)s."),
            values=(("failed", ", ".join(failed) or "–"), ("unknown", ", ".join(unknown) or "–")),
        ),
        Check(
            id="progress",
            rule=TRIGGERS["progress"],
            verdict="met" if moved else "not-met" if said else "unknown",
            found=N_("%(moved)s of %(all)s commitments have begun."),
            values=(("moved", moved), ("all", sum(process.statuses.values()))),
        ),
    ]


def _check(number: str, verdict: str, found: str, **values: str | int | date) -> Check:
    return Check(id=number, rule=RULES[number], verdict=verdict, found=found, values=tuple(values.items()))


def _forum(process: Process, until: date) -> Check:
    days = [one.day for one in process.meetings if one.with_civil_society and one.day <= until]
    if not days:
        return _check("1.1", "unknown", N_("No meeting with both sides is recorded."))
    marks = sorted({*days, until, *([process.plan.starts] if process.plan.starts else [])})
    late = [after for before, after in pairwise(marks) if months_before(after, FORUM_MONTHS) > before]
    found = N_("%(count)s meetings with both sides, the last on %(day)s; longest time without one: %(gap)s days.")
    gap = max((after - before).days for before, after in pairwise(marks)) if len(marks) > 1 else 0
    return _check("1.1", "not-met" if late else "met", found, count=len(days), day=max(days), gap=gap)


def _repository(process: Process, until: date) -> Check:
    if process.newest is None:
        return _check("2.2", "unknown", N_("No document and no report is published."))
    fresh = process.newest >= months_before(until, REPOSITORY_MONTHS)
    found = N_("%(count)s documents; the newest document or report is about %(day)s.")
    return _check("2.2", "met" if fresh else "not-met", found, count=process.documents, day=process.newest)


def _timeline(process: Process) -> Check:
    opened = [one for one in process.phases if one.opens]
    if not opened:
        return _check("3.1", "unknown", N_("No phase of co-creation is recorded."))
    first = min(opened, key=lambda one: one.opens or date.max)
    if first.published is None or first.opens is None:
        return _check("3.1", "unknown", N_("When the timeline was published is not recorded."))
    notice = first.opens - first.published
    found = N_("Published %(days)s days before co-creation opened on %(day)s.")
    verdict = "met" if notice >= NOTICE else "not-met"
    return _check("3.1", verdict, found, days=notice.days, day=first.opens)


def _outreach(process: Process) -> Check:
    count = sum(one.kind == "outreach" for one in process.meetings)
    if not count:
        return _check("3.2", "unknown", N_("No outreach activity is recorded."))
    return _check("3.2", "met", N_("%(count)s outreach activities are recorded."), count=count)


def _contributions(process: Process) -> Check:
    open_to_all = [one for one in process.phases if one.channel and one.opens]
    if not open_to_all and not process.items:
        return _check("3.3", "unknown", N_("No way to contribute is recorded."))
    found = N_("%(phases)s phases with a way to contribute; %(items)s contributions are public.")
    return _check("3.3", "met", found, phases=len(open_to_all), items=process.items)


def _answers(process: Process) -> Check:
    if not process.items:
        return _check("4.1", "unknown", N_("No contribution is recorded."))
    done = process.answered >= process.items
    found = N_("%(answered)s of %(items)s contributions are answered.")
    return _check("4.1", "met" if done else "not-met", found, answered=process.answered, items=process.items)


def _meetings(process: Process, until: date) -> Check:
    start = process.plan.starts
    if start is None or start > until:
        return _check("5.1", "unknown", N_("The implementation has not begun."))
    both = [one for one in process.meetings if one.with_civil_society]
    if not both:
        return _check("5.1", "unknown", N_("No meeting with both sides is recorded."))
    counts = list(_by_year(both, start, until))
    found = N_("Meetings with civil society in each year of the implementation: %(counts)s.")
    whole = counts[:-1] or counts
    enough = all(count >= MEETINGS_A_YEAR for count in whole)
    verdict = "met" if enough else "not-met" if counts[:-1] else "unknown"
    return _check("5.1", verdict, found, counts=", ".join(map(str, counts)))


def _by_year(meetings: list[Held], start: date, until: date) -> Iterator[int]:
    """Meetings in each year from the plan's start; the last year may still be running."""
    year = 0
    while True:
        begins = months_before(start, -12 * year)
        ends = months_before(start, -12 * (year + 1))
        if begins > until:
            return
        yield sum(begins <= one.day < ends and one.day <= until for one in meetings)
        year += 1


def _with_fact(check: Check, process: Process) -> Check:
    """A stated fact decides where nothing is counted."""
    fact = process.facts.get(check.id)
    if fact is None or check.verdict != "unknown":
        return check
    verdict = "met" if fact.value.strip().casefold() in YES else "not-met"
    note = fact.note or fact.value
    return Check(
        id=check.id,
        rule=check.rule,
        verdict=verdict,
        found=N_("Stated: %(note)s"),
        values=(("note", note),),
        stated=True,
        url=fact.url,
    )
