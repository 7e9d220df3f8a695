"""Loading changes: a draft from a file whose acts balance and whose lines exist, then publication through the log."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import ChangeList, ChangeMove
from toolbox_budget_portal.queries.records import Year
from toolbox_budget_portal.queries.years import year as find_year
from toolbox_budget_portal.virements import queries, reading
from toolbox_budget_portal.virements.queries import PLUGIN
from toolbox_core import (
    FileStore,
    InputError,
    LimitSettings,
    NotFound,
    PublicationEntry,
    PublicationError,
    create_draft,
    decimal_places,
    discard_draft,
    find_version,
    finish_draft,
    publish,
    store_source,
    to_minor,
    version_hash,
    withdraw,
)


def import_changes(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    fiscal_year: int,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, reading.Reading]:
    """Store the changes of a published year as a draft. Returns the version's id and how the file was read.

    Raises ``InputError`` as ``reading.read`` says, when the year is not published, and with the row when a move names
    categories or a line that the year's budget does not have.
    """
    try:
        year = find_year(session, entity, fiscal_year)
    except NotFound as error:
        raise InputError(str(error), fix="Publish the year's budget first.") from None
    found = reading.read(path, limits=limits)
    _check_places(session, year, found, path.name)
    digits = max(year.digits, *(decimal_places(move.amount) for move in found.moves))
    version = create_draft(
        session,
        plugin=PLUGIN,
        dataset=f"{PLUGIN}/{entity}-{fiscal_year}-changes",
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
    source = store_source(session, files, path, name=path.name, encoding=found.encoding, licence=licence)
    count = len(found.moves)
    report = {"version": version.id, "name": version.title, "rows_read": count, "rows_stored": count}
    finish_draft(
        session,
        version,
        report={**report, "rows_rejected": 0, "notes": list(found.evidence), "problems": []},
        row_count=count,
        sources=[(source, "changes", found.dialect)],
    )
    return version.id, found


def _check_places(session: Session, year: Year, found: reading.Reading, name: str) -> None:
    checked: set[str] = set()
    for move in found.moves:
        for place in (move.source, move.target):
            if place is None or str(place) in checked:
                continue
            try:
                nodes = queries.resolve(session, year, [place])[str(place)]
            except NotFound as error:
                raise InputError(f"{name}, row {move.row}: {error}") from None
            if not queries.count_lines(session, year, place, nodes):
                raise InputError(
                    f"{name}, row {move.row}: the {year.fiscal_year} budget has no line of {str(place)!r}.",
                    fix="Name lines that the published budget has, such as programme:0701 economic:22/221.",
                )
            checked.add(str(place))


def is_change_list(session: Session, version_id: int) -> bool:
    """Whether a version of the plugin is a list of changes."""
    return session.get(ChangeList, version_id) is not None


def publish_changes(session: Session, version_id: int, *, by: str) -> PublicationEntry:
    """Make a draft the changes that everybody reads. Raises ``PublicationError``."""
    listed = session.get_one(ChangeList, version_id)
    version = find_version(session, version_id)
    slug = version.dataset.removeprefix(f"{PLUGIN}/").removesuffix(f"-{listed.fiscal_year}-changes")
    return publish(
        session,
        version,
        content_sha256=version_hash(queries.version_tables(session, version_id)),
        by=by,
        address=f"/budget/{slug}/{listed.fiscal_year}/changes",
    )


def withdraw_changes(session: Session, version_id: int, *, by: str, reason: str) -> PublicationEntry:
    """Take published changes back, with the reason."""
    return withdraw(session, find_version(session, version_id), by=by, reason=reason)


def discard_changes(session: Session, version_id: int) -> None:
    """Delete a draft. Raises ``PublicationError`` for anything else."""
    version = find_version(session, version_id)
    if version.status != "draft":
        raise PublicationError(f"Version {version_id} is {version.status}; only a draft can be discarded.")
    session.execute(delete(ChangeMove).where(ChangeMove.version_id == version_id))
    session.execute(delete(ChangeList).where(ChangeList.version_id == version_id))
    discard_draft(session, version)
