"""Loading capital projects as a draft."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.projects import reading
from toolbox_budget_portal.projects.dataset import PROJECTS
from toolbox_budget_portal.projects.tables import CapitalProject, ProjectList
from toolbox_budget_portal.side_tables.services import close_draft, open_draft
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_budget_portal.virements.services import budget_of, check_places
from toolbox_core import FileStore, LimitSettings, decimal_places, to_minor


def import_projects(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    fiscal_year: int,
    columns: Columns | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, reading.Reading]:
    """Store the projects of a published year as a draft. Returns the version's id and how the file was read.

    Raises ``InputError`` as ``reading.read`` says, when the year is not published, and with the row when a project
    names a budget line that the year does not have.
    """
    year = budget_of(session, entity, fiscal_year)
    found = reading.read(path, columns=columns, limits=limits)
    check_places(session, year, ((one.row, one.place) for one in found.projects), path.name)
    amounts = [amount for one in found.projects for amount in one.amounts.values() if amount is not None]
    digits = max(year.digits, *(decimal_places(amount) for amount in amounts), 0)
    version = open_draft(
        session,
        PROJECTS,
        entity=entity,
        part=fiscal_year,
        title=f"Capital projects of {year.entity.name}, {fiscal_year}",
        mapping={"projects": True},
        licence=licence,
        by=by,
    )
    session.add(ProjectList(version_id=version.id, entity_id=year.entity.id, fiscal_year=fiscal_year, digits=digits))
    session.flush()
    session.add_all(
        CapitalProject(
            version_id=version.id,
            source_row=one.row,
            code=one.code,
            name=one.name,
            stage=one.stage,
            place="" if one.place is None else str(one.place),
            latitude_e7=one.latitude_e7,
            longitude_e7=one.longitude_e7,
            **one.texts,
            **one.days,
            **{name: None if amount is None else to_minor(amount, digits) for name, amount in one.amounts.items()},
        )
        for one in found.projects
    )
    count = len(found.projects)
    close_draft(
        session,
        files,
        PROJECTS,
        version,
        path,
        rows_read=count,
        rows_stored=count,
        notes=found.evidence,
        encoding=found.encoding,
        dialect=found.dialect,
    )
    return version.id, found
