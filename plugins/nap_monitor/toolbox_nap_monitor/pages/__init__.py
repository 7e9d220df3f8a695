"""The pages of the action-plan monitor: parse the address, ask one query, render. No SQL here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from toolbox_core import Route
from toolbox_nap_monitor.pages import (
    assessing,
    commitments,
    desk,
    feeds,
    gathering,
    goals,
    home,
    how,
    live,
    meetings,
    plans,
    room,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.config import Config


def _closing(endpoint: Any) -> Any:
    """The same endpoint; the files that came with a form are let go of when it has answered."""

    async def answer(request: Request) -> Response:
        try:
            found: Response = await endpoint(request)
            return found
        finally:
            await request.close()

    return answer


def routes(config: Config) -> list[Route]:
    """In the order in which addresses are tried: fixed words before names."""

    def public(path: str, name: str, endpoint: Any, *, ruled: bool = True) -> Route:
        return Route(
            path=f"/nap/{path}",
            endpoint=partial(endpoint, config) if ruled else endpoint,
            name=f"nap_monitor:{name}",
            public=True,
        )

    def inner(path: str, name: str, endpoint: Any, permission: str = "", *, form: bool = True) -> Route:
        """A page of the desk; without a permission of the route's own, the page asks who it is for."""
        return Route(
            path=f"/nap/{path}",
            endpoint=_closing(endpoint),
            name=f"nap_monitor:{name}",
            methods=("GET", "POST") if form else ("GET",),
            public=not permission,
            permission=permission or None,
            cacheable=False,
        )

    one = "{member}/{plan}/commitments/{number}"
    return [
        inner("desk", "desk", desk.desk, form=False),
        inner("desk/load", "load", desk.load, desk.EDIT),
        inner("desk/updates/{update:int}", "decide", desk.decide),
        inner("desk/{member}/{plan}/invite", "invite", desk.invite, desk.EDIT),
        inner("desk/{member}/{plan}/{number}/report", "report", partial(desk.report, config)),
        inner("desk/{member}/{plan}/{number}/verdict", "verdict", desk.judge),
        inner("evidence/{number:int}/{name}", "evidence", desk.evidence, form=False),
        *assessing.routes(config),
        *live.DESK_ROUTES,
        *gathering.FILE_ROUTES,
        *goals.ROUTES,
        public("", "home", home.home, ruled=False),
        public("how", "how", how.how),
        public("compare", "compare", home.compare, ruled=False),
        public("{member}", "member", home.member, ruled=False),
        public("{member}/{plan}", "plan", plans.plan),
        public("{member}/{plan}/timeline", "timeline", plans.timeline),
        public("{member}/{plan}/institutions", "institutions", plans.institutions),
        public("{member}/{plan}/changes", "changes", plans.changed, ruled=False),
        public("{member}/{plan}/calendar.ics", "calendar", feeds.calendar, ruled=False),
        public("{member}/{plan}/feed.atom", "feed", feeds.feed, ruled=False),
        public("{member}/{plan}/badge.svg", "badge", feeds.plan_badge),
        public("{member}/{plan}/card", "card", feeds.plan_card),
        public(one, "commitment", commitments.commitment),
        public(f"{one}/sheet", "sheet", commitments.sheet),
        public(f"{one}/feed.atom", "commitment_feed", feeds.commitment_feed),
        public(f"{one}/badge.svg", "commitment_badge", feeds.commitment_badge),
        public(f"{one}/card", "commitment_card", feeds.commitment_card),
        public(f"{one}/updates/{{update:int}}", "update", commitments.report),
        *meetings.ROUTES,
        *gathering.ROUTES,
        *live.ROUTES,
        *room.routes(config),
    ]
