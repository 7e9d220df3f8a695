"""Finding: the same answer from SQLite's FTS5 and from PostgreSQL's text search, with facets and snippets.

Looking at every match of a very common word would take most of a second on a million documents, so what is ranked and
counted is bounded: matches in titles come first, and beyond a fixed number the counts say "more than". The facets that
a search is narrowed by are words of the full-text index itself, so a narrow search is as fast as a wide one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from markupsafe import Markup
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from toolbox_core.services.search.models import SearchRow
from toolbox_core.services.search.query import Query, for_fts5, for_tsquery, mark, marks_for_tsquery, understand
from toolbox_core.services.search.ranking import score
from toolbox_core.services.search.snippets import marked, snippet

PAGE = 20
MOST = 2000
"""Matches that are ranked and counted; a query with more says "more than 2,000"."""
FACETS = ("plugin", "kind", "organisation", "year", "language")
FACET_VALUES = 20
RANKED_TEXT = 1000
"""Characters of a text that count for its rank."""
Order = Literal["best", "newest"]
Marks = tuple[tuple[str, tuple[str, ...]], ...]


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
    plain_title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A page of results. ``total`` is exact unless ``more`` says that there are even more.

    ``facets`` holds, for each name of ``FACETS``, the values found and how often, most frequent first (years: newest
    first). For a facet that is narrowed by, they are counted as if it were not, so that another value can be chosen.
    """

    query: str
    results: tuple[Result, ...] = ()
    total: int = 0
    more: bool = False
    page: int = 1
    pages: int = 1
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


class _Match(NamedTuple):
    id: int
    score: float
    year: int


def find_keys(session: Session, typed: str, plugin: str) -> tuple[list[str], bool]:
    """The keys of one plugin's documents that match, best first, at most ``MOST``; and whether there are more.

    For a module's own list, which narrows further by facts that only it knows. Documents for everybody only.
    """
    query = understand(typed)
    if not query:
        return [], False
    rows, more = _candidates(session, query, visible((), [plugin]), _marks({"plugin": plugin}))
    ranked = sorted(rows, key=lambda row: (-score(query, row.folded_title, row.body, row.weight), -row.id))[:MOST]
    keys: dict[int, str] = {}
    ids = [row.id for row in ranked]
    for start in range(0, len(ids), 500):
        listed = select(SearchRow.id, SearchRow.key).where(SearchRow.id.in_(ids[start : start + 500]))
        keys.update((row.id, row.key) for row in session.execute(listed))
    return [keys[number] for number in ids if number in keys], more


def find(
    session: Session,
    typed: str,
    *,
    filters: Mapping[str, str | Sequence[str]] | None = None,
    permissions: Collection[str] | None = (),
    plugins: Collection[str] | None = None,
    order: Order = "best",
    page: int = 1,
    page_size: int = PAGE,
) -> Findings:
    """Search for what a person typed.

    ``filters`` holds facets to narrow by (``{"kind": "Budget line", "year": "2024"}``; several values: any of them;
    unknown names are ignored). ``permissions`` are what the visitor has: documents that need another one are neither
    shown nor counted (``None``: they may see everything). ``plugins``: whose documents may be shown (``None``: all).
    """
    query = understand(typed)
    if not query:
        return Findings(query=typed)
    conditions = visible(permissions, plugins)
    marks = _marks(filters or {})
    rows, more = _candidates(session, query, conditions, marks)
    ranked = [_Match(row.id, score(query, row.folded_title, row.body, row.weight), row.year or 0) for row in rows]
    if order == "newest":
        ranked.sort(key=lambda match: (-match.year, -match.score, -match.id))
    else:
        ranked.sort(key=lambda match: (-match.score, -match.year, -match.id))
    total = min(len(ranked), MOST)
    pages = max(1, -(-total // page_size))
    page = min(max(page, 1), pages)
    wanted = [match.id for match in ranked[:total][(page - 1) * page_size : page * page_size]]
    facets = _facets(rows)
    for name, _ in marks:
        without = tuple(group for group in marks if group[0] != name)
        others, _ = _candidates(session, query, conditions, without)
        facets[name] = _facets(others)[name]
    return Findings(
        query=typed,
        results=tuple(_results(session, query, wanted)),
        total=total,
        more=more,
        page=page,
        pages=pages,
        facets=facets,
    )


def visible(permissions: Collection[str] | None, plugins: Collection[str] | None) -> list[ColumnElement[bool]]:
    """What a document must be to be shown to somebody with ``permissions``, from one of ``plugins``."""
    conditions: list[ColumnElement[bool]] = []
    if permissions is not None:
        conditions.append(SearchRow.permission.in_(["", *permissions]))
    if plugins is not None:
        conditions.append(SearchRow.plugin.in_(sorted(plugins)))
    return conditions


def _marks(filters: Mapping[str, str | Sequence[str]]) -> Marks:
    """For each facet that is narrowed by, the words of the index of which a document must have one."""
    groups = []
    for name in FACETS:
        chosen = filters.get(name) or ()
        values = [chosen] if isinstance(chosen, str) else chosen
        marks = tuple(mark(name, value) for value in values if value)
        if marks:
            groups.append((name, marks))
    return tuple(groups)


def _candidates(
    session: Session, query: Query, conditions: Sequence[ColumnElement[bool]], marks: Marks
) -> tuple[list[Row[Any]], bool]:
    """What is ranked and counted, and whether there is more. Too many matches: those in titles go first."""
    groups = [group for _, group in marks]
    anywhere = session.execute(matches(session, query, conditions, groups).limit(MOST + 1)).all()
    if len(anywhere) <= MOST:
        return list(anywhere), False
    in_title = session.execute(matches(session, query, conditions, groups, in_title=True).limit(MOST)).all()
    known = {row.id for row in in_title}
    return [*in_title, *(row for row in anywhere if row.id not in known)][:MOST], True


def matches(
    session: Session,
    query: Query,
    conditions: Sequence[ColumnElement[bool]],
    marks: Sequence[Sequence[str]],
    *,
    in_title: bool = False,
) -> Select[Any]:
    """What ranking and counting need of the matching documents, to be limited by the caller."""
    columns = (
        SearchRow.id,
        SearchRow.plugin,
        SearchRow.kind,
        SearchRow.organisation,
        SearchRow.year,
        SearchRow.language,
        SearchRow.weight,
        SearchRow.folded_title,
        func.substr(SearchRow.folded_text, 1, RANKED_TEXT).label("body"),
    )
    if session.get_bind().dialect.name == "sqlite":
        fts = table("core_search_fts", column("rowid"))
        match = text("core_search_fts MATCH :match").bindparams(
            bindparam("match", for_fts5(query, in_title=in_title, marks=marks), unique=True)
        )
        # The newest first, because a query that matches too much is cut.
        return (
            select(*columns)
            .join_from(fts, SearchRow, fts.c.rowid == SearchRow.id)
            .where(match, *conditions)
            .order_by(fts.c.rowid.desc())
        )
    wanted: ColumnElement[str] = func.to_tsquery(
        literal_column("'simple'"), literal(for_tsquery(query, in_title=in_title))
    )
    if marks:
        wanted = wanted.op("&&")(cast(literal(marks_for_tsquery(marks)), TSQUERY))
    vector: ColumnElement[str] = literal_column("core_search.vector")
    return select(*columns).where(vector.op("@@")(wanted), *conditions)


def _facets(rows: Iterable[Row[Any]]) -> dict[str, tuple[tuple[str, int], ...]]:
    """The values of each facet among the matches, most frequent first; years newest first."""
    listed = list(rows)
    facets: dict[str, tuple[tuple[str, int], ...]] = {}
    for name in FACETS:
        counted = Counter(value for row in listed if (value := getattr(row, name)) not in (None, ""))
        if name == "year":
            chosen = sorted(counted.items(), key=lambda pair: -pair[0])
        else:
            chosen = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        facets[name] = tuple((str(value), number) for value, number in chosen[:FACET_VALUES])
    return facets


def _results(session: Session, query: Query, wanted: Sequence[int]) -> Iterable[Result]:
    found = {row.id: row for row in session.scalars(select(SearchRow).where(SearchRow.id.in_(wanted)))}
    return [_result(found[one], query) for one in wanted if one in found]


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
        plain_title=row.title,
        language=row.language,
    )
