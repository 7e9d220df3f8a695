"""The publication calendar for other programs: iCalendar, Atom, CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.responses import Response

from toolbox_budget_portal.openness import queries
from toolbox_budget_portal.openness.kinds import KINDS
from toolbox_budget_portal.openness.telling import COLUMNS, table
from toolbox_budget_portal.pages.openness import STATUS_WORDS, asked_day, name_of
from toolbox_core import (
    CalendarEvent,
    FeedEntry,
    Route,
    download,
    feed_response,
    format_day,
    locale_for,
    read,
    settings_of,
    site_address,
    stream_csv,
    translate,
    url,
    utcnow,
    write_calendar,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_budget_portal.openness.queries import YearOpenness
    from toolbox_budget_portal.openness.standing import Part, Record


async def calendar(request: Request) -> Response:
    """``/budget/<entity>/openness.ics``: the last good day of every document (RFC 5545)."""
    slug = request.path_params["entity"]
    owner, years = await read(request, queries.all_years, slug, asked_day(request))
    base = site_address(settings_of(request))
    events = [_event(request, base, year, part) for year in years for part in year.parts]
    name = translate(request, "Budget documents of %(name)s", name=owner.name)
    body = write_calendar(name, sorted(events, key=lambda one: one.day), host=base.partition("://")[2])
    return Response(body, media_type="text/calendar; charset=utf-8")


def _event(request: Request, base: str, year: YearOpenness, part: Part) -> CalendarEvent:
    number, due = year.year.number, part.expected
    text = f"{translate(request, KINDS[due.kind].rule)}. {translate(request, STATUS_WORDS[part.status][0])}."
    return CalendarEvent(
        uid=f"budget-{year.entity.slug}-{number}-{due.kind}{due.period.lower()}",
        day=due.due,
        title=f"{name_of(request, part)}, {year.entity.name} {number}",
        text=text,
        address=base + url(request, "budget_portal:openness", entity=year.entity.slug, fiscal_year=number),
        changed=year.changed or utcnow(),
    )


async def feed(request: Request) -> Response:
    """``/budget/<entity>/openness.atom``: documents as they are recorded, corrected and taken back."""
    slug = request.path_params["entity"]
    owner, records = await read(request, queries.recent, slug)
    return feed_response(
        request,
        title=translate(request, "Budget documents of %(name)s", name=owner.name),
        page=url(request, "budget_portal:openness_years", entity=slug),
        entries=[_entry(request, slug, record) for record in records if record.recorded_at],
    )


def _entry(request: Request, slug: str, record: Record) -> FeedEntry:
    name = f"{translate(request, KINDS[record.kind].name)} {record.fiscal_year} {record.period}".strip()
    day = format_day(record.published_on, locale_for(request))
    if record.void:
        title = translate(request, "%(name)s: a record was taken back", name=name)
    elif record.replaces:
        title = translate(request, "%(name)s: a record was corrected", name=name)
    else:
        title = translate(request, "%(name)s: published on %(day)s", name=name, day=day)
    assert record.recorded_at is not None  # Records that were stored have a moment.
    return FeedEntry(
        id=f"document-{record.id}",
        title=title,
        address=url(request, "budget_portal:openness", entity=slug, fiscal_year=record.fiscal_year),
        updated=record.recorded_at,
        summary=" ".join(part for part in (record.title, record.note, record.url) if part),
    )


async def table_csv(request: Request) -> Response:
    """``/budget/<entity>/openness.csv``: every document of every year, when it was due, when it came."""
    slug, today = request.path_params["entity"], asked_day(request)
    await read(request, queries.recent, slug, 1)  # An unknown entity is an answer, not a broken download.
    return download(
        request, _csv, slug, today, filename=f"{slug}-documents-{today}.csv", media_type="text/csv; charset=utf-8"
    )


def _csv(session: Session, slug: str, today: date) -> Iterator[bytes]:
    years = queries.all_years(session, slug, today)[1]
    yield from stream_csv(COLUMNS, (row for year in years for row in table(year)), mark=True)


ROUTES = (
    Route(
        path="/budget/{entity}/openness.ics",
        endpoint=calendar,
        name="budget_portal:openness_calendar",
        public=True,
        cacheable=False,
    ),
    Route(path="/budget/{entity}/openness.atom", endpoint=feed, name="budget_portal:openness_feed", public=True),
    Route(
        path="/budget/{entity}/openness.csv",
        endpoint=table_csv,
        name="budget_portal:openness_csv",
        public=True,
        cacheable=False,
    ),
)
