"""The search page and its JSON: the same question, the same answer."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from toolbox_core import (
    N_,
    Filter,
    format_compact,
    format_day,
    format_number,
    json_response,
    locale_for,
    read,
    read_filters,
    render,
    translate,
    url,
    wants_json,
)
from toolbox_core.default_plugins.search import queries
from toolbox_core.i18n import language_name
from toolbox_core.services.accounts.actors import EVERYTHING
from toolbox_core.web.host import host_of
from toolbox_core.web.sessions import actor_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.services.search import Result
    from toolbox_core.services.search.finding import Order
    from toolbox_core.web.filters import Filters

FIELDS = (
    Filter(name="plugin", label=N_("Where")),
    Filter(name="kind", label=N_("What")),
    Filter(name="organisation", label=N_("Organisation")),
    Filter(name="year", label=N_("Year"), kind="number"),
    Filter(name="language", label=N_("Language")),
)
ORDERS = {"best": N_("best match"), "newest": N_("newest")}
_MONEY = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})")
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?: (.+))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


async def results(request: Request) -> Response:
    """``/search?q=``: what was found, page by page, and ways to narrow it."""
    if wants_json(request):
        return await results_json(request)
    filters, order, answer = await _ask(request)
    found = answer.findings
    return render(
        request,
        "search/results.html",
        query=filters.kept.get("q", ""),
        answer=answer,
        found=found,
        items=[_item(request, answer, result) for result in found.results],
        filters=filters,
        groups=_groups(request, filters, answer),
        chips=filters.chips(_labels(request, filters, answer)),
        orders=[
            {
                "label": translate(request, label),
                "href": filters.address(order=None if name == "best" else name),
                "current": name == order,
            }
            for name, label in ORDERS.items()
        ],
        places=_modules(request),
        json_href=filters.address(url(request, "search:json")),
        meant_href=filters.address(q=answer.meant, **dict.fromkeys(filters.values)) if answer.meant else "",
    )


async def results_json(request: Request) -> Response:
    """``/search.json?q=``: the same for programs, texts without marks, amounts and days as they were given."""
    _, order, answer = await _ask(request)
    found = answer.findings
    return json_response(
        {
            "query": found.query,
            "order": order,
            "total": found.total,
            "more": found.more,
            "page": found.page,
            "pages": found.pages,
            "results": [
                {
                    "title": result.plain_title,
                    "address": result.address,
                    "module": result.plugin,
                    "kind": result.kind,
                    "text": result.snippet.striptags(),
                    "shown": result.shown,
                    "organisation": result.organisation,
                    "year": result.year,
                    "language": result.language,
                }
                for result in found.results
            ],
            "facets": {
                name: [{"value": value, "count": number} for value, number in values]
                for name, values in found.facets.items()
            },
            "meant": answer.meant,
        }
    )


async def _ask(request: Request) -> tuple[Filters, Order, queries.Answer]:
    filters = read_filters(request, FIELDS, keep=("q", "order"))
    order = filters.kept.get("order", "best")
    if order not in ORDERS:
        order = "best"
        filters.kept.pop("order", None)
    answer = await read(
        request,
        queries.answer,
        filters.kept.get("q", ""),
        filters.texts(),
        _permissions(request),
        {plugin for plugin, _ in host_of(request).registry.search_sources},
        cast("Order", order),
        filters.page,
    )
    return filters, cast("Order", order), answer


def _permissions(request: Request) -> list[str] | None:
    """What the visitor may see everywhere; ``None`` for somebody who may see everything."""
    everywhere = [permission for permission, scope in actor_of(request).allowed if not scope]
    return None if EVERYTHING in everywhere else everywhere


def _modules(request: Request) -> dict[str, str]:
    """The modules that can be searched, by id, as the reader knows them."""
    names: dict[str, str] = {}
    for plugin, source in host_of(request).registry.search_sources:
        names.setdefault(plugin, translate(request, source.label))
    return names


def _groups(request: Request, filters: Filters, answer: queries.Answer) -> list[tuple[str, list[dict[str, Any]]]]:
    """The facets that tell results apart, as links with counts."""
    locale = locale_for(request)
    groups = []
    for one in FIELDS:
        values = answer.findings.facets.get(one.name, ())
        if len(values) < 2 and one.name not in filters.values:
            continue
        options = [
            (value, _label(request, one.name, value, answer), format_number(number, locale)) for value, number in values
        ]
        if options:
            groups.append(filters.group(one.name, options, everything=translate(request, "Everything")))
    return groups


def _labels(request: Request, filters: Filters, answer: queries.Answer) -> dict[str, str]:
    return {name: _label(request, name, value, answer) for name, value in filters.texts().items()}


def _label(request: Request, name: str, value: str, answer: queries.Answer) -> str:
    """A facet's value in words."""
    match name:
        case "plugin":
            return _modules(request).get(value, value)
        case "kind":
            return translate(request, value)
        case "organisation":
            return answer.organisations.get(value, value)
        case "language":
            try:
                return language_name(value)
            except ValueError:
                return value
        case _:
            return value


def _item(request: Request, answer: queries.Answer, result: Result) -> dict[str, Any]:
    """One result as the page shows it."""
    kind = translate(request, result.kind)
    value, unit = _shown(request, result.shown)
    owner = answer.organisations.get(result.organisation, "")
    said = owner in (result.plain_title, "") or result.snippet.striptags().startswith(owner)
    return {
        "title": result.title,
        "href": result.address,
        "kind": f"{kind}, {result.year}" if result.year else kind,
        "owner": "" if said else owner,
        "snippet": result.snippet,
        "value": value,
        "unit": unit,
    }


def _shown(request: Request, text: str) -> tuple[str, str]:
    """The figure or the day beside a result in the reader's language, and its unit."""
    locale = locale_for(request)
    if money := _MONEY.fullmatch(text):
        return format_compact(Decimal(money[1]), locale), money[2]
    if _DAY.fullmatch(text):
        try:
            return format_day(date.fromisoformat(text), locale), ""
        except ValueError:
            return text, ""
    if number := _NUMBER.fullmatch(text):
        return format_number(Decimal(number[1]), locale), translate(request, number[2]) if number[2] else ""
    return text, ""
