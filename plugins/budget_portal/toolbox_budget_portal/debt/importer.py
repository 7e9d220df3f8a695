"""The form of debts in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.debt import reading, services
from toolbox_budget_portal.side_tables.cells import read_total
from toolbox_budget_portal.side_tables.importer import ENTITY, Form, Upload
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_core import N_, ImportField, LimitSettings


def _check(path: Path, columns: Columns, limits: LimitSettings) -> Sequence[str]:
    found = reading.read(path, columns=columns, limits=limits)
    return [*found.evidence, *(problem.message for problem in found.problems)]


def _load(session: Session, upload: Upload) -> int:
    version, _ = services.import_debt(
        session,
        upload.files,
        upload.path,
        entity=upload.entity,
        columns=upload.columns,
        control_total=read_total(upload.answers["control"]),
        licence=upload.licence,
        by=upload.by,
        limits=upload.limits,
    )
    return version


FORM = Form(
    id="debt",
    label=N_("Debt, year by year"),
    hint=N_("CSV or workbook, one row for each year and part of the debt"),
    fields=reading.FIELDS,
    words={
        "year": N_("fiscal year"),
        "opening": N_("owed at the beginning"),
        "borrowing": N_("newly borrowed"),
        "repayment": N_("paid back"),
        "other": N_("other changes of the debt"),
        "closing": N_("owed at the end"),
        "interest": N_("interest paid"),
        "instrument": N_("kind of debt"),
        "creditor": N_("kind of lender"),
        "residence": N_("domestic or foreign"),
        "currency": N_("currency the debt is owed in"),
    },
    asks=(
        ENTITY,
        ImportField(
            key="control",
            label=N_("What the debt at the end of the last year is"),
            hint=N_("With a point for decimals; leave it empty when you do not know"),
        ),
    ),
    check=_check,
    load=_load,
)
