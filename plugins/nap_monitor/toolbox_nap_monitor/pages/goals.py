"""Commitments by Sustainable Development Goal, over all countries and cycles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import NotFound, Route, read
from toolbox_nap_monitor.pages.frame import frame
from toolbox_nap_monitor.publishing import address_part
from toolbox_nap_monitor.queries.goals import aiming_at, goals
from toolbox_nap_monitor.words import GOAL_WORDS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def index(request: Request) -> Response:
    """``/nap/goals``: every goal that a commitment names, with how many do."""
    f = frame(request)
    crumbs = [*f.crumbs(), (f.words._("Action plans"), f.link("home"))]
    return f.show("goals.html", goals=await read(request, goals), names=GOAL_WORDS, crumbs=crumbs)


async def one(request: Request) -> Response:
    """``/nap/goals/<number>``: the commitments that name one goal or a target of it."""
    f, goal = frame(request), request.path_params["goal"]
    if goal not in GOAL_WORDS:
        raise NotFound(f"There is no Sustainable Development Goal {goal}.", fix="They are numbered from 1 to 17.")
    above = f.words._("Sustainable Development Goals")
    crumbs = [*f.crumbs(), (f.words._("Action plans"), f.link("home")), (above, f.link("goals"))]
    found = await read(request, aiming_at, goal)
    return f.show(
        "goal.html", goal=goal, title=f.words._(GOAL_WORDS[goal]), found=found, part=address_part, crumbs=crumbs
    )


ROUTES = [
    Route(path="/nap/goals", endpoint=index, name="nap_monitor:goals", public=True),
    Route(path="/nap/goals/{goal:int}", endpoint=one, name="nap_monitor:goal", public=True),
]
"""Tried before names: no member is called ``goals`` (codes are capital letters)."""
