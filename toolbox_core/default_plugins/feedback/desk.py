"""The desk for questions in the browser: what waits for a moderator or an answer, and the acts on one question.

Who moderates or answers for one organisation sees the questions to that organisation alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from toolbox_core import (
    N_,
    Forbidden,
    InputError,
    NotFound,
    ToolboxError,
    actor_of,
    may,
    read,
    redirect,
    render,
    scopes_of,
    signed_in,
    translate,
    url,
    write,
)
from toolbox_core.default_plugins.feedback import moderating, queries
from toolbox_core.default_plugins.feedback.letters import REASON_WORDS
from toolbox_core.services import feedback
from toolbox_core.web.host import host_of
from toolbox_core.web.questions import VERDICT_WORDS
from toolbox_core.web.rendering import zone_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.config import Settings
    from toolbox_core.default_plugins.feedback.config import Config
    from toolbox_core.services.accounts.actors import Actor

MODERATE, ANSWER = "feedback.moderate", "feedback.answer"
LISTS: Mapping[str, str] = {
    "waiting": N_("for a moderator"),
    "open": N_("for an answer"),
    "late": N_("late"),
    "answered": N_("answered"),
    "refused": N_("refused"),
    "ratings": N_("words of ratings"),
}
DONE: Mapping[str, str] = {
    "publish": N_("The question is public, and its time for an answer has begun."),
    "refuse": N_("The question is not public. The person is told why."),
    "answer": N_("The answer is public and on its way to the person who asked."),
    "publish_reason": N_("The words of the rating are public."),
    "refuse_reason": N_("The words of the rating are not public. The rating counts."),
}
INCOMPLETE = N_("The form was not sent whole. Try again.")


def worker(request: Request) -> Actor:
    """Who is asking, when questions are theirs to look at, somewhere. Raises ``SignInNeeded`` or ``Forbidden``."""
    actor = signed_in(request)
    if scopes_of(actor, MODERATE) != frozenset() or scopes_of(actor, ANSWER) != frozenset():
        return actor
    raise Forbidden("Your account does not allow this.", fix="Ask an administrator of this site for the role you need.")


def _places(actor: Actor) -> frozenset[str] | None:
    """The organisations whose questions the person works on; ``None`` for all."""
    moderates, answers = scopes_of(actor, MODERATE), scopes_of(actor, ANSWER)
    return None if moderates is None or answers is None else moderates | answers


async def index(config: Config, request: Request) -> Response:
    """What waits, oldest first where somebody waits for an act, else the newest first."""
    actor = worker(request)
    chosen = request.query_params.get("show", "")
    chosen = chosen if chosen in LISTS else ("waiting" if scopes_of(actor, MODERATE) != frozenset() else "open")
    after = request.query_params.get("after", "")
    position = int(after) if after.isascii() and after.isdecimal() and len(after) < 10 else 0
    today = datetime.now(zone_of(host_of(request).settings)).date()
    queue = queries.ratings_queue if chosen == "ratings" else queries.queue
    rows = await read(request, queue, chosen, _places(actor), position, today)
    shown = rows[: queries.PAGE_SIZE]
    more = {"show": chosen, "after": str(shown[-1].id)} if len(rows) > queries.PAGE_SIZE else None
    return render(
        request,
        "feedback/desk.html",
        rows=shown,
        chosen=chosen,
        lists=LISTS,
        reasons=REASON_WORDS,
        today=today,
        config=config,
        further=url(request, "feedback:desk", more) if more else "",
    )


async def question(config: Config, request: Request) -> Response:
    """One question with everything about it; posting publishes, refuses or answers it."""
    actor, number = worker(request), request.path_params["number"]
    row = await read(request, _find, number)
    places = _places(actor)
    if places is not None and row.organisation not in places:
        raise Forbidden("This question is another organisation's.")
    if request.method == "GET":
        return _page(request, row, actor)
    form = await request.form(max_files=0, max_fields=50)
    given = {name: str(form.get(name, "")).strip() for name in ("act", "reason", "text", "office", "rating")}
    need = ANSWER if given["act"] == "answer" else MODERATE
    if given["act"] not in DONE:
        return _page(request, row, actor, given=given, error=translate(request, INCOMPLETE))
    if not may(actor, need, row.organisation):
        raise Forbidden("Your account does not allow this.")
    try:
        await write(request, _act, host_of(request).settings, config, number, given, actor_of(request).label)
    except ToolboxError as error:
        words = " ".join(translate(request, part) for part in (error.message, error.fix) if part)
        return _page(request, row, actor, given=given, error=words)
    return redirect(url(request, "feedback:desk_question", {"done": given["act"]}, number=number))


def _find(session: Session, number: int) -> feedback.Question:
    row = feedback.find(session, number)
    if row.status == "unconfirmed":
        raise NotFound("There is no such question.", fix="Its address is not confirmed yet.")
    assert row.answers is not None  # loaded here, while there is a session
    assert row.ratings is not None
    return row


def _act(session: Session, settings: Settings, config: Config, number: int, given: Mapping[str, str], by: str) -> None:
    match given["act"]:
        case "publish":
            moderating.publish(session, settings, config, number, by=by)
        case "refuse" | "refuse_reason" if not given["reason"]:
            raise InputError(N_("Choose a reason: the person is told it."))
        case "refuse":
            moderating.refuse(session, settings, number, given["reason"], by=by)
        case "publish_reason":
            feedback.publish_reason(session, _rating(session, number, given["rating"]), by=by)
        case "refuse_reason":
            moderating.refuse_reason(
                session, settings, _rating(session, number, given["rating"]), given["reason"], by=by
            )
        case _:
            moderating.answer(session, settings, number, given["text"], office=given["office"][:200], by=by)


def _rating(session: Session, number: int, named: str) -> int:
    """The rating that the form names, when it belongs to this question: who may work on one may not touch another."""
    row = feedback.find_rating(session, int(named)) if named.isascii() and named.isdecimal() else None
    if row is None or row.question_id != number:
        raise NotFound("There is no such rating.")
    return row.id


def _page(
    request: Request,
    row: feedback.Question,
    actor: Actor,
    *,
    given: Mapping[str, str] | None = None,
    error: str = "",
) -> Response:
    done = DONE.get(request.query_params.get("done", ""), "")
    return render(
        request,
        "feedback/desk_question.html",
        status=422 if error else 200,
        row=row,
        given=given or {"text": "", "office": "", "reason": "", "rating": ""},
        may_moderate=may(actor, MODERATE, row.organisation),
        may_answer=may(actor, ANSWER, row.organisation),
        reasons=REASON_WORDS,
        verdicts=VERDICT_WORDS,
        today=datetime.now(zone_of(host_of(request).settings)).date(),
        error=error,
        done=translate(request, done) if done and not error else "",
    )
