"""Finding: the same answer from SQLite's FTS5 and from PostgreSQL's text search, with facets and snippets.

Ranking every match of a very common word would take most of a second on a million documents, so what is ranked and
counted is bounded: matches in titles come first, and beyond a fixed number the counts say "more than".
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from markupsafe import Markup
from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from toolbox_core.services.search.models import SearchRow
from toolbox_core.services.search.query import Query, for_fts5, for_tsquery, understand
from toolbox_core.services.search.snippets import marked, snippet

PAGE = 20
MOST = 2000
"""Matches that are ranked and counted; a query with more says "more than 2,000"."""
FACETS = ("plugin", "kind", "organisation", "year", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One document found. ``title`` and ``snippet`` have the found words marked and are safe to show."""

    plugin: str
    kind: str
    address: str
    title: Markup
    snippet: Markup
    shown: str
    organisation: str
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A page of results. ``total`` is exact unless ``more`` says that there are even more."""

    query: str
    results: tuple[Result, ...] = ()
    total: int = 0
    more: bool = False
    page: int = 1
    pages: int = 1
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


def find(
    session: Session,
    typed: str,
    *,
    filters: dict[str, str] | None = None,
    permissions: Collection[str] = (),
    page: int = 1,
    page_size: int = PAGE,
) -> Findings:
    """Search for what a person typed.

    ``filters`` holds facets to narrow by (``{"kind": "budget line", "year": "2024"}``; unknown names are ignored);
    ``permissions`` are what the visitor has: documents that need another one are neither shown nor counted.
    """
    query = understand(typed)
    if not query:
        return Findings(query=typed)
    conditions = _conditions(filters or {}, permissions)
    anywhere = _matches(session, query, conditions)
    in_title = _matches(session, query, conditions, in_title=True)
    both = union_all(_first(in_title, MOST), _first(anywhere, MOST + 1)).subquery()
    matches = select(both.c.id, func.min(both.c.rank).label("rank")).group_by(both.c.id)
    found = matches.subquery()
    total = session.scalar(select(func.count()).select_from(found)) or 0
    more = total > MOST
    total = min(total, MOST)
    pages = max(1, -(-total // page_size))
    page = min(max(page, 1), pages)
    ranked = (
        select(SearchRow)
        .join(found, found.c.id == SearchRow.id)
        .order_by(found.c.rank, SearchRow.weight.desc(), SearchRow.id)
        .offset((page - 1) * page_size)
        .limit(page_size)
    )
    return Findings(
        query=typed,
        results=tuple(_result(row, query) for row in session.scalars(ranked)),
        total=total,
        more=more,
        page=page,
        pages=pages,
        facets={name: _facet(session, matches, name) for name in FACETS},
    )


def _conditions(filters: dict[str, str], permissions: Collection[str]) -> list[ColumnElement[bool]]:
    """What a document must be besides matching the words: visible to the visitor, and within the chosen facets."""
    conditions: list[ColumnElement[bool]] = [SearchRow.permission.in_(["", *permissions])]
    for name in FACETS:
        value = filters.get(name, "")
        if name == "year" and value.isascii() and value.isdecimal() and len(value) <= 4:
            conditions.append(SearchRow.year == int(value))
        elif value and name != "year":
            conditions.append(getattr(SearchRow, name) == value)
    return conditions


def _matches(
    session: Session, query: Query, conditions: list[ColumnElement[bool]], *, in_title: bool = False
) -> Select[int, float]:
    """``id`` and ``rank`` (smaller is better) of the matching documents, to be limited by the caller."""
    if session.get_bind().dialect.name == "sqlite":
        fts = table("core_search_fts", column("rowid"), column("rank"))
        match = text("core_search_fts MATCH :match").bindparams(
            bindparam("match", for_fts5(query, in_title=in_title), unique=True)
        )
        return (
            select(SearchRow.id, fts.c.rank.label("rank"))
            .join(fts, fts.c.rowid == SearchRow.id)
            .where(match, *conditions)
        )
    wanted = func.to_tsquery(literal_column("'simple'"), literal(for_tsquery(query, in_title=in_title)))
    vector: ColumnElement[str] = literal_column("core_search.vector")
    rank = (-func.ts_rank_cd(vector, wanted)).label("rank")
    return select(SearchRow.id, rank).where(vector.op("@@")(wanted), *conditions)


def _first(matches: Select[int, float], number: int) -> Select[int, float]:
    """The first ``number`` of them, wrapped so that they can stand in a union."""
    part = matches.limit(number).subquery()
    return select(part.c.id, part.c.rank)


def _facet(session: Session, matches: Select[int, float], name: str) -> tuple[tuple[str, int], ...]:
    """The values of one facet among the matches, most frequent first."""
    found = matches.subquery()
    value = getattr(SearchRow, name)
    rows = session.execute(
        select(value, func.count())
        .join(found, found.c.id == SearchRow.id)
        .group_by(value)
        .order_by(func.count().desc(), value)
        .limit(20)
    )
    return tuple((str(one), number) for one, number in rows if one not in (None, ""))


def _result(row: SearchRow, query: Query) -> Result:
    return Result(
        plugin=row.plugin,
        kind=row.kind,
        address=row.address,
        title=marked(row.title, query),
        snippet=snippet(row.text, query),
        shown=row.shown,
        organisation=row.organisation,
        year=row.year,
    )
