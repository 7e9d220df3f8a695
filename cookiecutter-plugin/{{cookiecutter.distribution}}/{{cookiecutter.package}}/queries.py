"""What reads: entries, their kinds, and the open dataset. Pages, programs and files share these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from toolbox_core import ContentTable, DatasetDescription, DatasetVersion, NotFound, current_versions

from {{ cookiecutter.package }}.models import Entry
from {{ cookiecutter.package }}.rows import COLUMNS

DATASET = "{{ cookiecutter.id }}/entries"
TITLE = {{ cookiecutter.__name_py }}
LANDING = "{{ '/' ~ cookiecutter.__command ~ '/' if cookiecutter.pages else '' }}"
PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One entry as pages show it."""

    code: str
    name: str
    kind: str
    since: date | None
    source_row: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of entries, and the kinds to narrow by: ``(kind, count)``."""

    entries: tuple[Found, ...]
    total: int
    page: int
    pages: int
    kinds: tuple[tuple[str, int], ...]


def current(session: Session) -> DatasetVersion | None:
    """The version that is public now, or ``None``."""
    versions = current_versions(session, DATASET)
    return versions[-1] if versions else None


def entries(session: Session, *, kind: str = "", page: int = 1) -> Listing:
    """The entries that are public now, by code."""
    version = current(session)
    if version is None:
        return Listing(entries=(), total=0, page=1, pages=1, kinds=())
    conditions: list[ColumnElement[bool]] = [Entry.version_id == version.id]
    kinds = session.execute(
        select(Entry.kind, func.count()).where(*conditions, Entry.kind != "").group_by(Entry.kind).order_by(Entry.kind)
    )
    if kind:
        conditions.append(Entry.kind == kind)
    total = session.scalar(select(func.count()).select_from(Entry).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    query = select(Entry).where(*conditions).order_by(Entry.code).offset((page - 1) * PAGE).limit(PAGE)
    return Listing(
        entries=tuple(_found(row, version) for row in session.scalars(query)),
        total=total,
        page=page,
        pages=pages,
        kinds=tuple((name, count) for name, count in kinds),
    )


def entries_after(session: Session, code: str | None, *, kind: str, limit: int) -> list[Found]:
    """Entries that are public now, by code, those after ``code``; at most ``limit``."""
    version = current(session)
    if version is None:
        return []
    query = select(Entry).where(Entry.version_id == version.id).order_by(Entry.code).limit(limit)
    if code is not None:
        query = query.where(Entry.code > code)
    if kind:
        query = query.where(Entry.kind == kind)
    return [_found(row, version) for row in session.scalars(query)]


def entry(session: Session, code: str) -> Found:
    """The public entry of that code. Raises ``NotFound``."""
    version = current(session)
    row = session.get(Entry, (version.id, code)) if version is not None and "\0" not in code else None
    if version is None or row is None:
        raise NotFound(f"There is no entry {code[:64]!r} here.")
    return _found(row, version)


def count_entries(session: Session) -> int | None:
    """How many entries are public; ``None`` when nothing was ever published."""
    version = current(session)
    return None if version is None else version.row_count


def describe(session: Session) -> Sequence[DatasetDescription]:
    """The open dataset, once something is public."""
    version = current(session)
    if version is None:
        return []
    return [
        DatasetDescription(
            id=DATASET,
            title=TITLE,
            description={{ cookiecutter.__description_py }},
            columns=COLUMNS,
            version=version.number,
            version_ids=[version.id],
            publisher={{ cookiecutter.__organisation_py }},
            licence=version.licence or "CC-BY-4.0",
            modified=version.published_at or datetime.now(UTC),
            row_count=version.row_count,
            landing=LANDING,
            themes=["GOVE"],
        )
    ]


def dataset_rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """Every public entry in the order of ``COLUMNS``, lazily. Raises ``NotFound`` for another slug."""
    version = current(session)
    if slug != "entries" or version is None:
        raise NotFound(f"There is no dataset {slug!r} here.")
    return _rows(session, version.id)


def version_tables(session: Session, version_id: int) -> list[ContentTable]:
    """The content of one version, for its hash and for ``toolbox data verify``. Raises ``NotFound``."""
    if session.scalar(select(Entry.code).where(Entry.version_id == version_id).limit(1)) is None:
        raise NotFound(f"There are no entries of version {version_id}.")
    return [("entries", COLUMNS, _rows(session, version_id))]


def _rows(session: Session, version_id: int) -> Iterator[tuple[Any, ...]]:
    query = (
        select(Entry.code, Entry.name, Entry.kind, Entry.since)
        .where(Entry.version_id == version_id)
        .order_by(Entry.code)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(query):
        yield tuple(row)


def _found(row: Entry, version: DatasetVersion) -> Found:
    return Found(
        code=row.code,
        name=row.name,
        kind=row.kind,
        since=row.since,
        source_row=row.source_row,
        version=version.number,
    )
