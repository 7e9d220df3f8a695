"""From what was typed to a release: typed values, parties, ids that stay, tags by what changed, and faults by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from toolbox_core import N_, fold
from toolbox_procurement import facts
from toolbox_procurement.desk.questions import SECTIONS, Question, State, asked, entries, get
from toolbox_procurement.desk.state import holds

Release = dict[str, Any]
AMOUNT: Final = N_(
    "Write the amount in digits, with a point or a comma before the cents and nothing between thousands."
)
NUMBER: Final = N_("Write a number in digits.")
COUNT: Final = N_("Write a whole number.")
CURRENCY: Final = N_("Say in which currency.")
AMOUNT_MISSING: Final = N_("Say how much, or leave the currency empty.")
CURRENCY_FORM: Final = N_("A currency is three letters of ISO 4217, such as EUR.")
ADDRESS: Final = N_("An address begins with https:// and has no spaces.")
DAY: Final = N_("Give a day, such as 2026-05-31.")
MOMENT: Final = N_("Give a day and a time, such as 2026-05-31T12:00.")
CHOICE: Final = N_("Choose one of the answers.")
TITLE: Final = N_("Say in a few words what is bought.")
SUPPLIER: Final = N_("Name the supplier.")
NO_SUPPLIER: Final = N_("An award that holds needs a supplier.")
AWARD: Final = N_("Say which award the contract follows.")
_SUPPLIER_STATUS: Final = "active"


@dataclass(frozen=True, slots=True)
class Fault:
    """What has to change before a release can go out: the field, a sentence, and what the sentence speaks of."""

    field: str
    sentence: str


@dataclass(slots=True)
class Built:
    """A release in the making. ``places`` says which field the parties come from."""

    release: Release
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    @property
    def tags(self) -> list[str]:
        """What the release is; empty when nothing changed."""
        found: list[str] = self.release["tag"]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a form does not ask: who buys, the ids, how often this was published, when, and in which time zone."""

    ocid: str
    buyer: Mapping[str, Any]
    releases: int
    now: datetime
    zone: ZoneInfo


def build(state: State, published: State, around: Around) -> Built:
    """The next release of a process: everything that holds now, and ``null`` where something was taken back."""
    number = around.releases + 1
    release: Release = {
        "ocid": around.ocid,
        "id": f"{around.ocid}-{number}",
        "date": around.now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "tag": tags(published, state),
        "initiationType": "tender",
    }
    built = Built(release)
    for section in SECTIONS.values():
        for one in asked(state, section):
            root = one.path.split(".")[0]
            if not (holds(state.get(root)) or holds(published.get(root))):
                continue
            text, before = get(state, one.path), get(published, one.path)
            if text or before:
                _set(release, state, one.path, _typed(built, state, one.path, one.question, text, around.zone))
    _ids(release, state)
    if "tender" in release:
        release["tender"]["id"] = around.ocid
        release["tender"]["procuringEntity"] = _reference(around.buyer)
    _check(built, state)
    _amendments(release, published, around)
    _parties(built, state, around)
    return built


# --- single values ------------------------------------------------------------------------------------------------


def _typed(built: Built, state: State, path: str, question: Question, text: str, zone: ZoneInfo) -> Any:
    if not text:
        if question.kind == "amount" and get(state, _beside(path, "currency")):
            built.faults.append(Fault(path, AMOUNT_MISSING))
        if question.kind == "currency" and get(state, _beside(path, "amount")):
            built.faults.append(Fault(path, CURRENCY))
        return None
    if question.kind == "amount" and not get(state, _beside(path, "currency")):
        built.faults.append(Fault(_beside(path, "currency"), CURRENCY))
    try:
        return _READ.get(question.kind, _as_it_is)(text, question, zone)
    except (ValueError, InvalidOperation):
        built.faults.append(Fault(path, _SAY[question.kind]))
        return None


def _beside(path: str, name: str) -> str:
    return f"{path.rpartition('.')[0]}.{name}"


def _as_it_is(text: str, question: Question, zone: ZoneInfo) -> Any:
    del zone
    return [text] if question.path == "relatedLots" else text


def number_of(text: str) -> Decimal:
    """A number as people type it. Raises ``ValueError`` where it could mean two things, such as ``1.234.567``."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not re.fullmatch(r"-?\d{1,15}(?:[.,]\d{1,4})?", plain) or re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", plain):
        raise ValueError(text)
    return Decimal(plain.replace(",", "."))


def _number(text: str, question: Question, zone: ZoneInfo) -> Decimal:
    del question, zone
    return number_of(text)


def _count(text: str, question: Question, zone: ZoneInfo) -> int:
    del question, zone
    if not re.fullmatch(r"\d{1,6}", text):
        raise ValueError(text)
    return int(text)


def _currency(text: str, question: Question, zone: ZoneInfo) -> str:
    del question, zone
    if not re.fullmatch(r"[A-Za-z]{3}", text) or text.upper() not in facts.codelists()["currency"].codes:
        raise ValueError(text)
    return text.upper()


def _url(text: str, question: Question, zone: ZoneInfo) -> str:
    del question, zone
    if not re.fullmatch(r"https?://[^\s/?#]+\.?[^\s]*", text):
        raise ValueError(text)
    return text


def _code(text: str, question: Question, zone: ZoneInfo) -> str:
    del zone
    if text not in question.codes:
        raise ValueError(text)
    return text


def _start(text: str, question: Question, zone: ZoneInfo) -> str:
    del question
    return datetime.combine(date.fromisoformat(text), time(), zone).isoformat()


def _end(text: str, question: Question, zone: ZoneInfo) -> str:
    del question
    return datetime.combine(date.fromisoformat(text), time(23, 59, 59), zone).isoformat()


def _moment(text: str, question: Question, zone: ZoneInfo) -> str:
    del question
    return datetime.fromisoformat(text).replace(tzinfo=zone).isoformat()


_READ: Final[Mapping[str, Callable[[str, Question, ZoneInfo], Any]]] = {
    "amount": _number,
    "number": _number,
    "count": _count,
    "currency": _currency,
    "code": _code,
    "url": _url,
    "start": _start,
    "end": _end,
    "moment": _moment,
}
_SAY: Final = {
    "amount": AMOUNT,
    "number": NUMBER,
    "count": COUNT,
    "currency": CURRENCY_FORM,
    "code": CHOICE,
    "url": ADDRESS,
    "start": DAY,
    "end": DAY,
    "moment": MOMENT,
}


def _set(release: Release, state: State, path: str, value: Any) -> None:
    """Put a value into the release, with the lists on the way as long as those of the form."""
    holder: Any = release
    seen: list[str] = []
    *way, last = path.split(".")
    for part in way:
        seen.append(part)
        if isinstance(holder, list):
            holder = holder[int(part)]
            continue
        listed = entries(state, ".".join(seen))
        holder = holder.setdefault(part, [{"id": one["id"]} for one in listed] if listed else {})
    holder[last] = value


def _ids(release: Release, state: State) -> None:
    """Make sure that what was added and left empty is there, so that places in form and release are the same."""
    for root in ("awards", "contracts"):
        if entries(state, root) and root not in release:
            release[root] = [{"id": one["id"]} for one in entries(state, root)]


# --- what belongs together ----------------------------------------------------------------------------------------


def _check(built: Built, state: State) -> None:
    """What a person should be told in the form's own words, before the rules of the standard are asked."""
    if holds(state.get("tender")) and not get(state, "tender.title"):
        built.faults.append(Fault("tender.title", TITLE))
    for number, award in enumerate(entries(state, "awards")):
        suppliers = entries(award, "suppliers")
        if not get(award, "status"):
            built.faults.append(Fault(f"awards.{number}.status", CHOICE))
        if get(award, "status") == _SUPPLIER_STATUS and not suppliers:
            built.faults.append(Fault(f"awards.{number}.status", NO_SUPPLIER))
        for place, supplier in enumerate(suppliers):
            if not get(supplier, "name"):
                built.faults.append(Fault(f"awards.{number}.suppliers.{place}.name", SUPPLIER))
    for number, contract in enumerate(entries(state, "contracts")):
        if not get(contract, "awardID"):
            built.faults.append(Fault(f"contracts.{number}.awardID", AWARD))


def _amendments(release: Release, published: State, around: Around) -> None:
    """Date the amendments that go out now, and say between which releases they stand."""
    holders = [("tender", release.get("tender"))]
    holders += [(f"awards.{number}", one) for number, one in enumerate(release.get("awards", ()))]
    holders += [(f"contracts.{number}", one) for number, one in enumerate(release.get("contracts", ()))]
    for path, holder in holders:
        known = len(entries(published, f"{path}.amendments"))
        for one in (holder or {}).get("amendments", [])[known:]:
            one["date"] = release["date"]
            one["amendsReleaseID"] = f"{around.ocid}-{around.releases}"
            one["releaseID"] = release["id"]


def party_id(state: State) -> str:
    """The id of a supplier: its number in a register, else its name, so that the same firm has the same id elsewhere.

    It is given once, when the supplier is first published, and kept.
    """
    scheme, number = get(state, "identifier.scheme"), get(state, "identifier.id")
    if scheme and number:
        return f"{scheme}-{number}"
    return "supplier-" + re.sub(r"[^a-z0-9]+", "-", fold(get(state, "name"))).strip("-")[:80]


def _reference(party: Mapping[str, Any]) -> Release:
    return {"id": party["id"], "name": party["name"]}


def _parties(built: Built, state: State, around: Around) -> None:
    release = built.release
    parties: dict[str, Release] = {around.buyer["id"]: {**around.buyer, "roles": ["buyer", "procuringEntity"]}}
    for number, award in enumerate(release.get("awards", ())):
        named = []
        for place, supplier in enumerate(award.get("suppliers", ())):
            typed = entries(state, f"awards.{number}.suppliers")[place]
            key = get(typed, "party") or party_id(typed)
            name = supplier.get("name")
            if key not in parties:
                built.places[str(len(parties))] = f"awards.{number}.suppliers.{place}"
            party = parties.setdefault(key, {"id": key, "name": name, "roles": []})
            if "supplier" not in party["roles"]:
                party["roles"].append("supplier")
            if any((supplier.get("identifier") or {}).values()):
                party["identifier"] = supplier["identifier"]
            named.append({"id": key, "name": name})
        if named:
            award["suppliers"] = named
    _payments(release, state, around)
    release["buyer"] = _reference(around.buyer)
    release["parties"] = list(parties.values())


def _payments(release: Release, state: State, around: Around) -> None:
    """Who paid is the buyer; who was paid, the only supplier of the contract's award."""
    suppliers = {
        one["id"]: released.get("suppliers", [])
        for one, released in zip(entries(state, "awards"), release.get("awards", ()), strict=True)
    }
    for contract in release.get("contracts", ()):
        paid = suppliers.get(contract.get("awardID"), [])
        for one in (contract.get("implementation") or {}).get("transactions", ()):
            one["payer"] = _reference(around.buyer)
            if len(paid) == 1:
                one["payee"] = dict(paid[0])


# --- what a release is --------------------------------------------------------------------------------------------


def tags(before: State, now: State) -> list[str]:
    """What a release is, by what changed since the last one, in the order of the standard's codes; empty for nothing.

    Source: OCDS 1.1, codelist releaseTag.
    """
    found: set[str] = set()
    if before.get("title", "") != now.get("title", ""):
        if holds(now.get("planning")) or not holds(now.get("tender")):
            found.add("planningUpdate" if holds(before) else "planning")
        else:
            found.add("tenderUpdate" if holds(before.get("tender")) else "tender")
    _changed(found, "planning", before.get("planning"), now.get("planning"))
    _changed(found, "tender", before.get("tender"), now.get("tender"), ended={"cancelled": "tenderCancellation"})
    for number, award in enumerate(entries(now, "awards")):
        _changed(found, "award", _at(before, "awards", number), award, ended={"cancelled": "awardCancellation"})
    for number, contract in enumerate(entries(now, "contracts")):
        known = _at(before, "contracts", number)
        _changed(found, "contract", _signed(known), _signed(contract), ended={"terminated": "contractTermination"})
        _changed(found, "implementation", (known or {}).get("implementation"), contract.get("implementation"))
    return [tag for tag in _ORDER if tag in found]


_ORDER: Final = (
    *("planning", "planningUpdate", "tender", "tenderAmendment", "tenderUpdate", "tenderCancellation"),
    *("award", "awardUpdate", "awardCancellation", "contract", "contractUpdate", "contractAmendment"),
    *("implementation", "implementationUpdate", "contractTermination"),
)


def _at(state: State, name: str, number: int) -> State | None:
    listed = entries(state, name)
    return listed[number] if number < len(listed) else None


def _signed(contract: State | None) -> State | None:
    if contract is None:
        return None
    return {name: value for name, value in contract.items() if name != "implementation"}


def _changed(found: set[str], stage: str, before: Any, now: Any, *, ended: Mapping[str, str] | None = None) -> None:
    if (_told(before) or {}) == (_told(now) or {}):
        return
    status = get(now or {}, "status")
    if before is None or not (holds(before) or before.get("id")):
        found.add(stage)
    elif ended and status in ended and get(before, "status") != status:
        found.add(ended[status])
    elif stage in ("tender", "contract") and len(entries(now, "amendments")) > len(entries(before, "amendments")):
        found.add(f"{stage}Amendment")
    else:
        found.add(f"{stage}Update")


def _told(value: Any) -> Any:
    """What was typed, without empty answers and what the desk keeps for itself."""
    if isinstance(value, dict):
        kept = {name: _told(below) for name, below in value.items() if name != "party"}
        return {name: below for name, below in kept.items() if below not in ("", None, {}, [])}
    return [_told(one) for one in value] if isinstance(value, list) else value
