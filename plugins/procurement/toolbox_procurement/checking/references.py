"""Who is referred to must be there: organizations among the parties, awards among the awards, roles in the roles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from toolbox_procurement.checking.structure import Tell

Release = dict[str, Any]
OCID: Final = re.compile(r"^ocds-[a-z0-9]{6}")


def check_references(release: Release, tell: Tell) -> None:
    """Tell references that lead nowhere, to several places, or to somebody of another name or role."""
    _ocid(release, tell)
    parties: dict[str, list[Release]] = {}
    for party in entries(release, "parties"):
        if party.get("id") is not None:
            parties.setdefault(str(party["id"]), []).append(party)
    for organization, role, path, pointer in organizations(release):
        _organization(organization, role, path, pointer, parties if "parties" in release else None, tell)
    _awards(release, tell)
    for position, related in enumerate(entries(release, "relatedProcesses")):
        identifier = related.get("identifier")
        if related.get("scheme") == "ocid" and isinstance(identifier, str) and not OCID.match(identifier):
            tell(
                "related-process-id",
                "/relatedProcesses/identifier",
                identifier,
                f"/relatedProcesses/{position}/identifier",
            )


def _ocid(release: Release, tell: Tell) -> None:
    ocid = release.get("ocid")
    if not isinstance(ocid, str) or not ocid:
        tell("ocid-missing", "/ocid", ocid, "/ocid")
    elif not OCID.match(ocid):
        tell("ocid-prefix", "/ocid", ocid, "/ocid")


def organizations(release: Release) -> Iterator[tuple[Release, str, str, str]]:
    """Every organization that acts in a release: the reference, its role, its path and its pointer."""
    yield from _one(release, "buyer", "buyer", "", "")
    tender = release.get("tender")
    yield from _one(tender, "procuringEntity", "procuringEntity", "/tender", "/tender")
    yield from _several(tender, "tenderers", "tenderer", "/tender", "/tender")
    bids = release.get("bids")
    for position, bid in enumerate(entries(bids, "details")):
        yield from _several(bid, "tenderers", "tenderer", "/bids/details", f"/bids/details/{position}")
    for position, award in enumerate(entries(release, "awards")):
        yield from _several(award, "suppliers", "supplier", "/awards", f"/awards/{position}")
    for position, contract in enumerate(entries(release, "contracts")):
        path, pointer = "/contracts/implementation/transactions", f"/contracts/{position}/implementation/transactions"
        for index, transaction in enumerate(entries(contract.get("implementation"), "transactions")):
            yield from _one(transaction, "payer", "payer", path, f"{pointer}/{index}")
            yield from _one(transaction, "payee", "payee", path, f"{pointer}/{index}")


def entries(holder: Any, key: str) -> list[Release]:
    """The objects of a list; nothing when there is no list. Positions are kept as long as all entries are objects."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return [entry if isinstance(entry, dict) else {} for entry in found] if isinstance(found, list) else []


def _one(holder: Any, key: str, role: str, path: str, pointer: str) -> Iterator[tuple[Release, str, str, str]]:
    found = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(found, dict) and found:
        yield found, role, f"{path}/{key}", f"{pointer}/{key}"


def _several(holder: Any, key: str, role: str, path: str, pointer: str) -> Iterator[tuple[Release, str, str, str]]:
    for position, found in enumerate(entries(holder, key)):
        if found:
            yield found, role, f"{path}/{key}", f"{pointer}/{key}/{position}"


def _organization(
    organization: Release,
    role: str,
    path: str,
    pointer: str,
    parties: dict[str, list[Release]] | None,
    tell: Tell,
) -> None:
    identifier = organization.get("id")
    if identifier in (None, ""):
        tell("reference-without-id", f"{path}/id", organization.get("name"), f"{pointer}/id")
        return
    if parties is None:
        return  # a release without parties (as in updates) refers to those of another release
    found = parties.get(str(identifier), [])
    if not found:
        tell("reference-unknown-party", f"{path}/id", identifier, f"{pointer}/id")
    elif len(found) > 1:
        tell("reference-ambiguous-party", f"{path}/id", identifier, f"{pointer}/id")
    else:
        roles, name = found[0].get("roles"), organization.get("name")
        if isinstance(roles, list) and role not in roles:
            tell("role-missing", f"{path}/id", role, f"{pointer}/id")
        if name and found[0].get("name") and name != found[0]["name"]:
            tell("reference-name-differs", f"{path}/name", name, f"{pointer}/name")


def _awards(release: Release, tell: Tell) -> None:
    if "awards" not in release:
        return
    awards = Counter(str(award["id"]) for award in entries(release, "awards") if award.get("id") is not None)
    for position, contract in enumerate(entries(release, "contracts")):
        identifier = contract.get("awardID")
        if identifier is None:
            continue
        count = awards[str(identifier)]
        if count != 1:
            rule = "reference-ambiguous-award" if count else "reference-unknown-award"
            tell(rule, "/contracts/awardID", identifier, f"/contracts/{position}/awardID")
