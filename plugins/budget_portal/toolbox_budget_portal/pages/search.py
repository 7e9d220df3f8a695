"""Finding a category or a line by its words or its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.folding import mark, words
from toolbox_budget_portal.pages.asking import View, look
from toolbox_budget_portal.queries.records import EXPENDITURE, Entity, Found, Sums, Year
from toolbox_budget_portal.queries.search import LINE, Results
from toolbox_core import N_, Filter, read, read_filters, redirect, render, translate, url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

FIELDS = (Filter(name="direction", label=N_("Direction")), Filter(name="kind", label=N_("Kind")))
_Answer = tuple[Entity, Year, dict[str, Sums], Results]


async def search(request: Request) -> Response:
    """``/budget/search?q=``: leads to the search of the only entity, or offers each entity's results."""
    query = request.query_params.get("q", "")
    answers = await read(request, _all, query)
    if len(answers) == 1:
        address = url(request, "budget_portal:entity_search", query={"q": query}, entity=answers[0][0].slug)
        return redirect(address)
    found = [
        {
            "entity": owner,
            "count": results.count,
            "href": url(request, "budget_portal:entity_search", query={"q": query}, entity=owner.slug),
            "items": [_item(look(request, year, EXPENDITURE, totals), item, query) for item in results.items[:3]],
        }
        for owner, year, totals, results in answers
        if results.count
    ]
    return render(request, "budget_portal/search_all.html", query=query, found=found, crumbs=_crumbs(request))


async def entity_search(request: Request) -> Response:
    """``/budget/<entity>/search?q=``: categories and lines, in groups, page by page."""
    filters = read_filters(request, FIELDS)
    query, direction, kind = filters.kept.get("q", ""), filters.text("direction"), filters.text("kind")
    owner, year, totals, results = await read(
        request, _one, request.path_params["entity"], query, direction, kind, filters.page
    )
    view = look(request, year, EXPENDITURE if EXPENDITURE in year.directions else year.directions[0], totals)

    return render(
        request,
        "budget_portal/search.html",
        crumbs=[*_crumbs(request), (f"{owner.name} {year.fiscal_year}", view.link("year"))],
        query=query,
        entity=owner,
        view=view,
        w=view.words,
        results=results,
        items=[_item(view, item, query) for item in results.items],
        groups=[
            {
                "label": f"{view.words.direction(side)}, {view.words.kind(name)}",
                "count": view.words.number(count),
                "href": filters.address(direction=side, kind=name),
                "current": (side, name) == (direction, kind),
            }
            for side, name, count in results.groups
        ],
        everything=filters.clear,
        narrowed=bool(filters),
        page_href=filters.page_address,
        action=url(request, "budget_portal:entity_search", entity=owner.slug),
    )


def _crumbs(request: Request) -> list[tuple[str, str]]:
    return [
        (translate(request, "Home"), url(request, "home:index")),
        (translate(request, "Budget"), url(request, "budget_portal:home")),
    ]


def _all(session: Session, query: str) -> list[_Answer]:
    return [_one(session, owner.slug, query, "", "", 1) for owner, _ in queries.entities(session)]


def _one(session: Session, slug: str, query: str, direction: str, kind: str, page: int) -> _Answer:
    owner = queries.entity(session, slug)
    years = queries.fiscal_years(session, owner.id)
    year = queries.year(session, slug, years[0] if years else 0)
    results = queries.search(session, owner, query, direction=direction, kind=kind, page=page)
    return owner, year, queries.totals(session, year), results


def _item(view: View, item: Found, query: str) -> dict[str, Any]:
    """One thing found: where it leads, what it is, its amount in the latest year that has it."""
    year, view_words = item.fiscal_year, view.words
    if item.kind == LINE:
        href = view.link("line", {"phase": None}, fiscal_year=year, line=item.address)
    else:
        href = view.category_link(item.kind, item.path, {"phase": None}, fiscal_year=year, direction=item.direction)
    phase = view.year.done(item.direction) or view.year.plan(item.direction)
    amount = item.sums.of(phase.code, net=view.net) if phase else None
    if phase is not None and not amount and (plan := view.year.plan(item.direction)) is not None:
        phase, amount = plan, item.sums.of(plan.code, net=view.net)
    return {
        "pieces": mark(item.label, words(query)),
        "title": item.label,
        "code": item.code,
        "href": href,
        "kind": f"{view_words.direction(item.direction)}, {view_words.kind(item.kind)}",
        "ancestors": item.ancestors,
        "value": view_words.compact(amount),
        "unit": f"{view_words.currency}, {view_words.phase(phase, item.direction).lower()} {year}" if phase else "",
        "lines": item.sums.lines,
        "year": year,
    }
