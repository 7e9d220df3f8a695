"""The changes of a year as a side table: their columns, their rows, their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import ChangeList, ChangeMove
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_budget_portal.virements.records import Move, read_place
from toolbox_core import N_, Column, DatasetVersion, from_minor

COLUMNS = (
    Column(name="date", type="date", title=N_("Day")),
    Column(name="act", title=N_("Act or decision")),
    Column(name="from", title=N_("Taken from")),
    Column(name="to", title=N_("Given to")),
    Column(name="amount", type="number", title=N_("Amount")),
    Column(name="reason", title=N_("Reason")),
    Column(name="document", title=N_("Document")),
    Column(name="source_row", type="integer", title=N_("Row of the file")),
)


def moves_of(session: Session, version: DatasetVersion) -> Iterator[Move]:
    """The moves of a version as decided: by day, then as the file has them."""
    digits = session.get_one(ChangeList, version.id).digits
    query = select(ChangeMove).where(ChangeMove.version_id == version.id)
    for row in session.scalars(query.order_by(ChangeMove.day, ChangeMove.source_row)):
        yield Move(
            row.day,
            row.act,
            read_place(row.source),
            read_place(row.target),
            from_minor(row.amount, digits),
            row.reason,
            row.document,
            row.source_row,
        )


def move_rows(moves: Iterable[Move]) -> Iterator[tuple[Any, ...]]:
    """Moves as records of ``COLUMNS``."""
    for move in moves:
        source, target = ("" if place is None else str(place) for place in (move.source, move.target))
        yield move.day, move.act, source, target, move.amount, move.reason, move.document, move.row


CHANGES = SideTable(
    id="budget_changes",
    name="changes",
    mark="changes",
    dataset="{entity}-{part}-changes",
    landing="/budget/{entity}/{part}/changes",
    description="Every change made to the budget during the year: from which line to which, by which act and why. "
    "Each act takes as much as it gives.",
    columns=COLUMNS,
    summed="amount",
    records=lambda session, version: move_rows(moves_of(session, version)),
    stored=(ChangeMove, ChangeList),
    keywords=("budget", "virements"),
    themes=("GOVE",),
    frequency="IRREG",
)
