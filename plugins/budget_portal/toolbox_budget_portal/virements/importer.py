"""The form of changes in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.side_tables.importer import Form, Upload
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_budget_portal.virements import reading, services
from toolbox_core import N_, LimitSettings


def _check(path: Path, columns: Columns, limits: LimitSettings) -> Sequence[str]:
    return reading.read(path, columns=columns, limits=limits).evidence


def _load(session: Session, upload: Upload) -> int:
    version, _ = services.import_changes(
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
    id="changes",
    label=N_("Changes made to a budget during the year"),
    hint=N_("CSV or workbook, one row for each move from line to line; every act takes as much as it gives"),
    fields=reading.FIELDS,
    words={
        "date": N_("day of the decision"),
        "act": N_("act or decision"),
        "from": N_("taken from: budget line"),
        "to": N_("given to: budget line"),
        "amount": N_("amount"),
        "reason": N_("reason"),
        "document": N_("address of the document"),
    },
    check=_check,
    load=_load,
)
