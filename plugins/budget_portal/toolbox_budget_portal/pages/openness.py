"""The eight documents of a budget: what was due when, what came, and what one can do about what did not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal.openness import queries
from toolbox_budget_portal.openness.kinds import IYR, KINDS
from toolbox_budget_portal.openness.standing import LATE, MISSING, ON_TIME, UNKNOWN, WAITING, Part, Standing
from toolbox_budget_portal.pages.objects import PLUGIN, openness_key
from toolbox_core import (
    N_,
    ParameterError,
    actor_of,
    format_day,
    locale_for,
    may,
    questions_about,
    read,
    render,
    settings_of,
    site_today,
    translate,
    url,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
MOST_BESIDE = 5
"""Years that stand beside one another; the others have a page each."""

STATUS_WORDS = {
    ON_TIME: (N_("on time"), "ok"),
    LATE: (N_("late"), "warn"),
    MISSING: (N_("not published"), "bad"),
    WAITING: (N_("not due yet"), "idle"),
    UNKNOWN: (N_("not judged"), "idle"),
}


def asked_day(request: Request) -> date:
    """The day that a page judges by: the site's own, or ``?as_of=``. Raises ``ParameterError``."""
    given = request.query_params.get("as_of", "")
    if not given:
        return site_today(settings_of(request))
    try:
        found = date.fromisoformat(given)
    except ValueError:
        found = date.min
    if not 1990 <= found.year <= 2200:
        raise ParameterError("as_of", f"{given[:40]!r} is not a day.", fix="Write as_of as 2026-05-18.")
    return found


def place(request: Request, name: str, slug: str, year: int | None = None) -> str:
    """The address of one of the pages about documents, with the day that was asked for."""
    kept = {"as_of": request.query_params["as_of"]} if request.query_params.get("as_of") else {}
    places: dict[str, Any] = {"entity": slug} if year is None else {"entity": slug, "fiscal_year": year}
    return url(request, f"budget_portal:{name}", query=kept, **places)


async def year(request: Request) -> Response:
    """``/budget/<entity>/<year>/openness``. Raises ``NotFound`` for an unknown entity."""
    slug, number, today = request.path_params["entity"], request.path_params["fiscal_year"], asked_day(request)
    found, (_, years) = await read(
        request,
        lambda session: (
            queries.openness(session, slug, number, today),
            queries.all_years(session, slug, today),
        ),
    )
    return render(
        request,
        "budget_portal/openness.html",
        crumbs=[*_crumbs(request), (found.entity.name, place(request, "openness_years", slug))],
        found=found,
        rows=[_row(request, standing) for standing in found.standings],
        periods=[part_row(request, part) for one in found.standings if one.kind == IYR for part in one.parts],
        next=[
            {"title": name_of(request, part), "date": part.expected.due, "state": "next", "text": left(request, part)}
            for part in found.parts
            if part.status == WAITING
        ],
        missing=[name_of(request, part) for part in found.parts if part.status == MISSING],
        points=[one.points for one in found.standings if one.points is not None],
        links=[
            {
                "label": str(one.year.number),
                "href": place(request, "openness", slug, one.year.number),
                "current": one.year.number == number,
            }
            for one in reversed(years)
        ],
        place=lambda name, of_year=True: place(request, name, slug, number if of_year else None),
        may_record=may(actor_of(request), "budget_portal.publish"),
        asked=bool(request.query_params.get("as_of")),
        talk=await questions_about(request, PLUGIN, "documents", openness_key(slug, number)),
        counted={
            "ok": found.count(ON_TIME),
            "late": found.count(LATE),
            "missing": found.count(MISSING),
            "waiting": found.count(WAITING),
        },
    )


async def years(request: Request) -> Response:
    """``/budget/<entity>/openness``: every year beside the other."""
    slug, today = request.path_params["entity"], asked_day(request)
    owner, listed = await read(request, queries.all_years, slug, today)
    return render(
        request,
        "budget_portal/openness_years.html",
        crumbs=_crumbs(request),
        entity=owner,
        today=today,
        asked=bool(request.query_params.get("as_of")),
        years=[
            {
                "link": str(one.year.number),
                "score": one.score,
                "cells": [cell(request, standing) for standing in one.standings],
            }
            for one in [one for one in listed if not one.rules.assumed][:MOST_BESIDE]
        ],
        links=[
            {"label": str(one.year.number), "href": place(request, "openness", slug, one.year.number)}
            for one in reversed(listed)
        ],
        kinds=[translate(request, kind.name) for kind in KINDS.values()],
        assumed=all(one.rules.assumed for one in listed),
        place=lambda name, _of_year=False: place(request, name, slug),
        may_record=may(actor_of(request), "budget_portal.publish"),
    )


def _crumbs(request: Request) -> list[tuple[str, str]]:
    return [
        (translate(request, "Home"), url(request, "home:index")),
        (translate(request, "Budget"), url(request, "budget_portal:home")),
    ]


def status_of(request: Request, standing: Standing) -> tuple[str, str]:
    """The word and the tone of a document; of several parts, how many came on time."""
    word, tone = STATUS_WORDS[standing.status]
    if len(standing.parts) > 1 and standing.status != UNKNOWN:
        judged = len(standing.parts) - standing.count(WAITING)
        if judged:
            return translate(request, "%(done)s of %(all)s on time", done=standing.count(ON_TIME), all=judged), tone
    return translate(request, word), tone


def cell(request: Request, standing: Standing) -> dict[str, Any]:
    """A document's state for the table of all years."""
    word, tone = status_of(request, standing)
    return {"word": word, "tone": tone}


def _row(request: Request, standing: Standing) -> dict[str, Any]:
    kind = KINDS[standing.kind]
    word, tone = status_of(request, standing)
    row = {
        "name": translate(request, kind.name),
        "meaning": translate(request, kind.meaning),
        "rule": translate(request, kind.rule),
        "word": word,
        "tone": tone,
        "points": standing.points,
        "many": len(standing.parts),
        "kind": standing.kind,
    }
    return {**part_row(request, standing.parts[0]), **row} if len(standing.parts) == 1 else row


def part_row(request: Request, part: Part) -> dict[str, Any]:
    """One thing that is due, as a row shows it."""
    word, tone = STATUS_WORDS[part.status]
    record = part.record
    return {
        "name": name_of(request, part),
        "due": part.expected.due,
        "planned": part.expected.planned,
        "record": record,
        "href": kept_or_public(request, record.sha256, record.file, record.url) if record else "",
        "word": translate(request, word),
        "tone": tone,
        "points": part.points,
        "days": part.days if part.status in (LATE, MISSING) else 0,
        "many": 1,
    }


def kept_or_public(request: Request, sha256: str, name: str, address: str) -> str:
    """Where a document can be read: the copy kept here, or where the government published it."""
    if sha256:
        try:
            return url(request, "data:file", sha256=sha256, name=name)
        except LookupError:
            pass
    return address


def name_of(request: Request, part: Part) -> str:
    """What is due, in words; of in-year reports with the days they cover."""
    if part.expected.kind == IYR and part.expected.covers:
        begin, end = (format_day(day, locale_for(request)) for day in part.expected.covers)
        return translate(request, "Report on %(begin)s to %(end)s", begin=begin, end=end)
    return translate(request, KINDS[part.expected.kind].name)


def left(request: Request, part: Part) -> str:
    """How long until it is due."""
    if part.days == 0:
        return translate(request, "due today")
    return translate(request, "in %(days)s days", days=part.days)
