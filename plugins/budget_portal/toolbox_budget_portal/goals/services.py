"""Loading goals: a draft from a file whose codes the budgets have."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.goals.dataset import GOALS
from toolbox_budget_portal.goals.reading import Reading, read
from toolbox_budget_portal.goals.tables import Goal, Observation
from toolbox_budget_portal.models import KINDS, Category
from toolbox_budget_portal.side_tables.services import close_draft, open_draft, owner_of
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_core import FileStore, InputError, LimitSettings


def import_goals(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    kind: str = "programme",
    columns: Columns | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, Reading]:
    """Store an entity's goals as a draft. Returns the version's id and how the file was read.

    Raises ``InputError`` as ``reading.read`` says, for a code that no budget of the entity has, and for an entity
    without budgets.
    """
    owner = owner_of(session, entity)
    if kind not in KINDS:
        raise InputError(f"There is no classification {kind[:20]!r}.", fix=f"There are {', '.join(KINDS)}.")
    found = read(path, kind, columns=columns, limits=limits)
    query = select(Category.path).where(Category.entity_id == owner.id, Category.kind == kind)
    known = set(session.scalars(query))
    unknown = next((one for one in found.indicators if one.path not in known), None)
    if unknown is not None:
        raise InputError(
            f"{path.name}, row {unknown.row}: {owner.name} has no {kind} code {unknown.path[:40]!r}.",
            fix="Write codes as paths, from the first level down, such as 09/0901; --kind names the classification.",
        )
    version = open_draft(
        session,
        GOALS,
        entity=entity,
        part="goals",
        title=f"Goals of {owner.name}",
        mapping={"goals": {"kind": kind}},
        licence=licence,
        by=by,
    )
    session.add_all(
        Goal(
            version_id=version.id,
            key=one.key,
            position=position,
            kind=one.kind,
            path=one.path,
            goal=one.goal,
            name=one.name,
            unit=one.unit,
            direction=one.direction,
            baseline_year=one.baseline[0] if one.baseline else None,
            baseline=f"{one.baseline[1]:f}" if one.baseline else None,
            target_year=one.target[0],
            target=f"{one.target[1]:f}",
            source=one.source,
            counts=one.counts,
            source_row=one.row,
        )
        for position, one in enumerate(found.indicators)
    )
    session.add_all(
        Observation(version_id=version.id, key=one.key, year=year, value=f"{point.value:f}", source_row=point.row)
        for one in found.indicators
        for year, point in one.observed.items()
    )
    close_draft(
        session,
        files,
        GOALS,
        version,
        path,
        rows_read=found.rows_read,
        rows_stored=found.rows_read,
        notes=found.evidence,
        problems=found.problems,
        encoding=found.encoding,
        dialect=found.dialect,
    )
    return version.id, found
