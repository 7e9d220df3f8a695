"""The comparison of governments as data: one record for each government and part, exact and as measured."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Any

from starlette.responses import Response

from toolbox_budget_portal.pages.exact import csv_response
from toolbox_budget_portal.pages.yardstick_views import Looking
from toolbox_budget_portal.queries.governments import Government
from toolbox_budget_portal.queries.records import Sums
from toolbox_budget_portal.yardsticks.records import NOMINAL
from toolbox_core import Column, json_response

COLUMNS = (
    Column(name="government"),
    Column(name="name"),
    Column(name="fiscal_year", type="year"),
    Column(name="direction"),
    Column(name="kind"),
    Column(name="part"),
    Column(name="code"),
    Column(name="label"),
    Column(name="common", type="boolean"),
    Column(name="phase"),
    Column(name="currency"),
    Column(name="amount", type="number"),
    Column(name="measure"),
    Column(name="value", type="number"),
)


def records(look: Looking) -> Iterator[tuple[Any, ...]]:
    """``part`` is ``whole``, ``category`` or ``rest`` (what no category holds). ``amount`` is as in the files,
    ``value`` by the measure with ten decimals; ``common`` says whether every government has the category."""
    for one in look.found.there:
        yield _record(look, one, "whole", "", "", True, one.total)
        for key, node in one.parts.items():
            yield _record(look, one, "category", node.code, node.label, look.found.common(key), node.sums)
        if one.rest is not None:
            yield _record(look, one, "rest", "", "", False, one.rest)


def _record(
    look: Looking, one: Government, part: str, code: str, label: str, common: bool, sums: Sums
) -> tuple[Any, ...]:
    found = look.found
    phase = one.phase(found.direction, look.role)
    amount, value = look.nominal(one, sums), look.of(one, sums)
    return (
        one.entity.slug,
        one.entity.name,
        found.fiscal_year,
        found.direction,
        found.kind,
        part,
        code,
        label,
        common,
        phase.code if phase is not None else "",
        one.year.currency if one.year is not None else "",
        amount,
        look.measure,
        value if look.measure == NOMINAL else _ten_digits(value),
    )


def _ten_digits(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("1e-10"), context=Context(prec=60))


def as_csv(look: Looking) -> Response:
    """Every record as CSV."""
    return csv_response(f"governments-{look.found.fiscal_year}-{look.found.direction}", COLUMNS, records(look))


def as_json(look: Looking) -> Response:
    """The same with what was asked, and who has nothing to show."""
    found = look.found
    names = [column.name for column in COLUMNS]
    return json_response(
        {
            "fiscal_year": found.fiscal_year,
            "direction": found.direction,
            "kind": found.kind,
            "role": look.role,
            "measure": look.measure,
            "prices_of": look.base or None,
            "net": look.net,
            "without_a_budget": [one.entity.slug for one in found.governments if one.year is None],
            "same_code_other_meaning": [
                {"code": clash.code, "names": [list(pair) for pair in clash.names]} for clash in found.clashes
            ],
            "records": [dict(zip(names, record, strict=True)) for record in records(look)],
        }
    )
