"""Beneficial ownership statements (BODS 0.1 to 0.3): which person or company owns or controls which company.

Only names, register numbers and interests are taken; dates of birth and addresses of persons are passed over.
Source: Beneficial Ownership Data Standard 0.2, "Schema reference" (https://standard.openownership.org/en/0.2.0/).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues
from toolbox_procurement.reading import splitting
from toolbox_procurement.reading.containers import members

Statement = dict[str, Any]
_decode = msgspec.json.Decoder(Any).decode


@dataclass(frozen=True, slots=True)
class Ownership:
    """One statement about one company. ``kind`` is ``person``, ``company`` or ``unknown``; ``identifiers`` are all
    register numbers of the company: ``(scheme, number)``."""

    statement: str
    identifiers: tuple[tuple[str, str], ...]
    name: str
    kind: str
    interests: tuple[dict[str, Any], ...]
    since: str


@dataclass(slots=True)
class _Known:
    companies: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    links: list[Statement] = field(default_factory=list)
    count: int = 0


def read_ownership(path: Path, issues: Issues) -> tuple[int, list[Ownership]]:
    """How many statements a file holds (JSON Lines, or a list), and the ownerships in them.

    Raises ProcurementFileError when it holds none.
    """
    known = _Known()
    for member in members(path, issues):
        for piece in splitting.split(member.stream, issues, member.name):
            try:
                value = _decode(piece.text)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                issues.add("line-not-json", "", piece.text[:80].decode("utf-8", "replace"), line=piece.line)
                continue
            for statement in value if isinstance(value, list) else [value]:
                if isinstance(statement, dict):
                    _take(known, statement)
    if not known.count:
        raise ProcurementFileError(
            f"{path} holds no beneficial ownership statements.", fix="Give statements of BODS 0.1 to 0.3 as JSON."
        )
    return known.count, list(_ownerships(known))


def _take(known: _Known, statement: Statement) -> None:
    identifier, kind = str(statement.get("statementID", "")), statement.get("statementType")
    if not identifier or kind not in ("entityStatement", "personStatement", "ownershipOrControlStatement"):
        return
    known.count += 1
    if kind == "entityStatement":
        known.companies[identifier] = (str(statement.get("name") or ""), _numbers(statement))
    elif kind == "personStatement":
        names = statement.get("names")
        full = [one.get("fullName") for one in names if isinstance(one, dict)] if isinstance(names, list) else []
        known.persons[identifier] = next((str(one) for one in full if one), "")
    else:
        known.links.append(statement)


def _numbers(statement: Statement) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    listed = statement.get("identifiers")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("scheme") and one.get("id"):
            found[str(one["scheme"]).upper(), str(one["id"]).strip()] = None
    return tuple(found)


def _ownerships(known: _Known) -> Iterator[Ownership]:
    for link in known.links:
        subject, party = _part(link, "subject"), _part(link, "interestedParty")
        company = known.companies.get(str(subject.get("describedByEntityStatement", "")))
        if company is None or not company[1]:
            continue
        person = party.get("describedByPersonStatement")
        owner = party.get("describedByEntityStatement")
        if person is not None:
            name, kind = known.persons.get(str(person), ""), "person"
        elif owner is not None:
            name, kind = known.companies.get(str(owner), ("", ()))[0], "company"
        else:
            name, kind = "", "unknown"
        interests = link.get("interests")
        yield Ownership(
            statement=str(link["statementID"])[:255],
            identifiers=company[1],
            name=name,
            kind=kind,
            interests=tuple(_interest(one) for one in interests if isinstance(one, dict))
            if isinstance(interests, list)
            else (),
            since=str(link.get("statementDate") or "")[:10],
        )


def _part(statement: Statement, name: str) -> Statement:
    found = statement.get(name)
    return found if isinstance(found, dict) else {}


def _interest(interest: Statement) -> dict[str, Any]:
    share = _part(interest, "share")
    found: dict[str, Any] = {"type": str(interest.get("type") or "")[:64]}
    for name, other in (("least", "minimum"), ("most", "maximum")):
        value = share.get("exact", share.get(other))
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100:
            found[name] = value
    return found
