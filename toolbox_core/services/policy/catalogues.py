"""The catalogues that a site reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import NotFound
from toolbox_core.services import audit
from toolbox_core.services.policy.models import PolicyCatalogue


def put(session: Session, name: str, location: str, entries: Sequence[dict[str, Any]], *, by: str) -> None:
    """Add a catalogue, or let this reading take the place of the last one of that name."""
    row = session.get(PolicyCatalogue, name) or PolicyCatalogue(name=name)
    row.location, row.entries, row.added_by, row.read_at = location, list(entries), by, utcnow()
    session.add(row)
    detail = {"location": location, "entries": len(entries)}
    audit.record(session, actor=by, action="catalogue.add", target=f"catalogue:{name}", detail=detail)


def remove(session: Session, name: str, *, by: str) -> None:
    """Forget a catalogue. Raises ``NotFound``."""
    row = session.get(PolicyCatalogue, name)
    if row is None:
        raise NotFound(f"This site reads no catalogue called {name!r}.", fix="`toolbox catalogue list` names them.")
    session.delete(row)
    audit.record(session, actor=by, action="catalogue.remove", target=f"catalogue:{name}", detail={})


def all_catalogues(session: Session) -> Sequence[PolicyCatalogue]:
    """By name."""
    return session.scalars(select(PolicyCatalogue).order_by(PolicyCatalogue.name)).all()
