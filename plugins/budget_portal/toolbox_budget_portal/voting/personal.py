"""What is kept of persons: the ideas of those whose address is still known. Votes lead to nobody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.participation_tables import Project
from toolbox_budget_portal.voting.records import UNCONFIRMED, WAITING


def export_person(session: Session, email: str) -> list[dict[str, Any]]:
    """Every idea from an address, as plain values; nothing when there is none."""
    query = select(Project).where(Project.email == email.strip().casefold()).order_by(Project.id)
    return [
        {
            "title": one.title,
            "text": one.text,
            "author": one.author,
            "email": one.email,
            "state": one.state,
            "created_at": one.created_at.isoformat(),
        }
        for one in session.scalars(query)
    ]


def erase_person(session: Session, email: str, by: str) -> int:
    """Delete ideas that nobody has seen, take name and address off the others; returns how many it touched."""
    del by  # the host writes the audit log
    found = session.scalars(select(Project).where(Project.email == email.strip().casefold())).all()
    hidden = [one.id for one in found if one.state in (UNCONFIRMED, WAITING)]
    for one in found:
        one.email = one.author = one.token = ""
    session.flush()
    if hidden:
        session.execute(delete(Project).where(Project.id.in_(hidden)))
    return len(found)
