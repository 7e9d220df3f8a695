"""Institutions as plans name them, once per member and name, each linked to the host's directory."""

from __future__ import annotations

from collections.abc import Iterable

from babel.core import get_global
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from toolbox_core import Mention, fold, link_organisations, reserve_ids
from toolbox_nap_monitor.models import Institution, Member
from toolbox_nap_monitor.rows import Involvement

PLUGIN = "nap_monitor"
_DIRECTORY_KINDS = {"civil-society": "civil-society", "private": "company", "international": "international"}
_OTHER_KINDS = ("academia", "other")


def institution_reference(member_code: str, institution_id: int) -> str:
    """Our key of an institution in the host's directory."""
    return f"{member_code}/{institution_id}"


def jurisdiction_of(member: Member) -> str:
    """The directory's jurisdiction of a member's bodies: ``CA`` for Canada, ``AR-bue`` for Buenos Aires.

    A place without an ISO 3166 code is known by its own name.
    """
    aliases = get_global("territory_aliases").get(member.iso3, ())
    name = next(iter(member.names.values()), "") or member.code
    country = aliases[0] if aliases else "-".join(fold(name).split())[:16]
    return country if member.level == "national" else f"{country}-{member.code.lower()}"[:16]


def folded_name(name: str) -> str:
    """The key by which names of one institution are told to be the same: no case, no accents, single spaces."""
    return " ".join(fold(name).split())[:255]


def find_institutions(session: Session, member: Member, wanted: Iterable[Involvement], *, by: str) -> dict[str, int]:
    """The ids of institutions by folded name. Those that are new are added and linked to the directory."""
    by_name: dict[str, Involvement] = {}
    for one in wanted:
        by_name.setdefault(folded_name(one.name), one)
    query = select(Institution.folded, Institution.id).where(Institution.member_id == member.id)
    known = {folded: number for folded, number in session.execute(query) if folded in by_name}
    new = {folded: one for folded, one in by_name.items() if folded and folded not in known}
    if not new:
        return known
    ids = reserve_ids(session, Institution.__table__, len(new))  # type: ignore[arg-type]
    known.update(zip(new, ids, strict=True))
    jurisdiction = jurisdiction_of(member)
    linked = link_organisations(
        session,
        PLUGIN,
        (
            Mention(
                reference=institution_reference(member.code, known[folded]),
                name=one.name,
                identifiers=one.identifiers,
                jurisdiction=jurisdiction,
                kind=_DIRECTORY_KINDS.get(one.kind, "other" if one.kind in _OTHER_KINDS else "public-body"),
            )
            for folded, one in new.items()
        ),
        by=by,
    )
    session.execute(
        insert(Institution),
        [
            {
                "id": known[folded],
                "member_id": member.id,
                "name": one.name.strip(),
                "folded": folded,
                "kind": one.kind,
                "parent": one.parent,
                "slug": linked[institution_reference(member.code, known[folded])].slug,
            }
            for folded, one in new.items()
        ],
    )
    return known
