"""The form of months in the browser."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_budget_portal.months import reading, services
from toolbox_budget_portal.side_tables.cells import read_total
from toolbox_budget_portal.side_tables.importer import ENTITY, KIND, YEAR, Form, Upload
from toolbox_core import N_, ImportField

CUMULATIVE = "cumulative"


def _load(session: Session, upload: Upload) -> int:
    version, _ = services.import_months(
        session,
        upload.files,
        upload.path,
        slug=upload.entity,
        fiscal_year=upload.year,
        kind=upload.answers["kind"],
        columns=upload.columns,
        cumulative=upload.answers["amounts"] == CUMULATIVE,
        control_total=read_total(upload.answers["control"]),
        licence=upload.licence,
        by=upload.by,
        limits=upload.limits,
    )
    return version


FORM = Form(
    id="months",
    label=N_("A year month by month"),
    hint=N_("CSV or workbook, one row for each month and part of the budget"),
    fields=reading.FIELDS,
    words={
        "period": N_("month"),
        "direction": N_("expenditure or revenue"),
        "code": N_("code of the part of the budget"),
        "amount": N_("amount"),
    },
    asks=(
        ENTITY,
        YEAR,
        ImportField(
            key="amounts",
            label=N_("What are the amounts?"),
            choices={"": N_("of each month alone"), CUMULATIVE: N_("since the year began")},
        ),
        KIND,
        ImportField(
            key="control",
            label=N_("What the expenditure must sum to"),
            hint=N_("With a point for decimals; leave it empty when you do not know"),
        ),
    ),
    load=_load,
)
