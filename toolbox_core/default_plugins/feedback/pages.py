"""Pages of questions and answers: all of them with the counts, one of them, and the feed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from toolbox_core import NotFound, read, render, translate, url
from toolbox_core.default_plugins.feedback import queries
from toolbox_core.default_plugins.feedback.config import Config
from toolbox_core.web.atom import Entry, feed_response
from toolbox_core.web.host import host_of
from toolbox_core.web.questions import VERDICT_WORDS
from toolbox_core.web.rendering import zone_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.web.questions import Asked


async def index(config: Config, request: Request) -> Response:
    """``/feedback/``: how many were asked, answered, in time, late, how answers were rated; the list.

    ``?only=``, ``?concern=<plugin>:<id>``, ``?organisation=<slug>`` and ``?rated=`` narrow it, and the counts with the
    organisation.
    """
    only, before = request.query_params.get("only", ""), request.query_params.get("before", "")
    rated, organisation = request.query_params.get("rated", ""), request.query_params.get("organisation", "")
    plugin, _, concern = request.query_params.get("concern", "").partition(":")
    concerns = await read(request, queries.concerns)
    if only not in queries.FILTERS:
        raise NotFound("There is no such list of questions.", fix="There are open, late and answered.")
    if (concern and (plugin, concern) not in concerns) or rated not in ("", *VERDICT_WORDS):
        raise NotFound("There is no such list of questions.", fix="Begin at /feedback/.")
    if before and not (before.isascii() and before.isdigit() and len(before) < 10):
        raise NotFound("The list does not begin there.", fix="Begin at /feedback/.")
    today = _today(request)
    wanted = queries.Wanted(only=only, concern=(plugin, concern), organisation=organisation, rated=rated)
    found = await read(request, queries.listing, wanted, int(before) if before else None, today)
    return render(
        request,
        "feedback/index.html",
        found=found,
        older=found.questions[-1].id if found.older else None,
        wanted=wanted,
        concerns=concerns,
        verdicts=VERDICT_WORDS,
        today=today,
        config=config,
    )


async def question(config: Config, request: Request) -> Response:
    """``/feedback/<id>``: one question with its answers, for good."""
    found = await read(request, queries.question, request.path_params["number"])
    return render(
        request,
        "feedback/question.html",
        asked=found,
        readers_rate=config.readers_rate,
        today=_today(request),
        crumbs=[
            (translate(request, "Questions and answers"), url(request, "feedback:index")),
            (found.object_title, found.object_address),
        ],
    )


async def feed(request: Request) -> Response:
    """``/feedback/feed.atom``: the newest questions; an entry is new again when it was answered."""
    found = await read(request, queries.newest, _today(request))
    return feed_response(
        request,
        title=translate(request, "Questions and answers"),
        page=url(request, "feedback:index"),
        entries=[_entry(asked) for asked in found],
    )


def _entry(asked: Asked) -> Entry:
    answers = [f"{answer.office}: {answer.text}" for answer in asked.answers]
    return Entry(
        id=f"question-{asked.id}",
        title=asked.object_title,
        address=asked.address,
        published=asked.public_at,
        updated=max([asked.public_at, *(answer.at for answer in asked.answers)]),
        summary="\n\n".join([asked.text, *answers]),
        author=asked.author,
    )


def _today(request: Request) -> date:
    return datetime.now(zone_of(host_of(request).settings)).date()
