"""The form of goals in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.goals import reading, services
from toolbox_budget_portal.side_tables.importer import ENTITY, KIND, Form, Upload
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_core import N_, LimitSettings


def _check(path: Path, columns: Columns, limits: LimitSettings) -> Sequence[str]:
    found = reading.read(path, "programme", columns=columns, limits=limits)
    return [*found.evidence, *(problem.message for problem in found.problems)]


def _load(session: Session, upload: Upload) -> int:
    version, _ = services.import_goals(
        session,
        upload.files,
        upload.path,
        entity=upload.entity,
        kind=upload.answers["kind"],
        columns=upload.columns,
        licence=upload.licence,
        by=upload.by,
        limits=upload.limits,
    )
    return version


FORM = Form(
    id="goals",
    label=N_("Goals of programmes"),
    hint=N_("CSV or workbook, one row for each indicator; columns named by a year hold what was observed"),
    fields=reading.FIELDS,
    words={
        "code": N_("code of the programme"),
        "goal": N_("goal"),
        "name": N_("indicator"),
        "unit": N_("unit"),
        "direction": N_("what is better: more or less"),
        "baseline year": N_("year of the baseline"),
        "baseline": N_("baseline"),
        "target year": N_("year of the target"),
        "target": N_("target"),
        "source": N_("address of the source"),
        "counts": N_("whether it counts things of one year"),
        "year": N_("year of the observation"),
        "value": N_("observed value"),
    },
    asks=(ENTITY, replace(KIND, value="programme")),
    check=_check,
    load=_load,
)
