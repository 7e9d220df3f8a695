"""What is kept of persons: contributions to the co-creation room with name and address, supports as hashes.

Words that are public stay, without the person: others answered them. Words that nobody has seen are deleted.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_nap_monitor.models import Proposal
from toolbox_nap_monitor.publishing import publish_plan_id
from toolbox_nap_monitor.supporting import forget_supports, supported_by

PUBLIC = "public"


def export_person(session: Session, email: str) -> list[dict[str, Any]]:
    """Every contribution and support from an address, as plain values; nothing when there is none."""
    query = select(Proposal).where(Proposal.email == email.strip().casefold()).order_by(Proposal.id)
    said = [
        {
            "kind": one.kind,
            "titles": dict(one.titles),
            "text": dict(one.text),
            "author": one.author,
            "email": one.email,
            "state": one.state,
            "created_at": one.created_at.isoformat(),
        }
        for one in session.scalars(query)
    ]
    supported = [{"kind": "support", "titles": dict(one.titles)} for one, _ in supported_by(session, email)]
    return said + supported


def erase_person(session: Session, email: str, by: str) -> int:
    """Delete what is not public, take name and address off what is; returns how many rows it touched."""
    del by  # the host writes the audit log
    found = session.scalars(select(Proposal).where(Proposal.email == email.strip().casefold())).all()
    plans = {one.plan_id for one in found if one.state == PUBLIC}
    hidden = [one.id for one in found if one.state != PUBLIC]
    for one in found:
        one.email = one.author = one.token = ""
    session.flush()
    if hidden:
        session.execute(delete(Proposal).where(Proposal.id.in_(hidden)))
    for plan in sorted(plans):
        publish_plan_id(session, plan)
    return len(found) + forget_supports(session, email)
