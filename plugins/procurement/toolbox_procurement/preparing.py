"""Cleaning compiled releases before indicators are computed, by the settings and in the way of Cardinal's ``prepare``.

Ids become text and single organizations become lists, always. Everything else happens only when the settings ask for
it; what they could mend but do not is told, so that a person can decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

import msgspec

from toolbox_procurement import facts
from toolbox_procurement.exceptions import ProcurementSettingsError
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.issues import Issues

Release = dict[str, Any]
Row = tuple[int, str, str, str, str, str]
"""Line, ocid, path, positions in the lists (``0.2``), the wrong value, what is wrong."""

_decode: Final = msgspec.json.Decoder(Any, float_hook=Decimal).decode
encode: Final = msgspec.json.Encoder(decimal_format="number").encode


class Preparer:
    """Cleans releases one at a time. Make it from settings; :meth:`release` changes a release in place."""

    def __init__(self, settings: Settings) -> None:
        defaults, changes = settings.section("defaults"), settings.section("modifications")
        self._currency = defaults.get("currency")
        self._scheme = defaults.get("item_classification_scheme")
        self._bid_status = defaults.get("bid_status")
        self._award_status = defaults.get("award_status")
        self._roles = settings.flag("defaults", "party_roles")
        self._redact_amounts = _amounts(settings.section("redactions").get("amount", ""))
        self._redact_ids = frozenset(settings.section("redactions").get("organization_id", "").split("|")) - {""}
        self._status_by_contract = settings.flag("corrections", "award_status_by_contract_status")
        self._move_auctions = settings.flag("modifications", "move_auctions")
        self._buyer_prefix = changes.get("prefix_buyer_or_procuring_entity_id", "")
        self._supplier_prefix = changes.get("prefix_tenderer_or_supplier_id", "")
        self._split = changes.get("split_procurement_method_details")
        self._bid_codes = settings.section("codelists.bid_status")
        self._award_codes = settings.section("codelists.award_status")

    def release(self, release: Release, tell: Callable[[str, str, Any, str], None]) -> None:
        """Clean one release; ``tell(path, positions, value, what)`` hears of what stays wrong."""
        self._organizations(release, "parties", "", {}, "")
        roles = self._party_roles(release)
        self._organization(release, "buyer", self._buyer_prefix, roles, "buyer")
        tender = release.get("tender")
        if isinstance(tender, dict):
            self._organization(tender, "procuringEntity", self._buyer_prefix, roles, "procuringEntity")
            details = tender.get("procurementMethodDetails")
            if self._split and isinstance(details, str):
                tender["procurementMethodDetails"] = details.split(self._split)[0].rstrip()
        if self._move_auctions:
            self._auctions(release, tell)
        bids = release.get("bids")
        for position, bid in enumerate(_list(bids, "details")):
            if isinstance(bid, dict):
                self._bid(bid, position, roles, tell)
        cancelled = self._cancelled_contracts(release)
        for position, award in enumerate(_list(release, "awards")):
            if isinstance(award, dict):
                self._award(award, position, cancelled, roles, tell)
        if self._roles:
            for party in _list(release, "parties"):
                if isinstance(party, dict) and roles.get(party.get("id")):
                    party["roles"] = sorted(roles[party["id"]])

    def _party_roles(self, release: Release) -> dict[Any, set[str]]:
        found: dict[Any, set[str]] = {}
        for party in _list(release, "parties") if self._roles else ():
            if isinstance(party, dict) and isinstance(party.get("id"), str):
                found[party["id"]] = {role for role in _list(party, "roles") if isinstance(role, str)}
        return found

    def _organization(self, holder: Release, key: str, prefix: str, roles: dict[Any, set[str]], role: str) -> None:
        entry = holder.get(key)
        if not isinstance(entry, dict):
            return
        _as_text(entry, "id")
        identifier = entry.get("id")
        if not isinstance(identifier, str):
            return
        if identifier in self._redact_ids:
            del entry["id"]
            return
        if not identifier.startswith(prefix):
            identifier = entry["id"] = prefix + identifier
        if identifier in roles:
            roles[identifier].add(role)

    def _organizations(self, holder: Release, key: str, prefix: str, roles: dict[Any, set[str]], role: str) -> None:
        if isinstance(holder.get(key), dict):
            holder[key] = [holder[key]]
        for entry in _list(holder, key):
            self._organization({"": entry}, "", prefix, roles, role)

    def _auctions(self, release: Release, tell: Callable[[str, str, Any, str], None]) -> None:
        if "auctions" not in release:
            return
        if "bids" in release:
            tell("/auctions", "", "", "not moved, because /bids is occupied")
            return
        if not isinstance(release["auctions"], list):
            return
        details = []
        for auction in release["auctions"]:
            for stage in _list(auction, "stages"):
                if isinstance(stage, dict) and isinstance(stage.get("bids"), list):
                    details.extend(stage.pop("bids"))
        release["bids"] = {"details": details}

    def _bid(
        self, bid: Release, position: int, roles: dict[Any, set[str]], tell: Callable[[str, str, Any, str], None]
    ) -> None:
        at = str(position)
        value = bid.get("value")
        if isinstance(value, dict):
            amount = value.get("amount")
            if isinstance(amount, int | Decimal) and not isinstance(amount, bool):
                if amount in self._redact_amounts:
                    del value["amount"]
                elif amount == 0:
                    tell("/bids/details[]/value/amount", at, "", "is zero")
            if "currency" not in value:
                if self._currency is not None:
                    value["currency"] = self._currency
                else:
                    tell("/bids/details[]/value/currency", at, "", "not set")
        self._item_schemes(bid, "/bids/details[]/items[]/classification/scheme", position, tell, ids=False)
        self._status(bid, "/bids/details[]/status", at, self._bid_status, self._bid_codes, "bidStatus", tell)
        self._organizations(bid, "tenderers", self._supplier_prefix, roles, "tenderer")

    def _award(
        self,
        award: Release,
        position: int,
        cancelled: dict[str, bool],
        roles: dict[Any, set[str]],
        tell: Callable[[str, str, Any, str], None],
    ) -> None:
        _as_text(award, "id")
        self._item_schemes(award, "/awards[]/items[]/classification/scheme", position, tell, ids=True)
        self._status(
            award, "/awards[]/status", str(position), self._award_status, self._award_codes, "awardStatus", tell
        )
        identifier = award.get("id")
        if isinstance(identifier, str) and cancelled.get(identifier):
            award["status"] = "cancelled"
        self._organizations(award, "suppliers", self._supplier_prefix, roles, "supplier")

    def _item_schemes(
        self, holder: Release, path: str, position: int, tell: Callable[[str, str, Any, str], None], *, ids: bool
    ) -> None:
        for index, item in enumerate(_list(holder, "items")):
            classification = item.get("classification") if isinstance(item, dict) else None
            if not isinstance(classification, dict):
                continue
            if ids:
                _as_text(classification, "id")
            if "scheme" not in classification:
                if self._scheme is not None:
                    classification["scheme"] = self._scheme
                else:
                    tell(path, f"{position}.{index}", "", "not set")

    def _status(
        self,
        holder: Release,
        path: str,
        at: str,
        default: str | None,
        codes: Any,
        codelist: str,
        tell: Callable[[str, str, Any, str], None],
    ) -> None:
        if "status" not in holder:
            if default is None:
                tell(path, at, "", "not set")
                return
            holder["status"] = default
        status = holder["status"]
        if isinstance(status, str):
            status = holder["status"] = codes.get(status, status)
            if status not in facts.codelists()[codelist].codes:
                tell(path, at, status, "invalid")

    def _cancelled_contracts(self, release: Release) -> dict[str, bool]:
        """Award id → whether all its contracts are cancelled."""
        found: dict[str, bool] = {}
        for contract in _list(release, "contracts") if self._status_by_contract else ():
            if isinstance(contract, dict):
                _as_text(contract, "awardID")
                award = contract.get("awardID")
                if isinstance(award, str):
                    found[award] = found.get(award, True) and contract.get("status") == "cancelled"
        return found


def prepared(lines: Iterable[bytes], settings: Settings, issues: Issues) -> Iterator[tuple[bytes, list[Row]]]:
    """``(the cleaned line, what stays wrong in it)`` for each line that is a JSON object; others are in ``issues``."""
    preparer = Preparer(settings)
    for number, line in enumerate(lines, 1):
        try:
            release = _decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            if line.strip():
                issues.add("line-not-json", "", line[:80].decode("utf-8", "replace").strip(), line=number)
            continue
        if not isinstance(release, dict):
            issues.add("value-not-an-object", "", release, line=number)
            continue
        rows: list[Row] = []
        ocid = release.get("ocid")
        name = "" if ocid is None else str(ocid)

        def tell(
            path: str, at: str, value: Any, what: str, *, n: int = number, o: str = name, r: list[Row] = rows
        ) -> None:
            r.append((n, o, path, at, str(value), what))

        preparer.release(release, tell)
        yield encode(release), rows


def _list(holder: Any, key: str) -> list[Any]:
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []


def _as_text(holder: Release, key: str) -> None:
    value = holder.get(key)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        holder[key] = str(value)


def _amounts(text: str) -> frozenset[Decimal]:
    try:
        return frozenset(Decimal(part) for part in text.split("|") if part)
    except ArithmeticError as error:
        raise ProcurementSettingsError(
            f"[redactions] amount is {text!r}.", fix="Write numbers, separated by |."
        ) from error
