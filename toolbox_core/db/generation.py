"""Two counters that every process watches: they tell when plugins or published data have changed.

Both only ever grow, and change in the same transaction as what they announce; so a process that sees a new number
also sees everything that belongs to it.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from toolbox_core.db.models import Meta

PLUGINS: Literal["plugin_generation"] = "plugin_generation"
DATA: Literal["data_generation"] = "data_generation"


def generations(session: Session) -> tuple[int, int]:
    """``(plugin_generation, data_generation)``: one indexed read. A counter nobody has moved yet is 0."""
    rows = session.execute(select(Meta.key, Meta.value).where(Meta.key.in_((PLUGINS, DATA))))
    values = {key: value for key, value in rows}  # noqa: C416 - a row is no pair to the type checker
    return values.get(PLUGINS, 0), values.get(DATA, 0)


def bump(session: Session, key: Literal["plugin_generation", "data_generation"]) -> int:
    """Move a counter on by one inside the caller's write transaction and return its new value."""
    moved = update(Meta).where(Meta.key == key).values(value=Meta.value + 1).returning(Meta.value)
    value = session.execute(moved).scalar_one_or_none()
    if value is None:
        session.add(Meta(key=key, value=1))
        session.flush()
        return 1
    return value


def renew_pages(session: Session) -> None:
    """Say that public data have changed, so that no page kept from before is shown again once the caller commits."""
    bump(session, DATA)
