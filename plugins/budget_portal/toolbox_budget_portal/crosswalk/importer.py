"""The form of crosswalks in the browser."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_budget_portal.crosswalk import reading, services
from toolbox_budget_portal.side_tables.importer import ENTITY, KIND, Form, Upload
from toolbox_core import N_, ImportField


def _load(session: Session, upload: Upload) -> int:
    version, _, _ = services.import_crosswalk(
        session,
        upload.files,
        upload.path,
        slug=upload.entity,
        scheme=upload.answers["scheme"],
        kind=upload.answers["kind"],
        columns=upload.columns,
        licence=upload.licence,
        by=upload.by,
        limits=upload.limits,
    )
    return version


FORM = Form(
    id="crosswalks",
    label=N_("What the budget's codes are in shared codes"),
    hint=N_("CSV or workbook, one row for each pair of codes with its share"),
    fields=reading.FIELDS,
    words={
        "code": N_("code of the budget"),
        "to": N_("shared code"),
        "share": N_("share in per cent"),
    },
    asks=(
        ENTITY,
        ImportField(
            key="scheme",
            label=N_("Which shared codes?"),
            value="cofog",
            choices={
                "cofog": N_("Functions of government (COFOG)"),
                "sdg": N_("Sustainable Development Goals"),
            },
        ),
        KIND,
    ),
    load=_load,
)
