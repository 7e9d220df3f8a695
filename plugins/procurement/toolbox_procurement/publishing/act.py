"""Making a draft public, taking a version back, computing a source anew: each in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core import (
    DatasetVersion,
    PublicationEntry,
    PublicationError,
    add_search,
    announce,
    current_versions,
    drop_indexes,
    find_version,
    object_topic,
    publish,
    put_search,
    renew_pages,
    utcnow,
    withdraw,
)
from toolbox_procurement import sharing
from toolbox_procurement.conversion.act import convert_values, in_force, publish_rates, withdraw_rates
from toolbox_procurement.conversion.tables import RateSet
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.loading.sources import find_source
from toolbox_procurement.models import File, ItemClass, Party, Process, Release, Role, Source
from toolbox_procurement.publishing import postings, rollups
from toolbox_procurement.publishing.compiling import compile_processes, table_of, write_repairs
from toolbox_procurement.publishing.directory import link_parties
from toolbox_procurement.publishing.flagging import raise_flags
from toolbox_procurement.publishing.thresholds import overlaid
from toolbox_procurement.publishing.workers import WORTH, Workers, workers

PLUGIN: Final = "procurement"
MOST_TOLD: Final = 500
"""Processes that a publication tells one by one; beyond that, followers hear of the dataset as a whole."""


def publish_version(
    session: Session, version_id: int, *, by: str, accept_rejected: int = 0, settings: Settings | None = None
) -> PublicationEntry:
    """Make a draft public: its releases join those of its source, and everything that is computed is computed anew.

    ``accept_rejected`` must equal the number of releases that the import could not store. ``settings`` are those of
    the red flags. Raises ``PublicationError`` and ``NotFound``.
    """
    version = find_version(session, version_id)
    source = _source_of(session, version)
    rejected = int(version.report.get("rows_rejected", 0))
    if rejected != accept_rejected:
        raise PublicationError(
            f"Version {version_id} lacks {rejected:,} releases that could not be stored."
            if rejected
            else f"Version {version_id} has no rejected releases, but {accept_rejected:,} were accepted.",
            fix=f"Correct the file and import it again, or publish with --accept-rejected {rejected}."
            if rejected
            else "Leave --accept-rejected out.",
        )
    if version.status != "draft" or version.row_count <= 0:
        # refuses, in the host's own words
        return publish(session, version, content_sha256="", by=by)
    first = not current_versions(session, version.dataset)
    known = {} if first else _known(session, version_id, source.id)
    with workers(version.row_count + source.processes) as team:
        with _loose_indexes(session, large=first and version.row_count >= WORTH):
            mended = compile_processes(session, source, version_id, team, everything=first)
        write_repairs(session, source, mended, everything=first)
        source.published_at = utcnow()
        _compute(session, source, settings, team, by=by)
    entry = publish(
        session,
        version,
        content_sha256=sharing.content_hash_of(session, version_id),
        by=by,
        address=f"/procurement/?source={source.slug}",
        topics=[object_topic(PLUGIN, "source", source.slug)],
    )
    if first:
        put_search(session, PLUGIN, sharing.documents(session, version.dataset), dataset=version.dataset)
    else:
        add_search(session, PLUGIN, sharing.documents(session, version.dataset, version_id), dataset=version.dataset)
        _tell(session, version_id, known)
    return entry


def withdraw_version(
    session: Session, version_id: int, *, by: str, reason: str, settings: Settings | None = None
) -> PublicationEntry:
    """Take a published version back, with the reason; its releases no longer count. Raises ``PublicationError``."""
    version = find_version(session, version_id)
    source = _source_of(session, version)
    entry = withdraw(session, version, by=by, reason=reason, topics=[object_topic(PLUGIN, "source", source.slug)])
    with workers(version.row_count + source.processes) as team:
        compile_processes(session, source, version_id, team, everything=False)
        _compute(session, source, settings, team, by=by)
    put_search(session, PLUGIN, sharing.documents(session, version.dataset), dataset=version.dataset)
    return entry


def compute_again(session: Session, slug: str, *, by: str, settings: Settings | None = None) -> Source:
    """Compile a source anew from its releases: after repairs were switched, or the software learned something."""
    source = find_source(session, slug)
    dataset = f"{PLUGIN}/{slug}"
    versions = current_versions(session, dataset)
    if not versions:
        raise PublicationError(f"Nothing of {source.name} is published.", fix="Publish a draft first.")
    with workers(sum(one.row_count for one in versions)) as team:
        mended = compile_processes(session, source, versions[-1].id, team, everything=True)
        write_repairs(session, source, mended, everything=True)
        _compute(session, source, settings, team, by=by)
    put_search(session, PLUGIN, sharing.documents(session, dataset), dataset=dataset)
    renew_pages(session)
    return source


def flag_again(session: Session, settings: Settings) -> list[str]:
    """Compute the red flags of every published source anew, after thresholds were changed; returns their slugs."""
    sources = session.scalars(select(Source).where(Source.processes > 0).order_by(Source.slug)).all()
    settings = overlaid(session, settings)
    for source in sources:
        with workers(source.processes) as team:
            raise_flags(session, source, settings, team)
    rollups.build(session)
    postings.build(session)
    renew_pages(session)
    return [source.slug for source in sources]


def put_rates_in_force(session: Session, number: int, *, target: str, days: int, by: str) -> RateSet:
    """Convert every value with a set of exchange rates, and add everything up anew. Raises ``InputError``."""
    found = publish_rates(session, number, target=target, days=days, by=by)
    rollups.build(session)
    postings.build(session)
    return found


def end_rates(session: Session, number: int, *, by: str) -> RateSet:
    """Convert nothing any more. Raises ``InputError`` for a set that is not in force."""
    found = withdraw_rates(session, number, by=by)
    rollups.build(session)
    postings.build(session)
    return found


@contextmanager
def _loose_indexes(session: Session, *, large: bool) -> Iterator[None]:
    """Without indexes while very much is written: building them at the end is many times quicker."""
    build = [drop_indexes(session, table_of(model)) for model in (Process, Role, ItemClass)] if large else []
    yield
    for one in build:
        one()


def _source_of(session: Session, version: DatasetVersion) -> Source:
    found = session.scalar(select(File.source_id).where(File.version_id == version.id).limit(1))
    if version.plugin != PLUGIN or found is None:
        raise PublicationError(f"Version {version.id} holds no contracts.")
    return session.get_one(Source, found)


def _compute(session: Session, source: Source, settings: Settings | None, team: Workers, *, by: str) -> None:
    link_parties(session, source, by=by)
    raise_flags(session, source, overlaid(session, settings or Settings()), team)
    if in_force(session) is not None:
        convert_values(session)
    rollups.build(session)
    postings.build(session)


def _known(session: Session, version_id: int, source_id: int) -> dict[str, bool]:
    """Which processes of the draft were public before; nothing when there are too many to tell one by one."""
    touched = select(Release.ocid).where(Release.version_id == version_id).distinct()
    if (session.scalar(select(func.count()).select_from(touched.subquery())) or 0) > MOST_TOLD:
        return {}
    there = set(session.scalars(select(Process.ocid).where(Process.source_id == source_id, Process.ocid.in_(touched))))
    return {ocid: ocid in there for ocid in session.scalars(touched)}


def _tell(session: Session, version_id: int, known: dict[str, bool]) -> None:
    """News of each process, for those who follow it or its buyer."""
    if not known:
        return
    query = (
        select(Process.ocid, Process.title, Party.slug)
        .outerjoin(Role, (Role.process_id == Process.id) & (Role.role == "buyer"))
        .outerjoin(Party, Party.id == Role.party_id)
        .where(Process.revision == version_id)
        .order_by(Process.id)
    )
    told: set[str] = set()
    for ocid, title, buyer in session.execute(query).all():
        if ocid in told or ocid not in known:
            continue
        told.add(ocid)
        topics = [object_topic(PLUGIN, "process", ocid)]
        topics += [f"organisation:{buyer}"] if buyer else []
        announce(
            session,
            plugin=PLUGIN,
            key=f"process:{version_id}:{ocid}"[:255],
            title=title[:255] or ocid,
            address=sharing.process_page(ocid),
            topics=topics,
        )
