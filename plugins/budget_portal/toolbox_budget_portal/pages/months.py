"""A budget year month by month: how far spending has come, beside what was approved for the whole year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from starlette.responses import Response

from toolbox_budget_portal import queries
from toolbox_budget_portal.months.queries import MonthsOfYear, months_of
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, asked_version, look
from toolbox_budget_portal.queries.records import DIRECTIONS, EXPENDITURE, Sums, Year, minus, ratio
from toolbox_core import Column, Route, Series, lines, locale_for, read, render, stream_csv

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

Answer = tuple[Year, Mapping[str, Sums], MonthsOfYear]
COLUMNS = (
    Column(name="period"),
    Column(name="direction"),
    Column(name="amount", type="number"),
    Column(name="since_the_year_began", type="number"),
    Column(name="currency"),
)


async def months(request: Request) -> Response:
    """``/budget/<entity>/<year>/months``. Raises ``NotFound`` when no months have been published."""
    direction, answer = await _ask(request)
    year, totals, found = answer
    view = look(request, year, direction, totals)
    words, sums = view.words, totals[direction]
    plan, limit, accounts = (
        sums.of(phase.code) if phase else None
        for phase in (year.plan(direction), year.limit(direction), year.done(direction))
    )
    return render(
        request,
        "budget_portal/months.html",
        crumbs=frame.crumbs(view),
        year=year,
        view=view,
        w=words,
        frame=frame,
        found=found,
        way=direction,
        last=_name(request, found.last),
        so_far=words.words(found.so_far),
        rate=words.percent(ratio(found.so_far, limit)) if limit and limit > 0 else "",
        whole=words.words(limit) if limit is not None else "",
        chart=_chart(request, view, found, plan, limit),
        table=_table(request, view, found, limit),
        parts=_parts(view, found),
        accounts=words.with_currency(accounts) if accounts is not None else "",
        difference=_difference(view, found, accounts),
        origin={"name": found.file, "href": frame.kept_file(view, found.sha256, found.file)},
        ways=[
            {
                "label": words.direction(way),
                "href": view.link("months", {"direction": way if way != EXPENDITURE else None, "in": None}),
                "current": way == direction,
            }
            for way in DIRECTIONS
            if way in found.directions
        ],
        here=lambda **changes: view.link(
            "months", {"direction": direction if direction != EXPENDITURE else None, "in": None, **changes}
        ),
        csv=view.link(
            "months_csv", {"direction": direction if direction != EXPENDITURE else None, "in": None, "unit": None}
        ),
    )


async def months_csv(request: Request) -> Response:
    """``/budget/<entity>/<year>/months.csv``."""
    direction, (year, _, found) = await _ask(request)
    rows = _rows(year, direction, found)
    return Response(b"".join(stream_csv(COLUMNS, rows, mark=True)), media_type="text/csv; charset=utf-8")


def _rows(year: Year, direction: str, found: MonthsOfYear) -> Iterator[tuple[Any, ...]]:
    for month, amount, since in zip(found.months, found.added, found.cumulative, strict=True):
        yield month, direction, amount, since, year.currency


async def _ask(request: Request) -> tuple[str, Answer]:
    asked = request.query_params.get("direction", "")
    direction = asked if asked in DIRECTIONS else EXPENDITURE
    slug, number = request.path_params["entity"], request.path_params["fiscal_year"]
    return direction, await read(request, _answer, slug, number, asked_version(request), direction)


def _answer(session: Session, slug: str, fiscal_year: int, version: int, direction: str) -> Answer:
    year = queries.year(session, slug, fiscal_year, version)
    return year, queries.totals(session, year), months_of(session, year, direction)


def _name(request: Request, month: str, form: str = "MMMM y") -> str:
    """``2025-03`` as ``March 2025``."""
    if not month:
        return ""
    return format_date(date(int(month[:4]), int(month[5:]), 1), form, locale=locale_for(request))


def _chart(
    request: Request, view: View, found: MonthsOfYear, plan: Decimal | None, limit: Decimal | None
) -> dict[str, Any]:
    """Lines of what had come together, and of what was approved for the whole year."""
    words = view.words

    def level(label: str, amount: Decimal, tone: str) -> Series:
        values = [amount] * len(found.months)
        return Series(label=label, values=values, shown=[words.compact(amount)] * len(values), tone=tone, dashed=True)

    since = found.cumulative
    shown = [words.compact(value) for value in since]
    series = [Series(label=words._("since the year began"), values=since, shown=shown, tone="k1")]
    if plan is not None:
        phase = view.year.plan(view.direction)
        series.append(level(words.phase(phase, view.direction) if phase else "", plan, "k2"))
    if limit is not None and limit != plan:
        phase = view.year.limit(view.direction)
        series.append(level(words.phase(phase, view.direction) if phase else "", limit, "k3"))
    return {"chart": lines([_name(request, month, "MMM") for month in found.months], series, tick=words.compact)}


def _table(request: Request, view: View, found: MonthsOfYear, limit: Decimal | None) -> dict[str, Any]:
    words, count = view.words, len(found.months)
    body = []
    for at, (month, amount, since) in enumerate(zip(found.months, found.added, found.cumulative, strict=True), 1):
        rate = words.percent(ratio(since, limit)) if since is not None and limit and limit > 0 else ""
        even = words.percent(ratio(Decimal(at), Decimal(count)))
        told = words.money(amount) if amount is not None else words._("not published")
        body.append([_name(request, month), told, words.money(since) if since is not None else "–", rate or "–", even])
    heads = (words._("In the month"), words._("Since the year began"), words._("Of the year's money"))
    columns: list[dict[str, Any]] = [{"label": words._("Month")}]
    columns += [{"label": head, "number": True} for head in (*heads, words._("Even pace"))]
    return {"columns": columns, "rows": body}


def _parts(view: View, found: MonthsOfYear) -> dict[str, Any] | None:
    if not found.parts:
        return None
    words, limit = view.words, view.year.limit(view.direction)
    body = []
    for part in found.parts:
        allowed = part.sums.of(limit.code) if limit else None
        rate = words.percent(ratio(part.so_far, allowed)) if allowed and allowed > 0 else "–"
        name = {"text": part.label, "href": view.category_link(found.kind, part.path, {"in": None}), "small": part.path}
        body.append([name, words.money(part.so_far), words.money(allowed) if allowed is not None else "–", rate])
    columns: list[dict[str, Any]] = [{"label": words._("Part")}, {"label": words._("So far"), "number": True}]
    columns.append({"label": words.phase(limit, view.direction) if limit else "", "number": True})
    columns.append({"label": words._("Rate"), "number": True})
    return {"columns": columns, "rows": body}


def _difference(view: View, found: MonthsOfYear, accounts: Decimal | None) -> str:
    """By how much the twelve months differ from the year's accounts; empty when they agree or one is missing."""
    if accounts is None or any(amount is None for amount in found.added):
        return ""
    difference = minus(found.so_far, accounts)
    return view.words.with_currency(difference) if difference else ""


ROUTES = (
    Route(
        path="/budget/{entity}/{fiscal_year:int}/months",
        endpoint=months,
        name="budget_portal:months",
        public=True,
        charts=True,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/months.csv",
        endpoint=months_csv,
        name="budget_portal:months_csv",
        public=True,
    ),
)
