"""Rating an answer: by the link of the letter for whoever asked, from the question's page for signed-in readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolbox_core import (
    NotFound,
    read,
    redirect,
    render,
    signed_in,
    translate,
    write,
)
from toolbox_core.default_plugins.feedback.config import Config
from toolbox_core.services import feedback
from toolbox_core.services.feedback.rating import LONGEST
from toolbox_core.text import printable
from toolbox_core.web.questions import VERDICT_WORDS, Asked, asked

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response


async def by_asker(config: Config, request: Request) -> Response:
    """``/feedback/rate/<token>``: a form; only sending it rates, for programs that look into mail only read."""
    token = request.path_params["token"]
    known, given = await read(request, _by_token, token)
    return await _form(config, request, known, feedback.ASKER, given, token)


async def by_reader(config: Config, request: Request) -> Response:
    """``/feedback/<id>/rate``: the same for a signed-in reader, where the site wants it."""
    if not config.readers_rate:
        raise NotFound("Readers do not rate answers on this site.")
    rater = signed_in(request).label
    known, given = await read(request, _by_number, request.path_params["number"], rater)
    return await _form(config, request, known, rater, given)


async def _form(
    config: Config, request: Request, known: Asked, rater: str, given: tuple[str, str], token: str = ""
) -> Response:
    error, status = "", 200
    if request.method == "POST":
        data = await request.form(max_files=0, max_fields=10)
        given = str(data.get("verdict", "")), printable(str(data.get("reason", ""))).strip()
        if given[0] not in VERDICT_WORDS:
            error = translate(request, "Choose yes, partly or no.")
        elif len(given[1]) > LONGEST:
            error = translate(request, "Leave out %(count)s characters.", count=len(given[1]) - LONGEST)
        else:
            await write(request, _store, known.id, rater, given, config.rules.before)
            return redirect(known.address)
        status = 422
    field = "verdict" if given[0] not in VERDICT_WORDS else "reason"
    return render(
        request,
        "feedback/rate.html",
        status=status,
        asked=known,
        verdict=given[0],
        reason=given[1],
        errors=[(field, error)] if error else [],
        verdicts=VERDICT_WORDS,
        asker=bool(token),
        moderated=config.rules.before,
    )


def _by_token(session: Session, token: str) -> tuple[Asked, tuple[str, str]]:
    question = feedback.to_rate(session, token)
    return asked(question), _given(question, feedback.ASKER)


def _by_number(session: Session, number: int, rater: str) -> tuple[Asked, tuple[str, str]]:
    question = feedback.find(session, number)
    if question.status != "public" or not question.answers:
        raise NotFound("There is no answer to rate at this address.", fix="All questions are listed at /feedback/.")
    return asked(question), _given(question, rater)


def _given(question: feedback.Question, rater: str) -> tuple[str, str]:
    """What the same person said before, to be changed."""
    return next(((row.verdict, row.reason) for row in question.ratings if row.rater == rater), ("", ""))


def _store(session: Session, number: int, rater: str, given: tuple[str, str], before: bool) -> None:
    verdict, reason = given
    feedback.rate(session, feedback.find(session, number), rater=rater, verdict=verdict, reason=reason, before=before)
