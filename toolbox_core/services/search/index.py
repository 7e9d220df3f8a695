"""Keeping the index: put documents in, take them out, always the rows and the full-text index together.

PostgreSQL's index is a column of the row. SQLite's FTS5 is told here, in batches: a trigger would make it write a piece
of index for every row, four times slower. So rows of ``core_search`` are changed by this module alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Table, column, delete, func, insert, literal, select, table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from toolbox_core.contracts import SearchDocument
from toolbox_core.db.bulk import bulk_insert
from toolbox_core.exceptions import InputError
from toolbox_core.services.search.models import SearchRow
from toolbox_core.services.search.query import mark
from toolbox_core.text import words

BATCH = 1000
LONGEST_KEY = 255
LONGEST_TEXT = 200_000
"""Characters of a text that are kept and searched; PostgreSQL's index refuses documents that are much longer."""
COLUMNS = (
    *("plugin", "dataset", "key", "kind", "address", "title", "text", "shown", "language", "organisation", "year"),
    *("permission", "weight", "folded_title", "folded_text", "marks"),
)
FTS_COLUMNS = ("folded_title", "folded_text", "marks")
FTS = table("core_search_fts", column("core_search_fts"), column("rowid"), *(column(name) for name in FTS_COLUMNS))
"""SQLite's full-text index; its column of its own name takes commands."""


def put(session: Session, plugin: str, documents: Iterable[SearchDocument], *, dataset: str = "") -> int:
    """Make the documents of one dataset of one plugin exactly these, and return how many they are.

    Everything found under ``dataset`` before is taken out first, in the caller's transaction. Documents are taken
    from the iterable a thousand at a time. Raises ``InputError`` for an address that leads off the site, a key that is
    too long or there twice, a year that is none.
    """
    remove(session, plugin, dataset=dataset)
    total = 0
    for batch in _batches(documents):
        _insert(session, plugin, dataset, batch)
        total += len(batch)
    return total


def put_some(session: Session, plugin: str, documents: Iterable[SearchDocument], *, dataset: str = "") -> int:
    """Put these documents in, each in the place of one with its key; all others stay. Returns how many they are.

    Raises ``InputError`` as ``put`` does.
    """
    total = 0
    for batch in _batches(documents):
        last = {document.key: document for document in batch}
        remove_some(session, plugin, list(last))
        _insert(session, plugin, dataset, list(last.values()))
        total += len(last)
    return total


def remove(session: Session, plugin: str, *, dataset: str | None = None) -> int:
    """Take out everything of a plugin, or of one of its datasets; returns how many documents went."""
    where = [SearchRow.plugin == plugin]
    if dataset is not None:
        where.append(SearchRow.dataset == dataset)
    return _delete(session, where)


def remove_some(session: Session, plugin: str, keys: Collection[str]) -> None:
    """Take out the documents with these keys; keys that are not there are no mistake."""
    listed = list(keys)
    for start in range(0, len(listed), BATCH):
        there = select(SearchRow.id).where(SearchRow.plugin == plugin, SearchRow.key.in_(listed[start : start + BATCH]))
        ids = session.scalars(there).all()
        if ids:
            _delete(session, [SearchRow.id.in_(ids)])


def size(session: Session) -> int:
    """How many documents can be found."""
    return session.scalar(select(func.count()).select_from(SearchRow)) or 0


def sizes(session: Session) -> dict[str, dict[str, int]]:
    """How many documents each plugin has, by dataset."""
    rows = session.execute(
        select(SearchRow.plugin, SearchRow.dataset, func.count())
        .group_by(SearchRow.plugin, SearchRow.dataset)
        .order_by(SearchRow.plugin, SearchRow.dataset)
    )
    found: dict[str, dict[str, int]] = {}
    for plugin, dataset, number in rows:
        found.setdefault(plugin, {})[dataset] = number
    return found


def _insert(session: Session, plugin: str, dataset: str, documents: Sequence[SearchDocument]) -> None:
    rows_of = SearchRow.__table__
    assert isinstance(rows_of, Table)
    rows = [_row(plugin, dataset, document) for document in documents]
    last = session.scalar(select(func.max(SearchRow.id))) or 0
    try:
        bulk_insert(session, rows_of, COLUMNS, rows)
    except IntegrityError as error:
        raise InputError(
            f"Two documents of {plugin} have the same key, one of them in {dataset!r}.",
            fix="A key is unique within its module, whatever the dataset.",
        ) from error
    if session.get_bind().dialect.name == "sqlite":
        added = insert(FTS).from_select(
            ["rowid", *FTS_COLUMNS], select(SearchRow.id, *_indexed()).where(SearchRow.id > last)
        )
        session.execute(added)


def _delete(session: Session, where: Sequence[ColumnElement[bool]]) -> int:
    if session.get_bind().dialect.name == "sqlite":
        told = select(literal("delete"), SearchRow.id, *_indexed()).where(*where)
        session.execute(insert(FTS).from_select(["core_search_fts", "rowid", *FTS_COLUMNS], told))
    # However many rows go, they are counted and not fetched.
    return cast("CursorResult[Any]", session.execute(delete(SearchRow).where(*where))).rowcount


def _indexed() -> tuple[ColumnElement[str], ...]:
    return SearchRow.folded_title.expression, SearchRow.folded_text.expression, SearchRow.marks.expression


def _row(plugin: str, dataset: str, document: SearchDocument) -> tuple[Any, ...]:
    if not document.address.startswith("/") or document.address.startswith("//"):
        raise InputError(f"{document.address!r} is not an address on this site.", fix="It begins with one slash.")
    if not document.key or len(document.key) > LONGEST_KEY:
        raise InputError(f"A search document needs a key of 1 to {LONGEST_KEY} characters, not {document.key[:40]!r}.")
    if document.year is not None and not 0 < document.year < 10_000:
        raise InputError(f"{document.year} is not a year.")
    title, body = (_clean(text) for text in (document.title, document.text))
    facets = (
        ("plugin", plugin),
        ("kind", document.kind),
        ("organisation", document.organisation),
        ("year", "" if document.year is None else str(document.year)),
        ("language", document.language),
    )
    return (
        plugin,
        dataset,
        document.key,
        document.kind,
        document.address,
        title,
        body,
        document.shown,
        document.language,
        document.organisation,
        document.year,
        document.permission,
        document.weight,
        " ".join(words(title)),
        " ".join(words(body)),
        " ".join(mark(name, value) for name, value in facets if value),
    )


def _clean(text: str) -> str:
    """Without the one character that PostgreSQL cannot store, and no longer than can be searched."""
    return text.replace("\0", " ")[:LONGEST_TEXT]


def _batches(documents: Iterable[SearchDocument]) -> Iterator[list[SearchDocument]]:
    source = iter(documents)
    while batch := list(islice(source, BATCH)):
        yield batch
