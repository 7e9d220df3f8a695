"""Reading OGP's process database (2011 to 2016): how each plan was made, one row a plan, each cell a stated fact."""

from __future__ import annotations

from datetime import date

from toolbox_nap_monitor.importers.reading import Reading, Source, Wish, problem
from toolbox_nap_monitor.layouts.ogp import columns
from toolbox_nap_monitor.members import member_code, member_named
from toolbox_nap_monitor.rows import Bundle, Member, Plan, ProcessFact

COUNTRY, PLAN, YEAR = "Country name", "Action Plan Number", "Year AP Submitted"


def recognises(names: tuple[str, ...]) -> bool:
    """Whether these columns are the process database's."""
    return {COUNTRY, PLAN, YEAR} <= set(names) and columns("ogp-2016")[0].name not in names


def read_process(source: Source, wish: Wish) -> Reading:
    """Read the table. Facts keep the column's name as the requirement's, and the cell as their value."""
    reading = Reading("ogp-process")
    members: dict[str, Member] = {}
    plans: dict[tuple[str, str], Plan] = {}
    facts: list[ProcessFact] = []
    wanted, plan_wanted = member_code(wish.member), wish.plan.strip()
    for number, cells in source.rows:
        row = dict(zip(source.columns, cells, strict=False))
        name, plan = row[COUNTRY].strip(), row[PLAN].strip()
        if not name or not plan:
            column = PLAN if name else COUNTRY
            reading.reject(problem(source, number, column, "", "required", "The row names no country or no plan."))
            continue
        member = member_named(name)
        if (wanted and member.code != wanted) or (plan_wanted and plan != plan_wanted):
            reading.passed_over += 1
            continue
        members[member.code] = member
        year = row[YEAR].strip()
        key = (member.code, plan)
        plans.setdefault(
            key,
            Plan(
                member=member.code,
                number=plan,
                starts=date(int(year), 1, 1) if year.isdecimal() and len(year) == 4 else None,
                phase="closed",
            ),
        )
        facts += [
            ProcessFact(member=member.code, plan=plan, requirement=column, value=cell, source=source.origin(number))
            for column, cell in row.items()
            if column not in (COUNTRY, PLAN) and cell
        ]
        reading.take()
    return reading.finish(
        source, Bundle(members=tuple(members.values()), plans=tuple(plans.values()), facts=tuple(facts))
    )
