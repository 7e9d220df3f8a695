"""A table of organisations into the directory: one row for each name, with identifier, place, kind and parent.

Columns (only ``name`` must be there): ``scheme`` and ``id`` (an identifier as in org-id.guide), ``name``, ``language``,
``kind``, ``jurisdiction``, ``parent`` (``SCHEME:id``, or the name of an organisation of the same jurisdiction). Several
rows with one identifier give one organisation several names. A row that cannot be kept is reported and the others are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from toolbox_core import Mention, Problem
from toolbox_core.exceptions import UnreadableFile
from toolbox_core.importing.report import ImportReport
from toolbox_core.importing.run import import_rows
from toolbox_core.importing.tables import open_table
from toolbox_core.services import organisations
from toolbox_core.services.organisations.directory import LONGEST_IDENTIFIER, LONGEST_SCHEME
from toolbox_core.services.organisations.linking import LONGEST_CODE
from toolbox_core.services.organisations.names import normalise

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.config import LimitSettings

PLUGIN = "organisations"
COLUMNS = ("scheme", "id", "name", "language", "kind", "jurisdiction", "parent")
_JURISDICTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,15}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(slots=True)
class Imported:
    """What came of it: the report, and how many rows led to a known organisation, a new one, or a question."""

    report: ImportReport
    certainties: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that can be kept. ``parent`` as it stands in the file."""

    number: int
    mention: Mention
    parent: str


def import_organisations(
    session: Session,
    path: Path,
    *,
    limits: LimitSettings,
    by: str,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Read a file of organisations into the directory, in the caller's transaction.

    Raises ``UnreadableFile`` when it has no column ``name``, or is no table at all.
    """
    report = ImportReport(name=path.name)
    outcome = Imported(report)
    waiting: list[tuple[int, int, str, str]] = []
    with open_table(path, limits=limits) as table:
        places = {name.strip().lower(): index for index, name in enumerate(table.columns)}
        if "name" not in places:
            raise UnreadableFile(
                f"{path.name} has no column called name.", fix=f"Name the columns {', '.join(COLUMNS)}."
            )
        for unknown in sorted(set(places) - set(COLUMNS)):
            report.notes.append(f"The column {unknown!r} is not known and was passed over.")

        def parse(number: int, cells: list[str]) -> Row | Problem:
            found = {name: cells[places[name]].replace("\0", "").strip() if name in places else "" for name in COLUMNS}
            return parse_row(number, found)

        def store(rows: list[Row]) -> None:
            linked = organisations.link_organisations(session, PLUGIN, (row.mention for row in rows), by=by)
            for row in rows:
                one = linked[row.mention.reference]
                outcome.certainties[one.certainty] = outcome.certainties.get(one.certainty, 0) + 1
                if row.parent:
                    waiting.append((row.number, one.organisation_id, row.parent, row.mention.jurisdiction))

        import_rows(table, parse, store, report, progress=progress)
    for number, organisation_id, parent, jurisdiction in waiting:
        _adopt(session, report, number, organisation_id, parent, jurisdiction)
    report.finish()
    return outcome


def parse_row(number: int, cells: dict[str, str]) -> Row | Problem:
    """A row as a mention, or what is wrong with it."""

    fault = _fault(cells)
    if fault is not None:
        column, rule, message = fault
        return Problem(row=number, column=column, value=cells[column], rule=rule, message=message)
    mention = Mention(
        reference=_reference(cells),
        name=cells["name"],
        identifiers=((cells["scheme"], cells["id"]),) if cells["scheme"] else (),
        jurisdiction=cells["jurisdiction"],
        kind=cells["kind"] or "other",
        language=cells["language"],
    )
    return Row(number, mention, cells["parent"])


def _fault(cells: dict[str, str]) -> tuple[str, str, str] | None:
    """Column, rule and sentence of the first thing wrong with a row."""
    scheme, value, kind = cells["scheme"], cells["id"], cells["kind"] or "other"
    too_long = len(scheme) > LONGEST_SCHEME or len(value) > LONGEST_IDENTIFIER
    place, language = cells["jurisdiction"], cells["language"]
    faults = (
        (not normalise(cells["name"]), "name", "no-name", "The row has no name with at least one letter or figure."),
        (bool(scheme) != bool(value), "id", "half-identifier", "An identifier needs both its scheme and its id."),
        (too_long, "id", "not-an-identifier", "This is too long to be an identifier."),
        (
            kind not in organisations.KINDS,
            "kind",
            "unknown-kind",
            f"The kind must be one of {', '.join(organisations.KINDS)}.",
        ),
        (
            place and not _JURISDICTION.fullmatch(place),
            "jurisdiction",
            "not-a-place",
            "A jurisdiction is a short code such as ES or ES-MD.",
        ),
        (
            language and not (_LANGUAGE.fullmatch(language) and len(language) <= LONGEST_CODE),
            "language",
            "not-a-language",
            "A language is a code such as fr or pt-BR.",
        ),
    )
    return next((fault[1:] for fault in faults if fault[0]), None)


def _reference(cells: dict[str, str]) -> str:
    """A key of the row that is the same when the file is read again."""
    parts = (cells["scheme"].upper(), cells["id"], cells["jurisdiction"], cells["language"], normalise(cells["name"]))
    return f"row/{blake2b(chr(31).join(parts).encode(), digest_size=16).hexdigest()}"


def _adopt(
    session: Session, report: ImportReport, number: int, organisation_id: int, parent: str, jurisdiction: str
) -> None:
    above = organisations.look_up(session, parent, jurisdiction=jurisdiction)
    child = organisations.resolve(session, organisation_id)
    if above is None or above.id == child.id:
        sentence = (
            "The parent is the organisation itself." if above else "No organisation, or more than one, is called this."
        )
        report.add(
            Problem(
                row=number,
                column="parent",
                value=parent,
                rule="parent-unknown",
                message=f"{sentence} The row was kept without it.",
                severity="warning",
            )
        )
    else:
        child.parent_id = above.id
        session.flush()
