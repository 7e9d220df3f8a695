"""Loading payments: a draft whose kept file is a copy without names of natural persons."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Payment, PaymentList
from toolbox_budget_portal.payments import reading
from toolbox_budget_portal.payments.dataset import PAYMENTS
from toolbox_budget_portal.queries.records import Year
from toolbox_budget_portal.side_tables.services import close_draft, open_draft
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_budget_portal.virements.queries import count_lines, resolve
from toolbox_budget_portal.virements.services import budget_of
from toolbox_core import FileStore, InputError, LimitSettings, NotFound, decimal_places, fold, to_minor


def import_payments(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    fiscal_year: int,
    columns: Columns | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, reading.Reading]:
    """Store the payments of a published year as a draft. Returns the version's id and how the file was read.

    What is kept as the original is a copy: the known columns, and for natural persons neither name nor identifier nor
    subject. Raises ``InputError`` as ``reading.read`` says, when the year is not published, and with the row when a
    payment names a line that the year's budget does not have.
    """
    year = budget_of(session, entity, fiscal_year)
    found = reading.read(path, columns=columns, limits=limits)
    _check_places(session, year, found)
    digits = max(year.digits, *(decimal_places(one.amount) for one in found.payments), 0)
    version = open_draft(
        session,
        PAYMENTS,
        entity=entity,
        part=fiscal_year,
        title=f"Payments of {year.entity.name}, {fiscal_year}",
        mapping={"payments": True},
        licence=licence,
        by=by,
    )
    session.add(PaymentList(version_id=version.id, entity_id=year.entity.id, fiscal_year=fiscal_year, digits=digits))
    session.flush()
    session.add_all(
        Payment(
            version_id=version.id,
            source_row=one.row,
            day=one.day,
            payee=one.payee,
            identifier=one.identifier,
            person=one.person,
            place="" if one.place is None else str(one.place),
            amount=to_minor(one.amount, digits),
            subject=one.subject,
            folded=fold(f"{one.payee} {one.identifier} {one.subject}"),
        )
        for one in found.payments
    )
    count = len(found.payments)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{path.stem}-without-names.csv"
        reading.write_copy(copy, found.payments)
        close_draft(session, files, PAYMENTS, version, copy, rows_read=count, rows_stored=count, notes=found.evidence)
    return version.id, found


def _check_places(session: Session, year: Year, found: reading.Reading) -> None:
    checked: set[str] = set()
    for one in found.payments:
        if one.place is None or str(one.place) in checked:
            continue
        checked.add(str(one.place))
        try:
            known = count_lines(session, year, one.place, resolve(session, year, [one.place])[str(one.place)])
        except NotFound:
            known = 0
        if not known:
            raise InputError(
                f"Payment {one.row - 1} of the file names a line that the {year.fiscal_year} budget does not have.",
                fix="Name lines that the published budget has, such as programme:0701 economic:22/221.",
            )
