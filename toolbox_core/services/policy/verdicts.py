"""What the rules said of installed plugins, kept for exactly the code that was judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.services.policy.models import PolicyVerdict


def keep(
    session: Session, plugin: str, *, fingerprint: str, version: str, tier: str, findings: Sequence[Mapping[str, Any]]
) -> None:
    """Let this verdict take the place of the last one about the plugin."""
    row = session.get(PolicyVerdict, plugin) or PolicyVerdict(plugin=plugin)
    row.fingerprint, row.version, row.tier = fingerprint, version, tier
    row.findings, row.judged_at = [dict(finding) for finding in findings], utcnow()
    session.add(row)


def kept(session: Session) -> dict[str, PolicyVerdict]:
    """The last verdict about each plugin, by id."""
    return {row.plugin: row for row in session.scalars(select(PolicyVerdict))}
