"""The forms of budget documents: one records a document, one sets the fiscal year that their last days follow from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile

from toolbox_budget_portal.openness import queries, services
from toolbox_budget_portal.openness.calendar import DECISIONS, FiscalRules
from toolbox_budget_portal.openness.kinds import CB, IYR, KINDS
from toolbox_budget_portal.openness.queries import YearOpenness
from toolbox_budget_portal.openness.standing import Record, effective
from toolbox_budget_portal.pages.openness import asked_day, name_of, place
from toolbox_core import (
    InputError,
    Route,
    ToolboxError,
    actor_of,
    read,
    record_act,
    redirect,
    render,
    settings_of,
    site_today,
    translate,
    url,
    write,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

_LONGEST = 2_000


@dataclass(slots=True)
class Form:
    """What was typed, the file that was chosen, and what has to change: ``(field, sentence)`` pairs."""

    values: dict[str, str] = field(default_factory=dict)
    upload: UploadFile | None = None
    errors: list[tuple[str, str]] = field(default_factory=list)

    def get(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with a field."""
        return next((sentence for where, sentence in self.errors if where == name), "")


async def record(request: Request) -> Response:
    """``/budget/<entity>/<year>/openness/record``: one form for one document."""
    slug, number = request.path_params["entity"], request.path_params["fiscal_year"]
    try:
        form = await _read(request) if request.method == "POST" else Form(dict(request.query_params))
        if request.method == "POST":
            await _store(request, form)
            if not form.errors:
                return redirect(url(request, "budget_portal:openness", entity=slug, fiscal_year=number))
        return await _show(request, form)
    finally:
        await request.close()


async def _read(request: Request) -> Form:
    data = await request.form(max_files=1, max_fields=20)
    form = Form()
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            form.upload = value if value.filename else form.upload
        else:
            form.values[name] = value.replace("\x00", "").strip()[:_LONGEST]
    return form


async def _store(request: Request, form: Form) -> None:
    slug, number = request.path_params["entity"], request.path_params["fiscal_year"]
    kind, _, period = form.get("document").partition(":")
    if kind not in KINDS:
        form.errors.append(("document", translate(request, "Choose one of the documents.")))
    try:
        day = date.fromisoformat(form.get("published"))
    except ValueError:
        form.errors.append(("published", translate(request, "Write the day as 2025-01-31.")))
        return
    if form.errors:
        return
    wanted = Record(
        id=0,
        fiscal_year=number,
        kind=kind,
        period=period,
        published_on=day,
        title=form.get("title"),
        explains=form.get("explains"),
        url=form.get("url"),
        language=form.get("language"),
        note=form.get("note"),
        replaces=int(form.get("corrects")) if form.get("corrects").isdecimal() else 0,
    )
    try:
        await write(request, _record, request, slug, wanted, form.upload)
    except ToolboxError as error:
        where = "published" if "has not come yet" in str(error) else "file" if form.upload else "url"
        form.errors.append((where, str(error)))


def _record(session: Session, request: Request, slug: str, wanted: Record, upload: UploadFile | None) -> None:
    own, by = settings_of(request), actor_of(request).label
    today = site_today(own)
    if upload is None:
        services.record_document(session, own.files, slug, wanted, today=today, by=by)
        return
    with kept_for_a_moment(upload) as path:
        services.record_document(
            session,
            own.files,
            slug,
            wanted,
            today=today,
            copy=path,
            by=by,
        )


@contextmanager
def kept_for_a_moment(upload: UploadFile) -> Iterator[Path]:
    """The uploaded file on the disk under a harmless form of its name; gone afterwards."""
    called = Path((upload.filename or "file").replace("\\", "/")).name
    name = re.sub(r"[^\w.-]+", "_", called).lstrip(".")[-120:] or "file"
    with TemporaryDirectory(prefix="toolbox-budget-") as folder:
        path = Path(folder) / name
        upload.file.seek(0)
        with path.open("wb") as file:
            while piece := upload.file.read(1 << 20):
                file.write(piece)
        yield path


async def _show(request: Request, form: Form) -> Response:
    slug, number = request.path_params["entity"], request.path_params["fiscal_year"]
    found = await read(request, queries.openness, slug, number, asked_day(request))
    corrected = next((one for one in effective(found.records) if str(one.id) == form.get("corrects")), None)
    if corrected is not None and request.method == "GET":
        form.values |= _values(corrected)
    return render(
        request,
        "budget_portal/openness_record.html",
        status=422 if form.errors else 200,
        crumbs=_crumbs(request, found),
        found=found,
        form=form,
        corrected=corrected,
        choices=[
            {"value": f"{part.expected.kind}:{part.expected.period}".rstrip(":"), "label": name_of(request, part)}
            for standing in found.standings
            for part in standing.parts
        ],
        explains=[("eb", translate(request, "Enacted budget")), ("ebp", translate(request, "Budget proposal"))],
        explainer=CB,
        reports=IYR,
    )


def _crumbs(request: Request, found: YearOpenness) -> list[tuple[str, str]]:
    slug, number = found.entity.slug, found.year.number
    return [
        (translate(request, "Home"), url(request, "home:index")),
        (translate(request, "Budget"), url(request, "budget_portal:home")),
        (found.entity.name, place(request, "openness_years", slug)),
        (str(number), place(request, "openness", slug, number)),
    ]


async def settings(request: Request) -> Response:
    """``/budget/<entity>/<year>/openness/settings``: the fiscal-year settings from a year on, and its decisions."""
    slug, number = request.path_params["entity"], request.path_params["fiscal_year"]
    form = Form()
    if request.method == "POST":
        data = await request.form(max_files=0, max_fields=20)
        form.values = {name: str(value).replace("\x00", "").strip()[:40] for name, value in data.multi_items()}
        try:
            await write(request, _note, request, slug, number, form)
        except ToolboxError as error:
            form.errors.append((_field_of(form), str(error)))
        else:
            return redirect(url(request, "budget_portal:openness", entity=slug, fiscal_year=number))
    found = await read(request, queries.openness, slug, number, asked_day(request))
    if request.method == "GET":
        rules = found.rules
        form.values = {"starts": rules.starts, "named_after": rules.named_after, "in_year": rules.in_year}
        form.values |= {"submitted": rules.submitted, "approved": rules.approved}
    return render(
        request,
        "budget_portal/openness_settings.html",
        status=422 if form.errors else 200,
        crumbs=_crumbs(request, found),
        found=found,
        form=form,
        named=[
            ("start", translate(request, "the year in which it begins")),
            ("end", translate(request, "the year in which it ends")),
        ],
        reports=[
            ("monthly", translate(request, "every month")),
            ("quarterly", translate(request, "every quarter")),
            ("half-yearly", translate(request, "every half-year")),
        ],
    )


def _note(session: Session, request: Request, slug: str, number: int, form: Form) -> None:
    """Enter the settings where they differ from those that hold, and the days that were given; each is audited."""
    by = actor_of(request).label
    known = queries.openness(session, slug, number, asked_day(request))
    told = {name: form.get(name) for name in ("starts", "named_after", "submitted", "approved", "in_year")}
    rules = FiscalRules(told["starts"], told["named_after"], told["submitted"], told["approved"], told["in_year"])
    if known.rules.assumed or rules != known.rules:
        services.note_rules(session, slug, rules, from_year=number, by=by)
        record_act(session, actor=by, action="budget.calendar", target=f"{slug}/{number}", detail=told)
    for what in DECISIONS:
        text = form.get(f"{what}_on")
        if text:
            services.note_decision(session, slug, number, what, _day(text), by=by)
            record_act(session, actor=by, action="budget.decision", target=f"{slug}/{number}", detail={what: text})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is not a day.", fix="Write the day as 2025-01-31.") from None


def _field_of(form: Form) -> str:
    """The first field that the refused answers could be mended in."""
    return next((f"{what}_on" for what in DECISIONS if form.get(f"{what}_on")), "starts")


def _values(known: Record) -> Mapping[str, Any]:
    """What the form begins with when a record is corrected."""
    return {
        "document": f"{known.kind}:{known.period}".rstrip(":"),
        "published": known.published_on.isoformat(),
        "url": known.url,
        "title": known.title,
        "language": known.language,
        "note": known.note,
        "explains": known.explains,
    }


ROUTES = (
    Route(
        path="/budget/{entity}/{fiscal_year:int}/openness/record",
        endpoint=record,
        name="budget_portal:openness_record",
        methods=("GET", "POST"),
        permission="budget_portal.publish",
        cacheable=False,
    ),
    Route(
        path="/budget/{entity}/{fiscal_year:int}/openness/settings",
        endpoint=settings,
        name="budget_portal:openness_settings",
        methods=("GET", "POST"),
        permission="budget_portal.publish",
        cacheable=False,
    ),
)
