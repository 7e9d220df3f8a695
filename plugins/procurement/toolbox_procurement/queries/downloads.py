"""The bulk files of a source: whole, by year, and what has no date."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_procurement import privacy
from toolbox_procurement.models import Process
from toolbox_procurement.queries.redactions import redactions
from toolbox_procurement.queries.sources import Source

_PAGE = 500
_decode = msgspec.json.Decoder(Any, float_hook=Decimal).decode


@dataclass(frozen=True, slots=True)
class Period:
    """One file. ``name`` is ``full``, ``undated`` or a year; ``count`` its processes."""

    name: str
    count: int

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.jsonl.gz"


def periods(session: Session, source: Source) -> list[Period]:
    """The files of a source: the whole, the years (newest first), what has no date."""
    query = select(Process.year, func.count()).where(Process.source_id == source.id).group_by(Process.year)
    counts = {year: int(count) for year, count in session.execute(query)}
    found = [Period("full", sum(counts.values()))]
    found += [Period(str(year), counts[year]) for year in sorted((year for year in counts if year), reverse=True)]
    return [*found, Period("undated", counts[None])] if None in counts else found


def texts(session: Session, source_id: int, period: Period) -> Iterator[dict[str, Any]]:
    """The compiled releases of a file as the public may see them, a page of them at a time."""
    hidden = redactions(session)
    query = select(Process.id, Process.ocid, Process.compiled).where(Process.source_id == source_id)
    if period.name == "undated":
        query = query.where(Process.year.is_(None))
    elif period.name != "full":
        query = query.where(Process.year == int(period.name))
    query = query.order_by(Process.id).limit(_PAGE)
    last = 0
    while True:
        rows = session.execute(query.where(Process.id > last)).all()
        for row in rows:
            release = _decode(zlib.decompress(row.compiled))
            yield privacy.public(release, privacy.for_process(hidden, row.ocid))
        if len(rows) < _PAGE:
            return
        last = rows[-1].id
