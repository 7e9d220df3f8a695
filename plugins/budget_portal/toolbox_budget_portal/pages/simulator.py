"""The simulator: move parts of the budget, let the server add up, send it without a name, read all answers together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal.exceptions import Fault, Refused
from toolbox_budget_portal.pages.civic import HONEYPOT, PERMISSION, Civic, civic, sender_of, typed_form
from toolbox_budget_portal.simulator import services
from toolbox_budget_portal.simulator.balance import REVENUE, SPENDING, Outcome, compute
from toolbox_core import (
    NotFound,
    Route,
    actor_of,
    format_number,
    locale_for,
    may,
    read,
    redirect,
    write,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_budget_portal.simulator.services import Simulation


def _crumbs(f: Civic, of: Simulation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    year = (f"{of.name} {of.fiscal_year}", f.link("year", entity=of.entity, fiscal_year=of.fiscal_year))
    return [*f.crumbs()[:2], year, *more]


async def _find(request: Request) -> Simulation:
    places = request.path_params
    return await read(request, services.find, places["entity"], places["fiscal_year"])


async def simulator(request: Request) -> Response:
    """``/budget/<entity>/<year>/simulator``: every part with its amount and a field for per cent; posting adds up."""
    f, of = civic(request), await _find(request)
    names = _names(of)
    typed: dict[str, str] = {}
    errors: list[tuple[str, str]] = []
    outcome = compute(of.parts, of.bounds, typed, of.digits)
    if request.method == "POST":
        form = await typed_form(request, most=2000)
        typed = {part.key: form.get(names[part.key], "") for part in of.parts}
        outcome = compute(of.parts, of.bounds, typed, of.digits)
        errors = _placed(f, of, outcome.faults)
        if form.get("act") == "send" and not form.get(HONEYPOT) and not errors:

            def run(session: Session) -> None:
                services.answer(session, of, typed, sender=sender_of(request), today=f.today)

            try:
                await write(request, run)
            except Refused as refused:
                errors = _placed(f, of, refused.faults)
            else:
                return redirect(_link(f, of, "simulator_answers", {"sent": "1"}))
    return f.show(
        "sim_page.html",
        status=422 if errors else 200,
        of=of,
        sides=[_side(f, of, direction, outcome, typed) for direction in (SPENDING, REVENUE)],
        errors=errors,
        computed=request.method == "POST",
        balance=services.money(of, outcome.balance),
        allowed=f.money(services.money(of, of.bounds.deficit), of.currency),
        bounds=(format_number(-of.bounds.down, locale_for(request)), format_number(of.bounds.up, locale_for(request))),
        may_edit=may(actor_of(request), PERMISSION),
        crumbs=_crumbs(f, of),
    )


def _names(of: Simulation) -> dict[str, str]:
    """The field of each part: codes of budgets may hold anything, names of fields may not."""
    return {part.key: f"part-{number}" for number, part in enumerate(of.parts, start=1)}


def _placed(f: Civic, of: Simulation, faults: Sequence[Fault]) -> list[tuple[str, str]]:
    names = _names(of)
    return [(names.get(where, where), sentence) for where, sentence in f.faults(faults, of.currency)]


def _link(f: Civic, of: Simulation, name: str, query: dict[str, Any] | None = None) -> str:
    return f.link(name, query, entity=of.entity, fiscal_year=of.fiscal_year)


def _side(f: Civic, of: Simulation, direction: str, outcome: Outcome, typed: dict[str, str]) -> dict[str, Any]:
    """Spending or revenue: each part as it was planned and as it is now, and both sums."""

    def shown(minor: int) -> str:
        return f.money(services.money(of, minor), of.currency)

    names = _names(of)
    parts = [part for part in of.parts if part.direction == direction]
    return {
        "direction": direction,
        "parts": [
            {
                "key": names[part.key],
                "label": part.label or f._("Without such a category"),
                "before": shown(part.amount),
                "after": shown(outcome.after[part.key]),
                "value": typed.get(part.key, ""),
                "fixed": part.fixed,
            }
            for part in parts
        ],
        "before": shown(sum(part.amount for part in parts)),
        "after": shown(outcome.spending if direction == SPENDING else outcome.revenue),
    }


async def answers(request: Request) -> Response:
    """``/budget/<entity>/<year>/simulator/answers``: what all answers say together, once there are enough."""
    f, of = civic(request), await _find(request)
    found = await read(request, services.told, of)
    locale = locale_for(request)

    def percent(value: Any) -> str:
        return ("+" if value > 0 else "") + format_number(value, locale)

    sides = [
        {
            "direction": direction,
            "rows": [
                [
                    one.part.label,
                    percent(one.lower),
                    percent(one.median),
                    percent(one.upper),
                    format_number(one.raised, locale),
                    format_number(one.cut, locale),
                ]
                for one in found
                if one.part.direction == direction
            ],
        }
        for direction in (SPENDING, REVENUE)
    ]
    return f.show(
        "sim_answers.html",
        of=of,
        sides=sides,
        sent=request.query_params.get("sent") == "1",
        crumbs=_crumbs(f, of, (f._("Budget simulator"), _link(f, of, "simulator"))),
    )


async def desk(request: Request) -> Response:
    """``/budget/<entity>/<year>/simulator/desk``: how far parts may be moved, the deficit allowed, the last day."""
    f = civic(request)
    slug, fiscal_year = request.path_params["entity"], request.path_params["fiscal_year"]
    try:
        of: Simulation | None = await _find(request)
    except NotFound:
        of = None
    form = {"down": "20", "up": "20", "deficit": "0", "least_answers": "20"}
    if of is not None:
        form = {
            "down": str(of.bounds.down),
            "up": str(of.bounds.up),
            "deficit": f"{services.money(of, of.bounds.deficit).normalize():f}",
            "least_answers": str(of.least_answers),
            "closes": of.closes.isoformat(),
        }
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        form = await typed_form(request)
        by = actor_of(request).label
        try:
            await write(request, lambda session: services.create(session, slug, fiscal_year, form, by=by))
        except Refused as refused:
            errors = f.faults(refused.faults, of.currency if of else "")
        else:
            return redirect(f.link("simulator", entity=slug, fiscal_year=fiscal_year))
    return f.show(
        "sim_desk.html",
        status=422 if errors else 200,
        of=of,
        slug=slug,
        fiscal_year=fiscal_year,
        form=form,
        errors=errors,
        crumbs=f.crumbs()[:2],
    )


_HERE = "/budget/{entity}/{fiscal_year:int}/simulator"
ROUTES = (
    Route(
        path=_HERE,
        endpoint=simulator,
        name="budget_portal:simulator",
        methods=("GET", "POST"),
        public=True,
        cacheable=False,
    ),
    Route(
        path=f"{_HERE}/answers",
        endpoint=answers,
        name="budget_portal:simulator_answers",
        public=True,
        cacheable=False,
    ),
    Route(
        path=f"{_HERE}/desk",
        endpoint=desk,
        name="budget_portal:simulator_desk",
        methods=("GET", "POST"),
        permission=PERMISSION,
        cacheable=False,
    ),
)
