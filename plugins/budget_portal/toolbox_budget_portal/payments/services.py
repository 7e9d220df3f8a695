"""Loading payments: a draft whose kept file is a copy without names of natural persons, then publication."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Entity, Payment, PaymentList
from toolbox_budget_portal.payments import queries, reading
from toolbox_budget_portal.payments.queries import PLUGIN, reference
from toolbox_budget_portal.queries.records import Year
from toolbox_budget_portal.queries.years import year as find_year
from toolbox_budget_portal.virements.queries import count_lines, resolve
from toolbox_core import (
    FileStore,
    InputError,
    LimitSettings,
    Mention,
    NotFound,
    PublicationEntry,
    PublicationError,
    create_draft,
    decimal_places,
    discard_draft,
    find_version,
    finish_draft,
    fold,
    link_organisations,
    publish,
    store_source,
    to_minor,
    version_hash,
    withdraw,
)


def import_payments(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    fiscal_year: int,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, reading.Reading]:
    """Store the payments of a published year as a draft. Returns the version's id and how the file was read.

    What is kept as the original is a copy: the known columns, and for natural persons neither name nor identifier nor
    subject. Raises ``InputError`` as ``reading.read`` says, when the year is not published, and with the row when a
    payment names a line that the year's budget does not have.
    """
    try:
        year = find_year(session, entity, fiscal_year)
    except NotFound as error:
        raise InputError(str(error), fix="Publish the year's budget first.") from None
    found = reading.read(path, limits=limits)
    _check_places(session, year, found)
    digits = max(year.digits, *(decimal_places(one.amount) for one in found.payments), 0)
    version = create_draft(
        session,
        plugin=PLUGIN,
        dataset=f"{PLUGIN}/{entity}-{fiscal_year}-payments",
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
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{path.stem}-without-names.csv"
        reading.write_copy(copy, found.payments)
        source = store_source(session, files, copy, name=copy.name, encoding="utf-8", licence=licence)
    count = len(found.payments)
    report = {"version": version.id, "name": version.title, "rows_read": count, "rows_stored": count}
    finish_draft(
        session,
        version,
        report={**report, "rows_rejected": 0, "notes": list(found.evidence), "problems": []},
        row_count=count,
        sources=[(source, "payments", {})],
    )
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


def is_payment_list(session: Session, version_id: int) -> bool:
    """Whether a version of the plugin is a list of payments."""
    return session.get(PaymentList, version_id) is not None


def publish_payments(session: Session, version_id: int, *, by: str) -> PublicationEntry:
    """Make a draft the payments that everybody reads, and link the organisations to the directory."""
    listed = session.get_one(PaymentList, version_id)
    owner = session.get_one(Entity, listed.entity_id)
    entry = publish(
        session,
        find_version(session, version_id),
        content_sha256=version_hash(queries.version_tables(session, version_id)),
        by=by,
        address=f"/budget/{owner.slug}/{listed.fiscal_year}/payments",
    )
    query = select(Payment.identifier, Payment.payee).where(Payment.version_id == version_id, Payment.person.is_(False))
    names = {row.identifier: row.payee for row in session.execute(query.order_by(Payment.source_row))}
    mentions = []
    for identifier, payee in names.items():
        scheme, colon, value = identifier.partition(":")
        pair = (scheme, value) if colon and value.strip() else (owner.country, identifier)
        mentions.append(
            Mention(
                reference=reference(owner.slug, identifier),
                name=payee,
                identifiers=(pair,) if pair[0] else (),
                kind="company",
                jurisdiction=owner.country,
            )
        )
    link_organisations(session, PLUGIN, mentions, by=by)
    return entry


def withdraw_payments(session: Session, version_id: int, *, by: str, reason: str) -> PublicationEntry:
    """Take published payments back, with the reason."""
    return withdraw(session, find_version(session, version_id), by=by, reason=reason)


def discard_payments(session: Session, version_id: int) -> None:
    """Delete a draft. Raises ``PublicationError`` for anything else."""
    version = find_version(session, version_id)
    if version.status != "draft":
        raise PublicationError(f"Version {version_id} is {version.status}; only a draft can be discarded.")
    session.execute(delete(Payment).where(Payment.version_id == version_id))
    session.execute(delete(PaymentList).where(PaymentList.version_id == version_id))
    discard_draft(session, version)
