"""The audit log: who did what to which object, when and from where. Append-only; no secret is ever written here."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.models import AuditEntry

_origin: ContextVar[str] = ContextVar("toolbox_origin", default="")


def acting_from(origin: str) -> None:
    """Say from where the acts that follow come: a network address, ``cli`` and the machine's name, ``job``.

    Holds for the present context, so that requests that are answered side by side do not mix.
    """
    _origin.set(origin[:64])


def record(
    session: Session, *, actor: str, action: str, target: str = "", detail: dict[str, Any] | None = None
) -> AuditEntry:
    """Add one entry inside the caller's transaction, so that the act and its entry are kept or lost together.

    ``action`` is ``noun.verb`` (``plugin.enable``); ``detail`` holds plain JSON values and no secrets. From where
    the act comes is known already: see ``acting_from``.
    """
    entry = AuditEntry(actor=actor, action=action, target=target, origin=_origin.get(), detail=detail or {})
    session.add(entry)
    return entry


def entries(session: Session, *, target: str | None = None, limit: int = 100) -> Sequence[AuditEntry]:
    """The newest entries first, of one target or of all."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if target is not None:
        query = query.where(AuditEntry.target == target)
    return session.scalars(query).all()


record_act = record
"""``record``, by the name it has at the front door."""
