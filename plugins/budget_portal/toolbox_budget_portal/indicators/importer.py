"""The form of what codes mean, in the browser."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_budget_portal.indicators import roles, services
from toolbox_budget_portal.side_tables.importer import ENTITY, Form, Upload
from toolbox_core import N_


def _load(session: Session, upload: Upload) -> int:
    version, _ = services.import_roles(
        session,
        upload.files,
        upload.path,
        entity=upload.entity,
        columns=upload.columns,
        licence=upload.licence,
        by=upload.by,
        limits=upload.limits,
    )
    return version


FORM = Form(
    id="roles",
    label=N_("What codes mean for fiscal indicators"),
    hint=N_("CSV or workbook, one row for each role and code: tax, transfers, interest …"),
    fields=roles.FIELDS,
    words={
        "role": N_("role: tax, transfers, current-revenue, loans, interest, current-spending or repaid"),
        "kind": N_("classification of the code"),
        "code": N_("code of the budget"),
    },
    asks=(ENTITY,),
    load=_load,
)
