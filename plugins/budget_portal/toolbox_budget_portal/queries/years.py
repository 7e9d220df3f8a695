"""Which budgets there are: entities, fiscal years, and the versions that make up a year, now or as of an old one."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.queries.records import Entity, Phase, Source, Version, Year
from toolbox_budget_portal.yardsticks.queries import of_entity
from toolbox_core import DatasetVersion, NotFound, PublicationEntry, SourceFile, VersionSource

PUBLISHED, SUPERSEDED = "published", "superseded"


def entities(session: Session) -> list[tuple[Entity, tuple[int, ...]]]:
    """Entities that have a published budget, by name, each with its fiscal years, newest first."""
    query = (
        select(models.Entity, models.BudgetVersion.fiscal_year)
        .join(models.BudgetVersion, models.BudgetVersion.entity_id == models.Entity.id)
        .join(DatasetVersion, DatasetVersion.id == models.BudgetVersion.version_id)
        .where(DatasetVersion.status == PUBLISHED)
        .distinct()
        .order_by(models.Entity.name, models.Entity.id, models.BudgetVersion.fiscal_year.desc())
    )
    found: dict[int, tuple[Entity, list[int]]] = {}
    for row, fiscal_year in session.execute(query):
        found.setdefault(row.id, (_entity(row), []))[1].append(fiscal_year)
    return [(entity, tuple(years)) for entity, years in found.values()]


def entity(session: Session, slug: str) -> Entity:
    """The entity of that slug. Raises ``NotFound`` with the nearest names."""
    row = session.scalar(select(models.Entity).where(models.Entity.slug == slug))
    if row is not None:
        return _entity(row)
    known = list(session.scalars(select(models.Entity.slug).order_by(models.Entity.slug)))
    near = difflib.get_close_matches(slug, known, n=2)
    if near:
        hint = f"Did you mean {' or '.join(near)}?"
    elif known:
        hint = f"There are budgets of {', '.join(known[:5])}."
    else:
        hint = "No budget has been published here yet."
    raise NotFound(f"There is no budget of {slug[:64]!r} here.", fix=hint)


def fiscal_years(session: Session, entity_id: int) -> tuple[int, ...]:
    """Fiscal years with a published budget, newest first."""
    query = (
        select(models.BudgetVersion.fiscal_year)
        .join(DatasetVersion, DatasetVersion.id == models.BudgetVersion.version_id)
        .where(models.BudgetVersion.entity_id == entity_id, DatasetVersion.status == PUBLISHED)
        .distinct()
        .order_by(models.BudgetVersion.fiscal_year.desc())
    )
    return tuple(session.scalars(query))


def year(session: Session, slug: str, fiscal_year: int, as_of: int = 0) -> Year:
    """The budget of one year, current or ``as_of`` a version number. Raises ``NotFound`` and says what there is."""
    owner = entity(session, slug)
    others = fiscal_years(session, owner.id)
    known = _versions(session, owner.id, (fiscal_year,)).get(fiscal_year, [])
    if as_of:
        chosen = _as_of(known, as_of)
        if not chosen:
            numbers = ", ".join(str(version.number) for version in known) or "none"
            raise NotFound(
                f"Version {as_of} of the {fiscal_year} budget of {owner.name} was never published or was withdrawn.",
                fix=f"Published versions: {numbers}.",
            )
    else:
        chosen = [version for version in known if version.status == PUBLISHED]
    if not chosen:
        there = f"There are {', '.join(map(str, others))}." if others else "No year has been published yet."
        raise NotFound(f"There is no published budget of {owner.name} for {fiscal_year}.", fix=there)
    stages, measured = phases(session, owner.id), of_entity(session, owner.id)
    return Year(owner, fiscal_year, tuple(_with_sources(session, chosen)), stages, others, as_of, measured)


def years(session: Session, owner: Entity, wanted: Iterable[int]) -> dict[int, Year]:
    """The current budgets of several years; a year that was not published is left out."""
    others = fiscal_years(session, owner.id)
    stages, measured = phases(session, owner.id), of_entity(session, owner.id)
    found = {}
    for fiscal_year, versions in _versions(session, owner.id, tuple(wanted)).items():
        chosen = [version for version in versions if version.status == PUBLISHED]
        if chosen:
            parts = tuple(_with_sources(session, chosen))
            found[fiscal_year] = Year(owner, fiscal_year, parts, stages, others, yardsticks=measured)
    return found


def phases(session: Session, entity_id: int) -> tuple[Phase, ...]:
    """The phases an entity uses, in the order of a budget's life."""
    query = select(models.Phase).where(models.Phase.entity_id == entity_id)
    found = session.scalars(query.order_by(models.Phase.position, models.Phase.id))
    return tuple(Phase(row.code, row.label, row.role, row.slot, row.position) for row in found)


def _entity(row: models.Entity) -> Entity:
    return Entity(row.id, row.slug, row.name, row.level, row.currency, row.country)


def _versions(session: Session, entity_id: int, fiscal_years: Sequence[int]) -> dict[int, list[Version]]:
    """Published and superseded versions by year, oldest first, with the numbers that replaced them."""
    query = (
        select(models.BudgetVersion, DatasetVersion, PublicationEntry.number)
        .join(DatasetVersion, DatasetVersion.id == models.BudgetVersion.version_id)
        .outerjoin(
            PublicationEntry,
            (PublicationEntry.version_id == DatasetVersion.id) & (PublicationEntry.action == "publish"),
        )
        .where(
            models.BudgetVersion.entity_id == entity_id,
            models.BudgetVersion.fiscal_year.in_(fiscal_years),
            DatasetVersion.status.in_((PUBLISHED, SUPERSEDED)),
        )
        .order_by(DatasetVersion.number)
    )
    rows = session.execute(query).all()
    numbers = {version.id: version.number for _, version, _ in rows}
    replaced: dict[int, list[int]] = defaultdict(list)
    for _, version, _ in rows:
        if version.superseded_by:
            replaced[version.superseded_by].append(version.number)
    found: dict[int, list[Version]] = defaultdict(list)
    for budget, version, log_number in rows:
        assert version.published_at is not None  # Its status says that it was published.
        period = (budget.period_start, budget.period_end)
        found[budget.fiscal_year].append(
            Version(
                id=version.id,
                number=version.number,
                dataset=version.dataset,
                title=version.title,
                status=version.status,
                slices=tuple(version.slices),
                shape=budget.shape,
                currency=budget.currency,
                digits=budget.digits,
                published_at=version.published_at,
                row_count=version.row_count,
                rows_rejected=budget.rows_rejected,
                content_sha256=version.content_sha256,
                licence=version.licence,
                period=(period[0], period[1]) if period[0] and period[1] else None,
                log_number=log_number or 0,
                replaces=tuple(replaced[version.id]),
                replaced_by=numbers.get(version.superseded_by or 0, 0),
            )
        )
    return dict(found)


def _as_of(known: Sequence[Version], number: int) -> list[Version]:
    """What could be read on the day version ``number`` came out: itself and whatever else was current then."""
    asked = next((version for version in known if version.number == number), None)
    if asked is None:
        return []
    published = {version.number: version.published_at for version in known}

    def was_current(version: Version, at: datetime) -> bool:
        gone = published.get(version.replaced_by)
        return version.published_at <= at and (gone is None or gone > at)

    return [version for version in known if was_current(version, asked.published_at)]


def _with_sources(session: Session, versions: Sequence[Version]) -> Iterable[Version]:
    query = (
        select(VersionSource, SourceFile)
        .join(SourceFile, SourceFile.id == VersionSource.source_id)
        .where(VersionSource.version_id.in_([version.id for version in versions]))
        .order_by(VersionSource.version_id, VersionSource.position)
    )
    found: dict[int, list[Source]] = defaultdict(list)
    for link, file in session.execute(query):
        found[link.version_id].append(
            Source(
                id=file.id,
                resource=link.position,
                resource_name=link.resource,
                name=file.name,
                sha256=file.sha256,
                bytes=file.bytes,
                encoding=file.encoding,
                licence=file.licence,
                url=file.url,
                dialect=link.dialect,
            )
        )
    for version in versions:
        yield replace(version, sources=tuple(found[version.id]))
