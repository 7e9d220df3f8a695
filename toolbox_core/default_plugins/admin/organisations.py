"""The directory's desk in the browser: uncertain pairs, and one organisation's names, identifiers and merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from toolbox_core import N_, InputError, ToolboxError, actor_of, read, redirect, render, translate, url, write
from toolbox_core.default_plugins.admin.desk import form_of, sentence, text
from toolbox_core.default_plugins.admin.people import INCOMPLETE
from toolbox_core.default_plugins.organisations.words import KINDS
from toolbox_core.services import audit
from toolbox_core.services import organisations as service

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_core.services.organisations.merging import Answer, Question

PAGE = 20
REASONS: Mapping[str, str] = {
    "same name": N_("They have the same name."),
    "similar name": N_("Their names differ in the legal form or the order of words alone."),
    "identifiers disagree": N_("A file gave both of their identifiers to one organisation."),
}
USES: Mapping[str, str] = {
    "alias": N_("also known as"),
    "former": N_("former name"),
    "abbreviation": N_("abbreviation"),
    "name": N_("official name in another language"),
}
ACTS: Mapping[str, str] = {
    "name": N_("The name is changed."),
    "add-name": N_("The name is added."),
    "take-name": N_("The name is taken away."),
    "add-identifier": N_("The identifier is added."),
    "take-identifier": N_("The identifier is taken away."),
    "kind": N_("The kind is changed."),
    "parent": N_("Its place is changed."),
    "merge": N_("The two are one from now on."),
    "unmerge": N_("The two stand for themselves again."),
}
EVENTS: Mapping[str, str] = {
    "rename": N_("name changed"),
    "name-added": N_("name added"),
    "name-removed": N_("name taken away"),
    "identifier-added": N_("identifier added"),
    "identifier-removed": N_("identifier taken away"),
    "kind": N_("kind changed"),
    "parent": N_("place changed"),
    "merged-into": N_("merged into another"),
    "absorbed": N_("another merged into it"),
    "unmerged": N_("merge undone"),
    "answered-same": N_("found to be the same"),
    "answered-different": N_("found to be different"),
    "answered-unsure": N_("left unsure"),
    "forgotten": N_("taken out on request"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the first page shows: pairs to decide, how many wait, and what a search found."""

    questions: Sequence[Question]
    waiting: int
    found: Sequence[service.Entry]


async def index(request: Request) -> Response:
    """Pairs of which a person says whether they are one; posting answers one of them."""
    if request.method == "GET":
        return await _queue(request)
    form = await form_of(request)
    number, answer = text(form, "question"), text(form, "answer")
    known = number.isascii() and number.isdecimal() and len(number) < 16
    try:
        await write(
            request, _answer, int(number) if known else 0, answer, text(form, "note")[:1000], actor_of(request).label
        )
    except ToolboxError as error:
        return await _queue(request, error=sentence(request, error))
    return redirect(url(request, "admin:organisations", {"done": "answer"}))


def _answer(session: Session, number: int, answer: str, note: str, by: str) -> None:
    service.answer_question(session, number, cast("Answer", answer), by=by, note=note)
    detail = {"decision": answer, "note": note}
    audit.record(session, actor=by, action="organisation.answer", target=str(number), detail=detail)


def _desk(session: Session, words: str, after: int) -> Desk:
    found = service.browse(session, starts_with=words, limit=PAGE).entries if words else ()
    return Desk(
        questions=service.questions(session, after=after, limit=PAGE + 1),
        waiting=service.questions_waiting(session),
        found=found,
    )


async def _queue(request: Request, *, error: str = "") -> Response:
    words = request.query_params.get("q", "").replace("\0", "").strip()[:200]
    after = request.query_params.get("after", "")
    known = after.isascii() and after.isdecimal() and len(after) < 16
    desk = await read(request, _desk, words, int(after) if known else 0)
    shown = desk.questions[:PAGE]
    return render(
        request,
        "admin/organisations.html",
        status=422 if error else 200,
        questions=shown,
        waiting=desk.waiting,
        words=words,
        found=desk.found,
        reasons=REASONS,
        kinds=KINDS,
        error=error,
        done=request.query_params.get("done", "") == "answer" and not error,
        further=url(request, "admin:organisations", {"after": str(shown[-1].id)}) if len(desk.questions) > PAGE else "",
    )


async def organisation(request: Request) -> Response:
    """One organisation; posting corrects one thing."""
    address: str = request.path_params["slug"]
    if request.method == "GET":
        return await _page(request, address)
    form = await form_of(request)
    act = text(form, "act")
    if act not in ACTS:
        return await _page(request, address, error=translate(request, INCOMPLETE))
    given = {name: text(form, name)[:1000] for name in _FIELDS}
    try:
        there = await write(request, _act, address, act, given, actor_of(request).label)
    except ToolboxError as error:
        return await _page(request, address, error=sentence(request, error), given=given)
    return redirect(url(request, "admin:organisation", {"done": act}, slug=there))


_FIELDS = ("name", "language", "use", "scheme", "identifier", "kind", "parent", "other", "note")


def _act(session: Session, address: str, act: str, given: Mapping[str, str], by: str) -> str:
    """Do one thing, note it, and return the address of the organisation that there is afterwards."""
    one = service.resolve(session, service.by_slug(session, address).id)
    there = one.slug
    match act:
        case "name":
            service.correct_name(session, one, given["name"], by=by)
        case "add-name":
            service.give_name(session, one, given["name"], language=given["language"][:16], use=given["use"], by=by)
        case "take-name":
            service.take_name(session, one, given["name"], given["language"], by=by)
        case "add-identifier":
            service.give_identifier(session, one, given["scheme"], given["identifier"], by=by)
        case "take-identifier":
            service.take_identifier(session, one, given["scheme"], given["identifier"], by=by)
        case "kind":
            service.change_kind(session, one, given["kind"], by=by)
        case "parent":
            service.change_parent(session, one, _meant(session, given["parent"]) if given["parent"] else None, by=by)
        case "merge":
            there = service.merge(session, one.id, _meant(session, given["other"]).id, by=by, note=given["note"]).slug
        case "unmerge":
            service.unmerge(session, service.by_slug(session, given["other"]).id, by=by, note=given["note"])
    detail = {name: value for name, value in given.items() if value}
    audit.record(session, actor=by, action=f"organisation.{act}", target=one.slug, detail=detail)
    return there


def _meant(session: Session, words: str) -> service.Organisation:
    """The organisation that was typed: the last part of its address, ``SCHEME:id``, or its name."""
    try:
        found: service.Organisation | None = service.resolve(session, service.by_slug(session, words).id)
    except ToolboxError:
        found = service.look_up(session, words)
    if found is None:
        raise InputError(
            f"There is no single organisation called {words!r}.",
            fix="Type the last part of its address under /organisations/.",
        )
    return found


def _facts(session: Session, address: str) -> dict[str, Any]:
    one = service.resolve(session, service.by_slug(session, address).id)
    card = service.card(session, one)
    return {
        "card": card,
        "merged": [(row.slug, row.name) for row in service.merged_into(session, one)],
        "history": list(service.history(session, card.ids))[:100],
    }


async def _page(request: Request, address: str, *, error: str = "", given: Mapping[str, str] | None = None) -> Response:
    facts = await read(request, _facts, address)
    done = ACTS.get(request.query_params.get("done", ""), "")
    return render(
        request,
        "admin/organisation.html",
        status=422 if error else 200,
        error=error,
        given=given or dict.fromkeys(_FIELDS, ""),
        done=translate(request, done) if done and not error else "",
        kinds=KINDS,
        uses=USES,
        events=EVENTS,
        **facts,
    )
