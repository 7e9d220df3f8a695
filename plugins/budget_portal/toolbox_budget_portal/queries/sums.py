"""Sums of a year, out of the roll-ups where they answer, out of the lines where they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.queries.records import Breakdown, Node, Sums, Year, minus, total
from toolbox_core import DatasetVersion, NotFound

Category, Line, Rollup = models.Category, models.Line, models.Rollup
Within = Mapping[str, str]
"""Narrowing: kind → path of a category of that kind."""
_Part = tuple[bool, int, Sequence[Any]]
"""One group of a query: eliminated, number of lines, minor amounts in the order of the year's phases."""


def totals(session: Session, year: Year) -> dict[str, Sums]:
    """The grand total of each direction, every phase, gross and eliminated."""
    query = (
        select(Rollup.direction, Rollup.eliminated, func.sum(Rollup.n), *amount_sums(Rollup, year))
        .where(Rollup.version_id.in_(year.version_ids), Rollup.dims == "")
        .group_by(Rollup.direction, Rollup.eliminated)
    )
    grouped: dict[str, list[_Part]] = {direction: [] for direction in year.directions}
    for direction, eliminated, count, *amounts in session.execute(query):
        if direction in grouped:
            grouped[direction].append((eliminated, count, amounts))
    return {direction: to_sums(year, parts) for direction, parts in grouped.items()}


def breakdown(
    session: Session, year: Year, direction: str, kind: str, path: str = "", within: Within | None = None
) -> Breakdown:
    """What a category (``path``; empty: the whole) divides into, one level down, narrowed ``within`` other kinds.

    Raises ``NotFound`` when the year has no such direction, kind or category.
    """
    chain = node_chain(session, year, direction, kind, path)
    narrowed = nodes_within(session, year, direction, {k: p for k, p in (within or {}).items() if k != kind})
    own = chain[-1] if chain else None
    sums = node_total(session, year, direction, [*chain[-1:], *narrowed])
    if own is not None:
        own = Node(own.id, own.kind, own.code, own.label, own.path, own.level, sums)
    children = _children(session, year, direction, kind, own, narrowed)
    return Breakdown(kind, own, chain[:-1], children, sums, _rest(sums, children), narrowed)


def nodes_within(session: Session, year: Year, direction: str, within: Within) -> tuple[Node, ...]:
    """The categories a view is narrowed to, in the canonical order of kinds. Raises ``NotFound``."""
    found = [node_chain(session, year, direction, kind, path)[-1] for kind, path in within.items() if path]
    return tuple(sorted(found, key=lambda node: models.KINDS.index(node.kind)))


def node_chain(session: Session, year: Year, direction: str, kind: str, path: str) -> tuple[Node, ...]:
    """A category and its ancestors, from the root down; nothing for an empty path. Raises ``NotFound``."""
    if direction not in year.directions:
        raise NotFound(
            f"The {year.fiscal_year} budget of {year.entity.name} has no {direction[:40]!r}.",
            fix=f"It has {' and '.join(year.directions)}.",
        )
    kinds = year.kinds(direction)
    if kind not in kinds:
        there = f"It is divided by {', '.join(kinds)}." if kinds else "It is not divided at all."
        raise NotFound(f"The {direction} of {year.fiscal_year} is not divided by {kind[:40]!r}.", fix=there)
    if not path:
        return ()
    own = session.scalar(
        select(Category).where(
            Category.entity_id == year.entity.id,
            Category.kind == kind,
            Category.scheme.in_(("", direction)),
            Category.path == path,
        )
    )
    used = own is not None and session.scalar(
        select(Rollup.n).where(
            Rollup.version_id.in_(year.version_ids),
            Rollup.dims == kind,
            Rollup.direction == direction,
            Rollup.eliminated.in_((False, True)),
            Rollup.a_id == own.id,
        )
    )
    if own is None or not used:
        raise NotFound(
            f"The {direction} of {year.fiscal_year} has no {kind} category {path[:80]!r}.",
            fix=_where_else(session, year, own, direction) if own else "",
        )
    ids = [getattr(own, f"l{level}") for level in range(1, own.level + 1)]
    return tuple(_nodes(session, year, ids))


def node_total(session: Session, year: Year, direction: str, nodes: Sequence[Node]) -> Sums:
    """The sums of the lines that belong to all of ``nodes`` (each of another kind); of all lines for none."""
    if len(nodes) <= 2 and _has_rollup(session, year, [node.kind for node in nodes]):
        columns = (Rollup.eliminated, func.sum(Rollup.n), *amount_sums(Rollup, year))
        ordered = _ordered(nodes)
        ids = [*(node.id for node in ordered), 0, 0][:2]
        query = select(*columns).where(
            *_rollup_of(year, direction, [node.kind for node in ordered]),
            Rollup.a_id == ids[0],
            Rollup.b_id == ids[1],
        )
        rows = session.execute(query.group_by(Rollup.eliminated))
    else:
        columns = (Line.eliminated, func.count(), *amount_sums(Line, year))
        rows = session.execute(select(*columns).where(*line_of(year, direction, nodes)).group_by(Line.eliminated))
    return to_sums(year, [(bool(eliminated), count, amounts) for eliminated, count, *amounts in rows])


def _children(
    session: Session, year: Year, direction: str, kind: str, own: Node | None, narrowed: Sequence[Node]
) -> tuple[Node, ...]:
    """The categories right below ``own`` that have lines, with their sums, in the order of their codes."""
    if len(narrowed) <= 1 and _has_rollup(session, year, [kind, *(node.kind for node in narrowed)]):
        kinds = sorted([kind, *(node.kind for node in narrowed)], key=models.KINDS.index)
        key, other = (Rollup.a_id, Rollup.b_id) if kinds[0] == kind else (Rollup.b_id, Rollup.a_id)
        below = select(Category.id).where(Category.entity_id == year.entity.id, Category.kind == kind)
        below = below.where(Category.level == 1 if own is None else Category.parent_id == own.id)
        query = (
            select(key, Rollup.eliminated, func.sum(Rollup.n), *amount_sums(Rollup, year))
            .where(*_rollup_of(year, direction, kinds), key.in_(below), other == (narrowed[0].id if narrowed else 0))
            .group_by(key, Rollup.eliminated)
        )
    else:
        level = 1 if own is None else own.level + 1
        if level > models.MAX_LEVELS:
            return ()
        child = getattr(Category, f"l{level}")
        query = (
            select(child, Line.eliminated, func.count(), *amount_sums(Line, year))
            .join(Category, Category.id == getattr(Line, f"{kind}_id"))
            .where(*line_of(year, direction, [*([own] if own else []), *narrowed]), child.is_not(None))
            .group_by(child, Line.eliminated)
        )
    grouped: dict[int, list[_Part]] = defaultdict(list)
    for category_id, eliminated, count, *amounts in session.execute(query):
        grouped[category_id].append((eliminated, count, amounts))
    return tuple(
        Node(node.id, node.kind, node.code, node.label, node.path, node.level, to_sums(year, grouped[node.id]))
        for node in _nodes(session, year, grouped)
    )


def _rest(whole: Sums, children: Sequence[Node]) -> Sums | None:
    """What belongs to the node but to none of its children; ``None`` when nothing does."""
    lines = whole.lines - sum(child.sums.lines for child in children)
    if not children or not lines:
        return None

    def left(of: str) -> dict[str, Decimal | None]:
        amounts: dict[str, Decimal | None] = {}
        for phase, amount in getattr(whole, of).items():
            divided = total(getattr(child.sums, of).get(phase) for child in children)
            amounts[phase] = amount if amount is None or divided is None else minus(amount, divided)
        return amounts

    return Sums(left("gross"), left("eliminated"), lines)


def _where_else(session: Session, year: Year, category: models.Category, direction: str) -> str:
    query = (
        select(models.BudgetVersion.fiscal_year)
        .join(DatasetVersion, DatasetVersion.id == models.BudgetVersion.version_id)
        .join(Rollup, Rollup.version_id == DatasetVersion.id)
        .where(
            DatasetVersion.status == "published",
            models.BudgetVersion.entity_id == year.entity.id,
            Rollup.dims == category.kind,
            Rollup.direction == direction,
            Rollup.eliminated.in_((False, True)),
            Rollup.a_id == category.id,
        )
        .distinct()
        .order_by(models.BudgetVersion.fiscal_year)
    )
    found = [str(found) for found in session.scalars(query)]
    return f"It is there in {', '.join(found)}." if found else ""


# --- shared with the other queries ---------------------------------------------------------------------------------


def line_of(year: Year, direction: str, nodes: Iterable[Node]) -> list[ColumnElement[bool]]:
    """Conditions on ``Line``: of this year and direction, and under every one of ``nodes``."""
    wanted: list[ColumnElement[bool]] = [Line.version_id.in_(year.version_ids)]
    if direction:
        wanted.append(Line.direction == direction)
    for node in nodes:
        under = select(Category.id).where(getattr(Category, f"l{node.level}") == node.id)
        wanted.append(getattr(Line, f"{node.kind}_id").in_(under))
    return wanted


def amount_of(table: Any, slot: str, year: Year) -> ColumnElement[int]:
    """An amount column in the year's finest unit: versions with fewer decimals are scaled up, exactly."""
    column: ColumnElement[int] = getattr(table, slot)
    coarse = {version.id: 10 ** (year.digits - version.digits) for version in year.versions}
    if all(factor == 1 for factor in coarse.values()):
        return column
    return column * case(coarse, value=table.version_id, else_=1)


def amount_sums(table: Any, year: Year) -> list[ColumnElement[int]]:
    """One sum per phase of the entity, in the order of ``year.phases``."""
    return [func.sum(amount_of(table, phase.slot, year)) for phase in year.phases]


def to_decimal(minor: Any, digits: int) -> Decimal | None:
    """An amount in the finest unit (an integer, or PostgreSQL's numeric sum of integers) as exact money."""
    return None if minor is None else Decimal(int(minor)).scaleb(-digits)


def to_sums(year: Year, parts: Iterable[_Part]) -> Sums:
    """Groups of one thing → its sums."""
    sides: dict[bool, dict[str, Decimal | None]] = {False: {}, True: {}}
    lines = 0
    for eliminated, count, amounts in parts:
        lines += int(count)
        for phase, minor in zip(year.phases, amounts, strict=True):
            sides[bool(eliminated)][phase.code] = to_decimal(minor, year.digits)
    return Sums(sides[False], sides[True], lines)


def labels(session: Session, year: Year, ids: Iterable[int]) -> dict[int, str]:
    """What the year's own versions call these categories; the newest version's word where they differ."""
    query = (
        select(models.CategoryLabel.category_id, models.CategoryLabel.label)
        .where(
            models.CategoryLabel.version_id.in_(year.version_ids),
            models.CategoryLabel.category_id.in_(set(ids)),
        )
        .order_by(models.CategoryLabel.version_id)
    )
    return {category_id: label for category_id, label in session.execute(query) if label}


def _nodes(session: Session, year: Year, ids: Iterable[int]) -> list[Node]:
    """Categories by id, in the order of level and path, under the year's labels, without sums."""
    wanted = set(ids)
    names = labels(session, year, wanted)
    columns = (Category.id, Category.kind, Category.code, Category.label, Category.path, Category.level)
    query = select(*columns).where(Category.id.in_(wanted)).order_by(Category.level, Category.path)
    return [
        Node(found, kind, code, names.get(found) or label or code, path, level)
        for found, kind, code, label, path, level in session.execute(query)
    ]


def _ordered(nodes: Sequence[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: models.KINDS.index(node.kind))


def _rollup_of(year: Year, direction: str, kinds: Sequence[str]) -> list[ColumnElement[bool]]:
    return [
        Rollup.version_id.in_(year.version_ids),
        Rollup.dims == "+".join(kinds),
        Rollup.direction == direction,
        Rollup.eliminated.in_((False, True)),
    ]


def _has_rollup(session: Session, year: Year, kinds: Sequence[str]) -> bool:
    """Whether the roll-up was made for this pair of kinds; single kinds and the total always are."""
    if len(kinds) < 2:
        return True
    dims = "+".join(sorted(kinds, key=models.KINDS.index))
    made = select(Rollup.version_id).where(Rollup.version_id.in_(year.version_ids), Rollup.dims == dims).distinct()
    return bool(list(session.scalars(made)))
