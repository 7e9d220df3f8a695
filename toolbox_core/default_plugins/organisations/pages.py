"""The directory's pages: the list, one organisation with what the modules know of it, and both as JSON."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from toolbox_core import (
    N_,
    Filter,
    json_response,
    locale_for,
    read,
    read_filters,
    redirect,
    render,
    render_text,
    translate,
    url,
    wants_json,
)
from toolbox_core.default_plugins.organisations import queries, words
from toolbox_core.web.asking import ask
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.contracts import Panel
    from toolbox_core.default_plugins.organisations.queries import Directory, View
    from toolbox_core.services.organisations import Card
    from toolbox_core.web.filters import Filters

PANEL_PHASE = "organisation panel"
AFTER = "after"
FIELDS = (
    Filter(name="kind", label=N_("Kind"), kind="choice", choices=words.KINDS),
    Filter(name="jurisdiction", label=N_("Jurisdiction")),
)


async def index(request: Request) -> Response:
    """``/organisations/``: the directory in the order of names; ``q`` finds names that begin so."""
    if wants_json(request):
        return await index_json(request)
    filters, found = await _list(request)
    locale = locale_for(request)
    places = [(code, words.place(code, locale), "") for code in found.jurisdictions]
    groups = [filters.group("kind", everything=translate(request, "Everything"))]
    if places:
        groups.append(filters.group("jurisdiction", places, everything=translate(request, "Everywhere")))
    return render(
        request,
        "organisations/index.html",
        query=filters.kept.get("q", ""),
        found=found,
        filters=filters,
        groups=groups,
        chips=filters.chips({"jurisdiction": words.place(filters.text("jurisdiction"), locale)}),
        kinds=words.KINDS,
        place=lambda code: words.place(code, locale),
        first=filters.address() if request.query_params.get(AFTER) else "",
        following=filters.address(**{AFTER: found.listing.next}) if found.listing.next else "",
        json_href=filters.address(url(request, "organisations:index_json")),
    )


async def index_json(request: Request) -> Response:
    """``/organisations/index.json``: the same for programs; ``next`` is the address of the page that follows."""
    filters, found = await _list(request)
    path = url(request, "organisations:index_json")
    return json_response(
        {
            "count": found.count,
            "more": found.more,
            "organisations": [
                {
                    "id": entry.slug,
                    "name": entry.name,
                    "kind": entry.kind,
                    "jurisdiction": entry.jurisdiction,
                    "address": url(request, "organisations:organisation", slug=entry.slug),
                }
                for entry in found.listing.entries
            ],
            "next": filters.address(path, **{AFTER: found.listing.next}) if found.listing.next else None,
        }
    )


async def _list(request: Request) -> tuple[Filters, Directory]:
    filters = read_filters(request, FIELDS)
    after = request.query_params.get(AFTER, "")
    found = await read(request, queries.directory, filters.kept.get("q", ""), filters.texts(), after)
    return filters, found


async def organisation(request: Request) -> Response:
    """``/organisations/<slug>``: names, identifiers, what is above and below it, and each module's panel."""
    if wants_json(request):
        return await organisation_json(request)
    view = await read(request, queries.view, request.path_params["slug"])
    if view.moved:
        return redirect(url(request, "organisations:organisation", slug=view.moved), status=301)
    drawn = await asyncio.gather(
        *(_draw(request, plugin, panel, view.card) for plugin, panel in host_of(request).registry.organisation_panels)
    )
    locale = locale_for(request)
    response = render(
        request,
        "organisations/organisation.html",
        view=view,
        card=view.card,
        kind=translate(request, words.KINDS[view.card.kind]),
        place=words.place(view.card.jurisdiction, locale),
        names=_names(request, view.card),
        identifiers=[(scheme, value, words.scheme_page(scheme)) for scheme, value in view.card.identifiers],
        panels=[piece for piece in drawn if piece],
        history=_history(request, view),
        kinds=words.KINDS,
        crumbs=[(translate(request, "Organisations"), url(request, "organisations:index"))],
    )
    if None in drawn:
        # A page that lacks a panel because of a fault is not kept for the next reader.
        response.headers["cache-control"] = "no-store"
    return response


async def organisation_json(request: Request) -> Response:
    """``/organisations/<slug>.json``: the same for programs, without the modules' panels."""
    view = await read(request, queries.view, request.path_params["slug"])
    if view.moved:
        return redirect(url(request, "organisations:organisation_json", slug=view.moved), status=301)
    card = view.card
    return json_response(
        {
            "id": card.slug,
            "name": card.name,
            "kind": card.kind,
            "jurisdiction": card.jurisdiction,
            "address": url(request, "organisations:organisation", slug=card.slug),
            "names": [{"name": name, "language": language, "use": use} for name, language, use in card.names],
            "identifiers": [
                {"scheme": scheme, "id": value, "org_id": f"{scheme}-{value}"} for scheme, value in card.identifiers
            ],
            "parent": None if card.parent is None else {"id": card.parent[0], "name": card.parent[1]},
            "children": [{"id": child.slug, "name": child.name} for child in view.children],
            "history": [
                {"at": event.at, "action": event.action, "other": event.other[0] if event.other else None}
                for event in view.history
            ],
        }
    )


async def _draw(request: Request, plugin: str, panel: Panel, card: Card) -> tuple[str, str, Markup] | tuple[()] | None:
    """Id, title and markup of a panel; empty when it has nothing to show, ``None`` when it failed."""
    runner = host_of(request).runner
    if runner.is_open(plugin):
        return None
    outcome = await ask(request, plugin, PANEL_PHASE, queries.panel, plugin, panel.answer, card)
    if outcome.error is not None:
        return None
    if outcome.value is None:
        return ()
    try:
        # The template escaped its values itself.
        text = Markup(render_text(request, panel.template, card=card, **outcome.value))  # noqa: S704
    except Exception as error:
        runner.failed(plugin, PANEL_PHASE, error)
        return None
    return f"panel-{plugin}-{panel.id}", translate(request, panel.title), text


def _names(request: Request, card: Card) -> list[tuple[str, str, str]]:
    """Other names than the one above the page: use in words, name, language."""
    shown = []
    for name, language, use in dict.fromkeys(card.names):
        if name != card.name:
            # The official name of something that was merged into it is one more name of this one.
            word = words.USES.get("alias" if use == "name" else use, use)
            shown.append((translate(request, word), name, language))
    return shown


def _history(request: Request, view: View) -> list[dict[str, Any]]:
    lines = []
    for event in view.history:
        message = words.EVENTS.get(event.action)
        if message is None:
            continue
        other = event.other[1] if event.other else ""
        lines.append(
            {"date": event.at, "title": translate(request, message, other=other, before=event.before), "state": "mute"}
        )
    return lines
