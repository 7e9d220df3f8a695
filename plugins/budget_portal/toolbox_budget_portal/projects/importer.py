"""The form of capital projects in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.projects import reading, services
from toolbox_budget_portal.side_tables.importer import Form, Upload
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_core import N_, LimitSettings


def _check(path: Path, columns: Columns, limits: LimitSettings) -> Sequence[str]:
    return reading.read(path, columns=columns, limits=limits).evidence


def _load(session: Session, upload: Upload) -> int:
    version, _ = services.import_projects(
        session,
        upload.files,
        upload.path,
        entity=upload.entity,
        fiscal_year=upload.year,
        columns=upload.columns,
        licence=upload.licence,
        by=upload.by,
        limits=upload.limits,
    )
    return version


FORM = Form(
    id="projects",
    label=N_("Capital projects of a year"),
    hint=N_("CSV or workbook, one row for each project"),
    fields=reading.FIELDS,
    words={
        "code": N_("code of the project"),
        "name": N_("name of the project"),
        "description": N_("what it is"),
        "status": N_("how far it is"),
        "department": N_("department"),
        "line": N_("budget line"),
        "location": N_("place, in words"),
        "region": N_("code of the region"),
        "latitude": N_("latitude"),
        "longitude": N_("longitude"),
        "started": N_("day it began"),
        "planned_end": N_("end as first planned"),
        "expected_end": N_("end as expected now"),
        "ended": N_("real end"),
        "estimate": N_("cost as first estimated"),
        "cost": N_("cost as known now"),
        "spent": N_("spent so far"),
        "year_budget": N_("budget of the year"),
        "year_spent": N_("spent in the year"),
        "contractor": N_("who builds"),
        "ocid": N_("contracting process (OCID)"),
        "url": N_("address of its own page"),
    },
    check=_check,
    load=_load,
)
