"""Loading debts: a draft from a file whose stocks and flows are held against one another."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.debt.dataset import DEBT
from toolbox_budget_portal.debt.reading import Reading, read
from toolbox_budget_portal.debt.records import CLOSING, FACETS, MEASURES, by_year
from toolbox_budget_portal.debt.tables import Debt
from toolbox_budget_portal.side_tables.services import close_draft, open_draft, owner_of
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_core import ControlTotalMismatch, FileStore, LimitSettings, to_minor


def import_debt(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    columns: Columns | None = None,
    control_total: Decimal | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, Reading]:
    """Store an entity's debt of all its years as a draft. Returns the version's id and how the file was read.

    ``control_total`` is what the closing stocks of the last year must add up to. Raises ``InputError`` as
    ``reading.read`` says, and for an entity without budgets; ``ControlTotalMismatch``.
    """
    owner = owner_of(session, entity)
    found = read(path, columns=columns, limits=limits)
    years = by_year(found.rows)
    last = max(years)
    if control_total is not None and years[last][CLOSING] != control_total:
        told = years[last][CLOSING]
        raise ControlTotalMismatch(
            f"The debt at the end of {last} is {'not given in full' if told is None else format(told, ',f')}, "
            f"not {control_total:,f}."
        )
    version = open_draft(
        session,
        DEBT,
        entity=entity,
        part="debt",
        title=f"Debt of {owner.name}",
        mapping={"debt": {"digits": found.digits}},
        licence=licence,
        by=by,
    )
    session.add_all(
        Debt(
            version_id=version.id,
            source_row=row.row,
            fiscal_year=row.year,
            **{facet: row.part(facet) for facet in FACETS},
            **{
                name: None if (value := row.amounts[name]) is None else to_minor(value, found.digits)
                for name in MEASURES
            },
        )
        for row in found.rows
    )
    close_draft(
        session,
        files,
        DEBT,
        version,
        path,
        rows_read=len(found.rows),
        rows_stored=len(found.rows),
        notes=found.evidence,
        problems=found.problems,
        encoding=found.encoding,
        dialect=found.dialect,
    )
    return version.id, found
