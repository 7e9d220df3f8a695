"""Single facts of a cube (one line in one phase) and the members of its dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.babbage import BadQuery, Cut, Order, Page
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


class FactKey(NamedTuple):
    """Where a fact stands. ``phase`` is counted from 0 among those that its slice gives."""

    version_id: int
    direction: str
    eliminated: bool
    line: int
    phase: int


@dataclass(frozen=True, slots=True)
class Facts:
    """One page of facts and how many there are. ``last`` is the key of the last one when more follow it."""

    rows: tuple[Mapping[str, Any], ...]
    count: int
    last: FactKey | None = None


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
    found: list[tuple[FactKey, Mapping[str, Any]]] = []
    for part in slices(cube, cuts):
        conditions = _conditions(cube, part, cuts)
        here = (session.scalar(select(func.count()).where(*conditions)) or 0) * len(part.phases)
        count += here
        begin = max(skip - (count - here), 0)
        if begin < here and len(found) < wanted:
            found += _of_slice(session, cube, part, conditions, fields, begin, wanted - len(found))
    more = bool(found) and skip + len(found) < count
    return Facts(tuple(row for _, row in found), count, found[-1][0] if more else None)


def facts_after(
    session: Session, cube: Cube, cuts: Sequence[Cut], fields: Sequence[str], after: FactKey, most: int
) -> list[tuple[FactKey, Mapping[str, Any]]]:
    """At most ``most`` facts after the one with that key, each with its own key, in the order of ``facts``.

    However far down, it costs the same. Raises ``BadQuery`` when the version of that key is no longer in force.
    """
    parts = slices(cube, cuts)
    here = [
        place
        for place, part in enumerate(parts)
        if (part.version_id, part.direction, part.eliminated) == (after.version_id, after.direction, after.eliminated)
    ]
    if not here:
        raise BadQuery("cursor", "The version that it goes on in is not in force any more.", fix="Begin anew.")
    found: list[tuple[FactKey, Mapping[str, Any]]] = []
    for part in parts[here[0] :]:
        if len(found) >= most:
            break
        conditions, begin = _conditions(cube, part, cuts), 0
        if part is parts[here[0]]:
            rest = after.phase + 1 < len(part.phases)
            conditions.append(Line.number >= after.line if rest else Line.number > after.line)
            begin = after.phase + 1 if rest else 0
        found += _of_slice(session, cube, part, conditions, fields, begin, most - len(found))
    return found


def _conditions(cube: Cube, part: Slice, cuts: Sequence[Cut]) -> list[Any]:
    return [
        Line.version_id == part.version_id,
        Line.direction == part.direction,
        Line.eliminated.is_(part.eliminated),
        *category_cuts(cube, Line, cuts, list(used_kinds(cube.model, (), cuts))),
    ]


def _of_slice(
    session: Session, cube: Cube, part: Slice, conditions: Sequence[Any], fields: Sequence[str], begin: int, most: int
) -> list[tuple[FactKey, Mapping[str, Any]]]:
    """Facts ``begin`` … of one slice: phases turn fastest, so a page begins in the middle of a line at most."""
    phases = [phase for phase in part.year.phases if phase.code in part.phases]
    first_line, first_phase = divmod(begin, len(phases))
    lines_needed = -(-(first_phase + most) // len(phases))
    version = next(version for version in part.year.versions if version.id == part.version_id)
    found = session.scalars(
        select(Line).where(*conditions).order_by(Line.number).offset(first_line).limit(lines_needed)
    ).all()
    chains = _chains(session, found)
    rows: list[tuple[FactKey, Mapping[str, Any]]] = []
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
        for place, phase in enumerate(phases):
            own = {**values, **phase_values(phase), MEASURE: to_decimal(getattr(line, phase.slot), version.digits)}
            key = FactKey(part.version_id, part.direction, part.eliminated, line.number, place)
            rows.append((key, {field: own[field] for field in fields}))
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
