"""Live figures beside promises: what other modules of this site measure about a commitment, today and before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from toolbox_core import (
    InputError,
    Route,
    Series,
    format_day,
    format_number,
    known_metrics,
    lines,
    locale_for,
    read,
    redirect,
    require,
    url,
    write,
)
from toolbox_nap_monitor import metrics, queries
from toolbox_nap_monitor.pages.forms import Form, read_form
from toolbox_nap_monitor.pages.frame import Frame, frame
from toolbox_nap_monitor.publishing import address_part
from toolbox_nap_monitor.queries.live import Live, live_figures

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

EDIT = "nap_monitor.edit"
DAYS = 60
"""Days of a figure's history that are drawn."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as pages show it: what is known of it, and its history drawn where there is one."""

    live: Live
    chart: Any


def drawn(f: Frame, figures: Sequence[Live]) -> list[Shown]:
    """Each figure with a line of its last days and, dashed, of what it aims at; a single day draws no line."""
    return [Shown(one, _chart(f, one) if len(one.history) > 1 and one.metric else None) for one in figures]


def _chart(f: Frame, one: Live) -> Any:
    history, locale = one.history[-DAYS:], locale_for(f.request)

    def shown(value: Decimal | None) -> str:
        return "" if value is None else format_number(value, locale)

    values = [value.value for value in history]
    label = f.words._(one.metric.label) if one.metric else one.id
    series = [Series(label=label, values=values, shown=[shown(value) for value in values])]
    if one.target is not None:
        goal = f.words._("Aims at")
        series.append(
            Series(label=goal, values=[one.target] * len(values), shown=[shown(one.target)] * len(values), dashed=True)
        )
    return lines([format_day(value.day, locale) for value in history], series, tick=shown, height=220)


async def live(request: Request) -> Response:
    """``/nap/<member>/<plan>/figures``: the figures that commitments point at, each with its history as a table."""
    f, places = frame(request), request.path_params
    plan = await read(request, queries.plan, places["member"], places["plan"])
    return f.show(
        "live.html",
        plan=plan,
        figures=drawn(f, await read(request, live_figures, plan)),
        part=address_part,
        crumbs=f.crumbs(plan, inside=True),
    )


async def choose(request: Request) -> Response:
    """``/nap/desk/<member>/<plan>/<number>/figures``: choose what a commitment points at, or take it away."""
    f, places = frame(request), request.path_params
    require(request, EDIT)
    one = partial(queries.commitment, code=places["member"], plan_number=places["plan"], number=places["number"])
    found = await read(request, partial(one, today=f.today))
    form = Form()
    if request.method == "POST":
        form = await read_form(request)
        act = partial(metrics.unpoint, plan=found.plan, number=found.number, metric=form.get("metric"))
        if form.get("act") != "drop":
            act = partial(
                metrics.point,
                plan=found.plan,
                number=found.number,
                metric=form.get("metric"),
                target=form.get("target").replace(",", "."),
            )
        try:
            await write(request, act)
        except InputError as error:
            field = "target" if "aim at" in str(error) else "metric"
            form.errors.append((field, " ".join(part for part in (str(error), error.fix) if part)))
        else:
            return redirect(f.plan_link("choose_figures", found.plan, number=address_part(found.number)))
    return f.show(
        "desk_figures.html",
        status=422 if form.errors else 200,
        c=found,
        plan=found.plan,
        form=form,
        part=address_part(found.number),
        known=await read(request, known_metrics),
        figures=await read(request, live_figures, found.plan, found.id),
        crumbs=[
            *f.crumbs(),
            (f.words._("Action plans"), f.link("home")),
            (f.words._("Your desk"), url(request, "nap_monitor:desk")),
        ],
    )


ROUTES = [
    Route(path="/nap/{member}/{plan}/figures", endpoint=live, name="nap_monitor:live", public=True, cacheable=False),
]
DESK_ROUTES = [
    Route(
        path="/nap/desk/{member}/{plan}/{number}/figures",
        endpoint=choose,
        name="nap_monitor:choose_figures",
        permission=EDIT,
        methods=("GET", "POST"),
        cacheable=False,
    )
]
