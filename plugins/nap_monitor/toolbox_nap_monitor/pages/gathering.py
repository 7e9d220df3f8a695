"""Phases and documents of a plan: read by everybody, kept by whoever may edit plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolbox_core import (
    N_,
    Forbidden,
    Route,
    UnreadableFile,
    actor_of,
    checked_type,
    download,
    may,
    read,
    redirect,
    require,
    settings_of,
    source_path,
    write,
)
from toolbox_nap_monitor import gathering, queries
from toolbox_nap_monitor.exceptions import Refused, Sentence
from toolbox_nap_monitor.pages.forms import Form, kept_for_a_moment, read_form
from toolbox_nap_monitor.pages.frame import Frame, frame
from toolbox_nap_monitor.queries.gathering import Phase, by_phase, document_file, documents, phases
from toolbox_nap_monitor.queries.room import items
from toolbox_nap_monitor.rows import PHASES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.queries.records import Plan

EDIT = "nap_monitor.edit"
KIND_WORDS = dict(
    zip(
        gathering.DOCUMENT_KINDS,
        (
            N_("Action plan"),
            N_("Report"),
            N_("Evidence of co-creation"),
            N_("Minutes"),
            N_("Reasoned response"),
            N_("Other document"),
        ),
        strict=True,
    )
)


async def show(request: Request) -> Response:
    """``/nap/<member>/<plan>/process``: the plan's phases and documents; who may edit plans keeps them below."""
    f, places = frame(request), request.path_params
    plan = await read(request, queries.plan, places["member"], places["plan"])
    found = await read(request, phases, plan)
    form = _begun(f, found, request.query_params.get("phase", ""))
    if request.method == "POST":
        require(request, EDIT)
        form = await read_form(request)
        try:
            await write(request, _act, plan, form, f)
        except Refused as refused:
            form.errors += refused.faults
        else:
            return redirect(f.plan_link("process", plan))
    public = await read(request, items, plan)
    return f.show(
        "process.html",
        status=422 if form.errors else 200,
        plan=plan,
        groups=by_phase(found, public),
        documents=await read(request, documents, plan),
        kinds=KIND_WORDS,
        phase_codes=PHASES,
        form=form,
        allowed=may(actor_of(request), EDIT),
        crumbs=f.crumbs(plan, inside=True),
    )


def _begun(f: Frame, found: list[Phase], number: str) -> Form:
    """The phase form with what is known of the phase that was chosen."""
    one = next((phase for phase in found if str(phase.id) == number), None)
    if one is None:
        return Form()

    def said(day: date | None) -> str:
        return day.isoformat() if day else ""

    values = {"number": number, "phase": one.phase, "title": f.words.text(one.titles).text, "channel": one.channel}
    return Form({**values, "opens": said(one.opens), "closes": said(one.closes), "announced": said(one.published)})


def _act(session: Session, plan: Plan, form: Form, f: Frame) -> None:
    """Do what the pressed button says."""
    act, number = form.get("act"), _number(form.get("number"))
    if act == "phase":
        days = {name: _day(form, name) for name in ("opens", "closes", "announced")}
        if form.errors:
            raise Refused([])
        gathering.keep_phase(
            session,
            plan,
            phase=form.get("phase"),
            title=form.get("title"),
            opens=days["opens"],
            closes=days["closes"],
            channel=form.get("channel"),
            published=days["announced"],
            number=number,
            language=f.language,
        )
    elif act == "drop-phase" and number is not None:
        gathering.drop_phase(session, plan, number)
    elif act == "document":
        _document(session, plan, form, f)
    elif act == "drop-document" and _number(form.get("document")) is not None:
        gathering.drop_document(session, plan, _number(form.get("document")) or 0)
    else:
        raise Forbidden("The form does not say what to do.")


def _document(session: Session, plan: Plan, form: Form, f: Frame) -> None:
    published, upload = _day(form, "published"), form.uploads.get("file")
    if form.errors:
        raise Refused([])
    given: dict[str, Any] = {
        "kind": form.get("kind"),
        "title": form.get("document-title"),
        "published": published,
        "url": form.get("url"),
        "language": form.get("language"),
        "said_in": f.language,
    }
    try:
        if upload is None:
            gathering.keep_document(session, plan, **given)
        else:
            with kept_for_a_moment(upload) as (path, name):
                file = (path, name, _type_of(path, name))
                gathering.keep_document(session, plan, **given, file=file, store=settings_of(f.request).files)
    except Refused as refused:
        raise Refused(
            [("document-title" if name == "title" else name, sentence) for name, sentence in refused.faults]
        ) from None


def _type_of(path: Path, name: str) -> str:
    try:
        return checked_type(path, name)
    except UnreadableFile as error:
        raise Refused([("file", str(error))]) from None


def _day(form: Form, name: str) -> date | None:
    try:
        return date.fromisoformat(form.get(name)) if form.get(name) else None
    except ValueError:
        form.errors.append((name, Sentence(N_("Write the day as 2026-05-18."))))
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


async def document(request: Request) -> Response:
    """``/nap/documents/<id>/<name>``: the kept file of a document."""
    source, name = await read(request, document_file, request.path_params["number"])
    path = await read(request, lambda _: source_path(settings_of(request).files, source))

    def pieces(session: Session) -> Iterator[bytes]:
        del session
        with path.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece

    return download(request, pieces, filename=name or "document", media_type="application/octet-stream")


async def answer(request: Request) -> Response:
    """The page; files that came with a form are let go of when it has answered."""
    try:
        return await show(request)
    finally:
        await request.close()


ROUTES = [
    Route(
        path="/nap/{member}/{plan}/process",
        endpoint=answer,
        name="nap_monitor:process",
        public=True,
        methods=("GET", "POST"),
        cacheable=False,
    ),
]
FILE_ROUTES = [
    Route(
        path="/nap/documents/{number:int}/{name}",
        endpoint=document,
        name="nap_monitor:document",
        public=True,
        cacheable=False,
    )
]
"""Tried before names: no member is called ``documents`` (codes are capital letters)."""
