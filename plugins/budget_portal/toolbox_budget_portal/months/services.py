"""Loading the months of a budget year: a draft from a file whose codes exist and count once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.months.dataset import MONTHS
from toolbox_budget_portal.months.reading import Reading, months_between, read
from toolbox_budget_portal.months.tables import Month
from toolbox_budget_portal.openness.queries import openness
from toolbox_budget_portal.side_tables.services import close_draft, open_draft
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_core import ControlTotalMismatch, FileStore, InputError, LimitSettings, to_minor


def import_months(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    slug: str,
    fiscal_year: int,
    kind: str = "functional",
    columns: Columns | None = None,
    cumulative: bool = False,
    control_total: Decimal | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, Reading]:
    """Store a monthly file as a draft. The months are those of the fiscal year by the entity's calendar.

    ``control_total`` is what the expenditure must sum to. Raises ``InputError`` for a faulty file or a code that the
    entity's budgets do not have, ``ControlTotalMismatch``, ``NotFound`` for an unknown entity.
    """
    known = openness(session, slug, fiscal_year, date.max)
    months = months_between(known.year.start, known.year.end)
    found = read(path, months, columns=columns, cumulative=cumulative, limits=limits)
    codes = {path for _, _, path in found.amounts if path}
    query = select(models.Category.path).where(
        models.Category.entity_id == known.entity.id, models.Category.kind == kind
    )
    unknown = sorted(codes - set(session.scalars(query)))
    if unknown:
        raise InputError(
            f"{known.entity.name} has no {kind[:20]} codes {', '.join(unknown[:5])}.",
            fix="Write codes as paths, from the first level down: 09 or 09/09.1.",
        )
    given = {(way, code) for _, way, code in found.amounts}
    for way, code in sorted(given):
        if any(w == way and other != code and other.startswith(f"{code}/" if code else "") for w, other in given):
            raise InputError(
                f"The file gives {code or 'the whole'} and parts of it, which would count twice.",
                fix="Give either the whole or its parts.",
            )
    spent = sum((amount for (_, way, _), (amount, _) in found.amounts.items() if way == "expenditure"), Decimal(0))
    if control_total is not None and spent != control_total:
        raise ControlTotalMismatch(f"The expenditure of the file is {spent:,f}, not {control_total:,f}.")
    version = open_draft(
        session,
        MONTHS,
        entity=slug,
        part=fiscal_year,
        title=f"{known.entity.name} {fiscal_year}, month by month",
        mapping={"months": {"kind": kind, "digits": found.digits, "cumulative": cumulative, "all": months}},
        licence=licence,
        by=by,
    )
    session.add_all(
        Month(
            version_id=version.id,
            period=period,
            direction=direction,
            path=code,
            amount=to_minor(amount, found.digits),
            source_row=row,
        )
        for (period, direction, code), (amount, row) in sorted(found.amounts.items())
    )
    close_draft(
        session,
        files,
        MONTHS,
        version,
        path,
        rows_read=found.rows_read,
        rows_stored=len(found.amounts),
        notes=found.evidence,
        encoding=found.encoding,
    )
    return version.id, found
