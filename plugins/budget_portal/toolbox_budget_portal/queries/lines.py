"""Single budget lines: lists of them, and one line with the way back to its row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.queries.records import Line as LineRecord
from toolbox_budget_portal.queries.records import LinePage, LineRow, Node, Phase, SameLine, Sums, Version, Year, total
from toolbox_budget_portal.queries.sums import (
    amount_of,
    amount_sums,
    labels,
    line_of,
    nodes_within,
    to_decimal,
    to_sums,
    totals,
)
from toolbox_budget_portal.queries.years import PUBLISHED, SUPERSEDED
from toolbox_budget_portal.queries.years import entity as find_entity
from toolbox_budget_portal.queries.years import year as find_year
from toolbox_budget_portal.queries.years import years as find_years
from toolbox_core import (
    DatasetVersion,
    FileStore,
    Forbidden,
    LimitSettings,
    NotFound,
    SourceFile,
    ToolboxError,
    open_table,
    redacted_copy,
    source_path,
)

Category, Line = models.Category, models.Line
PAGE_SIZE = 50
_BATCH = 1_000
SHOWS = ("all", "unbudgeted", "over", "negative")
"""Which lines: all; those spent without a budget; those above what was approved; those with a negative amount."""


def lines(
    session: Session,
    year: Year,
    direction: str,
    *,
    within: Mapping[str, str] | None = None,
    show: str = "all",
    phase: str = "",
    limit_phase: str = "",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> LinePage:
    """Lines of a year, largest amount of ``phase`` first.

    ``within``: kind → path. ``show`` is one of ``SHOWS``; ``limit_phase`` is the phase that ``unbudgeted`` and
    ``over`` compare with. Raises ``NotFound`` for an unknown direction, kind or category.
    """
    wanted, ordered = _asked(session, year, direction, within or {}, show, phase, limit_phase)
    grouped = session.execute(
        select(Line.eliminated, func.count(), *amount_sums(Line, year)).where(*wanted).group_by(Line.eliminated)
    )
    sums = to_sums(year, [(eliminated, count, amounts) for eliminated, count, *amounts in grouped])
    found = session.scalars(ordered.offset((page - 1) * size).limit(size)).all()
    return LinePage(_rows(session, year, found), sums.lines, sums, page, size)


def all_lines(
    session: Session,
    year: Year,
    direction: str,
    *,
    within: Mapping[str, str] | None = None,
    show: str = "all",
    phase: str = "",
    limit_phase: str = "",
) -> Iterator[LineRow]:
    """The same as ``lines``, all of them, lazily and without the sums. Raises ``NotFound`` before the first line."""
    _, ordered = _asked(session, year, direction, within or {}, show, phase, limit_phase)
    found = session.scalars(ordered.execution_options(yield_per=_BATCH))
    return (row for batch in found.partitions() for row in _rows(session, year, batch))


def _asked(
    session: Session, year: Year, direction: str, within: Mapping[str, str], show: str, phase: str, limit_phase: str
) -> tuple[list[ColumnElement[bool]], Select[models.Line]]:
    """The conditions of a list, and the list in its order."""
    narrowed = nodes_within(session, year, direction, within)
    shown, limit = year.phase(phase), year.phase(limit_phase)
    wanted = [*line_of(year, direction, narrowed), *_show(year, show, shown, limit)]
    query = select(Line).where(*wanted)
    if shown is not None:
        amount = amount_of(Line, shown.slot, year)
        query = query.order_by(amount.asc() if show == "negative" else amount.desc().nulls_last())
    return wanted, query.order_by(Line.version_id, Line.number)


def count_shows(session: Session, year: Year, direction: str, phase: str, limit_phase: str) -> dict[str, Sums]:
    """How many lines ``unbudgeted``, ``over`` and ``negative`` would list, with their sums."""
    shown, limit = year.phase(phase), year.phase(limit_phase)
    found = {}
    for show in SHOWS[1:]:
        condition = _show(year, show, shown, limit)
        query = (
            select(Line.eliminated, func.count(), *amount_sums(Line, year))
            .where(*line_of(year, direction, ()), *condition)
            .group_by(Line.eliminated)
        )
        parts = [(eliminated, count, amounts) for eliminated, count, *amounts in session.execute(query)]
        found[show] = to_sums(year, parts)
    return found


def _show(year: Year, show: str, shown: Phase | None, limit: Phase | None) -> list[ColumnElement[bool]]:
    """The condition of one of ``SHOWS``. What cannot be compared (a phase is missing) lists nothing."""
    if show == "all":
        return []
    if shown is None:
        return [Line.version_id.is_(None)]
    amount = amount_of(Line, shown.slot, year)
    if show == "negative":
        return [amount < 0]
    if limit is None:
        return [Line.version_id.is_(None)]
    allowed = amount_of(Line, limit.slot, year)
    own = Line.eliminated.is_(False)
    if show == "unbudgeted":
        return [own, amount != 0, or_(allowed == 0, allowed.is_(None))]
    return [own, and_(allowed > 0, amount > allowed)]


def _rows(session: Session, year: Year, found: Sequence[models.Line]) -> tuple[LineRow, ...]:
    used: dict[int, str] = {}
    for line in found:
        for kind in models.KINDS:
            category_id = getattr(line, f"{kind}_id")
            if category_id is not None:
                used[category_id] = kind
    names = labels(session, year, used)
    codes: dict[int, tuple[str, str]] = {}
    if used:
        rows = session.execute(select(Category.id, Category.code, Category.label).where(Category.id.in_(used)))
        codes = {found_id: (code, label) for found_id, code, label in rows}
    numbers = {version.id: version.number for version in year.versions}
    return tuple(
        LineRow(
            version=numbers[line.version_id],
            number=line.number,
            uid=line.uid,
            code=line.code,
            label=line.label,
            eliminated=line.eliminated,
            source_row=line.source_row,
            names={
                kind: (codes[found_id][0], names.get(found_id) or codes[found_id][1])
                for kind in models.KINDS
                if (found_id := getattr(line, f"{kind}_id")) in codes
            },
            amounts=_amounts(line, year),
        )
        for line in found
    )


def _amounts(line: models.Line, year: Year) -> dict[str, Decimal | None]:
    digits = {version.id: version.digits for version in year.versions}[line.version_id]
    return {phase.code: to_decimal(getattr(line, phase.slot), digits) for phase in year.phases}


def line(session: Session, slug: str, fiscal_year: int, version_number: int, number: int) -> LineRecord:
    """One line, by version number and line number: its file, its row, its categories, the same line in every year.

    Superseded versions are found too, so that an address once given stays good. Raises ``NotFound``.
    """
    year = find_year(session, slug, fiscal_year, as_of=version_number)
    version = next(found for found in year.versions if found.number == version_number)
    query = select(Line).where(Line.version_id == version.id, Line.number == number)
    row = session.scalar(query)
    if row is None:
        raise NotFound(
            f"Version {version_number} of the {fiscal_year} budget of {year.entity.name} has no line {number}.",
            fix=f"It has {version.row_count} lines.",
        )
    twins = session.scalar(
        select(func.count()).where(
            Line.uid == row.uid, Line.version_id == version.id, Line.eliminated == row.eliminated
        )
    )
    source = next((found for found in version.sources if found.resource == row.resource), None)
    if source is None:
        raise NotFound(f"The source file of line {number} is not recorded.", fix="Run `toolbox data verify`.")
    return LineRecord(
        row=_rows(session, year, [row])[0],
        direction=row.direction,
        version=version,
        source=source,
        chains=_chains(session, year, row),
        presence=_presence(row.presence),
        twins=twins or 1,
        life=_life(session, year, row),
    )


def line_by_uid(session: Session, slug: str, fiscal_year: int, uid: str) -> LineRow | None:
    """The first line of the current budget that has these codes; ``None`` when the year or the line is not there."""
    try:
        year = find_year(session, slug, fiscal_year)
    except NotFound:
        return None
    versions = [version.id for version in year.versions]
    query = select(Line).where(Line.uid == uid, Line.version_id.in_(versions)).order_by(Line.version_id, Line.number)
    row = session.scalar(query.limit(1))
    return _rows(session, year, [row])[0] if row is not None else None


def _presence(text: str) -> dict[str, str]:
    """``line.presence`` (``approved:blank;paid:dash``) as slot → word."""
    return dict(part.split(":", 1) for part in text.split(";") if ":" in part)


def _chains(session: Session, year: Year, line: models.Line) -> dict[str, tuple[Node, ...]]:
    leaves = {kind: getattr(line, f"{kind}_id") for kind in models.KINDS}
    rows = session.scalars(select(Category).where(Category.id.in_([found for found in leaves.values() if found])))
    own = {row.kind: [getattr(row, f"l{level}") for level in range(1, row.level + 1)] for row in rows}
    wanted = {category_id for ids in own.values() for category_id in ids}
    names = labels(session, year, wanted)
    nodes = {
        row.id: Node(row.id, row.kind, row.code, names.get(row.id) or row.label or row.code, row.path, row.level)
        for row in session.scalars(select(Category).where(Category.id.in_(wanted)))
    }
    return {kind: tuple(nodes[found] for found in own[kind]) for kind in models.KINDS if kind in own}


def _life(session: Session, year: Year, line: models.Line) -> tuple[SameLine, ...]:
    """The same codes in the current budgets of all years: sums, because a year may split the line in several."""
    current = find_years(session, year.entity, year.others)
    versions = {version.id: other for other in current.values() for version in other.versions}
    query = select(Line).where(Line.uid == line.uid, Line.eliminated == line.eliminated, Line.version_id.in_(versions))
    grouped: dict[int, list[models.Line]] = defaultdict(list)
    for found in session.scalars(query.order_by(Line.version_id, Line.number)):
        grouped[versions[found.version_id].fiscal_year].append(found)
    return tuple(
        _same_line(session, current[fiscal_year], line.direction, same) for fiscal_year, same in sorted(grouped.items())
    )


def _same_line(session: Session, year: Year, direction: str, same: Sequence[models.Line]) -> SameLine:
    listed = [_amounts(line, year) for line in same]
    amounts = {phase.code: total(amounts[phase.code] for amounts in listed) for phase in year.phases}
    plan, done = year.plan(direction), year.done(direction)
    return SameLine(
        fiscal_year=year.fiscal_year,
        lines=len(same),
        row=_rows(session, year, same[:1])[0],
        amounts=amounts,
        plan=amounts[plan.code] if plan else None,
        done=amounts[done.code] if done else None,
    )


def line_history(session: Session, slug: str, uid: str) -> list[tuple[Version, SameLine]]:
    """What every version that was ever published says about a line, the newest version first.

    Versions are those that stand and those that were replaced; withdrawn ones are gone. Raises ``NotFound`` for an
    entity that is not there.
    """
    owner = find_entity(session, slug)
    query = (
        select(models.BudgetVersion.fiscal_year, DatasetVersion.number, Line)
        .join(models.BudgetVersion, models.BudgetVersion.version_id == Line.version_id)
        .join(DatasetVersion, DatasetVersion.id == Line.version_id)
        .where(
            Line.uid == uid,
            models.BudgetVersion.entity_id == owner.id,
            DatasetVersion.status.in_((PUBLISHED, SUPERSEDED)),
        )
        .order_by(Line.version_id, Line.number)
    )
    grouped: dict[tuple[int, int], list[models.Line]] = defaultdict(list)
    for fiscal_year, number, found in session.execute(query):
        grouped[fiscal_year, number].append(found)
    told = []
    for (fiscal_year, number), same in grouped.items():
        year = find_year(session, slug, fiscal_year, as_of=number)
        version = next(one for one in year.versions if one.id == same[0].version_id)
        told.append((version, _same_line(session, year, same[0].direction, same)))
    return sorted(told, key=lambda pair: (pair[0].published_at, pair[0].id), reverse=True)


@dataclass(frozen=True, slots=True)
class LineWithRow:
    """A line, its year as it was when the line's version came out, and the cells of its row in the kept original.

    ``trouble`` says why the row could not be read again; it is empty otherwise.
    """

    year: Year
    line: LineRecord
    totals: Mapping[str, Sums]
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    trouble: str


def line_with_row(
    session: Session,
    files: FileStore,
    limits: LimitSettings,
    slug: str,
    fiscal_year: int,
    version_number: int,
    number: int,
) -> LineWithRow:
    """``line`` and its source row, read again from the original kept in ``files``. Raises ``NotFound``."""
    found = line(session, slug, fiscal_year, version_number, number)
    year = find_year(session, slug, fiscal_year, as_of=version_number)
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    trouble = ""
    try:
        columns, cells = _source_row(session, files, limits, found)
    except ToolboxError as error:
        # The figures stand without the original; the page says that it is missing.
        trouble = str(error)
    return LineWithRow(year, found, totals(session, year), columns, cells, trouble)


def _source_row(
    session: Session, files: FileStore, limits: LimitSettings, found: LineRecord
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    file = session.get(SourceFile, found.source.id)
    assert file is not None  # The version refers to it.
    if redacted_copy(session, file) is not None:
        raise Forbidden(f"{file.name} was redacted: its rows are not public, only the redacted copy is.")
    options: dict[str, Any] = dict(found.source.dialect)
    with open_table(source_path(files, file), limits=limits, **options) as table:
        names = tuple(table.columns)
        for row_number, cells in table.rows():
            if row_number == found.row.source_row:
                return names, tuple(cells)
    raise NotFound(f"{file.name} has no row {found.row.source_row}.", fix="Run `toolbox data verify`.")
