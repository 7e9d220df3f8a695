"""Lists of processes: narrowed by facets, found by words, counted without looking at everything.

A long list is answered from postings (:mod:`toolbox_procurement.queries.postings`), a short one by the database alone,
where counts stop at ``COUNTED``. Facets of the whole come from the stored sums, those of a small part are counted one
by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from toolbox_core import DatasetVersion, search_keys
from toolbox_procurement.conversion.act import conversions, in_force
from toolbox_procurement.conversion.computing import Converted
from toolbox_procurement.models import UNITS, DeliveryPlace, FlagRow, ItemClass, Party, Process, Role, Rollup, Source
from toolbox_procurement.queries.postings import Held, held, spellings
from toolbox_procurement.queries.records import Conditions, Item, Listing, Person
from toolbox_procurement.sharing import money

PAGE: Final = 20
COUNTED: Final = 10_000
"""Processes that are counted exactly; a list of more says "more than"."""
FACETED: Final = 1_000
"""A list up to this length has its facets counted one by one."""
SHOWN: Final = 12
FACETS: Final = ("year", "method", "category", "stage", "status", "region", "buyer", "supplier", "class", "flag")
_COLUMNS: Final = ("year", "method", "category", "stage", "status", "region")


def find(session: Session, wanted: Conditions, *, order: str = "newest", page: int = 1) -> Listing:
    """One page of the processes that fit. ``order``: ``newest``, ``largest`` or ``best`` (needs words)."""
    lists = held(session)
    if lists is not None:
        return _from_postings(session, lists, wanted, order, page)
    where, ranks = narrowed(session, wanted)
    if ranks is None:
        count, more = _count(session, wanted, where)
    else:  # words find so few that they can be held: everything else is asked of exactly these
        there = set(session.scalars(select(Process.id).where(*where)))
        ranks = [number for number in ranks if number in there]
        where, count, more = [Process.id.in_(ranks)], len(ranks), False
    pages = max(1, -(-min(count, COUNTED) // PAGE))
    page = min(max(page, 1), pages)
    ids = _ids(session, where, order, ranks, PAGE, (page - 1) * PAGE)
    return Listing(
        items=tuple(items(session, ids)),
        count=count,
        more=more,
        page=page,
        pages=pages,
        facets=_facets(session, wanted, where, count, more),
        target=_target(session),
    )


def _from_postings(session: Session, lists: Held, wanted: Conditions, order: str, page: int) -> Listing:
    """The same from postings: every number is exact, also that of a long list and of its facets."""
    bits = lists.narrowed(session, wanted, lambda kind, subject: narrowed(session, _only(kind, subject))[0])
    ranks: list[int] = []
    if wanted.q:
        ranks = _with_words(session, wanted.q)
        bits &= lists.of(ranks)
        there = set(lists.newest(bits, 0, len(ranks)))
        ranks = [number for number in ranks if number in there]
    count = bits.bit_count()
    pages = max(1, -(-min(count, COUNTED) // PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE
    if wanted.q and order == "best":
        ids = ranks[start : start + PAGE]
    else:
        ids = (lists.largest if order == "largest" else lists.newest)(bits, start, PAGE)
    if count <= FACETED:
        facets = _counted(session, [Process.id.in_(lists.newest(bits, 0, count))])
    else:
        facets = _facets(session, Conditions(), [], count, more=False)
        if wanted:
            facets = {kind: _laid_over(session, lists, bits, kind, options) for kind, options in facets.items()}
    shown = tuple(items(session, ids))
    return Listing(shown, count, more=False, page=page, pages=pages, facets=facets, target=_target(session))


def _laid_over(
    session: Session, lists: Held, bits: int, kind: str, options: Sequence[tuple[str, str, int]]
) -> tuple[tuple[str, str, int], ...]:
    """The most frequent values of a facet, each with how many of a set have it; those that none has are left out."""
    counted = []
    for subject, name, _ in options:
        own = lists.having(session, kind, subject, lambda *asked: narrowed(session, _only(*asked))[0])
        number = (bits & own).bit_count()
        if number:
            counted.append((subject, name, number))
    return tuple(counted if kind == "year" else sorted(counted, key=lambda option: -option[2]))


def _only(kind: str, subject: str) -> Conditions:
    """One facet as conditions; those that have postings for every value are never asked for here."""
    asked: dict[str, Any] = {"item_class" if kind == "class" else kind: subject}
    return Conditions(**asked)


def every(session: Session, wanted: Conditions) -> Iterator[Sequence[Process]]:
    """All processes that fit, in the order of their ids, a page at a time."""
    where, _ = narrowed(session, wanted)
    query = select(Process).where(*where).order_by(Process.id).limit(500)
    last = 0
    while True:
        found = session.scalars(query.where(Process.id > last)).all()
        if found:
            yield found
        if len(found) < 500:
            return
        last = found[-1].id
        session.expunge_all()


def since(session: Session, wanted: Conditions, after: tuple[int, int], limit: int) -> list[Process]:
    """The next processes that fit, in the order in which publications changed them."""
    where, _ = narrowed(session, wanted)
    query = select(Process).where(*where, tuple_(Process.revision, Process.id) > tuple_(*after))
    return list(session.scalars(query.order_by(Process.revision, Process.id).limit(limit)))


def latest(session: Session, wanted: Conditions, limit: int) -> list[tuple[Item, datetime]]:
    """What publications changed last, newest first, each with when that was: for feeds."""
    where, _ = narrowed(session, wanted)
    query = select(Process.id).where(*where).order_by(Process.revision.desc(), Process.id.desc()).limit(limit)
    found = items(session, list(session.scalars(query)))
    versions = select(DatasetVersion.id, DatasetVersion.published_at).where(
        DatasetVersion.id.in_({one.revision for one in found})
    )
    moments = dict(session.execute(versions).all())
    return [(one, moments.get(one.revision) or datetime(2000, 1, 1, tzinfo=UTC)) for one in found]


def items(session: Session, ids: Sequence[int]) -> list[Item]:
    """Processes of a list, in the order of ``ids``."""
    if not ids:
        return []
    sources = {row.id: row.slug for row in session.execute(select(Source.id, Source.slug))}
    people: dict[tuple[int, str], list[Person]] = {}
    query = (
        select(Role.process_id, Role.role, Party.name, Party.slug)
        .join(Party, Party.id == Role.party_id)
        .where(Role.process_id.in_(ids), Role.role.in_(("buyer", "supplier")))
        .order_by(Role.process_id, Party.id)
    )
    for number, role, name, slug in session.execute(query):
        known = people.setdefault((number, role), [])
        if not any((one.slug or one.name) == (slug or name) for one in known):
            known.append(Person(name, slug))
    found = {row.id: row for row in session.scalars(select(Process).where(Process.id.in_(ids)))}
    converted = conversions(session, list(found.values()))
    return [
        item_of(
            found[number],
            sources[found[number].source_id],
            tuple(people.get((number, "buyer"), ())),
            tuple(people.get((number, "supplier"), ())),
            converted.get(number),
        )
        for number in ids
        if number in found
    ]


def item_of(
    row: Process,
    source: str,
    buyers: tuple[Person, ...],
    suppliers: tuple[Person, ...],
    converted: Converted | None = None,
) -> Item:
    """A stored process as a record."""
    return Item(
        id=row.id,
        ocid=row.ocid,
        source=source,
        title=row.title or row.ocid,
        stage=row.stage,
        status=row.status,
        method=row.method,
        category=row.category,
        value=money(row.value),
        currency=row.currency,
        value_from=row.value_from,
        bidders=row.bidders,
        date=row.date,
        flags=row.flags,
        silent=row.silent,
        revision=row.revision,
        buyers=buyers,
        suppliers=suppliers,
        converted=converted,
    )


# --- conditions ---------------------------------------------------------------------------------------------------


def narrowed(session: Session, wanted: Conditions) -> tuple[list[ColumnElement[bool]], list[int] | None]:
    """The conditions as SQL; and, when words were given, the processes that have them, best first."""
    where: list[ColumnElement[bool]] = []
    if wanted.source:
        where.append(Process.source_id.in_(select(Source.id).where(Source.slug == wanted.source)))
    plain = [name for name in ("method", "category", "status", "stage") if getattr(wanted, name)]
    where += [getattr(Process, name) == getattr(wanted, name) for name in plain]
    where += _somewhere(wanted)
    if wanted.year is not None:
        where.append(Process.year == wanted.year)
    if wanted.first:
        where.append(Process.date >= wanted.first)
    if wanted.last:
        where.append(and_(Process.date <= wanted.last, Process.date != ""))
    if wanted.low is not None:
        where.append(_worth(session) >= int(wanted.low * UNITS))
    if wanted.high is not None:
        where.append(_worth(session) <= int(wanted.high * UNITS))
    for role, slug in (("buyer", wanted.buyer), ("supplier", wanted.supplier)):
        if slug:
            parties = select(Party.id).where(Party.slug == slug)
            where.append(Process.id.in_(select(Role.process_id).where(Role.party_id.in_(parties), Role.role == role)))
    if wanted.item_class:
        where.append(Process.id.in_(select(ItemClass.process_id).where(ItemClass.code == wanted.item_class)))
    if wanted.flag:
        raised = select(FlagRow.process_id).where(FlagRow.process_id.is_not(None))
        where.append(
            Process.flags > 0 if wanted.flag == "any" else Process.id.in_(raised.where(FlagRow.code == wanted.flag))
        )
    if wanted.silent:
        where.append(Process.silent > 0)
    ranks = None
    if wanted.q:
        ranks = _with_words(session, wanted.q)
        where.append(Process.id.in_(ranks))
    return where, ranks


def _somewhere(wanted: Conditions) -> Iterator[ColumnElement[bool]]:
    if wanted.region:
        yield Process.region.in_(spellings(wanted.region))
    if wanted.place:
        there = select(DeliveryPlace.process_id).where(DeliveryPlace.area.in_(spellings(wanted.place)))
        yield Process.id.in_(there)


def _with_words(session: Session, words: str) -> list[int]:
    """The processes that the site's search finds, best first; or the one whose ocid was typed."""
    exact = session.scalars(select(Process.id).where(Process.ocid == words.strip())).all()
    if exact:
        return list(exact)
    keys, _ = search_keys(session, words, "procurement")
    pairs = [(int(key.partition("/")[0]), key.partition("/")[2]) for key in keys]
    ids: dict[tuple[int, str], int] = {}
    for start in range(0, len(pairs), 400):
        part = pairs[start : start + 400]
        by_source: dict[int, list[str]] = {}
        for source_id, ocid in part:
            by_source.setdefault(source_id, []).append(ocid)
        matches = [and_(Process.source_id == key, Process.ocid.in_(ocids)) for key, ocids in by_source.items()]
        query = select(Process.id, Process.source_id, Process.ocid).where(or_(*matches))
        ids.update(((row.source_id, row.ocid), row.id) for row in session.execute(query))
    return [ids[pair] for pair in pairs if pair in ids]


def _count(session: Session, wanted: Conditions, where: Sequence[ColumnElement[bool]]) -> tuple[int, bool]:
    if not wanted:
        whole = session.scalar(select(Rollup.count).where(Rollup.kind == "all")) or 0
        return whole, False
    part = select(Process.id).where(*where).limit(COUNTED + 1).subquery()
    count = session.scalar(select(func.count()).select_from(part)) or 0
    return min(count, COUNTED), count > COUNTED


def _ids(
    session: Session, where: Sequence[ColumnElement[bool]], order: str, ranks: list[int] | None, limit: int, start: int
) -> list[int]:
    query: Select[Any] = select(Process.id).where(*where)
    if order == "best" and ranks is not None:
        return ranks[start : start + limit]
    if order == "largest":
        column = _worth(session)
        query = query.where(column.is_not(None)).order_by(column.desc(), Process.id.desc())
    else:
        query = query.order_by(Process.date.desc(), Process.id.desc())
    return list(session.scalars(query.limit(limit).offset(start)))


def _target(session: Session) -> str:
    rates = in_force(session)
    return rates.target if rates is not None else ""


def _worth(session: Session) -> InstrumentedAttribute[int | None]:
    """What processes are compared by: the value in one currency where the site has rates, else the value as it is."""
    return Process.value if in_force(session) is None else Process.converted


# --- facets -------------------------------------------------------------------------------------------------------

Facets = dict[str, tuple[tuple[str, str, int], ...]]


def _facets(
    session: Session, wanted: Conditions, where: Sequence[ColumnElement[bool]], count: int, more: bool
) -> Facets:
    if wanted and not more and count <= FACETED:
        return _counted(session, where)
    found: Facets = {}
    for kind in FACETS:
        query = select(Rollup.subject, Rollup.name, Rollup.count).where(Rollup.kind == kind)
        if kind == "class":
            query = query.where(Rollup.subject.not_like("%:___%"))
        order = Rollup.subject.desc() if kind == "year" else Rollup.count.desc()
        rows = session.execute(query.order_by(order, Rollup.subject).limit(SHOWN)).all()
        found[kind] = tuple((subject, name, -1 if wanted else int(number)) for subject, name, number in rows)
    return found


def _counted(session: Session, where: Sequence[ColumnElement[bool]]) -> Facets:
    part = select(Process.id).where(*where)
    rows = session.execute(select(*(getattr(Process, name) for name in _COLUMNS)).where(*where)).all()
    found: Facets = {}
    for place, name in enumerate(_COLUMNS):
        counts = Counter(str(row[place]) for row in rows if row[place] not in ("", None))
        listed = sorted(
            counts.items(), key=lambda pair: pair[0] if name == "year" else -pair[1], reverse=name == "year"
        )
        found[name] = tuple((value, value, number) for value, number in listed[:SHOWN])
    for role in ("buyer", "supplier"):
        number = func.count(Role.process_id.distinct())
        query = (
            select(Party.slug, func.min(Party.name), number)
            .join(Role, Role.party_id == Party.id)
            .where(Role.role == role, Role.process_id.in_(part), Party.slug != "")
            .group_by(Party.slug)
            .order_by(number.desc(), Party.slug)
            .limit(SHOWN)
        )
        found[role] = tuple((slug, name, int(count)) for slug, name, count in session.execute(query))
    number = func.count()
    classes = (
        select(ItemClass.code, func.min(Rollup.name), number)
        .outerjoin(Rollup, and_(Rollup.kind == "class", Rollup.subject == ItemClass.code))
        .where(ItemClass.process_id.in_(part), ItemClass.code.not_like("%:___%"))
        .group_by(ItemClass.code)
        .order_by(number.desc(), ItemClass.code)
        .limit(SHOWN)
    )
    found["class"] = tuple((code, name or code, int(count)) for code, name, count in session.execute(classes))
    number = func.count(FlagRow.process_id.distinct())
    flags = (
        select(FlagRow.code, number)
        .where(FlagRow.process_id.in_(part))
        .group_by(FlagRow.code)
        .order_by(number.desc(), FlagRow.code)
        .limit(SHOWN)
    )
    found["flag"] = tuple((code, code, int(count)) for code, count in session.execute(flags))
    return found


def below(session: Session, code: str) -> list[tuple[str, str, int]]:
    """The classes one level below a class, with their names and numbers of processes."""
    scheme, _, digits = code.partition(":")
    query = select(Rollup.subject, Rollup.name, Rollup.count).where(
        Rollup.kind == "class", Rollup.subject.like(f"{scheme}:{digits}_%")
    )
    rows = session.execute(query.order_by(Rollup.subject).limit(2_000)).all()
    level = min((len(subject) for subject, _, _ in rows), default=0)
    return [(subject, name, number) for subject, name, number in rows if len(subject) == level]


def names(session: Session, wanted: Conditions) -> dict[str, str]:
    """What chips call the conditions that are keys: buyer, supplier, class."""
    found = {}
    for name, kind, subject in (
        ("buyer", "buyer", wanted.buyer),
        ("supplier", "supplier", wanted.supplier),
        ("class", "class", wanted.item_class),
    ):
        if subject:
            known = session.scalar(select(Rollup.name).where(Rollup.kind == kind, Rollup.subject == subject))
            found[name] = known or subject
    return found
