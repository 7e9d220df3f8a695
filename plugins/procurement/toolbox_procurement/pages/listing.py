"""``/procurement/``: all contracts, narrowed by facets and words, every state of it an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_core import (
    N_,
    Filters,
    NotFound,
    actor_of,
    format_number,
    locale_for,
    read,
    render,
    scopes_of,
    url,
)
from toolbox_procurement import queries
from toolbox_procurement.pages.asking import ORDERS, conditions, filters_of, order_of
from toolbox_procurement.pages.words import CATEGORIES, METHODS, STAGES, STATUSES, Words
from toolbox_procurement.queries.listing import COUNTED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_procurement.queries.records import Conditions, Listing, Profile

FORMATS = (
    ("JSON", "json"),
    ("JSON Lines", "jsonl"),
    ("CSV", "csv"),
    ("Excel", "xlsx"),
    (N_("All tables, CSV"), "zip"),
    (N_("All tables, Excel"), "sheets"),
)
_CODES = {"method": METHODS, "category": CATEGORIES, "stage": STAGES, "status": STATUSES}
EVERYTHING = N_("All")


async def index(request: Request) -> Response:
    """The list, page by page. 404 behind its end, 400 for a condition that cannot be meant."""
    filters = filters_of(request)
    wanted, order = conditions(filters), order_of(filters)
    found, names, whole, classes = await read(request, _look, wanted, order, filters.page)
    if filters.page > found.pages:
        raise NotFound(f"The list has {found.pages} pages.", fix="Go back to the first page.")
    words = Words(request)
    return render(
        request,
        "procurement/index.html",
        w=words,
        found=found,
        whole=whole,
        narrowed=bool(wanted),
        filters=filters,
        counted=COUNTED,
        chips=filters.chips({**condition_labels(words, filters), **names}),
        groups=_groups(request, words, filters, found, classes),
        orders=[
            {"label": words(label), "href": filters.address(order=key), "current": key == order}
            for key, label in ORDERS.items()
            if key != "best" or filters.kept.get("q")
        ],
        formats=[
            (words(label), filters.address(url(request, f"procurement:list_{suffix}"))) for label, suffix in FORMATS
        ],
        map_href=filters.address(url(request, "procurement:map"), order=None),
        feed=filters.address(url(request, "procurement:feed")),
        topic=f"search:{filters.kept['q']}" if filters.kept.get("q") else "plugin:procurement",
        order=order,
        amounts=(filters.text("min"), filters.text("max")),
        days=(filters.text("from"), filters.text("to")),
        may_write=scopes_of(actor_of(request), "procurement.write") != frozenset(),
    )


def _look(
    session: Session, wanted: Conditions, order: str, page: int
) -> tuple[Listing, dict[str, str], Profile | None, list[tuple[str, str, int]]]:
    found = queries.find(session, wanted, order=order, page=page)
    below = queries.below(session, wanted.item_class) if wanted.item_class else []
    return found, queries.names(session, wanted), queries.whole(session), below


def condition_labels(words: Words, filters: Filters) -> dict[str, str]:
    """Chips of the conditions that are amounts, days and codes."""
    labels = {}
    for name, message in (
        ("min", N_("value from %(what)s")),
        ("max", N_("value to %(what)s")),
        ("from", N_("from %(what)s")),
        ("to", N_("until %(what)s")),
    ):
        if filters.text(name):
            labels[name] = words(message, what=filters.text(name))
    if filters.text("flag"):
        labels["flag"] = flag_name(words, filters.text("flag"))
    for name in ("region", "place"):
        if "|" in filters.text(name):
            labels[name] = ", ".join(filters.text(name).split("|"))
    if filters.text("status"):
        labels["status"] = words.status(filters.text("status"))
    return labels


def flag_name(words: Words, code: str) -> str:
    """The name of a red flag in words; ``any`` is any of them."""
    if code == "any":
        return words(N_("any red flag"))
    kind = words.indicators.get(code)
    return f"{code} {words(kind.name)}" if kind else code


def _groups(
    request: Request, words: Words, filters: Filters, found: Listing, classes: list[tuple[str, str, int]]
) -> list[tuple[str, list[dict[str, Any]]]]:
    locale = locale_for(request)
    groups = []
    for kind in ("year", "method", "category", "stage", "buyer", "supplier", "class", "region", "flag", "status"):
        options = list(found.facets.get(kind, ()))
        if kind == "class" and classes:
            options = [(code, name, -1) for code, name, _ in classes][:20]
        if kind in _CODES:
            options = [(value, words.code(_CODES[kind], value), count) for value, _, count in options]
        if kind in ("method", "category", "stage"):
            options = [option for option in options if option[0] in _CODES[kind]]  # others have no address
        if kind == "flag":
            options = [(value, flag_name(words, value), count) for value, _, count in options]
        chosen = filters.text(kind)
        if not options and not chosen:
            continue
        listed = [(value, name, "" if count < 0 else format_number(count, locale)) for value, name, count in options]
        groups.append(filters.group(kind, listed, everything=words(EVERYTHING) if chosen else ""))
    return groups
