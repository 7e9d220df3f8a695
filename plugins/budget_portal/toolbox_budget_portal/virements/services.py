"""Loading changes: a draft from a file whose acts balance and whose lines exist."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.models import ChangeList, ChangeMove
from toolbox_budget_portal.queries.records import Year
from toolbox_budget_portal.queries.years import year as find_year
from toolbox_budget_portal.side_tables.services import close_draft, open_draft
from toolbox_budget_portal.side_tables.sheet import Columns
from toolbox_budget_portal.virements import queries, reading
from toolbox_budget_portal.virements.dataset import CHANGES
from toolbox_budget_portal.virements.records import Place
from toolbox_core import FileStore, InputError, LimitSettings, NotFound, decimal_places, to_minor


def budget_of(session: Session, entity: str, fiscal_year: int) -> Year:
    """The published budget that a table tells more of. Raises ``InputError`` when there is none."""
    try:
        return find_year(session, entity, fiscal_year)
    except NotFound as error:
        raise InputError(str(error), fix="Publish the year's budget first.") from None


def import_changes(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    fiscal_year: int,
    columns: Columns | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, reading.Reading]:
    """Store the changes of a published year as a draft. Returns the version's id and how the file was read.

    Raises ``InputError`` as ``reading.read`` says, when the year is not published, and with the row when a move names
    categories or a line that the year's budget does not have.
    """
    year = budget_of(session, entity, fiscal_year)
    found = reading.read(path, columns=columns, limits=limits)
    places = ((move.row, place) for move in found.moves for place in (move.source, move.target))
    check_places(session, year, places, path.name)
    digits = max(year.digits, *(decimal_places(move.amount) for move in found.moves))
    version = open_draft(
        session,
        CHANGES,
        entity=entity,
        part=fiscal_year,
        title=f"Changes to the {fiscal_year} budget, {year.entity.name}",
        mapping={"changes": True},
        licence=licence,
        by=by,
    )
    session.add(ChangeList(version_id=version.id, entity_id=year.entity.id, fiscal_year=fiscal_year, digits=digits))
    session.flush()
    session.add_all(
        ChangeMove(
            version_id=version.id,
            source_row=move.row,
            day=move.day,
            act=move.act,
            source="" if move.source is None else str(move.source),
            target="" if move.target is None else str(move.target),
            amount=to_minor(move.amount, digits),
            reason=move.reason,
            document=move.document,
        )
        for move in found.moves
    )
    count = len(found.moves)
    close_draft(
        session,
        files,
        CHANGES,
        version,
        path,
        rows_read=count,
        rows_stored=count,
        notes=found.evidence,
        encoding=found.encoding,
        dialect=found.dialect,
    )
    return version.id, found


def check_places(session: Session, year: Year, places: Iterable[tuple[int, Place | None]], name: str) -> None:
    """See that the year's budget has lines of every place; each comes with its row of the file ``name``.

    Raises ``InputError`` with the row of the first that it has none of.
    """
    checked: set[str] = set()
    for row, place in places:
        if place is None or str(place) in checked:
            continue
        try:
            nodes = queries.resolve(session, year, [place])[str(place)]
        except NotFound as error:
            raise InputError(f"{name}, row {row}: {error}") from None
        if not queries.count_lines(session, year, place, nodes):
            raise InputError(
                f"{name}, row {row}: the {year.fiscal_year} budget has no line of {str(place)!r}.",
                fix="Name lines that the published budget has, such as programme:0701 economic:22/221.",
            )
        checked.add(str(place))
