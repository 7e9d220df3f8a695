"""The overview of a year: the answer in words, key figures, what for, was the plan kept, phases, years, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.pages import figures, frame
from toolbox_budget_portal.pages.asking import View, asked_version, look
from toolbox_budget_portal.queries.records import EXPENDITURE, REVENUE, Breakdown, Node, Sums, Year, minus, ratio
from toolbox_core import ChartItem, Series, read, render, sankey, url
from toolbox_core import lines as draw_lines

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
    view = look(request, answer.year, main, answer.totals)
    return render(
        request,
        "budget_portal/year.html",
        crumbs=frame.crumbs(view)[:2],
        year=answer.year,
        view=view,
        w=view.words,
        frame=frame,
        answer=answer,
        say=sentence(view, answer.totals),
        key_figures=_key_figures(view, answer),
        sections=[_section(view, answer, direction) for direction in answer.year.directions],
        plan=_plan(view, answer),
        phases=figures.phase_tables(view, answer.totals),
        unbalanced=_unbalanced(view, answer.totals),
        flow=_flow(view, answer),
        history=_history(view, answer),
        net_reason=_net_reason(view, answer.totals),
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
    return Answer(year, queries.totals(session, year), parts, before, shows, history, chosen)


def sentence(view: View, totals: Mapping[str, Sums]) -> str:
    """The answer in one to three plain sentences: planned, spent, taken in, what is left."""
    words, year, parts = view.words, view.year, []
    spent, plan, limit = (_headline(view, totals, EXPENDITURE, stage) for stage in ("done", "plan", "limit"))
    name = year.entity.name
    if plan is not None and spent is not None:
        changed = limit is not None and limit != plan
        parts.append(
            words._(
                "%(name)s planned to spend %(plan)s, changed that to %(limit)s during the year, and spent %(spent)s.",
                name=name,
                plan=words.words(plan),
                limit=words.words(limit),
                spent=words.words(spent),
            )
            if changed
            else words._(
                "%(name)s planned to spend %(plan)s and spent %(spent)s.",
                name=name,
                plan=words.words(plan),
                spent=words.words(spent),
            )
        )
    elif spent is not None:
        parts.append(words._("%(name)s spent %(spent)s.", name=name, spent=words.words(spent)))
    elif plan is not None:
        parts.append(words._("%(name)s plans to spend %(plan)s.", name=name, plan=words.words(plan)))
    income = _headline(view, totals, REVENUE, "done")
    expected = _headline(view, totals, REVENUE, "plan")
    if income is not None and spent is not None:
        left = minus(income, spent)
        parts.append(
            words._(
                "It took in %(income)s, %(left)s more than it spent.",
                income=words.words(income),
                left=words.words(left),
            )
            if left > 0
            else words._(
                "It took in %(income)s, %(left)s less than it spent.",
                income=words.words(income),
                left=words.words(-left),
            )
            if left < 0
            else words._("It took in exactly as much.")
        )
    elif income is not None:
        parts.append(words._("It took in %(income)s.", income=words.words(income)))
    elif expected is not None:
        parts.append(words._("It expects to take in %(plan)s.", plan=words.words(expected)))
    return " ".join(parts)


def _headline(view: View, totals: Mapping[str, Sums], direction: str, stage: str) -> Decimal | None:
    phase = getattr(view.year, stage)(direction) if direction in totals else None
    amount = view.of(totals[direction], phase) if phase else None
    # A year that has not begun has an empty or all-zero column of what was done.
    return None if stage == "done" and not amount else amount


def _key_figures(view: View, answer: Answer) -> list[dict[str, Any]]:
    words, year, found = view.words, view.year, []
    for direction in year.directions:
        done, plan = (
            _headline(view, answer.totals, direction, "done"),
            _headline(view, answer.totals, direction, "plan"),
        )
        limit = _headline(view, answer.totals, direction, "limit")
        phase = (year.done(direction) if done is not None else None) or year.plan(direction)
        if phase is None:
            continue
        note = ""
        if done is not None and limit is not None and (rate := ratio(done, limit)) is not None:
            note = (
                words._("%(rate)s of what was approved in the end", rate=words.percent(rate))
                if direction == EXPENDITURE
                else words._("%(rate)s of what was expected in the end", rate=words.percent(rate))
            )
        count = year.line_count(direction)
        found.append(
            _figure(
                view,
                words.phase(phase, direction),
                done if done is not None else plan,
                note,
                words._("%(count)s rows add up to it", count=words.number(count)),
                view.link("lines", {"direction": direction, "phase": phase.code}),
            )
        )
    spent, income = (_headline(view, answer.totals, side, "done") for side in (EXPENDITURE, REVENUE))
    label = words._("Balance")
    if spent is None or income is None:
        spent, income = (_headline(view, answer.totals, side, "plan") for side in (EXPENDITURE, REVENUE))
        label = words._("Planned balance")
    if spent is not None and income is not None:
        found.append(
            _figure(
                view, label, minus(income, spent), words._("revenue less spending"), words._("every phase"), "#phases"
            )
        )
    plan = _headline(view, answer.totals, EXPENDITURE, "plan")
    if plan is not None and _headline(view, answer.totals, EXPENDITURE, "done") is not None:
        stage = year.plan(EXPENDITURE)
        assert stage is not None  # There is an amount of it.
        planned_income = _headline(view, answer.totals, REVENUE, "plan")
        note = ""
        if planned_income is not None and planned_income != plan:
            note = words._("expected revenue was %(amount)s", amount=words.words(planned_income))
        found.append(_figure(view, words.phase(stage), plan, note, words._("every phase"), "#phases"))
    return found


def _figure(view: View, label: str, amount: Decimal | None, note: str, trace: str, href: str) -> dict[str, Any]:
    value, unit = view.words.large(amount)
    exact = view.words.with_currency(amount)
    return {
        "label": label,
        "value": value,
        "unit": unit,
        "note": view.words._("%(amount)s; %(note)s", amount=exact, note=note) if note else exact,
        "trace": trace,
        "href": href,
    }


def _section(view: View, answer: Answer, direction: str) -> dict[str, Any]:
    """The treemap of one direction with its switches, table and the largest shares in words."""
    own = view if direction == view.direction else look(view.request, view.year, direction, answer.totals)
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
    if found is None or done is None or limit is None or not _headline(view, answer.totals, EXPENDITURE, "done"):
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
        "shows": [
            {
                "show": show,
                "count": answer.shows[show].lines,
                "amount": view.words.words(answer.shows[show].of(done.code)),
                "href": view.link("lines", {"show": show, "phase": None}),
            }
            for show in ("unbudgeted", "over", "negative")
            if show in answer.shows and answer.shows[show].lines
        ],
        "kind": found.kind,
    }


def _flow(view: View, answer: Answer) -> dict[str, Any] | None:
    """From income to spending: both sides in the phase of what happened (or of the plan), balanced by what is left."""
    if not {EXPENDITURE, REVENUE} <= answer.parts.keys():
        return None
    for stage in ("done", "plan"):
        sides = [_headline(view, answer.totals, side, stage) for side in (REVENUE, EXPENDITURE)]
        if all(amount is not None and amount > 0 for amount in sides):
            break
    else:
        return None
    income, spending = (amount or Decimal(0) for amount in sides)
    phases = {side: getattr(view.year, stage)(side) for side in (REVENUE, EXPENDITURE)}

    def items(direction: str) -> list[ChartItem]:
        found = answer.parts[direction]
        listed = [*((node.label, node.sums, node.path) for node in found.children)]
        if found.rest is not None:
            listed.append((view.words._("Not divided further"), found.rest, ""))
        chosen = []
        for label, sums, path in listed:
            amount = view.of(sums, phases[direction])
            if amount:
                href = view.category_link(found.kind, path, {"phase": None}, direction=direction)
                chosen.append(
                    ChartItem(
                        label=label,
                        value=amount,
                        shown=view.words.compact(amount),
                        exact=view.words.money(amount),
                        href=href,
                    )
                )
        return sorted(chosen, key=lambda item: -item.value)

    sources, uses = items(REVENUE), items(EXPENDITURE)
    gap = minus(spending, income)
    if gap > 0:
        label = view.words._("Not covered by revenue")
        sources.append(ChartItem(label=label, value=gap, shown=view.words.compact(gap), tone="a"))
    elif gap < 0:
        uses.append(ChartItem(label=view.words._("Left over"), value=-gap, shown=view.words.compact(-gap)))
    try:
        chart = sankey(sources, uses)
    except ValueError:
        # A category without any number hides its share; a flow that does not add up is not drawn.
        return None
    return {
        "chart": chart,
        "pot": view.words.words(max(income, spending)),
        "phases": [view.words.phase(phases[side], side) for side in (REVENUE, EXPENDITURE)],
    }


def _history(view: View, answer: Answer) -> dict[str, Any] | None:
    """Spending and revenue of all years; a year that was not published in between is a hole."""
    known = answer.history
    if len(known) < 2:
        return None
    axis = list(range(min(known), max(known) + 1))
    series = []
    for direction in (EXPENDITURE, REVENUE):
        values: list[Decimal | None] = []
        for number in axis:
            other = known.get(number)
            amount = None
            if other is not None and direction in other[1]:
                year, totals = other
                phase = year.done(direction)
                amount = totals[direction].of(phase.code, net=view.net) if phase else None
                if not amount:
                    plan = year.plan(direction)
                    amount = totals[direction].of(plan.code, net=view.net) if plan else None
            values.append(amount)
        if any(value is not None for value in values):
            shown = [view.words.compact(value) for value in values]
            series.append(Series(label=view.words.direction(direction), values=values, shown=shown))
    if not series:
        return None
    hrefs = [view.link("year", {"version": None}, fiscal_year=number) if number in known else "" for number in axis]
    chart = draw_lines([str(number) for number in axis], series, hrefs=hrefs, tick=view.words.compact)
    data = {"cube": view.year.entity.slug, "drilldown": "fiscal_year|direction|phase", "format": "csv"}
    return {
        "chart": chart,
        "first": axis[0],
        "last": axis[-1],
        "holes": [number for number in axis if number not in known],
        "csv": url(view.request, "budget_portal:api_aggregate", query=data),
        "sources": [
            (str(number), view.link("year", {"version": None}, fiscal_year=number)) for number in sorted(known)
        ],
    }


def _unbalanced(view: View, totals: Mapping[str, Sums]) -> str:
    """One sentence when the plan of the files does not balance; it is shown as it is."""
    plans = {side: view.year.plan(side) for side in (EXPENDITURE, REVENUE) if side in totals}
    amounts = [view.of(totals[side], phase) for side, phase in plans.items() if phase]
    if len(amounts) < 2 or amounts[0] is None or amounts[1] is None or amounts[0] == amounts[1]:
        return ""
    return view.words._(
        "The plan in the files does not balance: %(spending)s of spending, %(revenue)s of revenue. "
        "The figures are shown as they were handed over.",
        spending=view.words.with_currency(amounts[0]),
        revenue=view.words.with_currency(amounts[1]),
    )


def _net_reason(view: View, totals: Mapping[str, Sums]) -> str:
    """One sentence on why net differs from the files; empty where nothing was consolidated."""
    if not view.year.has_eliminations() or view.phase is None:
        return ""
    sums = totals[view.direction]
    gross, twice = sums.of(view.phase.code), sums.eliminated.get(view.phase.code)
    if gross is None or not twice:
        return ""
    return view.words._(
        "The files hold %(gross)s; %(twice)s of it are transfers between parts of the same government, "
        "which would count twice. Net is without them: %(net)s.",
        gross=view.words.with_currency(gross),
        twice=view.words.with_currency(twice),
        net=view.words.with_currency(minus(gross, twice)),
    )
