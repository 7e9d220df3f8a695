"""Crosswalks of an entity, kept and published like every dataset: draft, hash, log, original file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.crosswalk.reading import SCHEMES, Crosswalk, build, read
from toolbox_budget_portal.queries import entity
from toolbox_core import (
    Column,
    ContentTable,
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
    publish,
    store_source,
    version_hash,
    withdraw,
)

PLUGIN = "budget_portal"
_PART = "-crosswalk-"
_NAMES = {"cofog": "COFOG", "sdg": "Sustainable Development Goals"}
_COLUMNS = (
    Column(name="code", title="Code of the budget"),
    Column(name="to", title="Code of the scheme"),
    Column(name="share", type="number", title="Share, per cent"),
)


def import_crosswalk(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    slug: str,
    scheme: str,
    kind: str,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, Crosswalk, list[str]]:
    """Store a crosswalk file as a draft. Returns the version, what was read, and the codes that the budgets lack.

    Raises ``InputError`` for a faulty file, ``NotFound`` for an unknown entity.
    """
    owner = entity(session, slug)
    if kind not in models.KINDS:
        raise InputError(f"There is no classification {kind[:20]!r}.", fix=f"There are {', '.join(models.KINDS)}.")
    found = read(path, scheme, kind, limits)
    query = select(models.Category.path).where(models.Category.entity_id == owner.id, models.Category.kind == kind)
    unknown = sorted(set(found.parts) - set(session.scalars(query)))
    if len(unknown) == len(found.parts):
        raise InputError(
            f"None of the file's codes is a {kind} code of {owner.name}: {', '.join(unknown[:3])} …",
            fix="Write codes as paths, from the first level down: 09 or 09/09.1.",
        )
    version = create_draft(
        session,
        plugin=PLUGIN,
        dataset=f"{PLUGIN}/{slug}{_PART}{scheme}",
        title=f"{owner.name}: spending by {_NAMES[scheme]}",
        mapping={"crosswalk": {"scheme": scheme, "kind": kind, "rows": found.rows()}},
        licence=licence,
        by=by,
    )
    source = store_source(session, files, path, name=path.name, encoding="utf-8", licence=licence)
    count = len(found.rows())
    notes = [f"{len(unknown)} codes are in no budget: {', '.join(unknown[:20])}"] if unknown else []
    report = {"version": version.id, "name": version.title, "rows_read": count, "rows_stored": count}
    finish_draft(
        session,
        version,
        report={**report, "rows_rejected": 0, "notes": notes, "problems": []},
        row_count=count,
        sources=[(source, "crosswalk", {})],
    )
    return version.id, found, unknown


def is_crosswalk(session: Session, version_id: int) -> bool:
    """Whether a version of the plugin holds a crosswalk."""
    version = session.get(DatasetVersion, version_id)
    return version is not None and version.plugin == PLUGIN and "crosswalk" in version.mapping


def publish_crosswalk(session: Session, version_id: int, *, by: str) -> PublicationEntry:
    """Make a draft the crosswalk that the entity's budgets are read by."""
    version = find_version(session, version_id)
    return publish(
        session,
        version,
        content_sha256=version_hash(version_tables(session, version_id)),
        by=by,
        address=f"/budget/{_slug(version)[0]}",
    )


def withdraw_crosswalk(session: Session, version_id: int, *, by: str, reason: str) -> PublicationEntry:
    """Take a published crosswalk back, with the reason."""
    return withdraw(session, find_version(session, version_id), by=by, reason=reason)


def discard_crosswalk(session: Session, version_id: int) -> None:
    """Delete a draft. Raises ``PublicationError`` when it is none."""
    discard_draft(session, find_version(session, version_id))


def crosswalk_of(session: Session, slug: str, scheme: str) -> tuple[Crosswalk, DatasetVersion] | None:
    """The published crosswalk of an entity with its version; ``None`` when there is none."""
    found = current_versions(session, f"{PLUGIN}/{slug}{_PART}{scheme}")
    if not found:
        return None
    found[-1].sources[0].source  # noqa: B018 - loaded now, because the page is written when the session is closed
    held = found[-1].mapping["crosswalk"]
    rows = [(at, *row) for at, row in enumerate(held["rows"], 2)]
    return build(held["scheme"], held["kind"], rows), found[-1]


def schemes_of(session: Session, slug: str) -> tuple[str, ...]:
    """The schemes that an entity has published a crosswalk to."""
    return tuple(scheme for scheme in SCHEMES if current_versions(session, f"{PLUGIN}/{slug}{_PART}{scheme}"))


def _slug(version: DatasetVersion) -> tuple[str, str]:
    slug, _, scheme = version.dataset.removeprefix(f"{PLUGIN}/").rpartition(_PART)
    return slug, scheme


def describe(session: Session) -> list[DatasetDescription]:
    """One open dataset for each published crosswalk."""
    query = select(DatasetVersion).where(DatasetVersion.plugin == PLUGIN, DatasetVersion.status == "published")
    found = []
    for version in session.scalars(query.order_by(DatasetVersion.id)):
        if "crosswalk" not in version.mapping:
            continue
        slug, scheme = _slug(version)
        owner = session.scalar(select(models.Entity).where(models.Entity.slug == slug))
        assert version.published_at is not None  # Its status says that it was published.
        found.append(
            DatasetDescription(
                id=version.dataset,
                title=version.title,
                description="Which shares of each of the budget's own codes belong to which code that other countries "
                "use, too. The shares of a code add up to 100.",
                columns=_COLUMNS,
                version=version.number,
                version_ids=(version.id,),
                publisher=owner.name if owner else slug,
                licence=version.licence,
                modified=version.published_at,
                row_count=version.row_count,
                frequency="IRREG",
                landing=f"/budget/{slug}",
                keywords=("crosswalk", scheme),
                themes=("ECON",),
            )
        )
    return found


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The rows of one crosswalk by its dataset's slug. Raises ``NotFound``."""
    found = current_versions(session, f"{PLUGIN}/{slug}")
    if not found or "crosswalk" not in found[-1].mapping:
        raise NotFound(f"There is no dataset {slug[:64]!r}.")
    yield from _rows(found[-1])


def _rows(version: DatasetVersion) -> list[tuple[Any, ...]]:
    return [(code, to, Decimal(share)) for code, to, share in version.mapping["crosswalk"]["rows"]]


def version_tables(session: Session, version_id: int) -> list[ContentTable]:
    """What one version consists of, for the publication log. Raises ``NotFound``."""
    if not is_crosswalk(session, version_id):
        raise NotFound(f"Version {version_id} holds no crosswalk.")
    return [("crosswalk", _COLUMNS, _rows(find_version(session, version_id)))]
