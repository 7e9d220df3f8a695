"""The desk of one run: who stores, when, how many of what, and the ids of everything by its code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from toolbox_core import utcnow
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import rows
from toolbox_nap_monitor.exceptions import UnknownPlan

CHUNK = 500


@dataclass(slots=True)
class Stored:
    """How many of each kind were stored; ``unchanged`` counts what was there already, word for word."""

    plans: int = 0
    commitments: int = 0
    milestones: int = 0
    updates: int = 0
    assessments: int = 0
    facts: int = 0
    proposals: int = 0
    unchanged: int = 0

    def to_dict(self) -> dict[str, int]:
        """Plain numbers by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(slots=True)
class Desk:
    """What one run knows. ``plans``, ``commitments`` and ``milestones`` lead from codes to ids."""

    session: Session
    by: str
    now: datetime = field(default_factory=utcnow)
    stored: Stored = field(default_factory=Stored)
    members: dict[str, m.Member] = field(default_factory=dict)
    plans: dict[tuple[str, str], int] = field(default_factory=dict)
    commitments: dict[tuple[str, str, str], int] = field(default_factory=dict)
    milestones: dict[tuple[int, str], int] = field(default_factory=dict)
    institutions: dict[tuple[str, str], int] = field(default_factory=dict)

    def commitment(self, row: Any) -> int:
        """The id of the commitment a row names. Raises ``UnknownPlan``."""
        found = self.commitments.get((row.member, row.plan, row.commitment))
        if found is None:
            raise UnknownPlan(f"Plan {row.plan} of {row.member} has no commitment {row.commitment}.")
        return found

    def commitment_id(self, row: Any) -> int:
        """The id of a commitment, or of the one that a milestone, update or verdict belongs to."""
        return self.commitments[row.member, row.plan, row.number] if hasattr(row, "number") else self.commitment(row)

    def insert(self, model: Any, new: list[dict[str, Any]]) -> None:
        """Insert many rows at once."""
        if new:
            self.session.execute(insert(table_of(model)), new)


def table_of(model: Any) -> Table:
    """The table of a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Parts small enough for one question to the database."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def origin_of(source: rows.SourceRow) -> dict[str, Any]:
    """Where a row came from, as it is kept; nothing for what a person typed."""
    return {"file": source.file, "sheet": source.sheet, "row": source.row} if source.file else {}
