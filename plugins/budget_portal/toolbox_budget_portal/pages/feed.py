"""The feed of an entity: its budgets, when they are published, corrected or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_budget_portal import queries
from toolbox_core import event_feed, object_topic, read, translate, url

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
