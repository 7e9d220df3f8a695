"""Profiles of buyers, suppliers, classes and regions: one layout, compared with all processes, and with one another."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from toolbox_core import (
    N_,
    ChartItem,
    InputError,
    NotFound,
    columns,
    format_number,
    format_percent,
    locale_for,
    read,
    render,
    url,
)
from toolbox_procurement import queries
from toolbox_procurement.models import UNITS
from toolbox_procurement.pages.listing import flag_name
from toolbox_procurement.pages.words import KINDS, PLURALS, Words
from toolbox_procurement.queries.profiles import PAGE
from toolbox_procurement.queries.records import OwnedBy, Profile

if TYPE_CHECKING:
    from babel import Locale
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

ROOMS: Final = {"buyers": "buyer", "suppliers": "supplier", "classes": "class", "regions": "region"}
_HIGH: Final = 1_800


def room_of(kind: str) -> str:
    """The part of addresses that profiles of a kind have: ``buyers`` for ``buyer``."""
    return next(room for room, name in ROOMS.items() if name == kind)


async def profiles(request: Request) -> Response:
    """``/procurement/buyers/`` and its neighbours: the largest first. 404 for anything else."""
    kind = _kind(request)
    order = "count" if request.query_params.get("order") == "count" else "value"
    page = _page(request)
    found, total = await read(request, _list, kind, order, page)
    words = Words(request)
    last = max(1, -(-total // PAGE))
    if page > last:
        raise NotFound(f"The list has {last} pages.", fix="Go back to the first page.")
    here = url(request, "procurement:profiles", kinds=room_of(kind))
    return render(
        request,
        "procurement/profiles.html",
        w=words,
        kind=kind,
        title=words(PLURALS[kind]),
        rows=[(one, url(request, "procurement:profile", kinds=room_of(kind), subject=one.subject)) for one in found],
        total=total,
        page=page,
        last=last,
        page_href=lambda number: f"{here}?order={order}&page={number}",
        orders=[
            {"label": words(N_("value")), "href": f"{here}?order=value", "current": order == "value"},
            {"label": words(N_("number of processes")), "href": f"{here}?order=count", "current": order == "count"},
        ],
        crumbs=[(words(N_("Contracts")), url(request, "procurement:index"))],
    )


def _list(session: Session, kind: str, order: str, page: int) -> tuple[list[Profile], int]:
    return queries.profiles(session, kind, order=order, page=page)


async def profile(request: Request) -> Response:
    """``/procurement/buyers/<slug>`` and its neighbours. 404 for a subject that has no published process."""
    kind = _kind(request)
    found, whole, flags, below, owned = await read(request, _look, kind, request.path_params["subject"])
    words = Words(request)
    locale = locale_for(request)
    return render(
        request,
        "procurement/profile.html",
        w=words,
        kind=words(KINDS[kind]),
        kind_id=kind,
        found=found,
        rows=measures(words, locale, [found, whole] if whole else [found]),
        years=_years(words, found),
        top=_top(request, found),
        partners=words(N_("Largest buyers")) if kind == "supplier" else words(N_("Largest suppliers")),
        list_href=url(request, "procurement:index", {kind: found.subject}),
        flags=[(code, flag_name(words, code), sentence) for code, sentence in flags],
        below=[
            (code, name, count, url(request, "procurement:profile", kinds="classes", subject=code))
            for code, name, count in below
        ],
        owners=[_owner(words, one) for one in owned],
        compare=url(request, "procurement:compare", {"kind": kind, "a": found.subject}),
        organisation=found.subject if kind in ("buyer", "supplier") else "",
        crumbs=[
            (words(N_("Contracts")), url(request, "procurement:index")),
            (words(PLURALS[kind]), url(request, "procurement:profiles", kinds=room_of(kind))),
        ],
    )


def _look(
    session: Session, kind: str, subject: str
) -> tuple[Profile, Profile | None, list[tuple[str, str]], list[tuple[str, str, int]], list[OwnedBy]]:
    found = queries.profile(session, kind, subject)
    flags = queries.party_flags(session, subject) if kind in ("buyer", "supplier") else []
    below = queries.below(session, subject) if kind == "class" else []
    owned = queries.owners_of(session, subject) if kind == "supplier" else []
    return found, queries.whole(session), flags, below, owned


_INTERESTS: Final = {
    "shareholding": N_("shares"),
    "voting-rights": N_("voting rights"),
    "votingRights": N_("voting rights"),
    "appointment-of-board": N_("appoints the board"),
    "appointmentOfBoard": N_("appoints the board"),
    "influence-or-control": N_("influence or control"),
    "otherInfluenceOrControl": N_("influence or control"),
    "rights-to-surplus-assets": N_("rights to what is left"),
}
"""The codes of interests of BODS 0.1 and 0.2 in words."""
_OWNERS: Final = {"person": N_("person"), "company": N_("company"), "unknown": N_("not known")}


def _owner(words: Words, one: OwnedBy) -> dict[str, str]:
    """One owner in words: who, of what kind, with what interests, since when."""
    interests = []
    for interest in one.interests:
        text = words.code(_INTERESTS, str(interest.get("type", "")))
        least, most = interest.get("least"), interest.get("most")
        if least is not None and most is not None:
            text += f" {least:g} %" if least == most else f" {least:g}–{most:g} %"
        interests.append(text)
    return {
        "name": one.name or words(N_("not published")),
        "kind": words.code(_OWNERS, one.kind),
        "interests": ", ".join(interests),
        "since": one.since,
        "file": one.file,
    }


async def compare(request: Request) -> Response:
    """``/procurement/compare?kind=buyer&a=…&b=…``: two of a kind side by side; without ``b``, a choice."""
    kind = request.query_params.get("kind", "buyer")
    if kind not in KINDS:
        raise InputError(f"kind={kind[:40]!r} is not known here.", fix=f"Choose one of {', '.join(KINDS)}.")
    chosen = [text for name in ("a", "b") if (text := request.query_params.get(name, "").strip())]
    found, whole, offered = await read(request, _pair, kind, chosen)
    words = Words(request)
    shown = [*found, whole] if whole else found
    return render(
        request,
        "procurement/compare.html",
        w=words,
        kind=kind,
        found=found,
        rows=measures(words, locale_for(request), shown) if found else [],
        offered=offered,
        chosen=[*chosen, "", ""][:2],
        crumbs=[
            (words(N_("Contracts")), url(request, "procurement:index")),
            (words(PLURALS[kind]), url(request, "procurement:profiles", kinds=room_of(kind))),
        ],
    )


def _pair(session: Session, kind: str, chosen: list[str]) -> tuple[list[Profile], Profile | None, list[Profile]]:
    found = [queries.profile(session, kind, subject) for subject in chosen[:2]]
    offered, _ = queries.profiles(session, kind, order="count")
    return found, queries.whole(session), offered


def _kind(request: Request) -> str:
    kind = ROOMS.get(request.path_params["kinds"])
    if kind is None:
        raise NotFound("There is no such page.", fix="See /procurement/ for the contracts.")
    return kind


def _page(request: Request) -> int:
    text = request.query_params.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


# --- the measures -------------------------------------------------------------------------------------------------

_MEASURES: Final = (
    ("count", N_("Contracting processes"), N_("How many have been published.")),
    ("value", N_("Value"), N_("Amounts in the most frequent currency; others are counted, not summed.")),
    ("converted", N_("Value, converted"), N_("With the exchange rates of this site; of how many of the known values.")),
    ("single", N_("Single bids"), N_("Of the open and selective processes with a known number of bidders.")),
    ("bidders", N_("Bidders a process"), N_("The middle one; half of the processes have at most so many.")),
    ("direct", N_("Without competition"), N_("Direct and limited methods, of all processes with a known method.")),
    ("days", N_("Days to award"), N_("From the end of the tender period to the first award; the middle one.")),
    ("partners", N_("Partners"), N_("Different suppliers; of a supplier, different buyers.")),
    ("top", N_("Share of the ten largest"), N_("Of the awarded value, or of the number where no values are known.")),
    ("hhi", N_("Concentration (HHI)"), N_("From 0 to 10,000; above 1,800 a market counts as highly concentrated.")),
    ("new", N_("New partners"), N_("Of those of the latest year, how many were never seen before.")),
    ("flagged", N_("With a red flag"), N_("At least one; a flag is a question, not a verdict.")),
    ("silent", N_("Changed without a word"), N_("A price, date or supplier replaced without an amendment.")),
)


def measures(words: Words, locale: Locale, shown: list[Profile]) -> list[dict[str, Any]]:
    """Rows of measures, a cell for each profile; ``None`` where nothing can be computed."""
    rows = []
    for key, label, note in _MEASURES:
        cells = [_cell(words, locale, key, one) for one in shown]
        if any(cells):
            rows.append({"label": words(label), "note": words(note), "cells": cells})
    return rows


def _cell(words: Words, locale: Locale, key: str, one: Profile) -> str:
    """One measure of one profile in words; empty where it cannot be computed."""
    figures = one.figures
    text = ""
    if key in ("single", "direct"):
        text = _share(words, locale, *figures[key]) if key in figures else ""
    elif key in ("bidders", "days", "partners"):
        number = figures.get("partners" if key == "partners" else f"{key}_middle")
        text = "" if number is None else format_number(int(number), locale)
    elif key == "top" and "top_share" in figures:
        text = format_percent(Decimal(str(figures["top_share"])), locale, 0)
    elif key == "hhi" and "hhi" in figures:
        text = format_number(int(figures["hhi"]), locale)
        if figures["hhi"] > _HIGH:
            text = words(N_("%(number)s, highly concentrated"), number=text)
    elif key == "new" and "new" in figures:
        part, active, year = figures["new"]
        text = words(N_("%(share)s in %(year)s"), share=_share(words, locale, part, active), year=year)
    elif key == "count":
        text = format_number(one.count, locale)
    elif key == "value" and one.value is not None:
        text = f"{words.short(one.value)} {one.currency}"
    elif key == "converted" and "converted" in figures:
        amount, part, known, target = figures["converted"]
        numbers = {"part": format_number(part, locale), "whole": format_number(known, locale)}
        value = f"{words.short(Decimal(amount) / UNITS)} {target}"
        text = words(N_("%(value)s (%(part)s of %(whole)s)"), value=value, **numbers)
    elif key in ("flagged", "silent"):
        text = _share(words, locale, one.flagged if key == "flagged" else int(figures.get("silent", 0)), one.count)
    return text


def _share(words: Words, locale: Locale, part: int, whole: int) -> str:
    if not whole:
        return ""
    share = format_percent(Decimal(part) / Decimal(whole), locale, 0)
    numbers = {"part": format_number(part, locale), "whole": format_number(whole, locale)}
    return words(N_("%(share)s (%(part)s of %(whole)s)"), share=share, **numbers)


def _years(words: Words, found: Profile) -> Any:
    pairs = sorted(found.figures.get("years", {}).items())
    if len(pairs) < 2 or not any(value for _, (_, value) in pairs):
        return None
    items = []
    for year, (_, value) in pairs[-12:]:
        amount = Decimal(value) / UNITS
        items.append(
            ChartItem(label=year, value=amount, shown=words.short(amount), exact=words.exact(amount, found.currency))
        )
    return columns(items)


def _top(request: Request, found: Profile) -> list[dict[str, Any]]:
    room = "buyers" if found.kind == "supplier" else "suppliers"
    words = Words(request)
    return [
        {
            "name": person.name,
            "href": url(request, "procurement:profile", kinds=room, subject=person.slug),
            "count": count,
            "value": words.exact(value, found.currency) if value else "",
        }
        for person, count, value in found.top
    ]
