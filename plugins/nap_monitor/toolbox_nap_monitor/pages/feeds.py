"""What other programs and sites take: Atom, iCalendar, a badge and a card to embed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from toolbox_core import (
    CalendarEvent,
    event_feed,
    object_topic,
    read,
    render_text,
    settings_of,
    site_address,
    write_calendar,
)
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.pages.frame import Frame, frame
from toolbox_nap_monitor.pages.plans import line_address, state_words
from toolbox_nap_monitor.publishing import PLUGIN, address_part
from toolbox_nap_monitor.queries.deadlines import Due, deadlines

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolbox_nap_monitor.config import Config
    from toolbox_nap_monitor.queries.records import Detail, Line, Overview

EMBEDDED = {"toolbox-frame-ancestors": "*", "cross-origin-resource-policy": "cross-origin"}
"""A badge and a card may stand on any site in the world."""


async def feed(request: Request) -> Response:
    """``/nap/<member>/<plan>/feed.atom``: reports, verdicts and changes of a plan."""
    f = frame(request)
    found = await read(request, queries.plan, request.path_params["member"], request.path_params["plan"])
    return await event_feed(
        request,
        object_topic(PLUGIN, "plan", f"{found.member.code}/{found.number}"),
        title=f"{f.plan_title(found)}, {f.member_name(found)}",
        page=f.plan_link("plan", found),
    )


async def commitment_feed(config: Config, request: Request) -> Response:
    """``…/commitments/<number>/feed.atom``: the same of one commitment."""
    f, found = await _commitment(config, request)
    key = f"{found.plan.member.code}/{found.plan.number}/{found.number}"
    return await event_feed(
        request,
        object_topic(PLUGIN, "commitment", key),
        title=f.words.text(found.titles).text,
        page=f.plan_link("commitment", found.plan, number=address_part(found.number)),
    )


async def calendar(request: Request) -> Response:
    """``/nap/<member>/<plan>/calendar.ics``: every day on which something is due (RFC 5545)."""
    f = frame(request)
    places = request.path_params
    found = await read(request, queries.plan, places["member"], places["plan"])
    base = site_address(settings_of(request))
    events = [
        _event(f, base, one, f"{found.member.code}-{found.number}") for one in await read(request, deadlines, found)
    ]
    name = f"{f.plan_title(found)}, {f.member_name(found)}"
    body = write_calendar(name, events, host=base.partition("://")[2])
    return Response(body, media_type="text/calendar; charset=utf-8")


def _event(f: Frame, base: str, one: Due, plan: str) -> CalendarEvent:
    title = f.words.text(one.titles).text
    text = f"{f.words._('Commitment %(number)s', number=one.number)}. {f.words.status(one.status)}."
    if one.text and one.text != one.day.isoformat():
        text += f" {f.words._('In the plan: %(text)s', text=one.text)}."
    return CalendarEvent(
        uid=f"{plan}-{one.number}-{one.milestone or 'commitment'}",
        day=one.day,
        title=f"{one.milestone or one.number} {title}",
        text=text,
        address=base + f.plan_link("commitment", one.plan, number=address_part(one.number)),
        changed=one.changed,
    )


async def plan_badge(config: Config, request: Request) -> Response:
    """``/nap/<member>/<plan>/badge.svg``: 300 × 44 pixels that say how a plan stands."""
    f, found = await _plan(config, request)
    complete = found.counts.get("complete", 0)
    state = f.words._("%(done)s of %(all)s complete", done=complete, all=len(found.lines))
    if found.late:
        state += ", " + f.words._("%(count)s overdue", count=len(found.late))
    tone = "bad" if found.late else "ok" if complete == len(found.lines) else "info"
    return _badge(f, f"{f.member_name(found.plan)}: {f.plan_title(found.plan)}", state, tone)


async def commitment_badge(config: Config, request: Request) -> Response:
    """``…/commitments/<number>/badge.svg``."""
    f, found = await _commitment(config, request)
    state, tone = f.words.status(found.status), f.words.tone(found.status)
    if found.overdue:
        state, tone = f.words._("overdue by %(days)s days", days=found.overdue), "bad"
    return _badge(f, f.words.text(found.short_titles or found.titles).text, state, tone)


async def plan_card(config: Config, request: Request) -> Response:
    """``/nap/<member>/<plan>/card``: a small page to put into a frame on another site."""
    f, found = await _plan(config, request)
    answer = f.show(
        "card_plan.html", view=found, plan=found.plan, late=[_late(f, found, line) for line in found.late[:3]]
    )
    answer.headers.update(EMBEDDED)
    return answer


async def commitment_card(config: Config, request: Request) -> Response:
    """``…/commitments/<number>/card``."""
    f, found = await _commitment(config, request)
    answer = f.show("card_commitment.html", c=found, plan=found.plan, part=address_part(found.number))
    answer.headers.update(EMBEDDED)
    return answer


def _late(f: Frame, found: Overview, line: Line) -> dict[str, str]:
    return {
        "title": f.words.text(line.short_titles or line.titles).text,
        "href": line_address(f, found.plan, line),
        "word": state_words(f, line),
    }


def _badge(f: Frame, name: str, state: str, tone: str) -> Response:
    body = render_text(f.request, "nap_monitor/badge.svg", name=_short(name, 40), state=state, whole=name, tone=tone)
    return Response(body, media_type="image/svg+xml", headers=EMBEDDED)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


async def _plan(config: Config, request: Request) -> tuple[Frame, Overview]:
    f, places = frame(request), request.path_params
    found = await read(
        request,
        lambda session: queries.overview(
            session, places["member"], places["plan"], f.today, stale_months=config.stale_months
        ),
    )
    return f, found


async def _commitment(config: Config, request: Request) -> tuple[Frame, Detail]:
    f, places = frame(request), request.path_params
    found = await read(
        request,
        lambda session: queries.commitment(
            session, places["member"], places["plan"], places["number"], f.today, stale_months=config.stale_months
        ),
    )
    return f, found
