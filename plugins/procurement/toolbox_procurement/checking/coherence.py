"""Dates, statuses and amounts of one release must make sense together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from toolbox_procurement.checking.references import entries
from toolbox_procurement.checking.structure import Tell

Release = dict[str, Any]
_EXTREME: Final = 5_000_000_000
_PLAUSIBLE_YEARS: Final = range(1990, 2051)
_PLACEHOLDERS: Final = (9_999_999, 99_999_999, 999_999_999, 9_999_999_999)
_MAY_LIE_AHEAD: Final = ("Period", "period", "dueDate", "maxExtentDate", "validityPeriod")


def check_coherence(release: Release, tell: Tell) -> None:
    """Tell what contradicts itself."""
    released = _moment(release.get("date"))
    currencies: set[str] = set()
    for name, value, path, pointer in _walk(release):
        if _names_a_date(name):
            _date(value, path, pointer, released, tell)
        elif isinstance(value, dict):
            if "startDate" in value or "endDate" in value:
                _period(value, path, pointer, tell)
            if "amount" in value and not isinstance(value["amount"], dict):
                _amount(value, path, pointer, currencies, tell)
    if len(currencies) > 1:
        tell("currency-differs", "", ", ".join(sorted(currencies)), "")
    _statuses(release, tell)
    _timeline(release, tell)


def _walk(value: Any) -> Iterator[tuple[str, Any, str, str]]:
    """Every object and every date at any depth: its name, its value, its path and its pointer."""
    pending = [(value, "", "")]
    while pending:
        found, at, here = pending.pop()
        if isinstance(found, dict):
            for name, inner in found.items():
                kind = type(inner)
                if kind is dict or kind is list:
                    path, pointer = f"{at}/{name}", f"{here}/{name}"
                    yield name, inner, path, pointer
                    pending.append((inner, path, pointer))
                elif kind is str and _names_a_date(name):
                    yield name, inner, f"{at}/{name}", f"{here}/{name}"
        else:
            pending.extend(
                (entry, at, f"{here}/{position}")
                for position, entry in enumerate(found)
                if isinstance(entry, dict | list)
            )


@lru_cache(maxsize=1024)
def _names_a_date(name: str) -> bool:
    return name.startswith("date") or name in ("startDate", "endDate", "dueDate", "maxExtentDate")


def _moment(text: Any) -> datetime | None:
    return _read(text) if isinstance(text, str) else None


@lru_cache(maxsize=4096)
def _read(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _date(value: Any, path: str, pointer: str, released: datetime | None, tell: Tell) -> None:
    found = _moment(value)
    if found is None:
        return
    if found.year not in _PLAUSIBLE_YEARS:
        tell("date-implausible", path, value, pointer)
    elif released and found > released and not any(word in path for word in _MAY_LIE_AHEAD):
        tell("date-after-release", path, value, pointer)


def _period(period: Release, path: str, pointer: str, tell: Tell) -> None:
    start, end = _moment(period.get("startDate")), _moment(period.get("endDate"))
    if start and end and end < start:
        tell("period-reversed", path, f"{period['startDate']} to {period['endDate']}", pointer)


def _amount(value: Release, path: str, pointer: str, currencies: set[str], tell: Tell) -> None:
    amount, currency = value["amount"], value.get("currency")
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return
    at, here = f"{path}/amount", f"{pointer}/amount"
    if isinstance(currency, str) and currency:
        currencies.add(currency)
    else:
        tell("currency-missing", path, amount, pointer)
    if amount < 0:
        tell("amount-negative", at, amount, here)
    elif amount == 0:
        tell("amount-zero", at, amount, here)
    elif amount in _PLACEHOLDERS:
        tell("amount-placeholder", at, amount, here)
    elif amount > _EXTREME:
        tell("amount-extreme", at, amount, here)


def _statuses(release: Release, tell: Tell) -> None:
    tender = release.get("tender") if isinstance(release.get("tender"), dict) else {}
    assert isinstance(tender, dict)
    awards = entries(release, "awards")
    number = tender.get("numberOfTenderers")
    competitors = number if isinstance(number, int) else len(entries(tender, "tenderers"))
    if tender.get("procurementMethod") == "direct" and competitors > 1:
        tell("direct-with-competition", "/tender/procurementMethod", competitors, "/tender/procurementMethod")
    active = [award for award in awards if award.get("status") == "active"]
    if tender.get("status") in ("planning", "planned", "cancelled", "unsuccessful", "withdrawn") and active:
        tell("award-before-end", "/tender/status", tender["status"], "/tender/status")
    inactive = {
        str(award.get("id")) for award in awards if award.get("status") in ("pending", "cancelled", "unsuccessful")
    }
    for position, contract in enumerate(entries(release, "contracts")):
        here = f"/contracts/{position}"
        if str(contract.get("awardID")) in inactive and contract.get("status") in ("active", "pending"):
            tell("contract-of-inactive-award", "/contracts/awardID", contract.get("awardID"), f"{here}/awardID")
        implementation = contract.get("implementation")
        if entries(implementation, "transactions") and not contract.get("dateSigned"):
            tell("transaction-unsigned", "/contracts/dateSigned", None, f"{here}/dateSigned")
        for index, milestone in enumerate(entries(implementation, "milestones")):
            if milestone.get("status") in ("scheduled", "notMet") and milestone.get("dateMet"):
                at = "/contracts/implementation/milestones/dateMet"
                tell("milestone-met-date", at, milestone["status"], f"{here}/implementation/milestones/{index}/dateMet")


def _timeline(release: Release, tell: Tell) -> None:
    """Tender period end ≤ award ≤ signature ≤ payment, for each award and its contracts."""
    tender = release.get("tender")
    period = tender.get("tenderPeriod") if isinstance(tender, dict) else None
    closed = _moment(period.get("endDate")) if isinstance(period, dict) else None
    awarded: dict[str, datetime] = {}
    for position, award in enumerate(entries(release, "awards")):
        date = _moment(award.get("date"))
        if date:
            awarded[str(award.get("id"))] = date
            if closed and date < closed:
                tell("timeline-order", "/awards/date", award["date"], f"/awards/{position}/date")
    for position, contract in enumerate(entries(release, "contracts")):
        signed = _moment(contract.get("dateSigned"))
        award_date = awarded.get(str(contract.get("awardID")))
        if signed and award_date and signed.date() < award_date.date():
            tell("timeline-order", "/contracts/dateSigned", contract["dateSigned"], f"/contracts/{position}/dateSigned")
        for index, payment in enumerate(entries(contract.get("implementation"), "transactions")):
            paid = _moment(payment.get("date"))
            if signed and paid and paid.date() < signed.date():
                at = "/contracts/implementation/transactions/date"
                pointer = f"/contracts/{position}/implementation/transactions/{index}/date"
                tell("timeline-order", at, payment["date"], pointer)
