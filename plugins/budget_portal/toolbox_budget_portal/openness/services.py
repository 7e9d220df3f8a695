"""Writing openness: settings, decisions and published documents are added, each as a version in the publication log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.openness.calendar import (
    DECISIONS,
    FIRST_YEAR,
    LAST_YEAR,
    FiscalRules,
    check_rules,
    expected,
    fiscal_year,
)
from toolbox_budget_portal.openness.kinds import CB, EXPLAINED, IYR, KINDS
from toolbox_budget_portal.openness.queries import PART, PLUGIN, openness, to_record, version_tables
from toolbox_budget_portal.openness.standing import Record
from toolbox_budget_portal.openness.tables import CalendarRules, Decision, Document
from toolbox_budget_portal.queries import entity
from toolbox_budget_portal.queries.records import Entity
from toolbox_core import (
    FileStore,
    InputError,
    SourceFile,
    checked_type,
    create_draft,
    finish_draft,
    object_topic,
    publish,
    store_source,
    utcnow,
    version_hash,
)

LONGEST = 2_000


def note_rules(session: Session, slug: str, rules: FiscalRules, *, from_year: int, by: str) -> None:
    """Enter the fiscal-year settings that hold from a year on. Raises ``InputError`` or ``NotFound``."""
    owner = entity(session, slug)
    _add_rules(session, owner.id, rules, from_year, by)
    _append(session, owner, f"Publication calendar of {owner.name} from {from_year} on", by=by)


def note_decision(session: Session, slug: str, number: int, what: str, day: date, *, by: str) -> None:
    """Note the real day on which a year's proposal was submitted or its budget approved. Raises ``InputError``.

    Days more than two years away from the year's beginning are taken for slips.
    """
    owner = entity(session, slug)
    _add_decision(session, owner, number, what, day, by)
    _append(session, owner, f"Budget {number} of {owner.name} {what} on {day}", by=by)


def record_document(
    session: Session,
    files: FileStore,
    slug: str,
    record: Record,
    *,
    today: date,
    copy: Path | None = None,
    by: str = "",
) -> Record:
    """Record a published document, with a copy that is kept here, an address, or both; returns it with its id.

    ``record.replaces`` corrects an earlier record. Raises ``InputError`` when something does not fit, ``NotFound`` for
    an unknown entity, ``UnreadableFile`` for a copy that is empty or not what its ending says.
    """
    owner = entity(session, slug)
    row, source = _add_document(session, files, owner, record, today, copy, by)
    title = f"{KINDS[record.kind].name} {record.fiscal_year} of {owner.name}"
    number = _append(session, owner, title, by=by, sources=[source] if source else [], year=record.fiscal_year)
    row.version_number = number
    session.flush()
    return to_record(row)


def enter(
    session: Session,
    files: FileStore,
    slug: str,
    *,
    rules: Mapping[int, FiscalRules],
    decisions: Iterable[tuple[int, str, date]],
    documents: Iterable[tuple[Record, Path | None]],
    today: date,
    by: str,
) -> None:
    """Enter all of an entity's past at once, as one version: settings by first year, decisions, documents."""
    owner = entity(session, slug)
    for from_year, one in rules.items():
        _add_rules(session, owner.id, one, from_year, by)
    session.flush()
    for number, what, day in decisions:
        _add_decision(session, owner, number, what, day, by)
    session.flush()
    made = [_add_document(session, files, owner, record, today, copy, by) for record, copy in documents]
    sources = [source for _, source in made if source is not None]
    number = _append(session, owner, f"Budget documents of {owner.name}", by=by, sources=sources)
    for row, _ in made:
        row.version_number = number
    session.flush()


def take_back(session: Session, slug: str, number: int, *, reason: str, by: str) -> Record:
    """Take record ``number`` back with the reason, because it was entered wrongly. Raises ``InputError``."""
    owner = entity(session, slug)
    row = session.get(Document, number)
    if row is None or row.entity_id != owner.id:
        raise InputError(f"{owner.name} has no record {number}.")
    if not reason.strip():
        raise InputError("Why is it taken back?", fix="Say it in one sentence.")
    earlier = replace(to_record(row), replaces=number, void=True, note=reason.strip()[:LONGEST])
    _earlier(session, owner.id, earlier)
    title = f"{KINDS[row.kind].name} {row.fiscal_year} of {owner.name}: record {number} taken back"
    added = _add(session, owner.id, earlier, by)
    added.version_number = _append(session, owner, title, by=by, year=row.fiscal_year)
    session.flush()
    return to_record(added)


def _add_rules(session: Session, entity_id: int, rules: FiscalRules, from_year: int, by: str) -> None:
    check_rules(rules)
    _check_year(from_year)
    session.add(
        CalendarRules(
            entity_id=entity_id,
            from_year=from_year,
            starts=rules.starts,
            named_after=rules.named_after,
            submitted=rules.submitted,
            approved=rules.approved,
            in_year=rules.in_year,
            noted_at=utcnow(),
            noted_by=by[:200],
        )
    )


def _add_decision(session: Session, owner: Entity, number: int, what: str, day: date, by: str) -> None:
    if what not in DECISIONS:
        raise InputError(f"{what[:20]!r} is no decision.", fix=f"They are {', '.join(DECISIONS)}.")
    begins = openness(session, owner.slug, _check_year(number), day).year.start
    if abs((day - begins).days) > 2 * 366:
        raise InputError(f"{day} is too far from fiscal year {number}, which begins on {begins}.")
    session.add(
        Decision(entity_id=owner.id, fiscal_year=number, what=what, day=day, noted_at=utcnow(), noted_by=by[:200])
    )


def _add_document(
    session: Session,
    files: FileStore,
    owner: Entity,
    record: Record,
    today: date,
    copy: Path | None,
    by: str,
) -> tuple[Document, SourceFile | None]:
    found = openness(session, owner.slug, _check_year(record.fiscal_year), today)
    record = replace(record, url=record.url.strip(), explains=record.explains if record.kind == CB else "")
    _check(record, found.rules, today)
    if not record.url and copy is None:
        raise InputError("Where can people read it?", fix="Give the address, a file, or both.")
    if record.replaces:
        _earlier(session, owner.id, record)
    source = None
    if copy is not None:
        name = copy.name[-255:]
        try:
            media_type = checked_type(copy, name)
        except OSError as error:
            raise InputError(f"{copy} cannot be read: {error.strerror}.") from None
        source = store_source(session, files, copy, name=name, media_type=media_type, url=record.url)
        record = replace(record, sha256=source.sha256, file=source.name, bytes=source.bytes)
    return _add(session, owner.id, record, by), source


def _check_year(number: int) -> int:
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise InputError(f"There is no fiscal year {number} here.", fix=f"Years are {FIRST_YEAR} to {LAST_YEAR}.")
    return number


def _check(record: Record, rules: FiscalRules, today: date) -> None:
    if record.kind not in KINDS:
        raise InputError(f"{record.kind[:20]!r} is none of the eight documents.", fix=f"They are {', '.join(KINDS)}.")
    if record.published_on > today:
        raise InputError(f"{record.published_on} has not come yet.", fix="Record a document once it is published.")
    year = fiscal_year(rules, record.fiscal_year)
    periods = [one.period for one in expected(rules, year) if one.kind == record.kind]
    if record.period not in periods:
        if record.kind == IYR:
            raise InputError(f"Which part of {record.fiscal_year}?", fix=f"The parts are {', '.join(periods)}.")
        raise InputError("Only in-year reports are of a part of the year.", fix="Leave the part out.")
    if record.explains and record.explains not in EXPLAINED:
        raise InputError("A citizens budget explains the enacted budget (eb) or the proposal (ebp).")
    if record.url:
        parts = urlsplit(record.url)
        if parts.scheme not in ("http", "https") or not parts.netloc or len(record.url) > LONGEST:
            raise InputError(f"{record.url[:80]!r} is no address of the web.", fix="It begins with https://.")


def _earlier(session: Session, entity_id: int, record: Record) -> None:
    """The record that is corrected has to be there, of the same document, and not corrected before."""
    row = session.get(Document, record.replaces)
    if row is None or row.entity_id != entity_id or row.void:
        raise InputError(f"There is no record {record.replaces} to correct.")
    if (row.fiscal_year, row.kind, row.period) != (record.fiscal_year, record.kind, record.period):
        raise InputError(f"Record {record.replaces} is of another document.")
    later = session.scalar(select(Document.id).where(Document.replaces == record.replaces))
    if later is not None:
        raise InputError(f"Record {record.replaces} was corrected already, by record {later}.")


def _add(session: Session, entity_id: int, record: Record, by: str) -> Document:
    row = Document(
        entity_id=entity_id,
        fiscal_year=record.fiscal_year,
        kind=record.kind,
        period=record.period,
        explains=record.explains,
        title=record.title.strip()[:LONGEST],
        published_on=record.published_on,
        url=record.url,
        sha256=record.sha256,
        file_name=record.file,
        file_bytes=record.bytes,
        language=record.language.strip()[:35],
        note=record.note.strip()[:LONGEST],
        replaces=record.replaces or None,
        void=record.void,
        version_number=0,
        recorded_at=utcnow(),
        recorded_by=by[:200],
    )
    session.add(row)
    session.flush()
    return row


def _append(
    session: Session,
    owner: Entity,
    title: str,
    *,
    by: str,
    sources: Sequence[SourceFile] = (),
    year: int = 0,
) -> int:
    """The next version of the entity's list, public at once: to record is to publish. Returns its number."""
    session.flush()
    last, count = {}, 0
    tables: tuple[tuple[str, type[CalendarRules | Decision | Document]], ...] = (
        ("calendar", CalendarRules),
        ("decisions", Decision),
        ("documents", Document),
    )
    for name, table in tables:
        query = select(func.coalesce(func.max(table.id), 0), func.count()).where(table.entity_id == owner.id)
        newest, rows = session.execute(query).one()
        last[name] = newest
        count += rows
    version = create_draft(
        session, plugin=PLUGIN, dataset=f"{PLUGIN}/{owner.slug}{PART}", title=title, mapping={"openness": last}, by=by
    )
    report = {"version": version.id, "name": title, "rows_read": count, "rows_stored": count, "rows_rejected": 0}
    finish_draft(
        session,
        version,
        report={**report, "notes": [], "problems": []},
        row_count=count,
        sources=[(source, "document", {}) for source in sources],
    )
    topics = [object_topic(PLUGIN, "entity", owner.slug)]
    if year:
        topics.append(object_topic(PLUGIN, "year", f"{owner.slug}/{year}"))
    publish(
        session,
        version,
        content_sha256=version_hash(version_tables(session, version.id)),
        by=by,
        address=f"/budget/{owner.slug}/{year}/openness" if year else f"/budget/{owner.slug}/openness",
        topics=topics,
    )
    return version.number
