"""A year's budget as a Fiscal Data Package, version 1, streamed: what our own importer reads back line by line."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.descriptor import writing
from toolbox_budget_portal.queries.datasets import Cells, categories, names
from toolbox_budget_portal.queries.records import ELIMINATION, Year
from toolbox_budget_portal.rows import exact
from toolbox_core import licence_page, stream_zip

BATCH = 2_000
PIECE = 1 << 16
"""Characters that are put together before they go out."""
_FACTS = ("version_id", "resource", "source_row", "uid", "code", "label", "presence")

README = """{title}

A Fiscal Data Package, version 1 (https://fiscal.datapackage.org/). datapackage.json says what every column means.
One table for each direction; those called elimination are consolidation entries, to be subtracted for net figures.
Amounts are exact decimals with a point. A cell without a number says why: {absent}.
The tables hold every text as it is; a spreadsheet may take some for formulas, so open them as text.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One table: the lines of one direction whose files have the same columns of amounts (``slots``)."""

    name: str
    direction: str
    eliminated: bool
    slots: tuple[str, ...]


def fiscal_package(session: Session, year: Year) -> Iterator[bytes]:
    """The package as the pieces of a zip. The same versions always give the same bytes."""
    found = parts(session, year)
    files: dict[str, tuple[int, str]] = {}
    members: list[tuple[str, Callable[[], Iterable[bytes]]]] = [
        (f"{part.name}.csv", _noted(session, year, part, files)) for part in found
    ]
    members.append(("datapackage.json", lambda: [_descriptor(year, found, files)]))
    members.append(("README.txt", lambda: [_readme(year)]))
    return stream_zip(members, year.published_at)


def parts(session: Session, year: Year) -> list[Part]:
    """The tables of the package, in a fixed order."""
    line, slots = models.Line, [phase.slot for phase in year.phases]
    given = [getattr(line, slot).is_not(None).label(f"has_{slot}") for slot in slots]
    query = select(line.direction, line.eliminated, line.presence, *given).distinct()
    columns: dict[tuple[str, bool], set[tuple[str, ...]]] = {}
    for direction, eliminated, presence, *has in session.execute(query.where(line.version_id.in_(year.version_ids))):
        used = tuple(slot for slot, there in zip(slots, has, strict=True) if there or slot in _reasons(presence))
        columns.setdefault((direction, eliminated), set()).add(used)
    listed = []
    for (direction, eliminated), groups in sorted(columns.items()):
        for number, used in enumerate(sorted(groups, reverse=True), start=1):
            name = direction + (ELIMINATION if eliminated else "") + (f"-{number}" if number > 1 else "")
            listed.append(Part(name, direction, eliminated, used))
    return listed


def _reasons(presence: str) -> dict[str, str]:
    """Why amounts are absent, by slot."""
    return {slot: reason for slot, _, reason in (part.partition(":") for part in presence.split(";") if part)}


def _noted(
    session: Session, year: Year, part: Part, files: dict[str, tuple[int, str]]
) -> Callable[[], Iterable[bytes]]:
    """The table of a part, with its size and hash noted for the descriptor."""

    def pieces() -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        for piece in _table(session, year, part):
            digest.update(piece)
            size += len(piece)
            yield piece
        files[part.name] = size, digest.hexdigest()

    return pieces


def _table(session: Session, year: Year, part: Part) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([entry["name"] for entry in _fields(year, part)[0]])
    cells_of = Cells(categories(session, year.entity), names(session, year))
    kinds, slots = year.kinds(part.direction), [phase.slot for phase in year.phases]
    digits = {version.id: version.digits for version in year.versions}
    sources = {(version.id, source.resource): source.name for version in year.versions for source in version.sources}
    line = models.Line
    query = (
        select(
            *(getattr(line, name) for name in _FACTS),
            *(getattr(line, f"{kind}_id") for kind in kinds),
            *(getattr(line, slot) for slot in slots),
        )
        .where(line.version_id.in_(year.version_ids))
        .where(line.direction == part.direction, line.eliminated == part.eliminated)
        .order_by(line.version_id, line.number)
        .execution_options(yield_per=BATCH)
    )
    first, last = len(_FACTS), len(_FACTS) + len(kinds)
    for found in session.execute(query):
        version, resource, row, uid, code, label, presence = found[:first]
        reasons = _reasons(presence)
        amounts = dict(zip(slots, found[last:], strict=True))
        if tuple(slot for slot in slots if amounts[slot] is not None or slot in reasons) != part.slots:
            continue
        cells: list[Any] = []
        for (_, depth), category in zip(kinds.items(), found[first:last], strict=True):
            cells += cells_of(version, category, depth)
        written = (
            writing.ABSENT[reasons[slot]] if (amount := amounts[slot]) is None else exact(amount, digits[version])
            for slot in part.slots
        )
        writer.writerow([*cells, code, label, *written, uid, sources[version, resource], row])
        if buffer.tell() > PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _fields(year: Year, part: Part) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    codes = {phase.slot: phase.code for phase in year.phases}
    return writing.fields(year.kinds(part.direction), [codes[slot] for slot in part.slots])


def _title(year: Year) -> str:
    return f"Budget {year.fiscal_year}, {year.entity.name}"


def _readme(year: Year) -> bytes:
    absent = ", ".join(f"{sign or 'nothing'} ({word})" for word, sign in writing.ABSENT.items())
    return README.format(title=_title(year), absent=absent).encode()


def _descriptor(year: Year, found: Sequence[Part], files: dict[str, tuple[int, str]]) -> bytes:
    resources, own = [], {}
    for part in found:
        listed, declared = _fields(year, part)
        own.update({entry["name"]: entry for entry in declared})
        size, digest = files[part.name]
        extra = writing.extra_fields(year.fiscal_year, part.direction, year.currency, eliminated=part.eliminated)
        resources.append(
            {
                "name": part.name,
                "path": f"{part.name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": size,
                "hash": f"sha256:{digest}",
                "dialect": {"delimiter": ",", "header": True},
                "schema": {"fields": listed, "extraFields": extra},
            }
        )
    licences = sorted({version.licence for version in year.versions if version.licence})
    values = {
        "profile": "fiscal-data-package",
        "name": f"{year.entity.slug}-{year.fiscal_year}",
        "title": _title(year),
        "version": str(max(version.number for version in year.versions)),
        "created": year.published_at.isoformat(),
        "countryCode": year.entity.country,
        "licenses": [{"name": licence, "path": licence_page(licence)} for licence in licences],
        "contributors": [{"title": year.entity.name, "role": "publisher"}],
        "sources": [
            {"title": source.name, "path": source.url or source.name, "hash": f"sha256:{source.sha256}"}
            for version in year.versions
            for source in version.sources
        ],
        "columnTypes": [writing.PUBLISHED, list(own.values())] if own else [writing.PUBLISHED],
        "resources": resources,
    }
    kept = {key: value for key, value in values.items() if value not in ("", [])}
    return (json.dumps(kept, ensure_ascii=False, indent=2) + "\n").encode()
