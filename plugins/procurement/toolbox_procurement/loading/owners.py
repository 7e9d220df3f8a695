"""Ownership statements into the site: kept by their ids, each company under its register number."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from toolbox_core import renew_pages
from toolbox_procurement.issues import Issues
from toolbox_procurement.models import Owner, Party
from toolbox_procurement.reading.ownership import read_ownership
from toolbox_procurement.repairs import padded


def load_owners(session: Session, path: Path) -> dict[str, int]:
    """Take the statements of a file in, each in the place of one with its id.

    Returns ``statements`` read, ``ownerships`` kept, ``companies`` that they are about, and ``suppliers``: how many
    organisations of the contracts these are. Raises ProcurementFileError.
    """
    count, found = read_ownership(path, Issues())
    ids = [one.statement for one in found]
    for start in range(0, len(ids), 500):
        session.execute(delete(Owner).where(Owner.statement.in_(ids[start : start + 500])))
    kept: dict[str, Owner] = {}
    for one in found:
        scheme, number = one.identifiers[0]
        kept[one.statement] = Owner(
            statement=one.statement,
            scheme=scheme[:64],
            identifier=padded(scheme, number)[:128],
            name=one.name,
            kind=one.kind,
            interests=list(one.interests),
            since=one.since,
            file=path.name[:255],
        )
    session.add_all(kept.values())
    session.flush()
    renew_pages(session)
    joined = (Party.scheme == Owner.scheme) & (Party.identifier == Owner.identifier)
    suppliers = session.scalar(select(func.count(Party.slug.distinct())).join(Owner, joined).where(Party.slug != ""))
    companies = {(one.scheme, one.identifier) for one in kept.values()}
    return {
        "statements": count,
        "ownerships": len(kept),
        "companies": len(companies),
        "suppliers": suppliers or 0,
    }
