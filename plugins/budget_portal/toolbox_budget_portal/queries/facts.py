"""Single facts of a cube (one line in one phase) and the members of its dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.babbage import Cut, Order, Page
from toolbox_budget_portal.cube import COUNT, MEASURE, Model, check_query
from toolbox_budget_portal.queries.cube import (
    Cube,
    Slice,
    aggregate,
    category_cuts,
    phase_values,
    slices,
    used_kinds,
)
from toolbox_budget_portal.queries.sums import to_decimal

Category, Line = models.Category, models.Line
LINE_FIELDS = ("line.address", "line.uid", "line.code", "line.label", "line.source_row")
"""What a fact tells beside the cube's attributes and the measure ``value``."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One page of facts and how many there are."""

    rows: tuple[Mapping[str, Any], ...]
    count: int


def fact_fields(model: Model, fields: Sequence[str]) -> tuple[str, ...]:
    """The fields of a fact: those asked for, or all. Raises ``BadQuery`` for an unknown one."""
    known = (*LINE_FIELDS, MEASURE)
    if not fields:
        return (*(ref for name in model.dimensions for ref in model.attributes("fields", name)), *known)
    found: list[str] = []
    for field in fields:
        found += (field,) if field in known else model.attributes("fields", field)
    return tuple(dict.fromkeys(found))


def facts(session: Session, cube: Cube, cuts: Sequence[Cut], fields: Sequence[str], page: Page) -> Facts:
    """Facts in the order of year, version, direction, line number and phase.

    Every phase that a file gives makes a fact of each of its lines, also where the cell is empty (value ``null``).
    """
    skip, wanted = page.offset, page.size
    count = 0
    rows: list[Mapping[str, Any]] = []
    for part in slices(cube, cuts):
        conditions = [
            Line.version_id == part.version_id,
            Line.direction == part.direction,
            Line.eliminated.is_(part.eliminated),
            *category_cuts(cube, Line, cuts, list(used_kinds(cube.model, (), cuts))),
        ]
        here = (session.scalar(select(func.count()).where(*conditions)) or 0) * len(part.phases)
        count += here
        begin = max(skip - (count - here), 0)
        if begin < here and len(rows) < wanted:
            rows += _of_slice(session, cube, part, conditions, fields, begin, wanted - len(rows))
    return Facts(tuple(rows), count)


def _of_slice(
    session: Session, cube: Cube, part: Slice, conditions: Sequence[Any], fields: Sequence[str], begin: int, most: int
) -> list[dict[str, Any]]:
    """Facts ``begin`` … of one slice: phases turn fastest, so a page begins in the middle of a line at most."""
    phases = [phase for phase in part.year.phases if phase.code in part.phases]
    first_line, first_phase = divmod(begin, len(phases))
    lines_needed = -(-(first_phase + most) // len(phases))
    version = next(version for version in part.year.versions if version.id == part.version_id)
    found = session.scalars(
        select(Line).where(*conditions).order_by(Line.number).offset(first_line).limit(lines_needed)
    ).all()
    chains = _chains(session, found)
    rows = []
    for line in found:
        values: dict[str, Any] = {
            "entity.slug": cube.entity.slug,
            "entity.name": cube.entity.name,
            "fiscal_year.year": part.year.fiscal_year,
            "direction.code": part.direction,
            "elimination.flag": part.eliminated,
            "line.address": f"{version.number}-{line.number}",
            "line.uid": line.uid,
            "line.code": line.code,
            "line.label": line.label,
            "line.source_row": line.source_row,
        }
        for dimension in cube.model.dimensions.values():
            if dimension.kind:
                chain = chains.get(getattr(line, f"{dimension.kind}_id"), ())
                member = chain[dimension.level - 1] if dimension.level <= len(chain) else None
                for attribute in ("code", "label", "path"):
                    values[f"{dimension.name}.{attribute}"] = getattr(member, attribute) if member else None
        for phase in phases:
            own = {**values, **phase_values(phase), MEASURE: to_decimal(getattr(line, phase.slot), version.digits)}
            rows.append({field: own[field] for field in fields})
    return rows[first_phase : first_phase + most]


def _chains(session: Session, lines: Sequence[models.Line]) -> dict[int, tuple[models.Category, ...]]:
    """Category id → the category with its ancestors from the root, for all categories of some lines."""
    ids = {getattr(line, f"{kind}_id") for line in lines for kind in models.KINDS} - {None}
    leaves = session.scalars(select(Category).where(Category.id.in_(ids))).all()
    above = {leaf.id: [getattr(leaf, f"l{level}") for level in range(1, leaf.level + 1)] for leaf in leaves}
    wanted = {found for chain in above.values() for found in chain}
    known = {row.id: row for row in session.scalars(select(Category).where(Category.id.in_(wanted)))}
    return {leaf_id: tuple(known[found] for found in chain) for leaf_id, chain in above.items()}


def members(session: Session, cube: Cube, ref: str, cuts: Sequence[Cut], order: Sequence[Order], page: Page) -> Facts:
    """The distinct members of a dimension (or values of one attribute) among the facts that ``cuts`` leave."""
    key = cube.model.attributes("members", ref)
    query = check_query(
        cube.model,
        drilldown=[ref],
        cuts=cuts,
        aggregates=[COUNT],
        order=order or [Order(key[0])],
        page=page,
    )
    answer = aggregate(session, cube, query)
    rows = tuple({name: value for name, value in cell.items() if name != COUNT} for cell in answer.cells)
    return Facts(rows, answer.count)
