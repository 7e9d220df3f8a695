"""Reading the directory as lists: in the order of names, a page at a time, from indexes alone.

A page is asked for by the last row of the page before (``after``) and not by a number, so that the ten-thousandth page
costs as much as the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError
from toolbox_core.services.organisations.directory import resolve
from toolbox_core.services.organisations.models import Organisation, OrganisationIdentifier, OrganisationName
from toolbox_core.services.organisations.names import normalise

PAGE = 50
COUNTED = 10_000
"""A list that is longer says "more than"."""
MOST_JURISDICTIONS = 200
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One organisation in a list. ``also`` is the name that was looked for, when it is not the one that is shown."""

    id: int
    slug: str
    name: str
    kind: str
    jurisdiction: str
    also: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the directory. ``next`` is to be given as ``after`` for the page that follows; empty on the last."""

    entries: tuple[Entry, ...]
    next: str = ""


def browse(
    session: Session,
    *,
    starts_with: str = "",
    kind: str = "",
    jurisdiction: str = "",
    after: str = "",
    limit: int = PAGE,
) -> Listing:
    """Organisations in the order of their names; those with any name that begins with ``starts_with``.

    ``after`` is a ``Listing.next``; raises ``InputError`` for anything else. Merged organisations are not listed; their
    names lead to what they were merged into.
    """
    last = _position(after)
    key = normalise(starts_with)
    if starts_with.strip() and not key:
        return Listing(entries=())
    if key:
        return _by_any_name(session, key, kind, jurisdiction, last, limit)
    conditions = [*_narrowed(kind, jurisdiction), Organisation.merged_into.is_(None)]
    if last is not None:
        conditions.append(tuple_(Organisation.sorting, Organisation.id) > last)
    query = select(Organisation).where(*conditions).order_by(Organisation.sorting, Organisation.id).limit(limit + 1)
    rows = list(session.scalars(query))
    entries = tuple(_entry(row) for row in rows[:limit])
    more = len(rows) > limit
    return Listing(entries=entries, next=f"{rows[limit - 1].id}~{rows[limit - 1].sorting}" if more else "")


def _by_any_name(
    session: Session, key: str, kind: str, jurisdiction: str, last: tuple[str, int] | None, limit: int
) -> Listing:
    name = OrganisationName
    conditions = [name.normalised >= key, name.normalised < key + _LAST, *_narrowed(kind, jurisdiction)]
    if last is not None:
        conditions.append(tuple_(name.normalised, name.id) > last)
    query = (
        select(name.id, name.name, name.normalised, Organisation)
        .join(Organisation, Organisation.id == name.organisation_id)
        .where(*conditions)
        .order_by(name.normalised, name.id)
        .limit(limit + 1)
    )
    rows = session.execute(query).all()
    entries: dict[int, Entry] = {}
    for _, matched, normalised, organisation in rows[:limit]:
        today = organisation if organisation.merged_into is None else resolve(session, organisation.id)
        if today.id not in entries:
            entries[today.id] = _entry(today, matched if normalised != today.sorting else "")
    more = len(rows) > limit
    return Listing(
        entries=tuple(entries.values()), next=f"{rows[limit - 1].id}~{rows[limit - 1].normalised}" if more else ""
    )


def _position(after: str) -> tuple[str, int] | None:
    if not after:
        return None
    number, mark, name = after.partition("~")
    if not (mark and number.isascii() and number.isdecimal() and len(number) < 16 and "\0" not in name):
        raise InputError(f"{after[:40]!r} is not a place in the list.", fix="Begin again on the first page.")
    return name, int(number)


def _narrowed(kind: str, jurisdiction: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if kind:
        conditions.append(Organisation.kind == kind)
    if jurisdiction:
        conditions.append(Organisation.jurisdiction == jurisdiction)
    return conditions


def _entry(row: Organisation, also: str = "") -> Entry:
    return Entry(id=row.id, slug=row.slug, name=row.name, kind=row.kind, jurisdiction=row.jurisdiction, also=also)


def count(session: Session, *, starts_with: str = "", kind: str = "", jurisdiction: str = "") -> tuple[int, bool]:
    """How many there are, and whether there are more than were counted (``COUNTED``)."""
    conditions = _narrowed(kind, jurisdiction)
    key = normalise(starts_with)
    if key:
        rows = select(OrganisationName.organisation_id).where(
            OrganisationName.normalised >= key, OrganisationName.normalised < key + _LAST
        )
        if conditions:
            rows = rows.join(Organisation, Organisation.id == OrganisationName.organisation_id).where(*conditions)
        rows = rows.distinct()
    else:
        rows = select(Organisation.id).where(Organisation.merged_into.is_(None), *conditions)
    number = session.scalar(select(func.count()).select_from(rows.limit(COUNTED + 1).subquery())) or 0
    return min(number, COUNTED), number > COUNTED


def total(session: Session) -> int:
    """How many organisations there are, merged ones not counted."""
    return session.scalar(select(func.count()).select_from(Organisation).where(Organisation.merged_into.is_(None))) or 0


def jurisdictions(session: Session) -> list[str]:
    """The jurisdictions in use, in order; each is one step through an index, however many organisations it has."""
    found: list[str] = []
    last = ""
    while len(found) < MOST_JURISDICTIONS:
        following = session.scalar(select(func.min(Organisation.jurisdiction)).where(Organisation.jurisdiction > last))
        if following is None:
            break
        found.append(following)
        last = following
    return found


def children(session: Session, ids: Sequence[int], *, limit: int = PAGE) -> tuple[Entry, ...]:
    """The organisations right below one (give all its ids), by name, at most ``limit``."""
    query = (
        select(Organisation)
        .where(Organisation.parent_id.in_(ids), Organisation.merged_into.is_(None), Organisation.id.not_in(ids))
        .order_by(Organisation.sorting, Organisation.id)
        .limit(limit)
    )
    return tuple(_entry(row) for row in session.scalars(query))


def names_of(session: Session, slugs: Iterable[str]) -> dict[str, tuple[str, str]]:
    """For each slug that is one, slug and name of what it stands for today."""
    rows = session.scalars(select(Organisation).where(Organisation.slug.in_(list(slugs))))
    today = {row.slug: row if row.merged_into is None else resolve(session, row.id) for row in rows}
    return {slug: (row.slug, row.name) for slug, row in today.items()}


def slugs_of(session: Session, ids: Iterable[int]) -> list[str]:
    """The addresses of organisations by their ids."""
    return list(session.scalars(select(Organisation.slug).where(Organisation.id.in_(list(ids)))))


def newest(session: Session) -> datetime | None:
    """When the last organisation was added; ``None`` when there is none."""
    last = session.get(Organisation, session.scalar(select(func.max(Organisation.id))) or 0)
    return None if last is None else last.created_at


def every(session: Session, *, chunk: int = 1000) -> Iterator[tuple[Organisation, list[tuple[str, str]], str]]:
    """All organisations that are not merged, by name, each with its identifiers and the slug of what is above it.

    Fetched a thousand at a time, so that memory stays flat.
    """
    last: tuple[str, int] = ("", 0)
    while True:
        query = (
            select(Organisation)
            .where(tuple_(Organisation.sorting, Organisation.id) > last, Organisation.merged_into.is_(None))
            .order_by(Organisation.sorting, Organisation.id)
            .limit(chunk)
        )
        rows = list(session.scalars(query))
        if not rows:
            return
        held: dict[int, list[tuple[str, str]]] = {}
        wanted = select(OrganisationIdentifier).where(OrganisationIdentifier.organisation_id.in_([r.id for r in rows]))
        for one in session.scalars(wanted.order_by(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier)):
            held.setdefault(one.organisation_id, []).append((one.scheme, one.identifier))
        above = {row.parent_id for row in rows if row.parent_id is not None}
        named = session.execute(select(Organisation.id, Organisation.slug).where(Organisation.id.in_(above)))
        parents = {one: slug for one, slug in named}  # noqa: C416 - a row is no pair to the type checker
        session.expunge_all()
        yield from ((row, held.get(row.id, []), parents.get(row.parent_id or 0, "")) for row in rows)
        last = (rows[-1].sorting, rows[-1].id)
