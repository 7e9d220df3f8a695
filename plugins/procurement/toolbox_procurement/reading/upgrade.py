"""OCDS 1.0 releases in the form of OCDS 1.1.

What changed (OCDS 1.1 changelog, https://standard.open-contracting.org/1.1/en/schema/changelog/): organizations moved
from where they act into ``parties``, leaving a reference of id and name; ``amendment`` became the list
``amendments``; a transaction's ``amount``, ``providerOrganization`` and ``receiverOrganization`` became ``value``,
``payer`` and ``payee``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Release = dict[str, Any]
_DETAILS = ("identifier", "additionalIdentifiers", "address", "contactPoint")


def is_old_form(release: Release) -> bool:
    """Whether a release is in the form of 1.0: organizations are described where they act, and there are no parties."""
    return "parties" not in release and any(
        any(detail in organization for detail in _DETAILS) for organization, _, _ in _organizations(release)
    )


def upgraded(release: Release) -> Release:
    """The release in the form of 1.1, changed in place; a release that is in that form already stays as it is."""
    parties: dict[str, Release] = {}
    for party in release.get("parties") or []:
        if isinstance(party, dict) and isinstance(party.get("id"), str):
            parties[party["id"]] = party
    added = False
    for organization, role, holder in list(_organizations(release)):
        if not any(detail in organization for detail in _DETAILS):
            continue
        identifier = _identifier(organization, parties)
        party = parties.setdefault(identifier, {"id": identifier})
        for key, value in organization.items():
            if key != "id":
                party.setdefault(key, value)
        roles = party.setdefault("roles", [])
        if isinstance(roles, list) and role not in roles:
            roles.append(role)
        reference = {"id": identifier, **({"name": organization["name"]} if "name" in organization else {})}
        _replace(holder, organization, reference)
        added = True
    if added:
        release["parties"] = list(parties.values())
    _upgrade_amendments(release)
    _upgrade_transactions(release)
    return release


def _organizations(release: Release) -> Iterator[tuple[Release, str, Any]]:
    """Every organization that stands where it acts, its role, and the object or list that holds it."""
    tender = release.get("tender")
    for holder, key, role in ((release, "buyer", "buyer"), (tender, "procuringEntity", "procuringEntity")):
        if isinstance(holder, dict) and isinstance(holder.get(key), dict):
            yield holder[key], role, holder
    lists = [(tender, "tenderers", "tenderer")]
    awards = release.get("awards")
    lists += [(award, "suppliers", "supplier") for award in (awards if isinstance(awards, list) else [])]
    for holder, key, role in lists:
        entries = holder.get(key) if isinstance(holder, dict) else None
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                yield entry, role, entries


def _identifier(organization: Release, parties: dict[str, Release]) -> str:
    identifier = organization.get("identifier")
    if organization.get("id") not in (None, ""):
        return str(organization["id"])
    if isinstance(identifier, dict) and identifier.get("id") not in (None, ""):
        scheme = identifier.get("scheme")
        return f"{scheme}-{identifier['id']}" if scheme else str(identifier["id"])
    name = str(organization.get("name") or "")
    for known, party in parties.items():
        if name and party.get("name") == name:
            return known
    return name or f"party-{len(parties) + 1}"


def _replace(holder: Any, old: Release, new: Release) -> None:
    for key, value in list(enumerate(holder) if isinstance(holder, list) else holder.items()):
        if value is old:
            holder[key] = new


def _upgrade_amendments(release: Release) -> None:
    for section in _sections(release):
        amendment = section.get("amendment")
        if isinstance(amendment, dict):
            amendments = section.setdefault("amendments", [])
            if isinstance(amendments, list):
                amendments.append(section.pop("amendment"))


def _sections(release: Release) -> Iterator[Release]:
    if isinstance(release.get("tender"), dict):
        yield release["tender"]
    for key in ("awards", "contracts"):
        entries = release.get(key)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                yield entry


def _upgrade_transactions(release: Release) -> None:
    for section in _sections(release):
        implementation = section.get("implementation")
        transactions = implementation.get("transactions") if isinstance(implementation, dict) else None
        for transaction in transactions if isinstance(transactions, list) else []:
            if not isinstance(transaction, dict):
                continue
            for old, new in (("amount", "value"), ("providerOrganization", "payer"), ("receiverOrganization", "payee")):
                if old in transaction and new not in transaction:
                    value = transaction.pop(old)
                    transaction[new] = _reference(value) if new != "value" else value


def _reference(identifier: Any) -> Any:
    """An identifier of 1.0 as a reference of 1.1."""
    if not isinstance(identifier, dict):
        return identifier
    scheme, number = identifier.get("scheme"), identifier.get("id")
    reference = {"id": f"{scheme}-{number}" if scheme else str(number)} if number not in (None, "") else {}
    return {**reference, "name": identifier["legalName"]} if identifier.get("legalName") else reference
