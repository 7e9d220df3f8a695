"""The same categories in several years: a chart with holes, and a table with the change."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.models import KINDS
from toolbox_budget_portal.pages import frame
from toolbox_budget_portal.pages.asking import View, look
from toolbox_budget_portal.pages.exact import comparison_csv
from toolbox_budget_portal.pages.figures import change
from toolbox_budget_portal.pages.overview import first_kind
from toolbox_budget_portal.queries.records import EXPENDITURE, REVENUE, Comparison, Node, Phase, Sums, Year, minus
from toolbox_core import NotFound, Series, lines, read, render, url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

_MOST_LINES = 6
"""More lines than colours that can be told apart are left to the table."""


async def compare(request: Request) -> Response:
    """``/budget/<entity>/compare?years=2021&years=2024&by=functional``; ``.csv`` gives the same figures as data."""
    parameters = request.query_params
    found, newest, totals, wholes = await read(
        request,
        _answer,
        request.path_params["entity"],
        _years(parameters.getlist("years")),
        parameters.get("direction", EXPENDITURE),
        parameters.get("by", ""),
        parameters.get("path", ""),
    )
    view = look(
        request,
        newest,
        found.direction,
        totals,
        wholes={year: sums[found.direction] for year, sums in wholes.items() if found.direction in sums},
        years=tuple(found.published),
    )
    phases = {number: _phase(view, year) for number, year in found.published.items()}
    if request.path_params.get("suffix"):
        return comparison_csv(found, phases, net=view.net, scale=view.scale)
    return render(request, "budget_portal/compare.html", **_context(view, found, phases))


def _years(texts: list[str]) -> tuple[int, ...]:
    """``years=2021,2022`` and ``years=2021&years=2022`` alike; nothing means all."""
    words = [word.strip() for text in texts for word in text.split(",") if word.strip()]
    for word in words:
        if not (word.isascii() and word.isdigit() and len(word) == 4):
            raise NotFound(f"{word[:40]!r} is not a year.", fix="Write years=2021,2022.")
    return tuple(int(word) for word in words)


def _answer(
    session: Session, slug: str, wanted: tuple[int, ...], direction: str, kind: str, path: str
) -> tuple[Comparison, Year, dict[str, Sums], dict[int, dict[str, Sums]]]:
    owner = queries.entity(session, slug)
    there = queries.fiscal_years(session, owner.id)
    if not there:
        raise NotFound(f"No budget of {owner.name} has been published yet.", fix="See all budgets at /budget/.")
    newest = queries.year(session, slug, max((year for year in wanted if year in there), default=there[0]))
    if direction not in newest.directions:
        direction = newest.directions[0]
    kind = kind or first_kind(newest.kinds(direction), direction)
    if kind not in KINDS:
        raise NotFound(
            f"Budgets are not divided by {kind[:40]!r}.", fix=f"Write by={', '.join(newest.kinds(direction))}."
        )
    span = wanted or tuple(range(min(there), max(there) + 1))
    found = queries.compare(session, owner, span, direction, kind, path)
    wholes = {number: sums for number, (_, sums) in queries.yearly_totals(session, owner, span).items()}
    return found, newest, queries.totals(session, newest), wholes


def _phase(view: View, year: Year) -> Phase | None:
    """The chosen phase in another year; what happened there when nothing was chosen."""
    if view.phase is not None and view.phase in year.phases_of(view.direction):
        return view.phase
    return None


def _context(view: View, found: Comparison, phases: Mapping[int, Phase | None]) -> dict[str, Any]:
    words = view.words

    def amounts(by_year: Mapping[int, Sums]) -> list[Decimal | None]:
        listed = []
        for year in found.years:
            phase, sums = phases.get(year), by_year.get(year)
            listed.append(view.of(sums, phase, fiscal_year=year) if phase and sums else None)
        return listed

    rows = [(node, amounts(by_year)) for node, by_year in found.rows]
    rows.sort(
        key=lambda row: (row[0].id == 0, -max((value for value in row[1] if value is not None), default=Decimal(0)))
    )
    drawn = [row for row in rows if row[0].id][:_MOST_LINES]
    chart = lines(
        [str(year) for year in found.years],
        [
            Series(label=node.label, values=values, shown=[words.compact(value) for value in values])
            for node, values in drawn
        ],
        hrefs=[view.link("year", fiscal_year=year) if year in found.published else "" for year in found.years],
        tick=words.compact,
    )
    whole = amounts(found.totals)
    keep = {"direction": found.direction, "by": found.kind, "path": found.node.path if found.node else None}

    def here(**changes: Any) -> str:
        years = ",".join(map(str, found.years))
        return view.compare_link({"years": years, **keep, **changes})

    root = words.by(found.direction, found.kind)
    return {
        "crumbs": frame.crumbs(view),
        "view": view,
        "w": words,
        "year": view.year,
        "frame": frame,
        "found": found,
        "title": found.node.label if found.node else root,
        "chart": chart,
        "drawn": len(drawn),
        "count": len([row for row in rows if row[0].id]),
        "table": {
            "columns": [
                {"label": words._("Category")},
                *({"label": str(year), "number": True} for year in found.years),
                {"label": words._("Change"), "number": True},
            ],
            "rows": [_row(view, found, node, values) for node, values in rows],
            "total": [words._("Together"), *(words.money(value) for value in whole), _change(view, found, whole)],
        },
        "sources": [(str(year), view.link("year", fiscal_year=year)) for year in sorted(found.published)],
        "holes": [year for year in found.years if year not in found.published],
        "without_net": [
            year
            for year in found.years
            if view.net and year in found.published and not found.published[year].has_eliminations(found.direction)
        ],
        "choices": [
            {"year": year, "chosen": year in found.years} for year in sorted({*view.year.others, *found.years})
        ],
        "kinds": [
            {"label": words.kind(kind), "href": here(by=kind, path=None), "current": kind == found.kind}
            for kind in view.year.kinds(found.direction)
        ],
        "directions": [
            {
                "label": words.direction(direction),
                "href": here(direction=direction, by=None, path=None, phase=None),
                "current": direction == found.direction,
            }
            for direction in (EXPENDITURE, REVENUE)
            if direction in view.year.directions
        ],
        "keep": {**keep, **view.state()},
        "action": url(view.request, "budget_portal:compare", entity=found.entity.slug),
        "csv": url(
            view.request,
            "budget_portal:compare_csv",
            query={"years": ",".join(map(str, found.years)), **keep, **view.state()},
            entity=found.entity.slug,
            suffix="csv",
        ),
        "here": here,
    }


def _row(view: View, found: Comparison, node: Node, values: list[Decimal | None]) -> list[Any]:
    words = view.words
    label = node.label if node.id else words._("Not divided further")
    newest = max((year for year, sums in _years_of(found, node).items() if sums), default=view.year.fiscal_year)
    href = view.category_link(found.kind, node.path, fiscal_year=newest) if node.id else ""
    cells = []
    for year, value in zip(found.years, values, strict=True):
        # A category that did not exist in a published year is something else than a year without a budget.
        cells.append("–" if value is None and year in found.published else words.money(value))
    return [{"text": label, "href": href, "small": node.code}, *cells, _change(view, found, values)]


def _years_of(found: Comparison, node: Node) -> Mapping[int, Sums]:
    return next((by_year for other, by_year in found.rows if other.id == node.id), {})


def _change(view: View, found: Comparison, values: list[Decimal | None]) -> str:
    """From the first to the last year with a figure: the difference, and the share where it means something."""
    known = [(year, value) for year, value in zip(found.years, values, strict=True) if value is not None]
    if len(known) < 2:
        return ""
    (_, then), (_, now) = known[0], known[-1]
    share = change(now, then)
    text = view.words.signed(minus(now, then))
    return f"{text} ({view.words.percent(share, signed=True)})" if share is not None else text
