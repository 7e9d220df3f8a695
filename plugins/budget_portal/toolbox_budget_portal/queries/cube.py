"""Answers to Babbage queries: from the roll-ups where one or two classifications are asked for, else from the lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from toolbox_budget_portal import models
from toolbox_budget_portal.babbage import BadQuery, Cut, Range
from toolbox_budget_portal.cube import COUNT, NET, SUM, Model, Query, accepts, build_model, refuse_mixed
from toolbox_budget_portal.queries.records import ELIMINATION, Entity, Phase, Year
from toolbox_budget_portal.queries.years import entities as list_entities
from toolbox_budget_portal.queries.years import entity, fiscal_years
from toolbox_budget_portal.queries.years import years as find_years
from toolbox_core import NotFound

Category, Line, Rollup = models.Category, models.Line, models.Rollup


@dataclass(frozen=True, slots=True)
class Cube:
    """An entity's current budgets, ready to be asked."""

    model: Model
    entity: Entity
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """The lines of one direction, own or eliminated, in one version of one year."""

    year: Year
    version_id: int
    direction: str
    eliminated: bool
    phases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Cells of one page with the summary of all of them."""

    cells: tuple[Mapping[str, Any], ...]
    summary: Mapping[str, Any]
    count: int


def cube_names(session: Session) -> list[tuple[str, str]]:
    """Slug and name of every entity with a published budget."""
    return [(found.slug, found.name) for found, _ in list_entities(session)]


def open_cube(session: Session, name: str = "") -> Cube:
    """The cube of that name; of the only entity when no name is given. Raises ``NotFound`` and says what there is."""
    if not name:
        names = [slug for slug, _ in cube_names(session)]
        if len(names) != 1:
            raise NotFound(
                "Which cube? There is none yet." if not names else "Which cube? There is more than one.",
                fix=f"Add cube={names[0]}; the cubes are {', '.join(names[:20])}." if names else "Publish a budget.",
            )
        name = names[0]
    owner = entity(session, name)
    found = find_years(session, owner, fiscal_years(session, owner.id))
    if not found:
        raise NotFound(f"No budget of {owner.name} is published.")
    kinds: dict[str, int] = {}
    for year in found.values():
        for direction in year.directions:
            for kind, levels in year.kinds(direction).items():
                kinds[kind] = max(kinds.get(kind, 0), levels)
    ordered = {kind: kinds[kind] for kind in models.KINDS if kind in kinds}
    years = tuple(found[number] for number in sorted(found))
    return Cube(build_model(owner.slug, owner.name, years[-1].currency, ordered), owner, years)


def slices(cube: Cube, cuts: Sequence[Cut]) -> list[Slice]:
    """Which parts of which versions a query's cuts leave; cuts by classification are left to the database."""
    found = []
    for year in cube.years:
        for version in year.versions:
            for direction in year.directions:
                for eliminated in (False, True):
                    part = direction + ELIMINATION if eliminated else direction
                    if part not in version.slices:
                        continue
                    given = version.shape.get(part, {}).get("phases")
                    codes = frozenset(given if isinstance(given, list) else ())
                    kept = frozenset(
                        phase.code for phase in year.phases if phase.code in codes and _phase_fits(phase, cuts)
                    )
                    here = {
                        "entity.slug": cube.entity.slug,
                        "entity.name": cube.entity.name,
                        "fiscal_year.year": str(year.fiscal_year),
                        "direction.code": direction,
                        "elimination.flag": "true" if eliminated else "false",
                    }
                    if kept and all(accepts(cut, here[cut.ref]) for cut in cuts if cut.ref in here):
                        found.append(Slice(year, version.id, direction, eliminated, kept))
    return found


def _phase_fits(phase: Phase, cuts: Sequence[Cut]) -> bool:
    return all(accepts(cut, value) for ref, value in phase_values(phase).items() for cut in cuts if cut.ref == ref)


def phase_values(phase: Phase) -> dict[str, str]:
    """The phase dimension's attributes of one phase."""
    return {"phase.code": phase.code, "phase.label": phase.label, "phase.role": phase.role}


def aggregate(session: Session, cube: Cube, query: Query) -> Answer:
    """The sums that ``query`` asks for. Raises ``BadQuery`` when they would mix what must not be mixed."""
    parts = slices(cube, query.cuts)
    known = {phase.code: phase for year in cube.years for phase in year.phases}
    codes = {code for part in parts for code in part.phases}
    refuse_mixed(
        query,
        years={part.year.fiscal_year for part in parts},
        directions={part.direction for part in parts},
        phases={
            code: {ref.partition(".")[2]: value for ref, value in phase_values(known[code]).items()} for code in codes
        },
    )
    currencies = sorted({part.year.currency for part in parts})
    if len(currencies) > 1 and not query.drills("fiscal_year"):
        raise BadQuery("cut", f"These years have different currencies: {', '.join(currencies)}.", fix="Drill by year.")
    if not parts:
        return Answer((), _cell({}, query, [None] * len(query.aggregates), 0), 0)
    digits = max(part.year.digits for part in parts)
    with_phase = bool(query.drills("phase")) or bool({SUM, NET}.intersection(query.aggregates))
    chosen = [known[code] for code in sorted(codes, key=lambda code: known[code].position)] if with_phase else []
    facts = _facts(session, cube, query, parts, chosen, digits)
    rows = _unpivot(cube, query, parts, facts, chosen)
    sums = _aggregate_columns(query, rows)
    attributes = [rows.c[_column(ref)] for ref in query.attributes]
    if not attributes:
        whole = _cell({}, query, session.execute(select(*sums)).one(), digits)
        return Answer((whole,), whole, 1)
    # Summary and number of cells come with the first page's rows, so that the lines are read once.
    cells = (
        select(*attributes, *sums, *(func.sum(total).over() for total in sums), func.count().over())
        .group_by(*attributes)
        .order_by(*_order(query, attributes, sums))
    )
    found = session.execute(cells.offset(query.page.offset).limit(query.page.size)).all()
    first = found[0] if found else session.execute(cells.limit(1)).first()
    width, depth = len(attributes), len(attributes) + len(sums)
    totals = first[depth:-1] if first else [None] * len(sums)
    return Answer(
        tuple(_cell(dict(zip(query.attributes, row, strict=False)), query, row[width:depth], digits) for row in found),
        _cell({}, query, totals, digits),
        first[-1] if first else 0,
    )


def _column(ref: str) -> str:
    return ref.replace(".", "__")


def _cell(names: Mapping[str, Any], query: Query, values: Sequence[Any], digits: int) -> dict[str, Any]:
    cell: dict[str, Any] = {ref: bool(value) if ref == "elimination.flag" else value for ref, value in names.items()}
    for name, value in zip(query.aggregates, values, strict=True):
        if name == COUNT:
            cell[name] = int(value or 0)
        else:
            cell[name] = None if value is None else Decimal(int(value)).scaleb(-digits)
    return cell


def _order(
    query: Query, attributes: Sequence[ColumnElement[Any]], sums: Sequence[ColumnElement[Any]]
) -> list[ColumnElement[Any]]:
    """What was asked for, then the largest first, then the members' own order, so that pages never overlap."""
    by_name = {**dict(zip(query.attributes, attributes, strict=True)), **dict(zip(query.aggregates, sums, strict=True))}
    found = [
        (by_name[item.ref].desc() if item.descending else by_name[item.ref].asc()).nulls_last() for item in query.order
    ]
    if not found and sums:
        found.append(sums[0].desc().nulls_last())
    return [*found, *(column.asc().nulls_last() for column in attributes)]


def _aggregate_columns(query: Query, rows: FromClause) -> list[ColumnElement[Any]]:
    own_only = not query.touches("elimination")
    columns = {
        SUM: func.sum(case((rows.c.eliminated.is_(False), rows.c.amount))) if own_only else func.sum(rows.c.amount),
        NET: func.sum(case((rows.c.eliminated.is_(True), -rows.c.amount), else_=rows.c.amount)),
        COUNT: func.sum(case((rows.c.eliminated.is_(False), rows.c.n), else_=0)) if own_only else func.sum(rows.c.n),
    }
    return [columns[name] for name in query.aggregates]


def _facts(
    session: Session, cube: Cube, query: Query, parts: Sequence[Slice], phases: Sequence[Phase], digits: int
) -> CTE:
    """One row per version, direction, elimination and category of each kind asked for: counts and sums."""
    depths = used_kinds(cube.model, query.attributes, query.cuts)
    kinds = sorted(depths, key=models.KINDS.index)
    source: Any = Rollup if _rolled_up(session, parts, depths, kinds) else Line
    keys: dict[str, Any]
    wanted = [_in_slices(source, parts), *category_cuts(cube, source, query.cuts, kinds)]
    if source is Rollup:
        keys = dict(zip(kinds, (Rollup.a_id, Rollup.b_id), strict=False))
        wanted.append(Rollup.dims == "+".join(kinds))
        for kind, key in keys.items():
            level = select(Category.id).where(
                Category.entity_id == cube.entity.id, Category.kind == kind, Category.level == depths[kind]
            )
            wanted.append(key.in_(level))
        count: ColumnElement[Any] = func.sum(Rollup.n)
    else:
        keys = {kind: getattr(Line, f"{kind}_id") for kind in kinds}
        count = func.count()
    scale = {part.version_id: 10 ** (digits - _digits(part)) for part in parts}
    group = [source.version_id, source.direction, source.eliminated, *keys.values()]
    sums = [func.sum(_scaled(getattr(source, phase.slot), source.version_id, scale)) for phase in phases]
    return (
        select(
            source.version_id.label("version_id"),
            source.direction.label("direction"),
            source.eliminated.label("eliminated"),
            *(key.label(f"{kind}_id") for kind, key in keys.items()),
            count.label("n"),
            *(amount.label(phase.slot) for amount, phase in zip(sums, phases, strict=True)),
        )
        .where(*wanted)
        .group_by(*group)
        .cte("facts")
    )


def _digits(part: Slice) -> int:
    return next(version.digits for version in part.year.versions if version.id == part.version_id)


def _scaled(column: ColumnElement[Any], version_id: ColumnElement[Any], scale: Mapping[int, int]) -> ColumnElement[Any]:
    if all(factor == 1 for factor in scale.values()):
        return column
    return column * case(dict(scale), value=version_id, else_=1)


def used_kinds(model: Model, attributes: Iterable[str], cuts: Iterable[Cut]) -> dict[str, int]:
    """The classifications a query touches, each with the deepest level it touches."""
    depths: dict[str, int] = {}
    for ref in [*attributes, *(cut.ref for cut in cuts)]:
        dimension = model.dimensions[ref.partition(".")[0]]
        if dimension.kind:
            depths[dimension.kind] = max(depths.get(dimension.kind, 0), dimension.level)
    return depths


def _rolled_up(session: Session, parts: Sequence[Slice], depths: Mapping[str, int], kinds: Sequence[str]) -> bool:
    """Whether the roll-up covers every line at the levels asked for; lines without such a category would be lost."""
    if len(kinds) > 2:
        return False
    if not kinds:
        return True
    first = aliased(Category)
    covered = select(func.sum(Rollup.n)).join(first, first.id == Rollup.a_id)
    conditions = [_in_slices(Rollup, parts), Rollup.dims == "+".join(kinds), first.level == depths[kinds[0]]]
    if len(kinds) == 2:
        second = aliased(Category)
        covered = covered.join(second, second.id == Rollup.b_id)
        conditions.append(second.level == depths[kinds[1]])
    whole = select(func.sum(Rollup.n)).where(_in_slices(Rollup, parts), Rollup.dims == "")
    return session.scalar(covered.where(*conditions)) == session.scalar(whole)


def _in_slices(table: Any, parts: Sequence[Slice]) -> ColumnElement[bool]:
    grouped: dict[tuple[str, bool], list[int]] = {}
    for part in parts:
        grouped.setdefault((part.direction, part.eliminated), []).append(part.version_id)
    return or_(
        *(
            and_(table.version_id.in_(ids), table.direction == direction, table.eliminated.is_(eliminated))
            for (direction, eliminated), ids in grouped.items()
        )
    )


def category_cuts(cube: Cube, source: Any, cuts: Sequence[Cut], kinds: Sequence[str]) -> list[ColumnElement[bool]]:
    """The cuts by classification, as conditions on the category columns of ``source``."""
    wanted: list[ColumnElement[bool]] = []
    for cut in cuts:
        name, _, attribute = cut.ref.partition(".")
        dimension = cube.model.dimensions[name]
        if not dimension.kind:
            continue
        if source is Rollup:
            key: Any = (Rollup.a_id, Rollup.b_id)[list(kinds).index(dimension.kind)]
        else:
            key = getattr(source, f"{dimension.kind}_id")
        member = aliased(Category)
        fits = or_(false(), *_fits(getattr(member, attribute), cut))
        members = select(member.id).where(
            member.entity_id == cube.entity.id,
            member.kind == dimension.kind,
            member.level == dimension.level,
            fits,
        )
        ancestor = getattr(Category, f"l{dimension.level}")
        condition: ColumnElement[bool] = key.in_(select(Category.id).where(ancestor.in_(members)))
        if None in cut.values:
            without = select(Category.id).where(Category.kind == dimension.kind, ancestor.is_(None))
            condition = or_(condition, key.is_(None), key.in_(without))
        wanted.append(condition)
    return wanted


def _fits(column: ColumnElement[str], cut: Cut) -> list[ColumnElement[bool]]:
    texts = [match for match in cut.values if isinstance(match, str)]
    found: list[ColumnElement[bool]] = [column.in_(texts)] if texts else []
    for match in cut.values:
        if isinstance(match, Range):
            low = [column >= match.low] if match.low is not None else []
            high = [column <= match.high] if match.high is not None else []
            found.append(and_(*low, *high))
    return found


def _unpivot(cube: Cube, query: Query, parts: Sequence[Slice], facts: CTE, phases: Sequence[Phase]) -> FromClause:
    """One row per fact group and phase, with the attributes that the query drills down by."""
    joined: FromClause = facts
    columns: dict[str, ColumnElement[Any]] = {}
    members: dict[str, Any] = {}
    for kind in {cube.model.dimensions[ref.partition(".")[0]].kind for ref in query.attributes} - {""}:
        members[kind] = aliased(Category)
        joined = joined.outerjoin(members[kind], members[kind].id == facts.c[f"{kind}_id"])
    levels: dict[str, Any] = {}
    for ref in query.attributes:
        name, _, attribute = ref.partition(".")
        dimension = cube.model.dimensions[name]
        if dimension.kind:
            if name not in levels:
                levels[name] = aliased(Category)
                leaf = members[dimension.kind]
                joined = joined.outerjoin(levels[name], levels[name].id == getattr(leaf, f"l{dimension.level}"))
            columns[ref] = getattr(levels[name], attribute)
        elif name != "phase":
            columns[ref] = _plain_column(cube, ref, facts)
    selects = []
    for phase in phases or (None,):
        own = phase_values(phase) if phase else {}
        listed = [
            columns.get(ref, cast(literal(own.get(ref, "")), String)).label(_column(ref)) for ref in query.attributes
        ]
        amount = facts.c[phase.slot] if phase else cast(null(), Integer)
        chosen = select(*listed, facts.c.eliminated, facts.c.n, amount.label("amount")).select_from(joined)
        if phase is not None:
            given = [part for part in parts if phase.code in part.phases]
            chosen = chosen.where(_in_slices(facts.c, given))
        selects.append(chosen)
    return union_all(*selects).subquery()


def _plain_column(cube: Cube, ref: str, facts: CTE) -> ColumnElement[Any]:
    if ref == "fiscal_year.year":
        numbers = {version.id: year.fiscal_year for year in cube.years for version in year.versions}
        return case(numbers, value=facts.c.version_id)
    if ref == "direction.code":
        return facts.c.direction
    if ref == "elimination.flag":
        return facts.c.eliminated
    return cast(literal(cube.entity.slug if ref == "entity.slug" else cube.entity.name), String)
