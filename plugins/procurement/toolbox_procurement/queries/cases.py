"""One process with all that is known of it: its releases and their differences, its flags and their peers."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from toolbox_core import DatasetVersion, NotFound
from toolbox_procurement import differences, privacy
from toolbox_procurement.conversion.act import conversions
from toolbox_procurement.models import File, FlagRow, FlagRun, Party, Process, Release, Role, Rollup, Source
from toolbox_procurement.queries.listing import item_of
from toolbox_procurement.queries.records import Case, Person, Raised, Step
from toolbox_procurement.queries.redactions import redactions
from toolbox_procurement.reading.upgrade import is_old_form, upgraded
from toolbox_procurement.repairs import repair
from toolbox_procurement.rows import amount_of, children, text_of
from toolbox_procurement.schema import merge_rules

MOST_RELEASES: Final = 500
"""Releases of one process whose differences a page shows; the others are in the download."""
_decode = msgspec.json.Decoder(Any, float_hook=Decimal).decode


def find_process(session: Session, ocid: str, source: str = "") -> tuple[Process, Source]:
    """The process of that ocid, in one source when several have it. Raises ``NotFound``."""
    query = select(Process, Source).join(Source, Source.id == Process.source_id).where(Process.ocid == ocid)
    if source:
        query = query.where(Source.slug == source)
    row = session.execute(query.order_by(Source.slug).limit(1)).first()
    if row is None:
        raise NotFound(f"There is no contracting process {ocid[:120]!r}.", fix="Look for it at /procurement/.")
    return row[0], row[1]


def compiled_of(session: Session, row: Process) -> dict[str, Any]:
    """The compiled release of a process as the public may see it."""
    hidden = privacy.for_process(redactions(session), row.ocid)
    found: dict[str, Any] = privacy.public(_decode(zlib.decompress(row.compiled)), hidden)
    return found


def releases_of(session: Session, row: Process, limit: int = 0) -> list[tuple[dict[str, Any], Any]]:
    """The releases of a process as they were published (but for what the public may not see), in their order.

    Each with its row: ``id``, ``line``, ``pointer``, ``sha256``, ``file`` and ``old``.
    """
    usable = select(DatasetVersion.id).where(DatasetVersion.status == "published")
    query = (
        select(
            Release.id,
            Release.date,
            Release.line,
            Release.pointer,
            Release.sha256,
            Release.old,
            Release.body,
            File.name,
        )
        .join(File, File.id == Release.file_id)
        .where(Release.source_id == row.source_id, Release.ocid == row.ocid, Release.version_id.in_(usable))
        .order_by(Release.date, Release.id)
    )
    rows = session.execute(query.limit(limit) if limit else query).all()
    hidden = privacy.for_process(redactions(session), row.ocid)
    return [(privacy.public(_decode(zlib.decompress(one.body)), hidden), one) for one in rows]


def case(session: Session, ocid: str, source: str = "") -> Case:
    """Everything that the page of a process shows. Raises ``NotFound``."""
    row, origin = find_process(session, ocid, source)
    people = _people(session, row.id)
    steps, signed, currency = _steps(session, row, origin)
    return Case(
        item=item_of(
            row,
            origin.slug,
            tuple(person for role, person in people if role == "buyer"),
            tuple(person for role, person in people if role == "supplier"),
            conversions(session, [row]).get(row.id),
        ),
        description=row.description,
        compiled=compiled_of(session, row),
        steps=steps,
        raised=_raised(session, row),
        gaps=tuple(
            (code, gap)
            for code, gap in session.execute(
                select(FlagRun.code, FlagRun.gap)
                .where(FlagRun.source_id == origin.id, FlagRun.gap != "")
                .order_by(FlagRun.code)
            )
        ),
        people=people,
        source_name=origin.name,
        licence=origin.licence,
        tender_days=row.tender_days,
        award_days=row.award_days,
        signed=signed,
        signed_currency=currency,
        dates={name: getattr(row, name) for name in ("tender_start", "tender_end", "award_date", "sign_date")},
    )


def _people(session: Session, process_id: int) -> tuple[tuple[str, Person], ...]:
    query = (
        select(Role.role, Party.name, Party.slug)
        .join(Party, Party.id == Role.party_id)
        .where(Role.process_id == process_id)
        .order_by(Party.id, Role.role)
    )
    found = {(role, slug or name): (role, Person(name, slug)) for role, name, slug in session.execute(query)}
    return tuple(found.values())


def _steps(session: Session, row: Process, origin: Source) -> tuple[tuple[Step, ...], Decimal | None, str]:
    """The releases as steps; and what the contracts cost when each was first published."""
    stored = releases_of(session, row, MOST_RELEASES)
    off = frozenset(origin.repairs_off)
    releases = []
    for release, one in stored:
        mended = upgraded(release) if one.old or is_old_form(release) else release
        releases.append(repair(mended, _untold, off))
    by_release: dict[tuple[str, str], list[differences.Change]] = {}
    for change in differences.changes(releases, merge_rules()):
        by_release.setdefault((change.release_id, change.date), []).append(change)
    steps = []
    for number, (release, (_, one)) in enumerate(zip(releases, stored, strict=True), 1):
        identifier, day = str(release.get("id", "")), str(release.get("date", ""))
        tags = release.get("tag")
        steps.append(
            Step(
                number=number,
                release_id=identifier,
                date=day,
                tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (str(tags or ""),),
                file=one.name,
                line=one.line,
                pointer=one.pointer,
                sha256=one.sha256,
                changes=tuple(by_release.pop((identifier, day), ())),
            )
        )
    return tuple(steps), *_signed(releases)


def _signed(releases: Sequence[dict[str, Any]]) -> tuple[Decimal | None, str]:
    first: dict[str, tuple[Decimal, str]] = {}
    for release in releases:
        for contract in children(release, "contracts"):
            value = amount_of(contract.get("value"))
            if value is not None:
                first.setdefault(text_of(contract, "id"), value)
    currencies = {currency for _, currency in first.values()}
    if len(currencies) != 1:
        return None, ""
    return sum((amount for amount, _ in first.values()), Decimal(0)), currencies.pop()


def _untold(*told: Any) -> None:
    """What was mended is counted when it is published; a page only shows the outcome."""
    del told


def _raised(session: Session, row: Process) -> tuple[Raised, ...]:
    flags = session.scalars(select(FlagRow).where(FlagRow.process_id == row.id).order_by(FlagRow.code)).all()
    if not flags:
        return ()
    codes = [flag.code for flag in flags]
    runs = {
        run.code: run
        for run in session.scalars(select(FlagRun).where(FlagRun.source_id == row.source_id, FlagRun.code.in_(codes)))
    }
    peers = _peers(session, row, codes)
    found = []
    for flag in flags:
        run = runs[flag.code]
        measure = run.spread.get("measure", "")
        found.append(
            Raised(
                code=flag.code,
                sentence=flag.sentence,
                value=flag.value,
                evidence=dict(flag.evidence),
                cases=run.cases,
                flags=run.flags,
                spread=dict(run.spread),
                meta=dict(run.meta),
                own=getattr(row, measure) if measure else None,
                peers=peers.get(flag.code),
            )
        )
    return tuple(found)


def _peers(session: Session, row: Process, codes: Sequence[str]) -> dict[str, tuple[str, int, int]]:
    """For each flag: the peers (same class of items), how many there are, how many of them have it, too."""
    if not row.main_class:
        return {}
    same = and_(Process.source_id == row.source_id, Process.main_class == row.main_class, Process.id != row.id)
    total = session.scalar(select(func.count()).where(same)) or 0
    if not total:
        return {}
    query = (
        select(FlagRow.code, func.count(FlagRow.process_id.distinct()))
        .join(Process, Process.id == FlagRow.process_id)
        .where(same, FlagRow.code.in_(codes))
        .group_by(FlagRow.code)
    )
    counts = {code: int(number) for code, number in session.execute(query)}
    name = session.scalar(select(Rollup.name).where(Rollup.kind == "class", Rollup.subject == row.main_class))
    return {code: (name or row.main_class, total, counts.get(code, 0)) for code in codes}


def about_process(session: Session, ocid: str) -> tuple[str, str] | None:
    """Title of a process and slug of its buyer; ``None`` when there is none."""
    query = (
        select(Process.title, Party.slug)
        .outerjoin(Role, and_(Role.process_id == Process.id, Role.role == "buyer"))
        .outerjoin(Party, Party.id == Role.party_id)
        .where(Process.ocid == ocid)
        .order_by(Process.id, Party.id)
        .limit(1)
    )
    row = session.execute(query).first()
    return None if row is None else (row[0] or ocid, row[1] or "")


def release_text(session: Session, sha256: str) -> dict[str, Any]:
    """One published release by its hash, as the public may see it. Raises ``NotFound``."""
    usable = select(DatasetVersion.id).where(DatasetVersion.status == "published")
    query = select(Release.body, Release.ocid).where(
        Release.source_id.in_(select(Source.id)), Release.sha256 == sha256, Release.version_id.in_(usable)
    )
    row = session.execute(query.limit(1)).first()
    if row is None:
        raise NotFound("There is no published release with this hash.")
    hidden = privacy.for_process(redactions(session), row.ocid)
    found: dict[str, Any] = privacy.public(_decode(zlib.decompress(row.body)), hidden)
    return found
