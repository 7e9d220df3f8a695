"""A line's whole life: every year in which it stands, what it was called, how it grew; and the years without it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.explaining.queries import Explained, explanations
from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.pages.exact import csv_response
from toolbox_budget_portal.queries.naming import line_name
from toolbox_budget_portal.queries.records import Line, SameLine, minus, ratio
from toolbox_core import Column, NotFound, Series, json_response, lines, read

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response


def life_of(view: View, found: Line) -> dict[str, Any]:
    """The years as a table and, from two of them on, as a chart; ``names`` are other names that the line had."""
    words, known = view.plain, {one.fiscal_year: one for one in found.life}
    axis = _axis(view, known)
    phases = view.year.phases_of(found.direction)
    plan, done = view.year.plan(found.direction), view.year.done(found.direction)
    columns: list[dict[str, Any]] = [{"label": words._("Year")}]
    columns += [{"label": words.phase(phase, found.direction), "number": True} for phase in phases]
    columns.append({"label": words._("Change"), "number": True})
    rows: list[list[Any]] = []
    for number in axis:
        one = known.get(number)
        if one is None:
            missing = words._("no such line") if number in view.year.others else words._("not published")
            rows.append([str(number), *([missing] + [""] * (len(phases) - 1) if phases else []), ""])
            continue
        small = words._("sum of %(count)s lines", count=words.number(one.lines)) if one.lines > 1 else ""
        first = {"text": str(number), "href": _address(view, one), "small": small}
        rows.append([first, *(words.exact(one.amounts.get(phase.code)) for phase in phases), _change(view, known, one)])
    series = [
        Series(
            label=words.phase(phase, found.direction),
            values=[getattr(known[number], stage) if number in known else None for number in axis],
            shown=[words.compact(getattr(known[number], stage)) if number in known else "" for number in axis],
            dashed=stage == "plan",
        )
        for stage, phase in (("plan", plan), ("done", done))
        if phase is not None and any(getattr(one, stage) is not None for one in found.life)
    ]
    hrefs = [_address(view, known[number]) if number in known else "" for number in axis]
    own = line_name(found.row)
    return {
        "columns": columns,
        "rows": rows,
        "first": min(known, default=0),
        "chart": lines([str(number) for number in axis], series, hrefs=hrefs, tick=words.compact)
        if series and len(known) > 1
        else None,
        "names": [
            (one.fiscal_year, line_name(one.row))
            for one in found.life
            if line_name(one.row).casefold() != own.casefold()
        ],
        "csv": view.link("line_years", {"phase": None, "version": None}, line=found.row.address, suffix="csv"),
        "json": view.link("line_years", {"phase": None, "version": None}, line=found.row.address, suffix="json"),
    }


def _axis(view: View, known: Mapping[int, SameLine]) -> list[int]:
    """Every year from the first to the last that has a budget; holes are years, too."""
    numbers = {*view.year.others, view.year.fiscal_year, *known}
    return list(range(min(numbers), max(numbers) + 1))


def _address(view: View, one: SameLine) -> str:
    return view.link("line", {"version": None, "phase": None}, fiscal_year=one.fiscal_year, line=one.address)


def _change(view: View, known: Mapping[int, SameLine], one: SameLine) -> str:
    """The change on the year before, in what happened, or in the plan as long as one of them has no accounts."""
    pair = compared(one, known.get(one.fiscal_year - 1))
    if pair is None or pair[2] <= 0:
        return ""
    return view.plain.percent(ratio(minus(*pair[1:]), pair[2]), signed=True)


def compared(one: SameLine, before: SameLine | None) -> tuple[str, Decimal, Decimal] | None:
    """The amounts of two years that mean the same, and which (``done``, else ``plan``); ``None`` when none do."""
    if before is None:
        return None
    for stage in ("done", "plan"):
        now, then = getattr(one, stage), getattr(before, stage)
        if now is not None and then is not None:
            return stage, now, then
    return None


async def line_years(request: Request) -> Response:
    """``/budget/<entity>/<year>/lines/<line>/years.csv`` and ``.json``: the line in every published year, exact."""
    suffix = request.path_params["suffix"]
    version, dash, number = request.path_params["line"].partition("-")
    if suffix not in ("csv", "json") or not (dash and version.isdecimal() and number.isdecimal()):
        raise NotFound("There is no such file of a budget line.", fix="Write …/lines/2-1460/years.csv or years.json.")
    found, told = await read(
        request,
        _found,
        request.path_params["entity"],
        request.path_params["fiscal_year"],
        int(version),
        int(number),
    )
    codes = list(dict.fromkeys(code for one in found.life for code in one.amounts))
    if suffix == "json":
        years = [
            {
                "fiscal_year": one.fiscal_year,
                "label": line_name(one.row),
                "lines": one.lines,
                "line": one.address,
                "amounts": one.amounts,
            }
            for one in found.life
        ]
        words = [{"language": one.language, "from_year": one.from_year, "text": one.text} for one in told]
        return json_response(
            {"uid": found.row.uid, "direction": found.direction, "years": years, "explanations": words}
        )
    columns = [Column(name="fiscal_year", type="integer"), Column(name="label"), Column(name="line")]
    columns += [Column(name="lines", type="integer"), *(Column(name=code, type="number") for code in codes)]
    rows = [
        [one.fiscal_year, line_name(one.row), one.address, one.lines, *(one.amounts.get(code) for code in codes)]
        for one in found.life
    ]
    return csv_response(f"{request.path_params['entity']}-line-{found.row.uid[:12]}", columns, rows)


def _found(session: Session, slug: str, fiscal_year: int, version: int, number: int) -> tuple[Line, list[Explained]]:
    found = queries.line(session, slug, fiscal_year, version, number)
    return found, explanations(session, queries.entity(session, slug).id, found.row.uid)
