"""Loading what codes mean: a draft from a file whose codes the budgets have."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.indicators.dataset import ROLES_TABLE
from toolbox_budget_portal.indicators.roles import ROLES, Roles, propose, read
from toolbox_budget_portal.models import KINDS, Category, Entity
from toolbox_budget_portal.side_tables.services import close_draft, open_draft, owner_of
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_core import FileStore, InputError, LimitSettings


def import_roles(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    columns: Columns | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, Roles]:
    """Store the table of roles as a draft. Returns the version's id and the roles.

    Raises ``InputError`` for a faulty file, a code that no budget of the entity has, and an entity without budgets.
    """
    owner = owner_of(session, entity)
    found, sheet = read(path, columns=columns, limits=limits)
    for role, pairs in found.parts.items():
        for kind, code in pairs:
            if kind not in KINDS:
                raise InputError(f"There is no classification {kind[:20]!r}.", fix=f"There are {', '.join(KINDS)}.")
            if code not in _paths(session, owner, kind, ROLES[role]):
                raise InputError(
                    f"{path.name}: {owner.name} has no {kind} code {code[:40]!r} in its {ROLES[role]}, for {role}.",
                    fix="Write codes as paths, from the first level down: 11 or 11/111.",
                )
    rows = found.rows()
    version = open_draft(
        session,
        ROLES_TABLE,
        entity=entity,
        part="roles",
        title=f"What codes of the budgets of {owner.name} mean",
        mapping={"roles": [list(row) for row in rows]},
        licence=licence,
        by=by,
    )
    missing = [role for role in ROLES if role not in found.parts]
    close_draft(
        session,
        files,
        ROLES_TABLE,
        version,
        path,
        rows_read=len(sheet.rows),
        rows_stored=len(rows),
        notes=[f"Not said: {', '.join(missing)}."] if missing else [],
        encoding=sheet.encoding,
        dialect=sheet.dialect,
    )
    return version.id, found


def propose_roles(session: Session, entity: str) -> Roles:
    """What the first-level codes of an entity's budgets seem to mean, for a person to confirm."""
    owner = owner_of(session, entity)
    codes = {
        direction: {kind: sorted(_paths(session, owner, kind, direction, level=1)) for kind in ("gfsm", "economic")}
        for direction in ("revenue", "expenditure")
    }
    return propose(codes)


def _paths(session: Session, owner: Entity, kind: str, direction: str, *, level: int = 0) -> set[str]:
    """The codes of a classification that apply to a direction: codes of both may differ under one name."""
    query = select(Category.path).where(
        Category.entity_id == owner.id, Category.kind == kind, Category.scheme.in_(("", direction))
    )
    if level:
        query = query.where(Category.level == level)
    return set(session.scalars(query))
