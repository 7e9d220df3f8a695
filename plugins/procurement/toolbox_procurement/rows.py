"""From one compiled release to the facts that lists, profiles and sums are made of. Pure: no database, no language.

Whatever does not have the form of the standard counts as not published; nothing here raises for odd data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from toolbox_procurement.indicators import shapes
from toolbox_procurement.indicators.base import Process, SharedOptions
from toolbox_procurement.models import UNITS
from toolbox_procurement.places import Place, places_of

Release = dict[str, Any]
STAGES: Final = ("planning", "tender", "award", "contract", "implementation")
COMPETITIVE: Final = ("open", "selective")
CLASS_LEVELS: Final = {"CPV": (2, 3, 4, 5, 8), "CPVS": (2, 3, 4, 5, 8), "UNSPSC": (2, 4, 6, 8)}
"""Digits of the levels of the item classifications that are read as trees; other schemes: the first two, and all."""
_OTHER_LEVELS: Final = (2,)
_LARGEST: Final = 9 * 10**18
_DEFAULT: Final = SharedOptions()
_TEXT: Final = {"title": 1000, "description": 4000, "code": 32, "details": 255, "name": 1000, "id": 128, "key": 255}
_PERIOD_DAYS: Final = 3660
"""Days beyond which the distance of two dates is a mistake rather than a period."""


@dataclass(slots=True)
class PartyFacts:
    """One organisation of a process. ``roles`` → what it was awarded in the process (exact), and the currency."""

    key: str
    name: str = ""
    scheme: str = ""
    identifier: str = ""
    region: str = ""
    roles: dict[str, tuple[Decimal | None, str]] = field(default_factory=dict)


@dataclass(slots=True)
class ProcessFacts:
    """The facts of one process, by the names of the columns of ``procurement_process``."""

    ocid: str
    title: str = ""
    description: str = ""
    stage: str = "planning"
    status: str = ""
    method: str = ""
    method_details: str = ""
    category: str = ""
    amount: Decimal | None = None
    currency: str = ""
    value_from: str = ""
    bidders: int | None = None
    tender_start: str = ""
    tender_end: str = ""
    award_date: str = ""
    sign_date: str = ""
    tender_days: int | None = None
    award_days: int | None = None
    date: str = ""
    year: int | None = None
    region: str = ""
    main_class: str = ""
    classes: dict[str, str] = field(default_factory=dict)
    parties: dict[str, PartyFacts] = field(default_factory=dict)
    places: tuple[Place, ...] = ()

    @property
    def value(self) -> int | None:
        """The amount in ten-thousandths; ``None`` when there is none, or it is beyond what a database holds."""
        return units(self.amount)


def facts_of(release: Release, text: bytes) -> ProcessFacts:
    """The facts of a compiled release; ``text`` is the same release as JSON."""
    typed = shapes.decode(text, ids_as_text=True) or shapes.Release()
    process = Process(typed, 0, _DEFAULT)
    tender = child(release, "tender")
    facts = ProcessFacts(ocid=str(release.get("ocid") or ""))
    awards, contracts = children(release, "awards"), children(release, "contracts")
    facts.title = _clip(
        next((found for found in _titles(release, tender, awards, contracts) if found), ""), _TEXT["title"]
    )
    facts.description = _clip(text_of(tender, "description") or text_of(release, "description"), _TEXT["description"])
    facts.stage = _stage(release, tender, awards, contracts)
    facts.status = _clip(text_of(tender, "status"), _TEXT["code"])
    facts.method = _clip(text_of(tender, "procurementMethod"), _TEXT["code"])
    facts.method_details = _clip(text_of(tender, "procurementMethodDetails"), _TEXT["details"])
    facts.category = _clip(text_of(tender, "mainProcurementCategory"), _TEXT["code"])
    facts.amount, facts.currency, facts.value_from = _value(release, tender, awards, contracts)
    count = process.bidder_count
    facts.bidders = count if count is not None and count < 10**6 else None
    _dates(facts, release, tender, awards, contracts)
    _classes(facts, tender, awards, contracts)
    _parties(facts, release, process)
    facts.places = places_of(release)
    return facts


# --- reading whatever is there ------------------------------------------------------------------------------------


def child(holder: Any, key: str) -> Release:
    """An object in a field, or an empty one."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def children(holder: Any, key: str) -> list[Release]:
    """The objects of a list in a field."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text_of(holder: Release, key: str) -> str:
    """A text in a field, without white space around it; a number as text; empty when there is none."""
    found = holder.get(key)
    if isinstance(found, str):
        return " ".join(found.replace("\0", "").split())
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def amount_of(value: Any) -> tuple[Decimal, str] | None:
    """Exact amount and currency of a value; ``None`` when one of them is missing, or the amount is no number."""
    amount, currency = (value.get("amount"), value.get("currency")) if isinstance(value, dict) else (None, None)
    if isinstance(amount, bool) or not isinstance(amount, int | float | Decimal) or not isinstance(currency, str):
        return None
    try:
        exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    except InvalidOperation:
        return None
    return (exact, currency[:8]) if exact.is_finite() and currency else None


def day_of(value: Any) -> str:
    """The day of a date as text (``2026-03-31``); empty when it is none."""
    if not isinstance(value, str) or len(value) < 10:
        return ""
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return ""


def days_between(start: str, end: str) -> int | None:
    """Whole days from one day to another; ``None`` when one is unknown or they cannot belong together."""
    if not start or not end:
        return None
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days
    return days if 0 <= days <= _PERIOD_DAYS else None


def units(amount: Decimal | None) -> int | None:
    """An amount in ten-thousandths; ``None`` beyond what a database holds."""
    if amount is None or abs(amount) > _LARGEST // UNITS:
        return None
    return int((amount * UNITS).to_integral_value())


def _clip(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


# --- the parts ----------------------------------------------------------------------------------------------------


def _titles(release: Release, tender: Release, awards: list[Release], contracts: list[Release]) -> Iterator[str]:
    yield text_of(tender, "title")
    yield text_of(release, "title")
    for one in (*contracts, *awards):
        yield text_of(one, "title")
    yield text_of(child(child(release, "planning"), "budget"), "description")
    yield text_of(tender, "description")
    for one in (*contracts, *awards):
        yield text_of(one, "description")


def _stage(release: Release, tender: Release, awards: list[Release], contracts: list[Release]) -> str:
    if any(child(one, "implementation") for one in contracts):
        return "implementation"
    if contracts:
        return "contract"
    if awards:
        return "award"
    return "tender" if tender or not release.get("planning") else "planning"


def _value(
    release: Release, tender: Release, awards: list[Release], contracts: list[Release]
) -> tuple[Decimal | None, str, str]:
    """What the process costs, by the latest stage that says so: contracts, else awards, else tender, else budget."""
    for name, holders in (("contract", contracts), ("award", awards)):
        found = [
            value
            for one in holders
            if text_of(one, "status") not in ("cancelled", "unsuccessful")
            and (value := amount_of(one.get("value"))) is not None
        ]
        currencies = {currency for _, currency in found}
        if len(currencies) == 1:
            return sum((amount for amount, _ in found), Decimal(0)), currencies.pop(), name
    for name, value in (
        ("tender", amount_of(tender.get("value"))),
        ("planning", amount_of(child(child(release, "planning"), "budget").get("amount"))),
    ):
        if value is not None:
            return value[0], value[1], name
    return None, "", ""


def _dates(
    facts: ProcessFacts, release: Release, tender: Release, awards: list[Release], contracts: list[Release]
) -> None:
    period = child(tender, "tenderPeriod")
    facts.tender_start, facts.tender_end = day_of(period.get("startDate")), day_of(period.get("endDate"))
    facts.award_date = min((day for one in awards if (day := day_of(one.get("date")))), default="")
    facts.sign_date = min((day for one in contracts if (day := day_of(one.get("dateSigned")))), default="")
    facts.tender_days = days_between(facts.tender_start, facts.tender_end)
    facts.award_days = days_between(facts.tender_end, facts.award_date)
    published = day_of(tender.get("datePublished"))
    facts.date = facts.tender_start or published or facts.award_date or facts.sign_date or day_of(release.get("date"))
    facts.year = int(facts.date[:4]) if facts.date else None


def _classes(facts: ProcessFacts, tender: Release, awards: list[Release], contracts: list[Release]) -> None:
    counts: dict[str, int] = {}
    for holder in (tender, *awards, *contracts):
        found = [child(item, "classification") for item in children(holder, "items")]
        found += [] if holder is not tender else [child(tender, "classification")]
        for classification in found:
            scheme, code = text_of(classification, "scheme").upper(), text_of(classification, "id")
            if not code:
                continue
            for place, digits in enumerate(levels_of(scheme, code)):
                key = f"{scheme}:{digits}"[:64]
                if place == 0:
                    counts[key] = counts.get(key, 0) + 1
                named = digits.rstrip("0") == code.split("-")[0].rstrip("0")
                facts.classes.setdefault(key, "")
                if named and not facts.classes[key]:
                    facts.classes[key] = _clip(text_of(classification, "description"), _TEXT["name"])
    if counts:
        facts.main_class = min(counts, key=lambda key: (-counts[key], key))


def levels_of(scheme: str, code: str) -> list[str]:
    """The codes of a class and of those above it, the widest first: ``45``, ``452``, … for CPV 45233130-9."""
    plain = code.split("-", maxsplit=1)[0] if scheme in CLASS_LEVELS else code
    lengths = [length for length in CLASS_LEVELS.get(scheme, _OTHER_LEVELS) if length < len(plain)]
    return [plain[:length] for length in lengths] + [plain]


def _parties(facts: ProcessFacts, release: Release, process: Process) -> None:
    details = {text_of(party, "id"): party for party in children(release, "parties") if text_of(party, "id")}
    typed = process.release
    named = [("buyer", typed.buyer), ("entity", process.tender.procuringEntity)]
    named += [("bidder", one) for one in process.tender.tenderers or ()]
    named += [("bidder", one) for bid in process.submitted for one in bid.tenderers or ()]
    for role, organisation in named:
        if organisation is not None:
            _party(facts, process, details, role, organisation)
    for award, given in zip(typed.awards or (), _given(release.get("awards")), strict=False):
        if award.status in ("cancelled", "unsuccessful") or not award.suppliers:
            continue
        value = amount_of(given.get("value")) if isinstance(given, dict) else None
        share = value if value is not None and len(award.suppliers) == 1 else None  # no guess at a consortium's shares
        for organisation in award.suppliers:
            _party(facts, process, details, "supplier", organisation, share)
    buyer = next((party for party in facts.parties.values() if "buyer" in party.roles), None)
    entity = next((party for party in facts.parties.values() if "entity" in party.roles), None)
    if buyer is None and entity is not None:
        entity.roles["buyer"] = (None, "")
    facts.region = next((party.region for party in (entity, buyer) if party is not None and party.region), "")


def _given(awards: Any) -> list[Any]:
    """Awards as the typed release counts them: a single object is a list of one."""
    return awards if isinstance(awards, list) else [awards]


def _party(
    facts: ProcessFacts,
    process: Process,
    details: dict[str, Release],
    role: str,
    organisation: shapes.Organization,
    value: tuple[Decimal, str] | None = None,
) -> None:
    key = process.key(organisation) or " ".join((organisation.name or "").casefold().split())
    if not key:
        return
    key = _clip(key.replace("\0", ""), _TEXT["key"])
    party = facts.parties.get(key)
    if party is None:
        party = facts.parties[key] = PartyFacts(key)
        found = details.get(organisation.id or "", {})
        party.name = _clip(text_of(found, "name") or " ".join((organisation.name or "").split()), _TEXT["name"])
        identifier, address = child(found, "identifier"), child(found, "address")
        party.scheme = _clip(text_of(identifier, "scheme").upper(), 64)
        party.identifier = _clip(text_of(identifier, "id"), _TEXT["id"])
        party.region = _clip(text_of(address, "region") or text_of(address, "locality"), _TEXT["id"])
    before, currency = party.roles.get(role, (None, ""))
    if value is None:
        party.roles.setdefault(role, (None, ""))
    elif before is None or currency == value[1]:
        party.roles[role] = ((before or Decimal(0)) + value[0], value[1])
