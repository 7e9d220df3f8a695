"""Loading rates, putting a set in force, and converting the values of every process with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from toolbox_core import FileStore, InputError, NotFound, record_act, renew_pages, store_source, utcnow
from toolbox_procurement.conversion.computing import Converted, Rates, value_day
from toolbox_procurement.conversion.reading import known_currencies, read_rates
from toolbox_procurement.conversion.tables import ENDED, PUBLISHED, Rate, RateSet
from toolbox_procurement.models import UNITS, Process

_PAGE: Final = 5_000


def add_rates(session: Session, files: FileStore, path: Path, *, base: str, origin: str, by: str) -> RateSet:
    """Keep a file of rates as a draft, with a report of what is in it. Nothing is converted by this.

    Raises ``InputError`` for a base that is no currency or without an origin, ProcurementFileError for the file.
    """
    if base not in known_currencies():
        raise InputError(f"{base!r} is no currency.", fix="Write its three letters, such as EUR.")
    if not origin.strip():
        raise InputError("Say whose rates these are.", fix="For example: European Central Bank, reference rates.")
    found = read_rates(path, base)
    source = store_source(session, files, path, name=path.name, encoding="utf-8", media_type="text/csv")
    row = RateSet(
        name=path.name[:255],
        sha256=source.sha256,
        origin=origin.strip(),
        base=base,
        report=found.report,
        added_by=by,
    )
    session.add(row)
    session.flush()
    rows = [
        {"set_id": row.id, "currency": currency, "day": day, "rate": rate}
        for (currency, day), rate in found.rates.items()
    ]
    for start in range(0, len(rows), _PAGE):
        session.execute(insert(Rate), rows[start : start + _PAGE])
    record_act(session, actor=by, action="rates.add", target=f"rates:{row.id}", detail={"sha256": row.sha256})
    return row


def publish_rates(session: Session, number: int, *, target: str, days: int, by: str) -> RateSet:
    """Put a set in force in the place of the one before, and convert every value. Raises ``InputError``."""
    row = find_rates(session, number)
    if target != row.base and target not in row.report.get("currencies", ()):
        raise InputError(f"Set {number} has no rates of {target!r}.", fix="Convert to a currency that it names.")
    if days < 0:
        raise InputError("A rate cannot be older than a negative number of days.")
    for before in session.scalars(select(RateSet).where(RateSet.status == PUBLISHED)):
        before.status = ENDED
    row.status, row.target, row.days, row.published_at = PUBLISHED, target, days, utcnow()
    session.flush()
    record_act(
        session, actor=by, action="rates.publish", target=f"rates:{number}", detail={"target": target, "days": days}
    )
    convert_values(session)
    return row


def withdraw_rates(session: Session, number: int, *, by: str) -> RateSet:
    """End a set: nothing is converted any more until another one is published. Raises ``InputError``."""
    row = find_rates(session, number)
    if row.status != PUBLISHED:
        raise InputError(f"Set {number} is not in force.")
    row.status = ENDED
    session.flush()
    record_act(session, actor=by, action="rates.withdraw", target=f"rates:{number}")
    convert_values(session)
    return row


def find_rates(session: Session, number: int) -> RateSet:
    """One set. Raises ``NotFound``."""
    row = session.get(RateSet, number)
    if row is None:
        raise NotFound(f"There is no set of rates {number}.", fix="toolbox procurement rates list")
    return row


def rate_sets(session: Session) -> Sequence[RateSet]:
    """All sets, the newest first."""
    return session.scalars(select(RateSet).order_by(RateSet.id.desc())).all()


def in_force(session: Session) -> RateSet | None:
    """The set that values are converted with."""
    return session.scalar(select(RateSet).where(RateSet.status == PUBLISHED))


def rates_in_force(session: Session, currencies: Sequence[str] | None = None) -> Rates | None:
    """Its rates, all or those of some currencies and of the target."""
    row = in_force(session)
    if row is None:
        return None
    found = Rates(row.base, row.target, row.days, row.origin, known_currencies())
    query = select(Rate.currency, Rate.day, Rate.rate).where(Rate.set_id == row.id).order_by(Rate.currency, Rate.day)
    if currencies is not None:
        query = query.where(Rate.currency.in_([*currencies, row.target]))
    found.add((currency, day, rate) for currency, day, rate in session.execute(query))
    return found


def day_of(row: Any) -> str:
    """The day of a stored process's value."""
    return value_day(row.value_from, tender=row.tender_start, award=row.award_date, sign=row.sign_date, latest=row.date)


def conversions(session: Session, rows: Sequence[Process]) -> dict[int, Converted]:
    """The converted values of some processes, by their ids; those in the target currency itself are left out."""
    row = in_force(session)
    foreign = [one for one in rows if row is not None and one.value is not None and one.currency != row.target]
    if row is None or not foreign:
        return {}
    rates = _around(session, row, foreign)
    found = {one.id: rates.convert(Decimal(one.value or 0) / UNITS, one.currency, day_of(one))[1] for one in foreign}
    return {number: converted for number, converted in found.items() if converted is not None}


def _around(session: Session, row: RateSet, processes: Sequence[Process]) -> Rates:
    """The few rates that some processes need: for each currency and day the last one known."""
    rates = Rates(row.base, row.target, row.days, row.origin, known_currencies())
    wanted = {(currency, day_of(one)) for one in processes for currency in (one.currency, row.target)}
    found: set[tuple[str, str, str]] = set()
    for currency, day in sorted(wanted):
        last = (
            select(Rate.day, Rate.rate)
            .where(Rate.set_id == row.id, Rate.currency == currency, Rate.day <= day)
            .order_by(Rate.day.desc())
            .limit(1)
        )
        found.update((currency, known, rate) for known, rate in session.execute(last))
    rates.add(sorted(found))
    return rates


def convert_values(session: Session) -> Counter[str]:
    """Convert the value of every process with the set in force (or forget what was converted); counts the outcomes."""
    rates, counts, unknown = rates_in_force(session), Counter[str](), Counter[str]()
    last = 0
    names = ("value_from", "tender_start", "award_date", "sign_date", "date", "value", "currency", "converted")
    query = select(Process.id, *(getattr(Process, name) for name in names)).where(Process.value.is_not(None))
    write = update(Process).where(Process.id == bindparam("number")).values(converted=bindparam("amount"))
    while True:
        rows = session.execute(query.where(Process.id > last).order_by(Process.id).limit(_PAGE)).all()
        changed = []
        for row in rows:
            outcome, amount = rates.units(row.value, row.currency, day_of(row)) if rates is not None else ("", None)
            counts[outcome] += 1
            if outcome == "unknown-currency":
                unknown[row.currency] += 1
            if amount != row.converted:
                changed.append({"number": row.id, "amount": amount})
        if changed:
            session.connection().execute(write, changed)
        if len(rows) < _PAGE:
            break
        last = rows[-1].id
    row_in_force = in_force(session)
    if row_in_force is not None:
        row_in_force.counts = {**counts, "unknown": dict(unknown.most_common(20))}
    renew_pages(session)
    session.flush()
    return counts
