"""The first page and the pages about this site itself."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from markupsafe import Markup

from toolbox_core import read, render, render_text
from toolbox_core.default_plugins.home import queries
from toolbox_core.web.asking import ask
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.contracts import HomeCard

CARD_PHASE = "home card"


async def index(request: Request) -> Response:
    """What the modules have to show, what was published lately, and how to check it."""
    cards = sorted(host_of(request).registry.home_cards, key=lambda pair: (pair[1].order, pair[0], pair[1].id))
    drawn = await asyncio.gather(*(_draw(request, plugin, card) for plugin, card in cards))
    pieces: dict[str, list[Markup]] = {"lead": [], "card": [], "ask": []}
    for (_, card), piece in zip(cards, drawn, strict=True):
        if piece:
            pieces[card.place].append(piece)
    published = await read(request, queries.published)
    response = render(request, "home/index.html", pieces=pieces, published=published)
    if None in drawn:
        # A page that lacks a piece because of a fault is not kept for the next reader.
        response.headers["cache-control"] = "no-store"
    return response


async def _draw(request: Request, plugin: str, card: HomeCard) -> Markup | None:
    """A card as markup, empty when it has nothing to show; ``None`` when it failed, which its plugin answers for."""
    runner = host_of(request).runner
    if runner.is_open(plugin):
        return None
    outcome = await ask(request, plugin, CARD_PHASE, card.answer)
    if outcome.error is not None:
        return None
    if outcome.value is None:
        return Markup()
    try:
        # The template escaped its values itself.
        return Markup(render_text(request, card.template, **outcome.value))  # noqa: S704
    except Exception as error:
        runner.failed(plugin, CARD_PHASE, error)
        return None


async def accessibility(request: Request) -> Response:
    """The accessibility statement, made from the settings."""
    return render(request, "home/accessibility.html")


async def privacy(request: Request) -> Response:
    """What this site knows of its visitors: next to nothing, and every cookie by name."""
    return render(request, "home/privacy.html")
