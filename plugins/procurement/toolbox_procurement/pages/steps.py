"""Every release of a process as a person reads it: what it is, when it came, what it changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from toolbox_core import N_, format_day, format_number
from toolbox_procurement.pages.words import Words
from toolbox_procurement.rows import day_of

if TYPE_CHECKING:
    from babel import Locale

    from toolbox_procurement.differences import Change
    from toolbox_procurement.queries.records import Case, Step

SHOWN: Final = 6
LONGEST: Final = 160
FIELDS: Final = {
    ("tender", "value", "amount"): N_("Estimated value"),
    ("tender", "title"): N_("Title"),
    ("tender", "description"): N_("Description"),
    ("tender", "status"): N_("Status of the tender"),
    ("tender", "procurementMethod"): N_("Procurement method"),
    ("tender", "numberOfTenderers"): N_("Number of bidders"),
    ("tender", "tenderPeriod", "startDate"): N_("Start of the tender period"),
    ("tender", "tenderPeriod", "endDate"): N_("End of the tender period"),
    ("awards", "value", "amount"): N_("Value of the award"),
    ("awards", "status"): N_("Status of the award"),
    ("awards", "date"): N_("Date of the award"),
    ("awards", "suppliers", "name"): N_("Supplier"),
    ("contracts", "value", "amount"): N_("Value of the contract"),
    ("contracts", "status"): N_("Status of the contract"),
    ("contracts", "dateSigned"): N_("Date of signature"),
    ("contracts", "period", "startDate"): N_("Start of the contract"),
    ("contracts", "period", "endDate"): N_("End of the contract"),
    ("contracts", "implementation", "transactions", "value", "amount"): N_("Payment"),
    ("planning", "budget", "amount", "amount"): N_("Budget"),
}
_PAYMENT: Final = ("contracts", "implementation", "transactions", "value", "amount")
_LISTS: Final = ("awards", "contracts", "suppliers", "transactions", "items", "documents", "parties", "details")


def shown_steps(words: Words, case: Case, locale: Locale) -> list[dict[str, Any]]:
    """The releases, newest first."""
    return [_step(words, step, locale) for step in reversed(case.steps)]


def _step(words: Words, step: Step, locale: Locale) -> dict[str, Any]:
    day = day_of(step.date)
    silent = [_change(words, change, locale) for change in step.silent]
    told = sorted((change for change in step.changes if not change.silent), key=lambda one: one.path)
    changed = [_change(words, change, locale) for change in told if _known(change.path)]
    others = [_change(words, change, locale) for change in told if not _known(change.path)]
    paid = any(_plain(change.path) == _PAYMENT for change in told)
    return {
        "number": step.number,
        "id": f"release-{step.number}",
        "title": words(FIELDS[_PAYMENT])
        if paid
        else ", ".join(words.tag(tag) for tag in step.tags if tag) or words(N_("Release")),
        "release_id": step.release_id,
        "date": date.fromisoformat(day) if day else None,
        "silent": silent,
        "changed": changed[:SHOWN],
        "more": [*changed[SHOWN:], *others],
        "first": step.number == 1,
        "file": step.file,
        "line": step.line,
        "sha256": step.sha256,
    }


def _known(path: str) -> str | None:
    """The words for a field that people know; ``None`` for all others."""
    return FIELDS.get(_plain(path))


def _plain(path: str) -> tuple[str, ...]:
    """The fields of a path, without the ids of entries of lists."""
    parts = path.strip("/").split("/")
    found = []
    skip = False
    for part in parts:
        if skip:
            skip = False
            continue
        found.append(part)
        skip = part in _LISTS
    return tuple(found)


def _change(words: Words, change: Change, locale: Locale) -> dict[str, str]:
    known = _known(change.path)
    return {
        "field": words(known) if known else "",
        "path": change.path.strip("/"),
        "before": "" if change.added else _value(words, change.before, locale),
        "after": _value(words, change.after, locale),
    }


def _value(words: Words, value: Any, locale: Locale) -> str:
    if value is None or isinstance(value, bool):
        return words({None: N_("removed"), True: N_("yes"), False: N_("no")}[value])
    if isinstance(value, int | float | Decimal):
        return format_number(Decimal(str(value)), locale)
    if isinstance(value, list):
        return ", ".join(_value(words, one, locale) for one in value[:10])[:LONGEST]
    if isinstance(value, dict):
        return str(value.get("name") or value.get("title") or value.get("id") or "…")[:LONGEST]
    return _text(str(value), locale)


def _text(value: str, locale: Locale) -> str:
    """A day in the reader's language; other text cut where it gets long."""
    day = day_of(value)
    if day and len(value) <= 32 and value[4:5] == "-":
        return format_day(date.fromisoformat(day), locale)
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
