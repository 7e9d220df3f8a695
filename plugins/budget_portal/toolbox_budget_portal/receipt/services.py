"""Tax rules of an entity's year, kept and published like every dataset: draft, hash, log, original file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Entity
from toolbox_budget_portal.receipt.rules import Rules, from_mapping, parse, to_mapping
from toolbox_core import (
    Column,
    ContentTable,
    DatasetDescription,
    DatasetVersion,
    FileStore,
    InputError,
    NotFound,
    PublicationEntry,
    create_draft,
    current_versions,
    discard_draft,
    find_version,
    finish_draft,
    publish,
    store_source,
    version_hash,
    withdraw,
)

PLUGIN = "budget_portal"
_PART = "-tax-rules-"
_COLUMNS = (Column(name="tax"), Column(name="rule"))


def import_rules(
    session: Session, files: FileStore, path: Path, *, entity: str, licence: str = "", by: str = ""
) -> int:
    """Store a rules file whose own tests pass as a draft; returns the version's id. Raises ``InputError``."""
    owner = session.scalar(select(Entity).where(Entity.slug == entity))
    if owner is None:
        raise InputError(f"There are no budgets of {entity[:64]!r}.")
    try:
        rules = parse(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    version = create_draft(
        session,
        plugin=PLUGIN,
        dataset=f"{PLUGIN}/{entity}{_PART}{rules.year}",
        title=f"{rules.title}, {owner.name} {rules.year}",
        mapping={"tax_rules": to_mapping(rules)},
        licence=licence,
        by=by,
    )
    source = store_source(session, files, path, name=path.name, encoding="utf-8", licence=licence)
    count = len(rules.taxes)
    report = {"version": version.id, "name": version.title, "rows_read": count, "rows_stored": count}
    finish_draft(
        session,
        version,
        report={**report, "rows_rejected": 0, "notes": [f"Source: {rules.source}"], "problems": []},
        row_count=count,
        sources=[(source, "rules", {})],
    )
    return version.id


def is_rules(session: Session, version_id: int) -> bool:
    """Whether a version of the plugin holds tax rules."""
    version = session.get(DatasetVersion, version_id)
    return version is not None and version.plugin == PLUGIN and "tax_rules" in version.mapping


def publish_rules(session: Session, version_id: int, *, by: str) -> PublicationEntry:
    """Make a draft the rules that receipts of its year are estimated by."""
    version = find_version(session, version_id)
    slug, _, year = version.dataset.removeprefix(f"{PLUGIN}/").rpartition(_PART)
    return publish(
        session,
        version,
        content_sha256=version_hash(version_tables(session, version_id)),
        by=by,
        address=f"/budget/{slug}/{year}/receipt",
    )


def withdraw_rules(session: Session, version_id: int, *, by: str, reason: str) -> PublicationEntry:
    """Take published rules back, with the reason."""
    return withdraw(session, find_version(session, version_id), by=by, reason=reason)


def discard_rules(session: Session, version_id: int) -> None:
    """Delete a draft. Raises ``PublicationError`` when it is none."""
    discard_draft(session, find_version(session, version_id))


def rules_of(session: Session, entity: str, year: int) -> tuple[Rules, DatasetVersion] | None:
    """The published rules of a year with their version; ``None``: no estimate can be made for it."""
    found = current_versions(session, f"{PLUGIN}/{entity}{_PART}{year}")
    if not found:
        return None
    found[-1].sources[0].source  # noqa: B018 - loaded now, because the page is written when the session is closed
    return from_mapping(found[-1].mapping["tax_rules"]), found[-1]


def describe(session: Session) -> list[DatasetDescription]:
    """One open dataset for each year with published rules."""
    query = select(DatasetVersion).where(DatasetVersion.plugin == PLUGIN, DatasetVersion.status == "published")
    found = []
    for version in session.scalars(query.order_by(DatasetVersion.id)):
        if "tax_rules" not in version.mapping:
            continue
        slug, _, year = version.dataset.removeprefix(f"{PLUGIN}/").rpartition(_PART)
        owner = session.scalar(select(Entity).where(Entity.slug == slug))
        assert version.published_at is not None  # Its status says that it was published.
        found.append(
            DatasetDescription(
                id=version.dataset,
                title=version.title,
                description="The rules that tax receipts are estimated by: one row for each tax, the rule as JSON.",
                columns=_COLUMNS,
                version=version.number,
                version_ids=(version.id,),
                publisher=owner.name if owner else slug,
                licence=version.licence,
                modified=version.published_at,
                row_count=version.row_count,
                frequency="ANNUAL",
                landing=f"/budget/{slug}/{year}/receipt",
                keywords=("taxes", year),
                themes=("ECON",),
            )
        )
    return found


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The rows of one dataset by its slug. Raises ``NotFound``."""
    found = current_versions(session, f"{PLUGIN}/{slug}")
    if not found or "tax_rules" not in found[-1].mapping:
        raise NotFound(f"There is no dataset {slug[:64]!r}.")
    yield from _rows(found[-1])


def _rows(version: DatasetVersion) -> list[tuple[str, str]]:
    taxes = version.mapping["tax_rules"]["tax"]
    return [(tax["name"], json.dumps(tax, ensure_ascii=False, sort_keys=True)) for tax in taxes]


def version_tables(session: Session, version_id: int) -> list[ContentTable]:
    """What one version consists of, for the publication log. Raises ``NotFound``."""
    if not is_rules(session, version_id):
        raise NotFound(f"Version {version_id} holds no tax rules.")
    return [("rules", _COLUMNS, _rows(find_version(session, version_id)))]
