"""The figures of a page as data: the same query, every decimal, as CSV or JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Context, Decimal
from typing import Any

from starlette.responses import Response

from toolbox_budget_portal.models import KINDS
from toolbox_budget_portal.queries.records import Breakdown, Comparison, LineRow, Phase, Sums, Year
from toolbox_core import Column, json_response, stream_csv


def csv_response(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Response:
    """A CSV file (RFC 4180, UTF-8), text cells made safe for spreadsheets."""
    body = b"".join(stream_csv(columns, rows))
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def _amounts(sums: Sums, phases: Sequence[Phase], *, eliminations: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for phase in phases:
        found[phase.code] = sums.of(phase.code)
        if eliminations:
            found[f"{phase.code}_eliminated"] = sums.eliminated.get(phase.code)
            found[f"{phase.code}_net"] = sums.of(phase.code, net=True)
    return found


def _parts(found: Breakdown) -> list[tuple[str, str, str, Sums]]:
    listed = [(node.code, node.label, node.path, node.sums) for node in found.children]
    if found.rest is not None:
        listed.append(("", "", "", found.rest))
    return listed


def breakdown_csv(year: Year, direction: str, found: Breakdown) -> Response:
    """One row per child; an empty code is what belongs to none of them. Amounts in full, empty when not published."""
    phases, both = year.phases_of(direction), year.has_eliminations(direction)
    names = list(_amounts(Sums(), phases, eliminations=both))
    columns = [Column(name=name) for name in ("fiscal_year", "direction", found.kind, "label", "path")]
    columns += [Column(name="lines", type="integer"), *(Column(name=name, type="number") for name in names)]
    rows = [
        [
            *(year.fiscal_year, direction, code, label, path, sums.lines),
            *_amounts(sums, phases, eliminations=both).values(),
        ]
        for code, label, path, sums in _parts(found)
    ]
    return csv_response(f"{year.entity.slug}-{year.fiscal_year}-{direction}-{found.kind}", columns, rows)


def breakdown_json(year: Year, direction: str, found: Breakdown) -> Response:
    """The same as one object, with the total, the currency and the versions it comes from."""
    phases, both = year.phases_of(direction), year.has_eliminations(direction)

    def part(code: str, label: str, path: str, sums: Sums) -> dict[str, Any]:
        amounts = _amounts(sums, phases, eliminations=both)
        return {"code": code, "label": label, "path": path, "lines": sums.lines, "amounts": amounts}

    node = found.node
    return json_response(
        {
            "entity": year.entity.slug,
            "fiscal_year": year.fiscal_year,
            "direction": direction,
            "kind": found.kind,
            "within": {other.kind: other.path for other in found.within},
            "currency": year.currency,
            "versions": [version.number for version in year.versions],
            "phases": [{"code": phase.code, "label": phase.label, "role": phase.role} for phase in phases],
            "total": part(
                node.code if node else "", node.label if node else "", node.path if node else "", found.total
            ),
            "items": [part(*values) for values in _parts(found)],
        }
    )


def lines_as_csv(year: Year, rows: Iterable[LineRow]) -> Iterator[bytes]:
    """Lines with their deepest categories, the amounts of every phase, and the row they came from."""
    kinds = [kind for kind in KINDS if any(kind in year.kinds(direction) for direction in year.directions)]
    phases = [phase for phase in year.phases if any(phase in year.phases_of(found) for found in year.directions)]
    columns = [Column(name=name) for name in ("line", "code", "label", "elimination")]
    columns += [Column(name=f"{kind}_{part}") for kind in kinds for part in ("code", "label")]
    columns += [Column(name=phase.code, type="number") for phase in phases]
    columns.append(Column(name="source_row", type="integer"))

    def cells(row: LineRow) -> list[Any]:
        named = [part for kind in kinds for part in row.names.get(kind, ("", ""))]
        amounts = [row.amounts.get(phase.code) for phase in phases]
        return [row.address, row.code, row.label, row.eliminated, *named, *amounts, row.source_row]

    return stream_csv(columns, map(cells, rows))


Scale = Callable[[Decimal | None, int], Decimal | None]


def _ten_digits(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("1e-10"), context=Context(prec=60))


def comparison_csv(
    found: Comparison, phases: dict[int, Phase | None], *, net: bool, scale: Scale | None = None
) -> Response:
    """One row per category, one column per year; empty where nothing was published.

    ``scale(amount, year)`` measures an amount otherwise than in money of its year; the result has ten decimals.
    """
    columns = [Column(name=name) for name in (found.kind, "label", "path")]
    columns += [Column(name=str(year), type="number") for year in found.years]

    def cells(by_year: Any) -> list[Any]:
        listed = []
        for year in found.years:
            phase, sums = phases.get(year), by_year.get(year)
            amount = sums.of(phase.code, net=net) if sums and phase else None
            measured = scale(amount, year) if scale else amount
            listed.append(measured if measured is amount else _ten_digits(measured))
        return listed

    rows = [[node.code, node.label, node.path, *cells(by_year)] for node, by_year in found.rows]
    return csv_response(f"{found.entity.slug}-{found.direction}-{found.kind}-by-year", columns, rows)
