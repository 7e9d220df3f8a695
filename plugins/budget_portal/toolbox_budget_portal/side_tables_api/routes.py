"""The programming interface to what stands beside budgets: payments, changes, months, shared codes, the simulator.

Only what is published answers; amounts are decimal strings. Lists are paged like the facts of a cube.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from toolbox_budget_portal import queries
from toolbox_budget_portal.crosswalk.dataset import CROSSWALKS
from toolbox_budget_portal.crosswalk.queries import spread
from toolbox_budget_portal.crosswalk.services import crosswalk_of
from toolbox_budget_portal.months.dataset import MONTHS
from toolbox_budget_portal.payments.dataset import PAYMENTS
from toolbox_budget_portal.payments.queries import Asked, payment_page
from toolbox_budget_portal.queries.records import EXPENDITURE, Year
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_budget_portal.side_tables_api.shapes import (
    ByParameters,
    ByResult,
    ChangesParameters,
    ChangesResult,
    MonthsParameters,
    MonthsResult,
    PartShape,
    PaymentsParameters,
    PaymentsResult,
    RowsParameters,
    SimulatorResult,
    ToldShape,
    YearParameters,
)
from toolbox_budget_portal.simulator import services as simulators
from toolbox_budget_portal.virements.dataset import CHANGES
from toolbox_core import N_, ApiRoute, DatasetVersion, NotFound, json_response, parameters, read, stream_csv

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

BOTH = ("application/json", "text/csv")


async def payments(request: Request) -> Response:
    """The payments of a year."""
    asked = parameters(request, PaymentsParameters)
    return _answer(asked, PAYMENTS, await read(request, _payments, asked))


async def changes(request: Request) -> Response:
    """The changes made to a year's budget."""
    asked = parameters(request, ChangesParameters)
    return _answer(asked, CHANGES, await read(request, _changes, asked))


async def months(request: Request) -> Response:
    """A year month by month."""
    asked = parameters(request, MonthsParameters)
    return _answer(asked, MONTHS, await read(request, _months, asked))


def _answer(asked: RowsParameters, table: SideTable, found: dict[str, Any]) -> Response:
    rows: Sequence[tuple[Any, ...]] = found.pop("rows")
    if asked.format == "csv":
        return Response(b"".join(stream_csv(table.columns, rows)), media_type="text/csv; charset=utf-8")
    names = [column.name for column in table.columns]
    data = [dict(zip(names, row, strict=True)) for row in rows]
    return json_response({"status": "ok", **found, "page": asked.page, "page_size": asked.pagesize, "data": data})


def _payments(session: Session, asked: PaymentsParameters) -> dict[str, Any]:
    year, version = _published(session, PAYMENTS, asked)
    wanted = Asked(asked.q.strip(), asked.payee, asked.line)
    count, amount, rows = payment_page(session, year, wanted, asked.first, asked.pagesize)
    return {**_head(year, version), "total_row_count": count, "amount": amount, "rows": rows}


def _changes(session: Session, asked: ChangesParameters) -> dict[str, Any]:
    year, version = _published(session, CHANGES, asked)
    found = (
        row
        for row in CHANGES.records(session, version)
        if (not asked.act or row[1] == asked.act) and (not asked.line or asked.line in row[2:4])
    )
    return {**_head(year, version), **_page(asked, found, 4)}


def _months(session: Session, asked: MonthsParameters) -> dict[str, Any]:
    year, version = _published(session, MONTHS, asked)
    wanted = (asked.period, asked.direction, asked.code)
    found = (
        row
        for row in MONTHS.records(session, version)
        if all(not value or value == cell for value, cell in zip(wanted, row[:3], strict=True))
    )
    return {**_head(year, version), **_page(asked, found, 3)}


def _page(asked: RowsParameters, found: Iterable[tuple[Any, ...]], amount_at: int) -> dict[str, Any]:
    listed = list(found)
    return {
        "total_row_count": len(listed),
        "amount": sum((row[amount_at] for row in listed), Decimal(0)),
        "rows": list(islice(listed, asked.first, asked.first + asked.pagesize)),
    }


def _published(session: Session, table: SideTable, asked: YearParameters) -> tuple[Year, DatasetVersion]:
    year = queries.year(session, asked.name, asked.year)
    version = table.current(session, asked.name, asked.year)
    if version is None:
        raise NotFound(f"No {table.name} of {year.entity.name} have been published for {asked.year}.")
    return year, version


def _head(year: Year, version: DatasetVersion) -> dict[str, Any]:
    source = version.sources[0].source
    return {
        "entity": year.entity.slug,
        "fiscal_year": year.fiscal_year,
        "currency": year.currency,
        "source": {
            "dataset": version.dataset,
            "version": version.number,
            "licence": version.licence,
            "file": source.name,
            "sha256": source.sha256,
        },
    }


async def spending_by(request: Request) -> Response:
    """Spending by shared codes."""
    return json_response(await read(request, _by, parameters(request, ByParameters)))


def _by(session: Session, asked: ByParameters) -> dict[str, Any]:
    year = queries.year(session, asked.name, asked.year)
    held = crosswalk_of(session, asked.name, asked.scheme)
    if held is None:
        raise NotFound(f"{year.entity.name} has published no crosswalk to {asked.scheme}.")
    walk, version = held
    usual = year.done(EXPENDITURE) or year.plan(EXPENDITURE)
    phase = year.phase(asked.phase) if asked.phase else usual
    if phase is None:
        raise NotFound(f"The {asked.year} budget has no phase {asked.phase[:40]!r}.")
    found = spread(session, year, EXPENDITURE, walk, phase)
    return {
        "status": "ok",
        **_head(year, version),
        "scheme": asked.scheme,
        "phase": phase.code,
        "data": [{"code": code, "amount": amount} for code, amount in found.codes.items()],
        "nowhere": found.nowhere,
        "unmapped": found.unmapped,
        "total": found.whole,
    }


async def simulator(request: Request) -> Response:
    """A simulator with its answers told together."""
    return json_response(await read(request, _simulator, parameters(request, YearParameters)))


def _simulator(session: Session, asked: YearParameters) -> SimulatorResult:
    of = simulators.find(session, asked.name, asked.year)
    told = [
        ToldShape(
            direction=one.part.direction,
            code=one.part.key.partition("/")[2],
            lower=one.lower,
            median=one.median,
            upper=one.upper,
            raised=one.raised,
            cut=one.cut,
        )
        for one in simulators.told(session, of)
    ]
    parts = [
        PartShape(
            direction=part.direction,
            code=part.key.partition("/")[2],
            label=part.label,
            amount=simulators.money(of, part.amount),
            fixed=part.fixed,
        )
        for part in of.parts
    ]
    return SimulatorResult(
        status="ok",
        entity=of.entity,
        fiscal_year=of.fiscal_year,
        currency=of.currency,
        phase=of.phase,
        down=of.bounds.down,
        up=of.bounds.up,
        deficit=simulators.money(of, of.bounds.deficit),
        closes=of.closes,
        answers=of.answers,
        least_answers=of.least_answers,
        parts=parts,
        aggregate=told if of.shows else None,
    )


def _example(table: SideTable, what: str) -> Any:
    def find(session: Session) -> str:
        for described in reversed(table.describe(session)):
            entity, part = table.named(described.id) or ("", "")
            years = [part] if part.isdigit() else [str(year) for year in _years(session, entity)]
            if years:
                return f"/budget/{what.format(name=entity, year=years[-1], part=part)}"
        return ""

    return find


def _years(session: Session, entity: str) -> list[int]:
    return sorted(queries.fiscal_years(session, queries.entity(session, entity).id))


def _simulator_example(session: Session) -> str:
    for of in simulators.all_of_them(session):
        return f"/budget/simulator/{of.entity}/{of.fiscal_year}"
    return ""


ROUTES = (
    ApiRoute(
        path="/budget/payments/{name}/{year}",
        endpoint=payments,
        name="budget_portal:api_payments",
        summary=N_("The payments of a year: to which organisation, for which budget line, how much."),
        parameters=PaymentsParameters,
        result=PaymentsResult,
        media_types=BOTH,
        public=True,
        example=_example(PAYMENTS, "payments/{name}/{year}?pagesize=20"),
    ),
    ApiRoute(
        path="/budget/changes/{name}/{year}",
        endpoint=changes,
        name="budget_portal:api_changes",
        summary=N_("The changes made to a budget during its year, each with act and reason."),
        parameters=ChangesParameters,
        result=ChangesResult,
        media_types=BOTH,
        public=True,
        example=_example(CHANGES, "changes/{name}/{year}?pagesize=20"),
    ),
    ApiRoute(
        path="/budget/months/{name}/{year}",
        endpoint=months,
        name="budget_portal:api_months",
        summary=N_("What was spent and taken in, month by month."),
        parameters=MonthsParameters,
        result=MonthsResult,
        media_types=BOTH,
        public=True,
        example=_example(MONTHS, "months/{name}/{year}?pagesize=20"),
    ),
    ApiRoute(
        path="/budget/by/{name}/{year}/{scheme}",
        endpoint=spending_by,
        name="budget_portal:api_spending_by",
        summary=N_("Spending by shared codes: COFOG, or the Sustainable Development Goals."),
        parameters=ByParameters,
        result=ByResult,
        public=True,
        example=_example(CROSSWALKS, "by/{name}/{year}/{part}"),
    ),
    ApiRoute(
        path="/budget/simulator/{name}/{year}",
        endpoint=simulator,
        name="budget_portal:api_simulator",
        summary=N_("A budget simulator: what is asked, and what the answers say together."),
        parameters=YearParameters,
        result=SimulatorResult,
        public=True,
        cacheable=False,
        example=_simulator_example,
    ),
)
