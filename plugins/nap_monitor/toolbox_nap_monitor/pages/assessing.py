"""The self-assessment in the browser: people write its texts, the rest is counted; whoever likes takes it along."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from toolbox_core import (
    Actor,
    InputError,
    NotFound,
    Route,
    ToolboxError,
    actor_of,
    download,
    may,
    read,
    redirect,
    require,
    settings_of,
    source_path,
    write,
)
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.pages.forms import Form, read_form
from toolbox_nap_monitor.pages.frame import Frame, frame
from toolbox_nap_monitor.publishing import plan_address
from toolbox_nap_monitor.reports import keeping
from toolbox_nap_monitor.reports.content import KINDS, WRITTEN, make_report
from toolbox_nap_monitor.reports.writing import write_report

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.config import Config
    from toolbox_nap_monitor.queries.records import Plan

EDIT = "nap_monitor.edit"


async def published(request: Request) -> Response:
    """``/nap/<member>/<plan>/reports``: every published self-assessment with its files; older versions stay."""
    f, plan = frame(request), await _plan(request)
    return f.show(
        "reports.html",
        plan=plan,
        versions=await read(request, partial(keeping.versions, plan=plan, public=True)),
        kinds=KINDS,
        allowed=may(actor_of(request), EDIT),
        crumbs=f.crumbs(plan, inside=True),
    )


async def file(request: Request) -> Response:
    """``/nap/<member>/<plan>/reports/<id>.<form>``: a file of a published version, as it was made that day."""
    plan, places = await _plan(request), request.path_params
    version, source = await read(request, keeping.published_file, plan, places["number"], places["form"])
    path = await read(request, lambda _: source_path(settings_of(request).files, source))

    def pieces(session: Session) -> Iterator[bytes]:
        del session
        with path.open("rb") as kept:
            while piece := kept.read(1 << 16):
                yield piece

    name = _file_name(plan, version.kind, version.language, f"v{version.version}", places["form"])
    return download(request, pieces, filename=name, media_type=keeping.FORMS[places["form"]])


async def draft(config: Config, request: Request) -> Response:
    """``/nap/desk/<member>/<plan>/self-assessment/<kind>/draft.<form>``: the newest texts in the report as of today."""
    f = frame(request)
    require(request, EDIT)
    plan, kind, form = await _plan(request), _kind(request), request.path_params["form"]
    if form not in keeping.FORMS:
        raise NotFound(f"A report has no form {form[:8]!r}.", fix="Forms are html, docx and pdf.")
    language = _language(f)
    there = await read(request, partial(keeping.versions, plan=plan, kind=kind, language=language))
    with TemporaryDirectory(prefix="toolbox-nap-") as folder:
        path = Path(folder) / f"report.{form}"
        texts = there[0].texts if there else {}
        await read(request, _make, f, plan, kind, language, dict(texts), {form: path}, config)
        body = path.read_bytes()
    name = _file_name(plan, kind, language, "draft", form)

    def pieces(session: Session) -> Iterator[bytes]:
        del session
        yield body

    return download(request, pieces, filename=name, media_type=keeping.FORMS[form])


async def write_texts(config: Config, request: Request) -> Response:
    """``/nap/desk/<member>/<plan>/self-assessment/<kind>``: keep its texts as a version, or publish them."""
    f = frame(request)
    actor = require(request, EDIT)
    plan, kind, language = await _plan(request), _kind(request), _language(f)
    view = await read(request, lambda session: queries.overview(session, plan.member.code, plan.number, f.today))
    there = await read(request, partial(keeping.versions, plan=plan, kind=kind, language=language))
    asked = request.query_params.get("version", "")
    shown = next((one for one in there if str(one.version) == asked), there[0] if there else None)
    names = [*WRITTEN, *(f"commitment:{line.number}" for line in view.lines)]
    form = Form({_control(names, name): text for name, text in (shown.texts if shown else {}).items() if name in names})
    if request.method == "POST":
        form = await read_form(request, fields=len(names) + 20)
        texts = {name: form.get(_control(names, name)) for name in names}
        try:
            done = await _keep(f, config, plan, kind, language, texts, form, actor)
        except Refused as refused:
            form.errors += refused.faults
        except ToolboxError as error:
            form.errors.append(("letter", " ".join(part for part in (str(error), error.fix) if part)))
        else:
            target = "reports" if done == "published" else "self_assessment"
            places = {} if done == "published" else {"kind": kind}
            return redirect(f.plan_link(target, plan, {"done": done, "in": language}, **places))
    return f.show(
        "desk_assessment.html",
        status=422 if form.errors else 200,
        plan=plan,
        view=view,
        kind=kind,
        kinds=KINDS,
        language=language,
        spoken=settings_of(request).site.languages,
        sections=[(name, label) for name, label in WRITTEN.items()],
        remarks=[(_control(names, f"commitment:{line.number}"), line) for line in view.lines],
        versions=there,
        shown=shown,
        begun_from=form.get("begun_from") or (there[0].version if there else 0),
        done=request.query_params.get("done", ""),
        form=form,
        forms=[*keeping.FORMS],
        crumbs=[*f.crumbs(plan, inside=True), (f.words._("Self-assessments"), f.plan_link("reports", plan))],
    )


async def _keep(
    f: Frame, config: Config, plan: Plan, kind: str, language: str, texts: dict[str, str], form: Form, actor: Actor
) -> str:
    """Keep the texts; publish them with their files when the form says so. The files are made between transactions."""
    begun = form.get("begun_from")
    save = partial(
        keeping.save_texts,
        plan=plan,
        kind=kind,
        language=language,
        texts=texts,
        begun_from=int(begun) if begun.isdecimal() and len(begun) < 9 else 0,
        author=actor.name or actor.label,
        by=actor.label,
    )
    version = await write(f.request, save)
    if form.get("act") != "publish":
        return "kept"
    if version.state == keeping.PUBLISHED:
        raise InputError(f"Version {version.version} is public already; nothing was changed in it.")
    with TemporaryDirectory(prefix="toolbox-nap-") as folder:
        paths = {
            one: Path(folder) / _file_name(plan, kind, language, f"v{version.version}", one) for one in keeping.FORMS
        }
        made = await read(f.request, _make, f, plan, kind, language, dict(version.texts), paths, config)
        publish = partial(keeping.publish_version, as_of=f.today, by=actor.label)
        await write(f.request, publish, plan, version.id, made, settings_of(f.request).files)
    return "published"


def _make(
    session: Session,
    f: Frame,
    plan: Plan,
    kind: str,
    language: str,
    texts: dict[str, str],
    paths: dict[str, Path],
    config: Config,
) -> dict[str, Path]:
    """Write the report to every path whose form this machine can make; one form alone must be made."""
    report = make_report(
        session,
        plan.member.code,
        plan.number,
        kind,
        today=f.today,
        language=language,
        texts=texts,
        address=plan_address(plan.member.code, plan.number),
        stale_months=config.stale_months,
    )
    made = {}
    for form, path in paths.items():
        try:
            write_report(report, path, form)
        except InputError:
            if len(paths) == 1:
                raise
        else:
            made[form] = path
    return made


async def _plan(request: Request) -> Plan:
    places = request.path_params
    return await read(request, queries.plan, places["member"], places["plan"])


def _kind(request: Request) -> str:
    kind: str = request.path_params["kind"]
    if kind not in KINDS:
        raise NotFound(f"There is no report of kind {kind[:40]!r}.", fix="Kinds are mid-term and end-of-term.")
    return kind


def _language(f: Frame) -> str:
    """The language that is written in: one of the site's, the reader's own unless another is asked for."""
    asked = f.request.query_params.get("in", "")
    return asked if asked in settings_of(f.request).site.languages else f.language


def _control(names: list[str], name: str) -> str:
    """The id of a section's control: numbers of commitments hold any sign, places in the plan do not."""
    return name if name in WRITTEN else f"remark-{names.index(name)}"


def _file_name(plan: Plan, kind: str, language: str, which: str, form: str) -> str:
    number = "".join(sign if sign.isalnum() else "-" for sign in plan.number)
    return f"{plan.member.code}-{number}-{kind}-{language}-{which}.{form}"


def routes(config: Config) -> list[Route]:
    """The reports' addresses, public ones and those of the desk."""

    def route(path: str, name: str, endpoint: Any, *, form: bool = False, inner: bool = False) -> Route:
        return Route(
            path=f"/nap/{path}",
            endpoint=endpoint,
            name=f"nap_monitor:{name}",
            public=not inner,
            permission=EDIT if inner else None,
            methods=("GET", "POST") if form else ("GET",),
            cacheable=False,
        )

    one = "desk/{member}/{plan}/self-assessment/{kind}"
    return [
        route(one, "self_assessment", partial(write_texts, config), form=True, inner=True),
        route(f"{one}/draft.{{form}}", "self_assessment_draft", partial(draft, config), inner=True),
        route("{member}/{plan}/reports", "reports", published),
        route("{member}/{plan}/reports/{number:int}.{form}", "report_file", file),
    ]
