"""The overview of a year: the answer in words, key figures, what for, was the plan kept, phases, years, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.crosswalk.services import schemes_of
from toolbox_budget_portal.debt.queries import Debts, debts_of
from toolbox_budget_portal.goals.dataset import GOALS
from toolbox_budget_portal.months.dataset import MONTHS
from toolbox_budget_portal.pages import figures, frame
from toolbox_budget_portal.pages.asking import View, asked_version, look
from toolbox_budget_portal.pages.debt import debt_figure
from toolbox_budget_portal.pages.flows import flow, history
from toolbox_budget_portal.pages.glossary import IN_PLACE, explained
from toolbox_budget_portal.pages.headline import headline, key_figures, net_reason, sentence, unbalanced
from toolbox_budget_portal.pages.objects import PLUGIN, year_key
from toolbox_budget_portal.pages.spending_by import links_to
from toolbox_budget_portal.payments.dataset import PAYMENTS
from toolbox_budget_portal.projects.dataset import PROJECTS
from toolbox_budget_portal.queries.records import EXPENDITURE, REVENUE, Breakdown, Node, Sums, Year, ratio
from toolbox_budget_portal.virements.dataset import CHANGES
from toolbox_budget_portal.yardsticks.records import NOMINAL, SHARE
from toolbox_core import questions_about, read, render

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

FIRST_KINDS = {
    EXPENDITURE: ("functional", "cofog", "programme", "administrative", "economic", "gfsm"),
    REVENUE: ("economic", "gfsm", "type", "object", "functional", "administrative"),
}
"""Which classification to show first: what money is for, before who spends it; what revenue is, before who gets it."""
_MOST_ROWS = 30
_MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the overview is made from, read on one snapshot."""

    year: Year
    totals: Mapping[str, Sums]
    parts: Mapping[str, Breakdown]
    before: Mapping[str, Breakdown]
    shows: Mapping[str, Sums]
    history: Mapping[int, tuple[Year, dict[str, Sums]]]
    by: str
    organisation: tuple[str, str] | None = None
    schemes: tuple[str, ...] = ()
    changed: bool = False
    paid: bool = False
    months: bool = False
    debts: Debts | None = None
    goals: bool = False
    projects: bool = False


async def overview(request: Request) -> Response:
    """``/budget/<entity>/<year>``. ``by`` chooses the classification, ``phase``, ``net`` and ``unit`` the figures."""
    answer = await read(
        request,
        _answer,
        request.path_params["entity"],
        request.path_params["fiscal_year"],
        asked_version(request),
        request.query_params.get("by", ""),
    )
    main = EXPENDITURE if EXPENDITURE in answer.year.directions else REVENUE
    view = look(request, answer.year, main, answer.totals, wholes=_wholes(answer, main))
    # The whole is no share of itself: what is said about all of it stays in money.
    head = replace(view, measure=NOMINAL, words=view.plain) if view.measure == SHARE else view
    return render(
        request,
        "budget_portal/year.html",
        crumbs=frame.crumbs(view)[:2],
        year=answer.year,
        view=view,
        w=view.words,
        head=head,
        frame=frame,
        answer=answer,
        say=sentence(head, answer.totals),
        key_figures=[*key_figures(head, answer.totals), *debt_figure(head, answer.debts)],
        sections=[_section(view, answer, direction) for direction in answer.year.directions],
        talk=await questions_about(request, PLUGIN, "year", year_key(answer.year.entity.slug, answer.year.fiscal_year)),
        plan=_plan(view, answer),
        phases=figures.phase_tables(view, answer.totals),
        unbalanced=unbalanced(head, answer.totals),
        flow=flow(head, answer.totals, answer.parts),
        history=history(head, answer.history),
        net_reason=net_reason(view, answer.totals),
        terms=explained(request, IN_PLACE),
        has_months=answer.months,
        has_debt=answer.debts is not None,
        has_goals=answer.goals,
        shared_words=links_to(request, answer.year.entity.slug, answer.year.fiscal_year, answer.schemes),
        has_changes=answer.changed,
        has_payments=answer.paid,
        has_projects=answer.projects,
        year_href=lambda number: view.link("year", {"version": None}, fiscal_year=number),
    )


def first_kind(kinds: Mapping[str, int], direction: str) -> str:
    """The classification that is shown when the reader did not choose one; empty when there is none."""
    return next((kind for kind in FIRST_KINDS[direction] if kind in kinds), next(iter(kinds), ""))


def _answer(session: Session, slug: str, fiscal_year: int, version: int, by: str) -> Answer:
    year = queries.year(session, slug, fiscal_year, version)
    earlier = max((other for other in year.others if other < fiscal_year), default=0)
    previous = queries.year(session, slug, earlier) if earlier else None
    parts: dict[str, Breakdown] = {}
    before: dict[str, Breakdown] = {}
    chosen = ""
    for direction in year.directions:
        kinds = year.kinds(direction)
        kind = by if by in kinds else first_kind(kinds, direction)
        if not kind:
            continue
        chosen = chosen or kind
        parts[direction] = queries.breakdown(session, year, direction, kind)
        if previous is not None and kind in previous.kinds(direction):
            before[direction] = queries.breakdown(session, previous, direction, kind)
    done, limit = year.done(EXPENDITURE), year.limit(EXPENDITURE)
    shows = {}
    if done and limit and EXPENDITURE in year.directions:
        shows = queries.count_shows(session, year, EXPENDITURE, done.code, limit.code)
    history = queries.yearly_totals(session, year.entity, year.others) if len(year.others) > 1 else {}
    body = queries.body_of(session, year.entity)
    months = MONTHS.current(session, slug, fiscal_year) is not None
    schemes = schemes_of(session, slug) if EXPENDITURE in year.directions else ()
    changed = CHANGES.current(session, slug, fiscal_year) is not None
    paid = PAYMENTS.current(session, slug, fiscal_year) is not None
    return Answer(
        year,
        queries.totals(session, year),
        parts,
        before,
        shows,
        history,
        chosen,
        body,
        schemes,
        changed,
        paid,
        months,
        debts_of(session, slug),
        GOALS.current(session, slug, "goals") is not None,
        PROJECTS.current(session, slug, fiscal_year) is not None,
    )


def _wholes(answer: Answer, direction: str) -> dict[int, Sums]:
    """What shares are taken of: the direction's total, in this year and the others."""
    known = {number: totals for number, (_, totals) in answer.history.items()} | {
        answer.year.fiscal_year: answer.totals
    }
    return {number: totals[direction] for number, totals in known.items() if direction in totals}


def _section(view: View, answer: Answer, direction: str) -> dict[str, Any]:
    """The treemap of one direction with its switches, table and the largest shares in words."""
    own = view
    if direction != view.direction:
        own = look(view.request, view.year, direction, answer.totals, wholes=_wholes(answer, direction))
    found = answer.parts.get(direction)
    if found is None:
        return {"direction": direction, "view": own, "chart": None}
    before = answer.before.get(direction)
    previous = max((other for other in view.year.others if other < view.year.fiscal_year), default=0) if before else 0

    def href(node: Node) -> str:
        return own.category_link(found.kind, node.path)

    rows = figures.rows_of(own, found, before, href)
    return {
        "direction": direction,
        "view": own,
        "kind": found.kind,
        "title": own.words.by(direction, found.kind),
        "chart": figures.map_of(own, rows, previous),
        "previous": previous,
        "table": figures.table_of(
            own,
            figures.shortened(own, rows, _MOST_ROWS, own.category_link(found.kind)),
            found.total,
            own.main_phases,
        ),
        "side": _largest(own, rows, found.total),
        "kinds": [
            {
                "label": own.words.kind(kind),
                "href": own.category_link(kind),
                "kind": kind,
                "current": kind == found.kind,
            }
            for kind in own.year.kinds(direction)
        ],
        "csv": own.category_link(f"{found.kind}.csv"),
        "json": own.category_link(f"{found.kind}.json"),
        "rows": rows,
    }


def _largest(view: View, rows: list[figures.Row], total: Sums) -> str:
    """``A, B and C take 64 % of all spending``: the three largest, when they are more than the half."""
    whole = view.of(total)
    top = [row for row in rows if row.node is not None and row.amount is not None and row.amount > 0][:3]
    together = ratio(sum((row.amount or Decimal(0) for row in top), Decimal(0)), whole) if whole and whole > 0 else None
    if together is None or len(top) < 2:
        return ""
    names = frame.join_words(view.words, [row.label for row in top])
    share = view.words.percent(together, digits=0 if together < Decimal("0.99") else 1)
    if view.direction == EXPENDITURE:
        return view.words._("The largest: %(names)s. Together %(share)s of all spending.", names=names, share=share)
    return view.words._("The largest: %(names)s. Together %(share)s of all revenue.", names=names, share=share)


def _plan(view: View, answer: Answer) -> dict[str, Any] | None:
    """Was the plan kept? Bars of approved and spent, and what needs a closer look."""
    year = view.year
    found, done, limit = answer.parts.get(EXPENDITURE), year.done(EXPENDITURE), year.limit(EXPENDITURE)
    if found is None or done is None or limit is None or not headline(view, answer.totals, EXPENDITURE, "done"):
        return None

    def href(node: Node) -> str:
        return view.category_link(found.kind, node.path)

    rows = figures.rows_of(view, found, None, href)
    rows = figures.shortened(view, rows, _MOST_BARS, view.category_link(found.kind))
    allowed, used = view.of(found.total, limit), view.of(found.total, done)
    return {
        "chart": figures.comparison_bars(view, rows, limit, done),
        "total": (view.words._("All spending"), *figures.rate_cells(view, allowed, used)),
        "limit": view.words.phase(limit),
        "done": view.words.phase(done),
        "csv": view.category_link(f"{found.kind}.csv"),
        "shows": [
            {
                "show": show,
                "count": answer.shows[show].lines,
                "amount": view.words.words(view.scale(answer.shows[show].of(done.code))),
                "href": view.link("lines", {"show": show, "phase": None}),
            }
            for show in ("unbudgeted", "over", "negative")
            if show in answer.shows and answer.shows[show].lines
        ],
        "kind": found.kind,
    }
