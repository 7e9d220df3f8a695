"""One category of one classification: as a treemap, as the equal table, as CSV and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from toolbox_budget_portal import queries
from toolbox_budget_portal.addresses import from_address
from toolbox_budget_portal.goals.queries import Goals, goals_of
from toolbox_budget_portal.pages import figures, frame
from toolbox_budget_portal.pages.asking import View, asked_version, look, whole_number, within
from toolbox_budget_portal.pages.exact import breakdown_csv, breakdown_json
from toolbox_budget_portal.pages.goals import cards_beside
from toolbox_budget_portal.pages.linetable import line_table
from toolbox_budget_portal.pages.regions import region_chart
from toolbox_budget_portal.queries.records import EXPENDITURE, Breakdown, LinePage, Node, Sums, Year, ratio
from toolbox_core import Boundaries, Matching, NotFound, read, render

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

_MOST_BARS = 25
_MOST_GOALS = 30
PLACES: Final = "geographic"
"""The classification whose categories may lie on a map."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything a category's page is made from, read on one snapshot."""

    year: Year
    totals: Mapping[str, Sums]
    earlier: Mapping[str, Sums]
    found: Breakdown
    before: Breakdown | None
    previous: int
    lines: LinePage | None
    organisation: tuple[str, str] | None = None
    regions: tuple[Boundaries, Matching] | None = None
    goals: Goals | None = None


async def drilldown(request: Request) -> Response:
    """``/budget/<entity>/<year>/<direction>/<kind>[/<codes>]``; with ``.csv`` or ``.json`` the same figures as data."""
    parameters = request.path_params
    kind, path, suffix = _split(parameters["kind"], from_address(parameters.get("path", "")))
    narrowed = within(request, kind)
    answer = await read(
        request,
        _answer,
        parameters["entity"],
        parameters["fiscal_year"],
        asked_version(request),
        parameters["direction"],
        kind,
        path,
        narrowed,
        whole_number(request, "page", 1),
        request.query_params.get("phase", ""),
    )
    if suffix == "csv":
        return breakdown_csv(answer.year, parameters["direction"], answer.found)
    if suffix == "json":
        return breakdown_json(answer.year, parameters["direction"], answer.found)
    view = look(
        request,
        answer.year,
        parameters["direction"],
        answer.totals,
        shown=answer.found.total,
        wholes=_wholes(answer, parameters["direction"]),
    )
    return render(request, "budget_portal/category.html", **_context(view, answer, narrowed))


def _split(kind: str, path: str) -> tuple[str, str, str]:
    """Take ``.csv`` or ``.json`` off the end of the address."""
    for suffix in ("csv", "json"):
        if path.endswith(f".{suffix}"):
            return kind, path[: -len(suffix) - 1], suffix
        if not path and kind.endswith(f".{suffix}"):
            return kind[: -len(suffix) - 1], path, suffix
    return kind, path.strip("/"), ""


def _answer(
    session: Session,
    slug: str,
    fiscal_year: int,
    version: int,
    direction: str,
    kind: str,
    path: str,
    narrowed: dict[str, str],
    page: int,
    phase: str,
) -> Answer:
    year = queries.year(session, slug, fiscal_year, version)
    found = queries.breakdown(session, year, direction, kind, path, narrowed)
    totals = queries.totals(session, year)
    previous = max((other for other in year.others if other < fiscal_year), default=0)
    before, earlier = None, {}
    if previous:
        then = queries.year(session, slug, previous)
        earlier = queries.totals(session, then)
        try:
            before = queries.breakdown(session, then, direction, kind, path, narrowed)
        except NotFound:
            # The category is new this year: there is nothing to compare with.
            before = None
    lines = None
    if not found.children:
        shown = phase or (stage.code if (stage := year.done(direction) or year.plan(direction)) else "")
        conditions = {**narrowed, **({kind: path} if path else {})}
        lines = queries.lines(session, year, direction, within=conditions, phase=shown, page=page)
    body = queries.body_of(session, year.entity, found.node.id) if found.node and kind == "administrative" else None
    regions = queries.regions_of(session, found.children) if kind == PLACES and found.children else None
    beside = goals_of(session, slug) if found.node and direction == EXPENDITURE else None
    return Answer(year, totals, earlier, found, before, previous if before else 0, lines, body, regions, beside)


def _context(view: View, answer: Answer, narrowed: Mapping[str, str]) -> dict[str, Any]:
    words, found, kind = view.words, answer.found, answer.found.kind
    whole = answer.totals[view.direction]

    def href(node: Node) -> str:
        return view.category_link(kind, node.path, dict(narrowed))

    rows = figures.rows_of(view, found, answer.before, href)
    root = words.by(view.direction, kind)
    crumbs = frame.crumbs(view)
    if found.node is not None:
        crumbs.append((root, view.category_link(kind, "", dict(narrowed))))
        crumbs += [(node.label, href(node)) for node in found.ancestors]
    own = {kind: found.node.path} if found.node else {}
    others = view.year.kinds(view.direction)
    done, limit = view.year.done(view.direction), view.year.limit(view.direction)
    plan = None
    if view.direction == EXPENDITURE and done and limit and rows and view.of(found.total, done):
        allowed, used = view.of(found.total, limit), view.of(found.total, done)
        plan = {
            "chart": figures.comparison_bars(
                view, figures.shortened(view, rows, _MOST_BARS, "#map-table"), limit, done
            ),
            "total": (words._("Together"), *figures.rate_cells(view, allowed, used)),
            "limit": words.phase(limit),
            "done": words.phase(done),
        }
    here = {**narrowed, **own}
    return {
        "crumbs": crumbs,
        "view": view,
        "w": words,
        "year": view.year,
        "frame": frame,
        "found": found,
        "organisation": answer.organisation,
        "goals": cards_beside(view, answer.goals, answer.goals.of(kind, _path(found)))[:_MOST_GOALS]
        if answer.goals
        else [],
        "kind": kind,
        "title": _title(view, found, root),
        "root": root,
        "share": words.percent(ratio(view.of(found.total), view.of(whole))),
        "amount": view.of(found.total),
        "change": figures.change(
            view.of(found.total), view.of(answer.before.total, fiscal_year=answer.previous) if answer.before else None
        ),
        "previous": answer.previous,
        "rows": rows,
        "chart": figures.map_of(view, rows, answer.previous) if rows else None,
        "regions": region_chart(view, rows, answer.regions),
        "table": figures.table_of(view, rows, found.total, view.main_phases),
        "plan": plan,
        "phase_rows": _phase_rows(view, found.total),
        "lines": answer.lines,
        "line_table": line_table(view, answer.lines.rows, skip=tuple(own)) if answer.lines else None,
        "narrowed": [
            (f"{words.kind(node.kind)}: {node.label}", view.category_link(kind, _path(found), _without(narrowed, node)))
            for node in found.within
        ],
        "cross": [
            {
                "label": words.kind(other),
                "href": view.category_link(other, "", _without_kind(here, other)),
                "current": other == kind,
            }
            for other in others
        ],
        "all_lines": view.link("lines", {"direction": view.direction, **here}),
        "compare": view.compare_link({"direction": view.direction, "by": kind, "path": _path(found) or None}),
        "csv": view.category_link(f"{kind}.csv", "", dict(narrowed))
        if not found.node
        else view.category_link(kind, f"{found.node.path}.csv", dict(narrowed)),
        "json": view.category_link(f"{kind}.json", "", dict(narrowed))
        if not found.node
        else view.category_link(kind, f"{found.node.path}.json", dict(narrowed)),
        "api": ""
        if view.year.as_of
        else view.api_link(
            {
                f"{node.kind}_{node.level}.path": node.path
                for node in (*found.within, *([found.node] if found.node else []))
            },
            f"{kind}_{found.node.level + 1 if found.node else 1}" if found.children else "",
        ),
        "page_address": lambda number: view.category_link(
            kind, _path(found), {**narrowed, "page": number if number > 1 else None}
        ),
        "year_href": lambda number: view.category_link(
            kind, _path(found), {**narrowed, "version": None}, fiscal_year=number
        ),
    }


def _wholes(answer: Answer, direction: str) -> dict[int, Sums]:
    """What shares are taken of: the direction's total, this year and the year before."""
    found = {answer.year.fiscal_year: answer.totals[direction]}
    if answer.previous and direction in answer.earlier:
        found[answer.previous] = answer.earlier[direction]
    return found


def _title(view: View, found: Breakdown, root: str) -> str:
    """The category's name, or the classification; with what it is narrowed to."""
    own = found.node.label if found.node else root
    if not found.within:
        return own
    return view.words._("%(view)s: %(part)s", view=own, part=" · ".join(node.label for node in found.within))


def _path(found: Breakdown) -> str:
    return found.node.path if found.node else ""


def _without(narrowed: Mapping[str, str], node: Node) -> dict[str, str]:
    return _without_kind(narrowed, node.kind)


def _without_kind(narrowed: Mapping[str, str], kind: str) -> dict[str, str]:
    return {name: path for name, path in narrowed.items() if name != kind}


def _phase_rows(view: View, sums: Sums) -> list[dict[str, Any]]:
    """Every phase of the category, with what it means."""
    return [
        {
            "label": view.words.phase(phase, view.direction),
            "name": phase.label,
            "meaning": view.words.phase_meaning(phase, view.direction),
            "amount": view.plain.exact(sums.of(phase.code, net=view.net)) if sums.known(phase.code) else "–",
        }
        for phase in view.year.phases_of(view.direction)
    ]
