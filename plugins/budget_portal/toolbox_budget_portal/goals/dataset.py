"""The goals of an entity as a side table: their columns, their rows, their words. A download can be loaded again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.goals.records import Indicator, Point
from toolbox_budget_portal.goals.tables import Goal, Observation
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_core import N_, Column, DatasetVersion, SearchDocument

KIND = N_("Goal")

COLUMNS = (
    Column(name="kind", title="Classification of the code"),
    Column(name="code", title="Code", description="path from the first level down"),
    Column(name="goal", title="Goal"),
    Column(name="indicator", title="Indicator"),
    Column(name="unit", title="Unit"),
    Column(name="direction", title="What is better", description="more or less"),
    Column(name="baseline_year", type="year", title="Year of the baseline"),
    Column(name="baseline", type="number", title="Baseline"),
    Column(name="target_year", type="year", title="Year of the target"),
    Column(name="target", type="number", title="Target"),
    Column(name="countable", title="Counts things of one year", description="yes or no"),
    Column(name="source", title="Source"),
    Column(name="year", type="year", title="Year of the observation"),
    Column(name="value", type="number", title="Observed value"),
    Column(name="source_row", type="integer", title="Row of the file"),
)


def indicators(session: Session, version: DatasetVersion) -> list[Indicator]:
    """The indicators of one version, in the order of its file."""
    observed: dict[str, dict[int, Point]] = defaultdict(dict)
    query = select(Observation).where(Observation.version_id == version.id).order_by(Observation.year)
    for seen in session.scalars(query):
        observed[seen.key][seen.year] = Point(Decimal(seen.value), seen.source_row)
    listed = select(Goal).where(Goal.version_id == version.id).order_by(Goal.position)
    return [_indicator(row, observed[row.key]) for row in session.scalars(listed)]


def _indicator(row: Goal, observed: dict[int, Point]) -> Indicator:
    known = row.baseline_year is not None and row.baseline is not None
    return Indicator(
        row.key,
        row.kind,
        row.path,
        row.goal,
        row.name,
        row.unit,
        row.direction,
        (row.baseline_year or 0, Decimal(row.baseline or 0)) if known else None,
        (row.target_year, Decimal(row.target)),
        observed,
        row.source,
        row.counts,
        row.source_row,
    )


def _records(session: Session, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    for one in indicators(session, version):
        told = (
            one.kind,
            one.path,
            one.goal,
            one.name,
            one.unit,
            one.direction,
            *(one.baseline or (None, None)),
            *one.target,
            "yes" if one.counts else "no",
            one.source,
        )
        for year, point in one.observed.items():
            yield *told, year, point.value, point.row
        if not one.observed:
            yield *told, None, None, one.row


def _finds(session: Session, version: DatasetVersion) -> Iterator[SearchDocument]:
    slug, _ = GOALS.of(version)
    for one in indicators(session, version):
        newest = one.newest
        yield SearchDocument(
            key=f"goals/{slug}/{one.key}"[:255],
            kind=KIND,
            title=one.name,
            address=f"{GOALS.address(version)}/{one.key}",
            text=f"{one.goal} · {one.path} · {version.title}",
            shown=f"{one.observed[newest].value:f} {one.unit}" if newest else "",
            year=newest or None,
            weight=40,
        )


GOALS = SideTable(
    id="budget_goals",
    name="goals",
    mark="goals",
    dataset="{entity}-{part}",
    part="goals",
    landing="/budget/{entity}/goals",
    description="What programmes are meant to reach: indicators with baseline, target and every observed value, with "
    "the row of the file it was read from.",
    columns=COLUMNS,
    records=_records,
    finds=_finds,
    stored=(Observation, Goal),
    keywords=("budget", "goals", "results"),
    themes=("GOVE",),
)
