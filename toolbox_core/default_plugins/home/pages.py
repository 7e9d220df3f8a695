"""The first page and the pages about this site itself."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from markupsafe import Markup

from toolbox_core import read, redirect, render, render_text, url
from toolbox_core.default_plugins.home import queries
from toolbox_core.web.asking import ask
from toolbox_core.web.display import display_cookie
from toolbox_core.web.host import host_of, visit_of

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


async def display(request: Request) -> Response:
    """Choose light or dark. A choice is remembered in a cookie, which holds that one word."""
    if request.method == "POST":
        form = await request.form(max_files=0, max_fields=5)
        response = redirect(url(request, "home:display"))
        choice = display_cookie(str(form.get("display", "")), secure=visit_of(request).secure)
        response.headers.append("set-cookie", choice)
        return response
    return render(request, "home/display.html")
