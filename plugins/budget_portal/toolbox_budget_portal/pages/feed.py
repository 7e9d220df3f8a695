"""Feeds: the budgets of an entity when they are published, corrected or withdrawn; and one line, version by version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_budget_portal import queries
from toolbox_budget_portal.pages.wording import Wording
from toolbox_budget_portal.queries.naming import line_name
from toolbox_core import FeedEntry, NotFound, event_feed, feed_response, object_topic, read, translate, url

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def feed(request: Request) -> Response:
    """``/budget/<entity>/feed.atom``. Raises ``NotFound`` for an entity that is not here."""
    slug = request.path_params["entity"]
    owner = await read(request, queries.entity, slug)
    return await event_feed(
        request,
        object_topic("budget_portal", "entity", slug),
        title=translate(request, "Budgets of %(name)s", name=owner.name),
        page=url(request, "budget_portal:entity", entity=slug),
    )


async def line_feed(request: Request) -> Response:
    """``/budget/<entity>/lines/<uid>/feed.atom``: what each version says about a line. Raises ``NotFound``."""
    slug, uid = request.path_params["entity"], request.path_params["uid"]
    history = await read(request, queries.line_history, slug, uid)
    if not history:
        raise NotFound("There is no such line in the published budgets.", fix="Use the link on the line's page.")
    newest = max((one for _, one in history), key=lambda one: one.fiscal_year)
    entries = []
    for version, one in history:
        words = Wording(request, currency=version.currency, digits=version.digits)
        amounts = [
            (
                translate(request, "planned: %(amount)s", amount=words.with_currency(one.plan))
                if one.plan is not None
                else ""
            ),
            (
                translate(request, "happened: %(amount)s", amount=words.with_currency(one.done))
                if one.done is not None
                else ""
            ),
        ]
        entries.append(
            FeedEntry(
                id=f"line-{version.id}",
                title=translate(
                    request,
                    "%(name)s, budget %(year)s, version %(number)s",
                    name=line_name(one.row),
                    year=one.fiscal_year,
                    number=version.number,
                ),
                address=url(request, "budget_portal:line", entity=slug, fiscal_year=one.fiscal_year, line=one.address),
                updated=version.published_at,
                summary=", ".join(filter(None, amounts)),
            )
        )
    return feed_response(
        request,
        title=line_name(newest.row),
        page=url(request, "budget_portal:line", entity=slug, fiscal_year=newest.fiscal_year, line=newest.address),
        entries=entries,
    )
