"""The form of payments in the browser. Cells that could name a natural person are not shown, nor kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.payments import reading, services
from toolbox_budget_portal.side_tables.importer import Form, Upload
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_core import N_, LimitSettings


def _check(path: Path, columns: Columns, limits: LimitSettings) -> Sequence[str]:
    return reading.read(path, columns=columns, limits=limits).evidence


def _load(session: Session, upload: Upload) -> int:
    version, _ = services.import_payments(
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
    id="payments",
    label=N_("Payments of a year"),
    hint=N_("CSV or workbook, one row for each payment; names of natural persons are not kept"),
    fields=reading.FIELDS,
    words={
        "date": N_("day of the payment"),
        "payee": N_("who was paid: name"),
        "identifier": N_("who was paid: identifier"),
        "kind": N_("who was paid: organisation or person"),
        "line": N_("budget line"),
        "amount": N_("amount"),
        "subject": N_("what it was for"),
    },
    check=_check,
    load=_load,
    open=frozenset(("date", "kind", "line", "amount")),
)
