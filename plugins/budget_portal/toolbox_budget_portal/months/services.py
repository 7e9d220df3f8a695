"""Monthly facts of a budget year, kept and published like every dataset: draft, hash, log, original file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.months.reading import Reading, months_between, read
from toolbox_budget_portal.months.tables import Month
from toolbox_budget_portal.openness.queries import openness
from toolbox_core import (
    Column,
    ContentTable,
    ControlTotalMismatch,
    DatasetDescription,
    DatasetVersion,
    FileStore,
    InputError,
    LimitSettings,
    NotFound,
    PublicationEntry,
    create_draft,
    current_versions,
    discard_draft,
    find_version,
    finish_draft,
    object_topic,
    publish,
    store_source,
    to_minor,
    version_hash,
    withdraw,
)

PLUGIN = "budget_portal"
_PART = "-months-"
_COLUMNS = (
    Column(name="period", title="Month"),
    Column(name="direction", title="Direction", description="expenditure or revenue"),
    Column(name="code", title="Category", description="path from the first level down; empty: all together"),
    Column(name="amount", type="number", title="Amount of the month"),
    Column(name="source_row", type="integer", title="Row of the file"),
)


def import_months(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    slug: str,
    fiscal_year: int,
    kind: str = "functional",
    cumulative: bool = False,
    control_total: Decimal | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, Reading]:
    """Store a monthly file as a draft. The months are those of the fiscal year by the entity's calendar.

    ``control_total`` is what the expenditure must sum to. Raises ``InputError`` for a faulty file or a code that the
    entity's budgets do not have, ``ControlTotalMismatch``, ``NotFound`` for an unknown entity.
    """
    known = openness(session, slug, fiscal_year, date.max)
    months = months_between(known.year.start, known.year.end)
    found = read(path, months, cumulative=cumulative, limits=limits)
    codes = {path for _, _, path in found.amounts if path}
    query = select(models.Category.path).where(
        models.Category.entity_id == known.entity.id, models.Category.kind == kind
    )
    unknown = sorted(codes - set(session.scalars(query)))
    if unknown:
        raise InputError(
            f"{known.entity.name} has no {kind[:20]} codes {', '.join(unknown[:5])}.",
            fix="Write codes as paths, from the first level down: 09 or 09/09.1.",
        )
    given = {(way, code) for _, way, code in found.amounts}
    for way, code in sorted(given):
        if any(w == way and other != code and other.startswith(f"{code}/" if code else "") for w, other in given):
            raise InputError(
                f"The file gives {code or 'the whole'} and parts of it, which would count twice.",
                fix="Give either the whole or its parts.",
            )
    spent = sum((amount for (_, way, _), (amount, _) in found.amounts.items() if way == "expenditure"), Decimal(0))
    if control_total is not None and spent != control_total:
        raise ControlTotalMismatch(f"The expenditure of the file is {spent:,f}, not {control_total:,f}.")
    version = create_draft(
        session,
        plugin=PLUGIN,
        dataset=f"{PLUGIN}/{slug}{_PART}{fiscal_year}",
        title=f"{known.entity.name} {fiscal_year}, month by month",
        mapping={"months": {"kind": kind, "digits": found.digits, "cumulative": cumulative, "all": months}},
        licence=licence,
        by=by,
    )
    session.add_all(
        Month(
            version_id=version.id,
            period=period,
            direction=direction,
            path=code,
            amount=to_minor(amount, found.digits),
            source_row=row,
        )
        for (period, direction, code), (amount, row) in sorted(found.amounts.items())
    )
    source = store_source(session, files, path, name=path.name, encoding=found.encoding, licence=licence)
    stored = len(found.amounts)
    report = {"version": version.id, "name": version.title, "rows_read": found.rows_read, "rows_stored": stored}
    finish_draft(
        session,
        version,
        report={**report, "rows_rejected": 0, "notes": list(found.evidence), "problems": []},
        row_count=stored,
        sources=[(source, "months", {})],
    )
    return version.id, found


def is_months(session: Session, version_id: int) -> bool:
    """Whether a version of the plugin holds monthly facts."""
    version = session.get(DatasetVersion, version_id)
    return version is not None and version.plugin == PLUGIN and "months" in version.mapping


def publish_months(session: Session, version_id: int, *, by: str) -> PublicationEntry:
    """Make a draft the monthly facts of its year."""
    version = find_version(session, version_id)
    slug, year = slug_of(version)
    return publish(
        session,
        version,
        content_sha256=version_hash(version_tables(session, version_id)),
        by=by,
        address=f"/budget/{slug}/{year}/months",
        topics=[object_topic(PLUGIN, "entity", slug), object_topic(PLUGIN, "year", f"{slug}/{year}")],
    )


def withdraw_months(session: Session, version_id: int, *, by: str, reason: str) -> PublicationEntry:
    """Take published facts back, with the reason."""
    return withdraw(session, find_version(session, version_id), by=by, reason=reason)


def discard_months(session: Session, version_id: int) -> None:
    """Delete a draft with its rows. Raises ``PublicationError`` when it is none."""
    version = find_version(session, version_id)
    if version.status == "draft":
        session.execute(delete(Month).where(Month.version_id == version_id))
    discard_draft(session, version)


def slug_of(version: DatasetVersion) -> tuple[str, str]:
    """The entity and the fiscal year of a version."""
    slug, _, year = version.dataset.removeprefix(f"{PLUGIN}/").rpartition(_PART)
    return slug, year


def current(session: Session, slug: str, fiscal_year: int) -> DatasetVersion | None:
    """The published monthly facts of a year; ``None`` when there are none."""
    found = current_versions(session, f"{PLUGIN}/{slug}{_PART}{fiscal_year}")
    return found[-1] if found else None


def describe(session: Session) -> list[DatasetDescription]:
    """One open dataset for each year with published monthly facts."""
    query = select(DatasetVersion).where(DatasetVersion.plugin == PLUGIN, DatasetVersion.status == "published")
    found = []
    for version in session.scalars(query.order_by(DatasetVersion.id)):
        if "months" not in version.mapping:
            continue
        slug, year = slug_of(version)
        owner = session.scalar(select(models.Entity).where(models.Entity.slug == slug))
        assert version.published_at is not None  # Its status says that it was published.
        found.append(
            DatasetDescription(
                id=version.dataset,
                title=version.title,
                description="What was spent and taken in during each month, with the row of the file it was read from.",
                columns=_COLUMNS,
                version=version.number,
                version_ids=(version.id,),
                publisher=owner.name if owner else slug,
                licence=version.licence,
                modified=version.published_at,
                row_count=version.row_count,
                frequency="MONTHLY",
                landing=f"/budget/{slug}/{year}/months",
                keywords=("budget", "execution", year),
                themes=("ECON",),
            )
        )
    return found


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The rows of one dataset by its slug. Raises ``NotFound``."""
    found = current_versions(session, f"{PLUGIN}/{slug}")
    if not found or "months" not in found[-1].mapping:
        raise NotFound(f"There is no dataset {slug[:64]!r}.")
    yield from _rows(session, found[-1])


def _rows(session: Session, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    digits = version.mapping["months"]["digits"]
    query = select(Month).where(Month.version_id == version.id).order_by(Month.source_row)
    for row in session.scalars(query):
        yield row.period, row.direction, row.path, Decimal(row.amount).scaleb(-digits), row.source_row


def version_tables(session: Session, version_id: int) -> list[ContentTable]:
    """What one version consists of, for the publication log. Raises ``NotFound``."""
    if not is_months(session, version_id):
        raise NotFound(f"Version {version_id} holds no monthly facts.")
    return [("months", _COLUMNS, _rows(session, find_version(session, version_id)))]
