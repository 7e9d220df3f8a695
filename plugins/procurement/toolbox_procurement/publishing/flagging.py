"""Red flags, coverage and the spread of numbers over all processes of a source, in one pass over what is compiled."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from toolbox_core import bulk_insert, collector_off
from toolbox_procurement.coverage import Coverage as FieldCoverage
from toolbox_procurement.indicators.run import Folded, Results, Run
from toolbox_procurement.indicators.settings import Settings
from toolbox_procurement.models import Coverage, FlagRow, FlagRun, Party, Process, Source
from toolbox_procurement.publishing.compiling import as_json, table_of
from toolbox_procurement.publishing.workers import Workers

MEASURES: Final = {
    "R003": "tender_days",
    "R018": "bidders",
    "R019": "bidders",
    "R061": "award_days",
    "R062": "award_days",
}
"""The number of a process that an indicator looks at, where it is one of the facts that are stored."""
_PARTY_GROUPS: Final = ("Buyer", "ProcuringEntity", "Tenderer")
_PAGE: Final = 2_000
_BINS: Final = 40
_decode = msgspec.json.Decoder(Any).decode


@dataclass(frozen=True, slots=True)
class Lines:
    """Some compiled releases, packed, with the number of the first."""

    settings: Settings
    first: int
    packed: list[bytes]


def fold_piece(piece: Lines) -> tuple[Folded, dict[str, int]]:
    """Take some processes into every indicator, and count their fields. Pure, so that any process can do it."""
    run = Run(piece.settings)
    folded = run.start()
    coverage = FieldCoverage()
    with collector_off():
        lines = [zlib.decompress(packed) for packed in piece.packed]
        run.fold_lines(folded, ((line, number, number) for number, line in enumerate(lines, piece.first)))
        for line in lines:
            coverage.add(_decode(line))
    return folded, coverage.counts()


def raise_flags(session: Session, source: Source, settings: Settings, team: Workers) -> None:
    """Compute every indicator and the coverage over a source's processes anew, and keep what was found."""
    run = Run(settings)
    folded = run.start()
    counted: Counter[str] = Counter()
    for found, fields in team.each(fold_piece, _pieces(session, source.id, settings)):
        run.merge(folded, found)
        counted.update(fields)
    results = run.finished(folded)
    source.currency = results.currency[:3]
    source.processes = session.scalar(select(func.count()).where(Process.source_id == source.id)) or 0
    _write_flags(session, source.id, results)
    _write_runs(session, source.id, results)
    session.execute(delete(Coverage).where(Coverage.source_id == source.id))
    counts: dict[str, int] = {}
    for path, count in sorted(counted.items()):
        if not path.endswith(("/", "[]")) and path.strip("/"):
            name = path.strip("/").replace("[]", "")[:255]
            counts[name] = max(counts.get(name, 0), count)
    bulk_insert(
        session, table_of(Coverage), ("source_id", "path", "count"), ((source.id, *pair) for pair in counts.items())
    )


def _pieces(session: Session, source_id: int, settings: Settings) -> Iterator[Lines]:
    query = select(Process.id, Process.compiled).where(Process.source_id == source_id).order_by(Process.id).limit(_PAGE)
    last, first = 0, 1
    while True:
        rows = session.execute(query.where(Process.id > last)).all()
        if rows:
            yield Lines(settings, first, [row.compiled for row in rows])
        if len(rows) < _PAGE:
            return
        last, first = rows[-1].id, first + len(rows)


def _write_flags(session: Session, source_id: int, results: Results) -> None:
    session.execute(delete(FlagRow).where(FlagRow.source_id == source_id))
    session.execute(update(Process).where(Process.source_id == source_id, Process.flags > 0).values(flags=0))
    by_code = {one.code: one for one in results.indicators}
    flags = results.flags()
    ocids = sorted({flag.subject for flag in flags if flag.group == "OCID"})
    processes: dict[str, int] = {}
    for start in range(0, len(ocids), 500):
        query = select(Process.ocid, Process.id).where(
            Process.source_id == source_id, Process.ocid.in_(ocids[start : start + 500])
        )
        processes.update((row.ocid, row.id) for row in session.execute(query))
    rows = session.execute(select(Party.key, Party.id).where(Party.source_id == source_id))
    parties: dict[str, int] = {row.key: row.id for row in rows}
    bulk_insert(
        session,
        table_of(FlagRow),
        (
            *("source_id", "code", "subject_group", "subject", "process_id", "party_id", "value", "sentence"),
            "evidence",
        ),
        (
            (
                *(source_id, flag.code, flag.group, flag.subject[:255]),
                processes.get(flag.subject) if flag.group == "OCID" else None,
                parties.get(flag.subject) if flag.group in _PARTY_GROUPS else None,
                *(float(flag.value), by_code[flag.code].explain(flag), as_json(flag.evidence)),
            )
            for flag in flags
        ),
    )
    counted = Counter(processes[flag.subject] for flag in flags if flag.group == "OCID" and flag.subject in processes)
    by_count: dict[int, list[int]] = {}
    for process_id, count in counted.items():
        by_count.setdefault(count, []).append(process_id)
    for count, ids in by_count.items():
        for start in range(0, len(ids), 500):
            session.execute(update(Process).where(Process.id.in_(ids[start : start + 500])).values(flags=count))


def _write_runs(session: Session, source_id: int, results: Results) -> None:
    session.execute(delete(FlagRun).where(FlagRun.source_id == source_id))
    spreads = {measure: _spread(session, source_id, measure) for measure in sorted(set(MEASURES.values()))}
    for indicator in results.indicators:
        outcome = results.outcomes[indicator.code]
        session.add(
            FlagRun(
                source_id=source_id,
                code=indicator.code,
                cases=outcome.cases,
                flags=len(outcome.flags),
                meta={name: round(number, 6) for name, number in outcome.meta.items()},
                gap=outcome.gap,
                spread=spreads.get(MEASURES.get(indicator.code, ""), {}),
            )
        )
    session.flush()


def _spread(session: Session, source_id: int, measure: str) -> dict[str, Any]:
    """How a stored number is spread over a source's processes: bins of equal width, how many, the middle one."""
    column = getattr(Process, measure)
    query = (
        select(column, func.count())
        .where(Process.source_id == source_id, column.is_not(None))
        .group_by(column)
        .order_by(column)
    )
    counts = [(int(value), int(count)) for value, count in session.execute(query)]
    total = sum(count for _, count in counts)
    if not total:
        return {}
    largest = _at(counts, total * 0.99)  # the last hundredth shares one bin: outliers would flatten the rest
    width = max(1, -(-(largest + 1) // _BINS))
    bins: dict[int, int] = {}
    for value, count in counts:
        bins[min(value, largest) // width] = bins.get(min(value, largest) // width, 0) + count
    return {
        "measure": measure,
        "n": total,
        "middle": _at(counts, total / 2),
        "width": width,
        "most": counts[-1][0],
        "bins": [[number * width, bins.get(number, 0)] for number in range(largest // width + 1)],
    }


def _at(counts: list[tuple[int, int]], place: float) -> int:
    seen = 0
    for value, count in counts:
        seen += count
        if seen >= place:
            return value
    return counts[-1][0]
