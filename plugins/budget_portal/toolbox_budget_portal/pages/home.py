"""The list of budgets, and the way from an entity to its newest year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.pages.asking import View, look
from toolbox_budget_portal.pages.headline import sentence
from toolbox_budget_portal.queries.records import EXPENDITURE, REVENUE, Entity, Sums, Year
from toolbox_core import NotFound, read, redirect, render, translate, url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response


async def home(request: Request) -> Response:
    """``/budget/``: every entity with its years and the newest figures in words."""
    found = await read(request, _answer)
    entries = []
    for owner, years, year, totals in found:
        main = EXPENDITURE if EXPENDITURE in year.directions else REVENUE
        view = look(request, year, main, totals)
        entries.append(
            {
                "entity": owner,
                "year": year,
                "view": view,
                "say": sentence(view, totals),
                "links": _links(view, years),
                "href": view.link("year"),
            }
        )
    crumbs = [(translate(request, "Home"), url(request, "home:index"))]
    return render(request, "budget_portal/home.html", entries=entries, crumbs=crumbs)


def _links(view: View, years: tuple[int, ...]) -> list[dict[str, Any]]:
    """One link for each year, and one to compare them."""
    links = [{"label": str(number), "href": view.link("year", fiscal_year=number)} for number in sorted(years)]
    if len(years) > 1:
        links.append({"label": view.words._("Compare years"), "href": view.compare_link()})
    return links


def _answer(session: Session) -> list[tuple[Entity, tuple[int, ...], Year, dict[str, Sums]]]:
    found = []
    for owner, years in queries.entities(session):
        year = queries.year(session, owner.slug, years[0])
        found.append((owner, years, year, queries.totals(session, year)))
    return found


async def entity(request: Request) -> Response:
    """``/budget/<entity>`` leads to the newest year."""
    slug = request.path_params["entity"]
    years = await read(request, lambda session: queries.fiscal_years(session, queries.entity(session, slug).id))
    if not years:
        raise NotFound(f"No budget of {slug!r} has been published yet.", fix="See all budgets at /budget/.")
    return redirect(url(request, "budget_portal:year", entity=slug, fiscal_year=years[0]))
