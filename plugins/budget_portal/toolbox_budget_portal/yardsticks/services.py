"""Loading yardsticks: a draft from a file, then publication through the log like every other dataset."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Entity, Yardstick, YardstickValue
from toolbox_budget_portal.yardsticks import reading
from toolbox_budget_portal.yardsticks.queries import PLUGIN, TITLES, version_tables
from toolbox_core import (
    FileStore,
    InputError,
    LimitSettings,
    PublicationEntry,
    PublicationError,
    create_draft,
    discard_draft,
    find_version,
    finish_draft,
    publish,
    store_source,
    version_hash,
    withdraw,
)


def import_yardstick(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    kind: str,
    year_column: str = "",
    value_column: str = "",
    only: Mapping[str, str] | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, reading.Reading]:
    """Store a table of one figure a year as a draft. Returns the version's id and how the file was read.

    ``files`` is the site's folder of kept originals. Raises ``InputError`` as ``reading.read`` says, and for an entity
    that has no budgets.
    """
    owner = session.scalar(select(Entity).where(Entity.slug == entity))
    if owner is None:
        known = ", ".join(session.scalars(select(Entity.slug).order_by(Entity.slug))) or "none yet"
        raise InputError(f"There are no budgets of {entity[:64]!r}.", fix=f"Entities with budgets: {known}.")
    found = reading.read(path, kind, year_column=year_column, value_column=value_column, only=only, limits=limits)
    mapping: dict[str, Any] = {
        "kind": kind,
        "year_column": year_column,
        "value_column": value_column,
        "only": dict(only or {}),
    }
    version = create_draft(
        session,
        plugin=PLUGIN,
        dataset=f"{PLUGIN}/{entity}-{kind}",
        title=TITLES[kind].format(name=owner.name),
        mapping=mapping,
        licence=licence,
        by=by,
    )
    session.add(Yardstick(version_id=version.id, entity_id=owner.id, kind=kind))
    session.flush()
    session.add_all(
        YardstickValue(version_id=version.id, fiscal_year=year, value=str(value), source_row=row)
        for year, (value, row) in sorted(found.values.items())
    )
    source = store_source(session, files, path, name=path.name, encoding=found.encoding, licence=licence)
    finish_draft(
        session,
        version,
        report={
            "version": version.id,
            "name": version.title,
            "rows_read": found.rows_read,
            "rows_stored": len(found.values),
            "rows_rejected": 0,
            "notes": list(found.evidence),
            "problems": [],
        },
        row_count=len(found.values),
        sources=[(source, kind, found.dialect)],
    )
    return version.id, found


def is_yardstick(session: Session, version_id: int) -> bool:
    """Whether a version of the plugin is a yardstick, and no budget."""
    return session.get(Yardstick, version_id) is not None


def publish_yardstick(session: Session, version_id: int, *, by: str) -> PublicationEntry:
    """Make a draft the figures that pages measure by. Raises ``PublicationError``."""
    table = session.get_one(Yardstick, version_id)
    owner = session.get_one(Entity, table.entity_id)
    return publish(
        session,
        find_version(session, version_id),
        content_sha256=version_hash(version_tables(session, version_id)),
        by=by,
        address=f"/budget/{owner.slug}",
    )


def withdraw_yardstick(session: Session, version_id: int, *, by: str, reason: str) -> PublicationEntry:
    """Take published figures back, with the reason."""
    return withdraw(session, find_version(session, version_id), by=by, reason=reason)


def discard_yardstick(session: Session, version_id: int) -> None:
    """Delete a draft. Raises ``PublicationError`` for anything else."""
    version = find_version(session, version_id)
    if version.status != "draft":
        raise PublicationError(f"Version {version_id} is {version.status}; only a draft can be discarded.")
    session.execute(delete(YardstickValue).where(YardstickValue.version_id == version_id))
    session.execute(delete(Yardstick).where(Yardstick.version_id == version_id))
    discard_draft(session, version)
