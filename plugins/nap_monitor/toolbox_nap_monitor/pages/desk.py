"""The desk of those who work on plans: report, decide, judge, load, invite. Each page asks for its own permission."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile

from toolbox_core import (
    Actor,
    Forbidden,
    ToolboxError,
    actor_of,
    checked_type,
    download,
    may,
    offer_original,
    read,
    redirect,
    require,
    scopes_of,
    settings_of,
    signed_in,
    site_address,
    store_source,
    url,
    write,
)
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.importers.reading import Wish
from toolbox_nap_monitor.inviting import invite as invite_institutions
from toolbox_nap_monitor.loading import load_file
from toolbox_nap_monitor.pages.forms import (
    MOST_EVIDENCE,
    Form,
    kept_for_a_moment,
    prefilled,
    read_form,
    update_of,
    written,
)
from toolbox_nap_monitor.pages.frame import Frame, frame
from toolbox_nap_monitor.periods import period_of
from toolbox_nap_monitor.publishing import address_part
from toolbox_nap_monitor.queries import desk as questions
from toolbox_nap_monitor.rows import EVIDENCE_KINDS, NOTHINGS, STATUSES, Assessment, Evidence, Update
from toolbox_nap_monitor.workflow import leads_of, publish_update, record_verdict, return_update, submit_update

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.config import Config
    from toolbox_nap_monitor.queries.records import Detail, Report

REPORT, PUBLISH, EDIT = "nap_monitor.report", "nap_monitor.publish", "nap_monitor.edit"
JUDGES = {"civil-society": "nap_monitor.judge", "irm": "nap_monitor.review"}
ALL = (REPORT, PUBLISH, EDIT, *JUDGES.values())


async def desk(request: Request) -> Response:
    """``/nap/desk``: what one may do, and what waits."""
    f, actor = frame(request), signed_in(request)
    if not any(scopes_of(actor, permission) != frozenset() for permission in ALL):
        raise Forbidden("Your account does not allow this.", fix="Ask the contact point for a role in action plans.")
    slugs = scopes_of(actor, REPORT)
    judging = any(may(actor, permission) for permission in JUDGES.values())
    plans = await read(request, questions.open_plans, f.today, None if judging or may(actor, EDIT) else slugs)
    submitted = [
        one for one in await read(request, questions.waiting, ("submitted",)) if _allowed(actor, PUBLISH, one.slugs)
    ]
    mine = await read(
        request, lambda session: questions.waiting(session, ("returned", "submitted", "draft"), author=actor.label)
    )
    return f.show(
        "desk.html",
        done=request.query_params.get("done", ""),
        plans=plans,
        submitted=submitted,
        mine=mine,
        may_report=slugs is None or bool(slugs),
        may_edit=may(actor, EDIT),
        judges=[who for who, permission in JUDGES.items() if may(actor, permission)],
        part=address_part,
        crumbs=[*f.crumbs(), (f.words._("Action plans"), f.link("home"))],
    )


def _allowed(actor: Actor, permission: str, slugs: Any) -> bool:
    return may(actor, permission) or any(may(actor, permission, slug) for slug in slugs)


async def report(config: Config, request: Request) -> Response:
    """``/nap/desk/<member>/<plan>/<number>/report``: one screen that begins where the last report left off."""
    f, found = await _commitment(request)
    slugs = await read(request, leads_of, found.id)
    actor = actor_of(request)
    if not _allowed(actor, REPORT, slugs):
        require(request, REPORT, slugs[0] if slugs else "")
    languages = list(config.wanted_languages()) or [f.language]
    if request.method != "POST":
        asked = request.query_params.get("milestone")
        kept = await read(request, questions.own_draft, found.id, actor.label, asked)
        if kept is not None:
            return _report_form(f, found, Form(written(kept, languages)), languages, kept=kept)
        code = asked if asked is not None else found.stages[0].code if found.stages else ""
        last = next((one for one in found.reports if one.milestone == code), None)
        values = {"milestone": code, "period": period_of(f.today), **prefilled(last, languages)}
        return _report_form(f, found, Form(values), languages)
    form = await read_form(request)
    update = update_of(
        form,
        member=found.plan.member.code,
        plan=found.plan.number,
        commitment=found.number,
        actor=actor.name or actor.label,
        languages=languages,
    )
    if not form.errors:
        try:
            await write(request, _submit, request, config, form, update, actor.label, f)
        except Refused as refused:
            form.errors += [(_field(name, languages), sentence) for name, sentence in refused.faults]
        except ToolboxError as error:
            form.errors.append(("period", str(error)))
        else:
            return redirect(f.link("desk", {"done": "draft" if form.get("act") == "draft" else "report"}))
    return _report_form(f, found, form, languages, status=422)


def _submit(session: Session, request: Request, config: Config, form: Form, update: Update, by: str, f: Frame) -> int:
    """Keep uploaded evidence and hand the update in, in one transaction."""
    evidence = list(update.evidence)
    for number in range(1, MOST_EVIDENCE + 1):
        upload = form.uploads.get(f"evidence-file-{number}")
        if upload is not None:
            evidence.append(_keep(session, request, upload, form, number))
    return submit_update(
        session,
        replace(update, evidence=tuple(evidence)),
        by=by,
        today=f.today,
        moderation=config.moderation,
        languages=config.wanted_languages(),
        draft=form.get("act") == "draft",
    )


def _keep(session: Session, request: Request, upload: UploadFile, form: Form, number: int) -> Evidence:
    with kept_for_a_moment(upload) as (path, name):
        kept = store_source(
            session,
            settings_of(request).files,
            path,
            name=name,
            media_type=checked_type(path, name),
        )
    return Evidence(
        kind=form.get(f"evidence-kind-{number}") or "report",
        title=form.get(f"evidence-title-{number}"),
        sha256=kept.sha256,
        file_name=name,
        size=kept.bytes,
    )


def _field(name: str, languages: list[str]) -> str:
    """The id of the control that a fault belongs to."""
    if name in ("progress", "challenges", "next_steps"):
        return f"{name}-{languages[0]}"
    return {"evidence": "evidence-url-1", "plan": "period"}.get(name, name)


def _report_form(
    f: Frame, found: Detail, form: Form, languages: list[str], *, status: int = 200, kept: Report | None = None
) -> Response:
    return f.show(
        "desk_report.html",
        status=status,
        c=found,
        plan=found.plan,
        form=form,
        languages_wanted=languages,
        kept=kept,
        statuses=[code for code in STATUSES if code != "unclear"],
        kinds=EVIDENCE_KINDS,
        pieces=range(1, MOST_EVIDENCE + 1),
        crumbs=_crumbs(f),
    )


async def decide(request: Request) -> Response:
    """``/nap/desk/updates/<id>``: read what was handed in, publish it, or send it back with a reason."""
    f = frame(request)
    number = request.path_params["update"]
    one = await read(request, questions.one_waiting, number)
    actor = actor_of(request)
    if not _allowed(actor, PUBLISH, one.slugs):
        require(request, PUBLISH, one.slugs[0] if one.slugs else "")
    form = Form()
    if request.method == "POST":
        form = await read_form(request)
        try:
            if form.get("decision") == "publish":
                await write(request, lambda session: publish_update(session, number, by=actor.label))
            else:
                reason = form.get("reason")
                await write(request, lambda session: return_update(session, number, reason=reason, by=actor.label))
        except Refused as refused:
            form.errors += refused.faults
        except ToolboxError as error:
            form.errors.append(("reason", str(error)))
        else:
            return redirect(f.link("desk", {"done": "decision"}))
    return f.show("desk_update.html", status=422 if form.errors else 200, one=one, form=form, crumbs=_crumbs(f))


async def judge(request: Request) -> Response:
    """``/nap/desk/<member>/<plan>/<number>/verdict``: civil society's or the independent review's own verdict."""
    f, found = await _commitment(request)
    actor = signed_in(request)
    allowed = [who for who, permission in JUDGES.items() if may(actor, permission)]
    if not allowed:
        require(request, JUDGES["civil-society"])
    form = Form({"assessor": allowed[0]})
    if request.method == "POST":
        form = await read_form(request)
        who = form.get("assessor") if form.get("assessor") in allowed else allowed[0]
        verdict = Assessment(
            member=found.plan.member.code,
            plan=found.plan.number,
            commitment=found.number,
            assessor=who,
            product="results" if who == "irm" else "shadow",
            body=form.get("body"),
            report=form.get("report"),
            year=f.today.year,
            day=f.today,
            scale="v3",
            raw=form.get("value").replace("-", " ").capitalize(),
            value=form.get("value"),
            text={f.language: form.get("text")},
            url=form.get("url"),
        )
        try:
            await write(request, lambda session: record_verdict(session, verdict, by=actor.label))
        except Refused as refused:
            form.errors += refused.faults
        else:
            return redirect(f.plan_link("commitment", found.plan, number=address_part(found.number)))
    words = [code for code in (*STATUSES, *NOTHINGS) if code not in ("in-progress", "no-data", "not-applicable")]
    return f.show(
        "desk_verdict.html",
        status=422 if form.errors else 200,
        c=found,
        plan=found.plan,
        form=form,
        allowed=allowed,
        values=words,
        crumbs=_crumbs(f),
    )


async def load(request: Request) -> Response:
    """``/nap/desk/load``: a file becomes a plan, with a report of what could not be stored."""
    f = frame(request)
    actor = require(request, EDIT)
    form, loaded = Form(), None
    if request.method == "POST":
        form = await read_form(request)
        upload = form.uploads.get("file")
        if upload is None:
            form.errors.append(("file", f.words._("Choose a file.")))
        else:
            try:
                loaded = await write(request, _load, request, upload, form, actor.label, f)
            except ToolboxError as error:
                form.errors.append(("file", " ".join(part for part in (str(error), error.fix) if part)))
    refused = bool(form.errors) or (loaded is not None and loaded.refused)
    return f.show(
        "desk_load.html",
        status=422 if refused else 200,
        form=form,
        loaded=loaded.to_dict() if loaded else None,
        crumbs=_crumbs(f),
    )


def _load(session: Session, request: Request, upload: UploadFile, form: Form, by: str, f: Frame) -> Any:
    settings = settings_of(request)
    wish = Wish(today=f.today, member=form.get("member"), plan=form.get("plan"), language=form.get("language"))
    with kept_for_a_moment(upload) as (path, name):
        return load_file(
            session,
            settings.files,
            path,
            wish,
            settings.limits,
            by=by,
            name=name,
            accept_rejected=form.get("accept") == "yes",
        )


async def invite(request: Request) -> Response:
    """``/nap/desk/<member>/<plan>/invite``: the mailbox of each lead institution, and a letter to the new ones."""
    f = frame(request)
    actor = require(request, EDIT)
    plan = await read(request, queries.plan, request.path_params["member"], request.path_params["plan"])
    bodies = await read(request, questions.institutions_of, plan)
    form = Form({f"mailbox-{number}": contact for number, _, _, contact in bodies})
    if request.method == "POST":
        form = await read_form(request)
        given = {number: form.get(f"mailbox-{number}") for number, *_ in bodies}
        base = site_address(settings_of(request))
        try:
            letters = await write(
                request,
                lambda session: invite_institutions(
                    session, plan, given, base=base, by=actor.label, language=f.language
                ),
            )
        except Refused as refused:
            form.errors += refused.faults
        else:
            return redirect(f.link("desk", {"done": "invited", "letters": letters}))
    return f.show(
        "desk_invite.html", status=422 if form.errors else 200, plan=plan, bodies=bodies, form=form, crumbs=_crumbs(f)
    )


async def evidence(request: Request) -> Response:
    """``/nap/evidence/<id>/<name>``: the kept file behind a published update; others only for those who decide."""
    number = request.path_params["number"]
    source, name, public = await read(request, questions.evidence_file, number)
    if not public:
        require(request, PUBLISH)
    offered = await offer_original(request, source)

    def pieces(session: Session) -> Iterator[bytes]:
        del session
        with offered.path.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece

    filename = offered.source.name if offered.redacted else name or "evidence"
    return download(request, pieces, filename=filename, media_type="application/octet-stream")


async def _commitment(request: Request) -> tuple[Frame, Detail]:
    f, places = frame(request), request.path_params
    signed_in(request)
    found = await read(
        request,
        lambda session: queries.commitment(session, places["member"], places["plan"], places["number"], f.today),
    )
    return f, found


def _crumbs(f: Frame) -> list[tuple[str, str]]:
    return [
        *f.crumbs(),
        (f.words._("Action plans"), f.link("home")),
        (f.words._("Your desk"), url(f.request, "nap_monitor:desk")),
    ]
