"""Releases to processes: mended, merged, and their facts written down, process by process, in flat memory."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, NamedTuple, cast

import msgspec
from sqlalchemy import Table, delete, or_, select, tuple_
from sqlalchemy.orm import Session

from toolbox_core import DatasetVersion, bulk_insert, reserve_ids
from toolbox_procurement import differences, privacy
from toolbox_procurement.issues import MAX_SAMPLES, shown
from toolbox_procurement.merging import Merger
from toolbox_procurement.models import (
    ClassName,
    DeliveryPlace,
    FlagRow,
    ItemClass,
    Party,
    Process,
    Release,
    Repair,
    Role,
    Source,
)
from toolbox_procurement.publishing.workers import Workers
from toolbox_procurement.queries.redactions import redactions
from toolbox_procurement.reading.upgrade import is_old_form, upgraded
from toolbox_procurement.repairs import repair
from toolbox_procurement.rows import PartyFacts, ProcessFacts, facts_of, units
from toolbox_procurement.schema import merge_rules

PAGE: Final = 4_000
"""Releases that are taken from the database at once."""
PIECE: Final = 500
"""Releases that a worker is given at once."""
BATCH: Final = 2_000
"""Processes that are written at once."""
_LEVEL: Final = 1
_PROCESS: Final = (
    *("id", "source_id", "ocid", "revision", "title", "description", "stage", "status", "method", "method_details"),
    *("category", "value", "currency", "value_from", "bidders", "tender_start", "tender_end", "award_date"),
    *("sign_date", "tender_days", "award_days", "date", "year", "region", "main_class", "releases", "silent", "flags"),
    "compiled",
)
_decode = msgspec.json.Decoder(Any, float_hook=Decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode


class Kept(NamedTuple):
    """A stored release as compiling needs it."""

    id: int
    ocid: str
    old: int
    body: bytes


@dataclass(slots=True)
class Mended:
    """Repairs by rule: how often, with samples."""

    counts: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, rule: str, ocid: str, pointer: str, before: Any, after: Any) -> None:
        """Count one repair."""
        self.counts[rule] = self.counts.get(rule, 0) + 1
        listed = self.samples.setdefault(rule, [])
        if len(listed) < MAX_SAMPLES:
            listed.append({"ocid": ocid, "pointer": pointer, "before": _plain(before), "after": _plain(after)})

    def merge(self, other: Mended) -> None:
        """Take in what was mended elsewhere."""
        for rule, count in other.counts.items():
            self.counts[rule] = self.counts.get(rule, 0) + count
            self.samples[rule] = [*self.samples.get(rule, ()), *other.samples[rule]][:MAX_SAMPLES]


def _plain(value: Any) -> Any:
    found = shown(value)
    return str(found) if isinstance(found, Decimal) else found


def opened(kept: Kept, off: frozenset[str], mended: Mended) -> dict[str, Any]:
    """A stored release as an object, in the form of OCDS 1.1 and mended."""
    release = cast("dict[str, Any]", _decode(zlib.decompress(kept.body)))
    if "upgraded-from-1.0" not in off and (kept.old or is_old_form(release)):
        release = upgraded(release)
        mended.add("upgraded-from-1.0", kept.ocid, "", "OCDS 1.0", "OCDS 1.1")
    return repair(release, lambda rule, *told: mended.add(rule, kept.ocid, *told), off)


Made = tuple[ProcessFacts, int, int, bytes]
"""The facts of a process, how many releases it has, how many silent changes, and its compiled release, packed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some processes to compile: the releases of each, the repairs that are off, what is hidden."""

    groups: list[list[Kept]]
    off: frozenset[str]
    hidden: tuple[privacy.Redacted, ...]


def compile_piece(piece: Piece) -> tuple[list[Made], Mended]:
    """Compile some processes. Pure, so that any process can do it."""
    mended = Mended()
    rules = merge_rules()
    merger = Merger(rules)
    made: list[Made] = []
    for group in piece.groups:
        releases = [opened(one, piece.off, mended) for one in group]
        try:
            compiled = merger.compiled(releases)
        except RecursionError:
            continue
        if compiled is None:
            continue
        if piece.hidden:
            compiled = privacy.redacted(compiled, privacy.for_process(piece.hidden, str(compiled["ocid"])))
        text = _encode(compiled)
        silent = differences.silent(releases, rules)
        made.append((facts_of(compiled, text), len(releases), silent, zlib.compress(text, _LEVEL)))
    return made, mended


def compile_processes(session: Session, source: Source, version_id: int, team: Workers, *, everything: bool) -> Mended:
    """Write the processes of a source anew: all, or those that the releases of ``version_id`` belong to.

    Their revision becomes ``version_id``. Processes without a published release are taken out. Returns what was mended
    (in the processes that were written).
    """
    mended = Mended()
    parties = _Parties(session, source.id)
    names: dict[str, str] = {}
    touched = None if everything else select(Release.ocid).where(Release.version_id == version_id)
    _clear(session, source.id, touched)
    stored = _stored(session, source.id, version_id, touched)
    pieces = _pieces(stored, frozenset(source.repairs_off), tuple(redactions(session)))
    batch: list[Made] = []
    for made, found in team.each(compile_piece, pieces):
        mended.merge(found)
        batch += made
        if len(batch) >= BATCH:
            _write(session, source.id, version_id, batch, parties, names)
            batch = []
    _write(session, source.id, version_id, batch, parties, names)
    _write_names(session, names)
    return mended


def _pieces(stored: Iterator[Kept], off: frozenset[str], hidden: tuple[privacy.Redacted, ...]) -> Iterator[Piece]:
    groups: list[list[Kept]] = []
    size = 0
    for _, group in groupby(stored, key=lambda one: one.ocid):
        groups.append(list(group))
        size += len(groups[-1])
        if size >= PIECE:
            yield Piece(groups, off, hidden)
            groups, size = [], 0
    if groups:
        yield Piece(groups, off, hidden)


def write_repairs(session: Session, source: Source, mended: Mended, *, everything: bool) -> None:
    """Keep what was mended: in place of what was known (``everything``), or added to it."""
    known = {one.rule: one for one in session.scalars(select(Repair).where(Repair.source_id == source.id))}
    if everything:
        session.execute(delete(Repair).where(Repair.source_id == source.id))
        known = {}
    for rule, count in sorted(mended.counts.items()):
        row = known.get(rule)
        if row is None:
            session.add(Repair(source_id=source.id, rule=rule, count=count, samples=mended.samples[rule]))
        else:
            row.count += count
            row.samples = [*row.samples, *mended.samples[rule]][:MAX_SAMPLES]
    session.flush()


def _stored(session: Session, source_id: int, version_id: int, touched: Any) -> Iterator[Kept]:
    """The published releases of a source (and those of ``version_id``) in the order of their processes, by pages."""
    columns = (Release.id, Release.ocid, Release.old, Release.body)
    usable = select(DatasetVersion.id).where(
        or_(DatasetVersion.status == "published", DatasetVersion.id == version_id), DatasetVersion.status != "withdrawn"
    )
    query = select(*columns).where(Release.source_id == source_id, Release.version_id.in_(usable))
    if touched is not None:
        query = query.where(Release.ocid.in_(touched))
    query = query.order_by(Release.ocid, Release.id).limit(PAGE)
    last: tuple[str, int] | None = None
    while True:
        page = query if last is None else query.where(tuple_(Release.ocid, Release.id) > tuple_(*last))
        rows = session.execute(page).all()
        yield from (Kept(row.id, row.ocid, row.old, row.body) for row in rows)
        if len(rows) < PAGE:
            return
        last = (rows[-1].ocid, rows[-1].id)


def _clear(session: Session, source_id: int, touched: Any) -> None:
    wanted = select(Process.id).where(Process.source_id == source_id)
    if touched is not None:
        wanted = wanted.where(Process.ocid.in_(touched))
    for table in (Role, ItemClass, DeliveryPlace, FlagRow):
        session.execute(delete(table).where(table.process_id.in_(wanted)))
    query = delete(Process).where(Process.source_id == source_id)
    session.execute(query if touched is None else query.where(Process.ocid.in_(touched)))


class _Parties:
    """The parties of a source by their keys, those that are new written in batches."""

    def __init__(self, session: Session, source_id: int) -> None:
        self._session, self._source_id = session, source_id
        rows = session.execute(select(Party.key, Party.id).where(Party.source_id == source_id))
        self.ids: dict[str, int] = {row.key: row.id for row in rows}

    def take(self, found: Sequence[tuple[PartyFacts, str]]) -> None:
        """Make sure that these parties are there; ``found`` has each with its kind."""
        fresh: dict[str, tuple[PartyFacts, str]] = {}
        for party, kind in found:
            if party.key not in self.ids:
                fresh.setdefault(party.key, (party, kind))
        numbers = reserve_ids(self._session, table_of(Party), len(fresh))
        bulk_insert(
            self._session,
            table_of(Party),
            ("id", "source_id", "key", "name", "scheme", "identifier", "region", "kind", "slug"),
            (
                (
                    *(number, self._source_id, party.key, party.name or party.key, party.scheme, party.identifier),
                    *(party.region, kind, ""),
                )
                for number, (party, kind) in zip(numbers, fresh.values(), strict=True)
            ),
        )
        self.ids.update(zip(fresh, numbers, strict=True))


def table_of(model: Any) -> Table:
    """The table of a model, for bulk inserts."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _write(
    session: Session,
    source_id: int,
    version_id: int,
    batch: Sequence[Made],
    parties: _Parties,
    names: dict[str, str],
) -> None:
    if not batch:
        return
    parties.take([(party, _kind(party)) for facts, *_ in batch for party in facts.parties.values()])
    numbers = reserve_ids(session, table_of(Process), len(batch))
    bulk_insert(
        session,
        table_of(Process),
        _PROCESS,
        (
            (
                *(number, source_id, facts.ocid, version_id, facts.title, facts.description, facts.stage),
                *(facts.status, facts.method, facts.method_details, facts.category, facts.value, facts.currency),
                *(facts.value_from, facts.bidders, facts.tender_start, facts.tender_end, facts.award_date),
                *(facts.sign_date, facts.tender_days, facts.award_days, facts.date, facts.year, facts.region),
                *(facts.main_class, releases, silent, 0, compiled),
            )
            for number, (facts, releases, silent, compiled) in zip(numbers, batch, strict=True)
        ),
    )
    bulk_insert(
        session,
        table_of(Role),
        ("process_id", "role", "party_id", "value", "currency"),
        (
            (number, role, parties.ids[party.key], units(value), currency)
            for number, (facts, *_) in zip(numbers, batch, strict=True)
            for party in facts.parties.values()
            for role, (value, currency) in party.roles.items()
        ),
    )
    bulk_insert(
        session,
        table_of(ItemClass),
        ("process_id", "code"),
        ((number, code) for number, (facts, *_) in zip(numbers, batch, strict=True) for code in facts.classes),
    )
    bulk_insert(
        session,
        table_of(DeliveryPlace),
        ("process_id", "area", "alone", "longitude", "latitude"),
        (
            (number, place.area, int(len(facts.places) == 1), place.longitude, place.latitude)
            for number, (facts, *_) in zip(numbers, batch, strict=True)
            for place in facts.places
        ),
    )
    for facts, *_ in batch:
        for code, name in facts.classes.items():
            if name and code not in names:
                names[code] = name


def _kind(party: PartyFacts) -> str:
    return "public-body" if "buyer" in party.roles or "entity" in party.roles else "company"


def _write_names(session: Session, names: dict[str, str]) -> None:
    known = set(session.scalars(select(ClassName.code)))
    for code, name in sorted(names.items()):
        if code not in known:
            session.add(ClassName(code=code, name=name))
    session.flush()


def as_json(value: Any) -> str:
    """JSON as a bulk insert wants it."""
    return json.dumps(value, ensure_ascii=False, default=str)
