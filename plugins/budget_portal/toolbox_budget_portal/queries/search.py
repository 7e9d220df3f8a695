"""Finding categories and lines by words or codes, whatever the case and the accents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import folding, models
from toolbox_budget_portal.queries.records import Entity, Found, Sums, Year
from toolbox_budget_portal.queries.sums import amount_sums, to_sums
from toolbox_budget_portal.queries.years import fiscal_years
from toolbox_budget_portal.queries.years import years as find_years

Category, CategoryLabel, Line, Rollup = models.Category, models.CategoryLabel, models.Line, models.Rollup
PAGE_SIZE = 20
LINE = "line"
"""The group of single lines, beside the kinds of categories."""
_MOST_CATEGORIES = 5_000
_MOST_LINES = 500
"""A search that finds more is too wide to be read; the answer says that it was cut."""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found. ``groups`` counts by (direction, kind), of the whole search.

    ``cut``: more was found than is listed, because the words are too common.
    """

    items: tuple[Found, ...]
    groups: tuple[tuple[str, str, int], ...]
    count: int
    page: int
    cut: bool = False

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.count // PAGE_SIZE))


def search(
    session: Session, owner: Entity, query: str, *, direction: str = "", kind: str = "", page: int = 1
) -> Results:
    """Categories and lines of an entity's current budgets whose label or code holds every word of ``query``.

    A category is answered with the latest year that has it. Order: exact code, then label that begins with the
    query, then by name. ``direction`` and ``kind`` narrow to one group.
    """
    wanted = folding.words(query)
    if not wanted:
        return Results((), (), 0, 1)
    current = find_years(session, owner, fiscal_years(session, owner.id))
    by_version = {version.id: year for year in current.values() for version in year.versions}
    categories = _categories(session, owner, wanted, by_version)
    lines = _lines(session, owner, wanted, by_version)
    found = [*categories, *lines]
    cut = len(categories) >= _MOST_CATEGORIES or len(lines) >= _MOST_LINES
    groups: dict[tuple[str, str], int] = defaultdict(int)
    for item in found:
        groups[item.direction, item.kind] += 1
    chosen = [item for item in found if direction in ("", item.direction) and kind in ("", item.kind)]
    whole = folding.fold(query).strip()

    def rank(item: Found) -> tuple[int, int, str, str]:
        label = folding.fold(item.label)
        exact = folding.fold(item.code) == whole or label == whole
        return (0 if exact else 1 if label.startswith(whole) else 2, item.kind == LINE, label, item.path)

    chosen.sort(key=rank)
    offset = (page - 1) * PAGE_SIZE
    listed = tuple((*key, count) for key, count in groups.items())
    return Results(tuple(chosen[offset : offset + PAGE_SIZE]), listed, len(chosen), page, cut)


def _holds(session: Session, column: Any, word: str) -> ColumnElement[bool]:
    """``column`` holds ``word``, whatever its case and accents, in the dialect at hand."""
    if session.get_bind().dialect.name == "sqlite":
        found: ColumnElement[bool] = column.op("GLOB")(folding.glob_pattern(word))
    else:
        found = column.op("~")(folding.regex_pattern(word))
    return found


def _categories(session: Session, owner: Entity, wanted: Sequence[str], by_version: dict[int, Year]) -> list[Found]:
    named = [or_(_holds(session, Category.label, word), _holds(session, Category.code, word)) for word in wanted]
    rows = session.scalars(
        select(Category)
        .where(Category.entity_id == owner.id, and_(*named))
        .order_by(Category.path)
        .limit(_MOST_CATEGORIES)
    ).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    query = (
        select(Rollup.a_id, Rollup.direction, Rollup.version_id)
        .where(
            Rollup.version_id.in_(by_version),
            Rollup.dims.in_({row.kind for row in rows}),
            Rollup.a_id.in_(ids),
            Rollup.b_id == 0,
        )
        .distinct()
    )
    latest: dict[tuple[int, str], Year] = {}
    for category_id, direction, version_id in session.execute(query):
        year = by_version[version_id]
        known = latest.get((category_id, direction))
        if known is None or year.fiscal_year > known.fiscal_year:
            latest[category_id, direction] = year
    ancestors = _ancestor_labels(session, rows)
    sums = _sums(session, latest)
    return [
        Found(
            kind=row.kind,
            direction=direction,
            code=row.code,
            label=row.label or row.code,
            path=row.path,
            ancestors=ancestors[row.id],
            fiscal_year=latest[row.id, direction].fiscal_year,
            sums=sums[row.id, direction],
            entity=owner,
        )
        for row in rows
        for direction in ("expenditure", "revenue")
        if (row.id, direction) in latest
    ]


def _lines(session: Session, owner: Entity, wanted: Sequence[str], by_version: dict[int, Year]) -> list[Found]:
    """Lines whose own description or number holds the words, each once, in the latest year that has it."""
    named = [or_(_holds(session, Line.label, word), _holds(session, Line.code, word)) for word in wanted]
    has_text = or_(Line.label != "", Line.code != "")
    query = (
        select(Line, models.BudgetVersion.fiscal_year)
        .join(models.BudgetVersion, models.BudgetVersion.version_id == Line.version_id)
        .where(Line.version_id.in_(by_version), has_text, *named)
        .order_by(models.BudgetVersion.fiscal_year.desc(), Line.version_id, Line.number)
        .limit(_MOST_LINES)
    )
    found: dict[str, Found] = {}
    for line, fiscal_year in session.execute(query):
        if line.uid in found:
            continue
        year = by_version[line.version_id]
        version = next(version for version in year.versions if version.id == line.version_id)
        amounts = [getattr(line, phase.slot) for phase in year.phases]
        found[line.uid] = Found(
            kind=LINE,
            direction=line.direction,
            code=line.code,
            label=line.label or line.code,
            path=f"{line.number:09}",
            ancestors=(),
            fiscal_year=fiscal_year,
            sums=to_sums(year, [(line.eliminated, 1, _scaled(amounts, year, version.digits))]),
            entity=owner,
            address=f"{version.number}-{line.number}",
        )
    return list(found.values())


def _scaled(amounts: Sequence[int | None], year: Year, digits: int) -> list[int | None]:
    factor = 10 ** (year.digits - digits)
    return [None if amount is None else amount * factor for amount in amounts]


def _ancestor_labels(session: Session, rows: Sequence[models.Category]) -> dict[int, tuple[str, ...]]:
    above = {row.id: [getattr(row, f"l{level}") for level in range(1, row.level)] for row in rows}
    wanted = {found for ids in above.values() for found in ids}
    query = select(Category.id, Category.label, Category.code).where(Category.id.in_(wanted))
    names = {found_id: label or code for found_id, label, code in session.execute(query)}
    return {row_id: tuple(names[found] for found in ids) for row_id, ids in above.items()}


def _sums(session: Session, latest: dict[tuple[int, str], Year]) -> dict[tuple[int, str], Sums]:
    """The sums of each found category in its latest year: one query for each year that is needed."""
    by_year: dict[int, tuple[Year, set[int]]] = {}
    for (category_id, _), year in latest.items():
        by_year.setdefault(year.fiscal_year, (year, set()))[1].add(category_id)
    found: dict[tuple[int, str], Sums] = {}
    for year, ids in by_year.values():
        query = (
            select(Rollup.a_id, Rollup.direction, Rollup.eliminated, func.sum(Rollup.n), *amount_sums(Rollup, year))
            .where(
                Rollup.version_id.in_(year.version_ids),
                Rollup.dims.in_(models.KINDS),
                Rollup.a_id.in_(ids),
                Rollup.b_id == 0,
            )
            .group_by(Rollup.a_id, Rollup.direction, Rollup.eliminated)
        )
        parts: dict[tuple[int, str], list[Any]] = defaultdict(list)
        for category_id, direction, eliminated, count, *amounts in session.execute(query):
            parts[category_id, direction].append((eliminated, count, amounts))
        found.update({key: to_sums(year, group) for key, group in parts.items() if latest.get(key) is year})
    return found
