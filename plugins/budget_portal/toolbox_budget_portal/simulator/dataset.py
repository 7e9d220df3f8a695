"""The answers of a simulator as an open dataset, once there are enough of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal.simulator.balance import moved
from toolbox_budget_portal.simulator.services import Simulation, all_of_them, find, money
from toolbox_core import Column, DatasetDescription, NotFound

PLUGIN = "budget_portal"
_PREFIX = "simulator-"
COLUMNS = (
    Column(name="answer", title="Number of the answer", description="random: it leads to nobody"),
    Column(name="direction", title="Spending or revenue"),
    Column(name="code", title="Code of the part"),
    Column(name="part", title="Part of the budget"),
    Column(name="percent", type="integer", title="Change", unit="%"),
    Column(name="before", type="number", title="Planned"),
    Column(name="after", type="number", title="In this answer"),
)


def describe(session: Session) -> list[DatasetDescription]:
    """One dataset for each simulator with enough answers."""
    return [
        DatasetDescription(
            id=f"{PLUGIN}/{_PREFIX}{of.entity}-{of.fiscal_year}",
            title=f"Answers to the budget simulator {of.fiscal_year}, {of.name}",
            description="Every answer under a random number, one row for each part of the budget that can be moved.",
            columns=COLUMNS,
            version=1,
            version_ids=(),
            publisher=of.name,
            licence="CC-BY-4.0",
            modified=session.get_one(t.Simulation, of.id).created_at,
            row_count=of.answers * sum(not part.fixed for part in of.parts),
            frequency="IRREG",
            landing=f"/budget/{of.entity}/{of.fiscal_year}/simulator/answers",
            keywords=("simulator", of.name),
            themes=("GOVE", "ECON"),
        )
        for of in all_of_them(session)
        if of.shows
    ]


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The rows of one dataset by its slug. Raises ``NotFound``, also while there are too few answers."""
    entity, _, year = slug.removeprefix(_PREFIX).rpartition("-")
    if not (slug.startswith(_PREFIX) and year.isascii() and year.isdigit() and len(year) < 6):
        raise NotFound(f"There is no dataset {slug[:80]!r}.")
    of = find(session, entity, int(year))
    if not of.shows:
        raise NotFound(f"There are fewer than {of.least_answers} answers; they are not shown yet.")
    return _rows(session, of)


def _rows(session: Session, of: Simulation) -> Iterator[tuple[Any, ...]]:
    a = t.SimulationAnswer
    query = select(a.number, a.changes).where(a.simulation_id == of.id).order_by(a.number)
    for number, changes in session.execute(query.execution_options(yield_per=1000)):
        for part in of.parts:
            if not part.fixed:
                percent = changes.get(part.key, 0)
                before, after = money(of, part.amount), money(of, moved(part.amount, percent))
                yield number, part.direction, part.key.partition("/")[2], part.label, percent, before, after
