"""Loading crosswalks: a draft from a file whose shares add up, and the crosswalk that is published."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.crosswalk.dataset import CROSSWALKS
from toolbox_budget_portal.crosswalk.reading import SCHEMES, Crosswalk, build, read
from toolbox_budget_portal.side_tables.services import close_draft, open_draft, owner_of
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_core import DatasetVersion, FileStore, InputError, LimitSettings

_NAMES = {"cofog": "COFOG", "sdg": "Sustainable Development Goals"}


def import_crosswalk(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    slug: str,
    scheme: str,
    kind: str,
    columns: Columns | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, Crosswalk, list[str]]:
    """Store a crosswalk file as a draft. Returns the version, what was read, and the codes that the budgets lack.

    Raises ``InputError`` for a faulty file and for an entity without budgets.
    """
    owner = owner_of(session, slug)
    if kind not in models.KINDS:
        raise InputError(f"There is no classification {kind[:20]!r}.", fix=f"There are {', '.join(models.KINDS)}.")
    found = read(path, scheme, kind, columns=columns, limits=limits)
    query = select(models.Category.path).where(models.Category.entity_id == owner.id, models.Category.kind == kind)
    unknown = sorted(set(found.parts) - set(session.scalars(query)))
    if len(unknown) == len(found.parts):
        raise InputError(
            f"None of the file's codes is a {kind} code of {owner.name}: {', '.join(unknown[:3])} …",
            fix="Write codes as paths, from the first level down: 09 or 09/09.1.",
        )
    version = open_draft(
        session,
        CROSSWALKS,
        entity=slug,
        part=scheme,
        title=f"{owner.name}: spending by {_NAMES[scheme]}",
        mapping={"crosswalk": {"scheme": scheme, "kind": kind, "rows": found.rows()}},
        licence=licence,
        by=by,
    )
    count = len(found.rows())
    notes = [f"{len(unknown)} codes are in no budget: {', '.join(unknown[:20])}"] if unknown else []
    close_draft(session, files, CROSSWALKS, version, path, rows_read=count, rows_stored=count, notes=notes)
    return version.id, found, unknown


def crosswalk_of(session: Session, slug: str, scheme: str) -> tuple[Crosswalk, DatasetVersion] | None:
    """The published crosswalk of an entity with its version; ``None`` when there is none."""
    version = CROSSWALKS.current(session, slug, scheme)
    if version is None:
        return None
    held = version.mapping["crosswalk"]
    rows = [(at, *row) for at, row in enumerate(held["rows"], 2)]
    return build(held["scheme"], held["kind"], rows), version


def schemes_of(session: Session, slug: str) -> tuple[str, ...]:
    """The schemes that an entity has published a crosswalk to."""
    return tuple(scheme for scheme in SCHEMES if CROSSWALKS.current(session, slug, scheme))
