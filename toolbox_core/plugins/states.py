"""The states of a plugin, and the table row in which they are remembered."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from toolbox_core.db.models import PluginState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.plugins.registry import PluginRecord


class State(StrEnum):
    """Where one plugin stands.

    ``DISABLED`` is the resting state of an installed plugin; ``DISCOVERED`` is an installed one that nobody has
    decided about yet. ``ACTIVE`` and ``DEGRADED`` (its circuit is open after repeated failures) are running. The
    others say why an enabled plugin does not run; ``MISSING`` means that its package is gone while its data is kept.
    """

    DISCOVERED = "DISCOVERED"
    DISABLED = "DISABLED"
    ACTIVE = "ACTIVE"
    DEGRADED = "DEGRADED"
    INVALID = "INVALID"
    INCOMPATIBLE = "INCOMPATIBLE"
    BLOCKED = "BLOCKED"
    NEEDS_MIGRATION = "NEEDS_MIGRATION"
    NEEDS_CONFIG = "NEEDS_CONFIG"
    FAILED = "FAILED"
    MISSING = "MISSING"


ENABLED = "enabled"
DISABLED = "disabled"
RUNNING = frozenset({State.ACTIVE, State.DEGRADED})
RESTING = frozenset({State.DISCOVERED, State.DISABLED})


def remembered(session: Session) -> dict[str, PluginState]:
    """Every plugin that the database knows, by id, detached from the session."""
    rows = {row.id: row for row in session.scalars(select(PluginState).order_by(PluginState.id))}
    session.expunge_all()
    return rows


def differs(row: PluginState | None, record: PluginRecord) -> bool:
    """Whether the database holds something else than was observed. Untouched, undecided plugins need no row."""
    if row is None:
        return record.desired == ENABLED
    return (row.state, row.phase, row.error) != (record.state, record.phase, record.error) or (
        record.state != State.MISSING
        and (row.version, row.distribution, row.table_prefix, row.fingerprint)
        != (record.version, record.distribution, record.table_prefix, record.fingerprint)
    )


def observe(session: Session, records: Iterable[PluginRecord]) -> None:
    """Write what was observed of these plugins; what is desired of them stays as it is."""
    for record in records:
        row = session.get(PluginState, record.id)
        if row is None:
            row = PluginState(id=record.id, desired=record.desired, config={})
            session.add(row)
        row.state, row.phase, row.error = record.state, record.phase, record.error
        if record.state != State.MISSING:
            row.version, row.distribution = record.version, record.distribution
            row.table_prefix, row.fingerprint = record.table_prefix, record.fingerprint
