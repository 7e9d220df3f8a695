"""The desk for participatory budgets: make them, decide about projects, hand out codes, close, publish results."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from toolbox_budget_portal import queries as budgets
from toolbox_budget_portal.exceptions import Refused
from toolbox_budget_portal.pages.civic import Civic, civic, typed_form
from toolbox_budget_portal.pages.participation import shown_line, standing
from toolbox_budget_portal.voting import casting, processes, projects, queries, results, sharing
from toolbox_budget_portal.voting.records import ACCEPTED, PROPOSED, REFUSED, WAITING
from toolbox_core import InputError, actor_of, read, redirect, write

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_budget_portal.voting.records import Process, Project

ALL = (WAITING, PROPOSED, ACCEPTED, REFUSED)
DONE = ("kept", "published", "closed", "results", "decided", "linked")
LARGEST_FILE = 50_000_000


async def desk(request: Request) -> Response:
    """``/budget/participation/desk``: every process, drafts too, and the ways to make one."""
    f = civic(request)
    found = await read(request, queries.processes_at_desk)
    return f.show(
        "pb_desk.html",
        processes=[{"process": one, "say": standing(f, one), "waiting": waiting} for one, waiting in found],
        errors=[],
        form={},
        crumbs=f.crumbs(),
    )


async def new(request: Request) -> Response:
    """``/budget/participation/desk/new``: a new process, as a draft."""
    f = civic(request)
    form: dict[str, str] = {"least": "1", "ballot": "approval", "voting": "email", "rule": "greedy", "currency": "EUR"}
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        form = await typed_form(request)
        try:
            slug = await write(request, lambda session: processes.create(session, form, by=actor_of(request).label))
        except Refused as refused:
            errors = f.faults(refused.faults, form.get("currency", ""))
        else:
            return redirect(f.link("process_desk", {"done": "kept"}, process=slug))
    return await _form(f, None, form, errors)


async def _form(f: Civic, of: Process | None, form: dict[str, str], errors: list[tuple[str, str]]) -> Response:
    owners = await read(f.request, lambda session: [owner for owner, _ in budgets.entities(session)])
    return f.show(
        "pb_form.html",
        status=422 if errors else 200,
        process=of,
        form=form,
        errors=errors,
        owners=owners,
        crumbs=_crumbs(f, of),
    )


def _crumbs(f: Civic, of: Process | None = None) -> list[tuple[str, str]]:
    found = [*f.crumbs(), (f._("Desk"), f.link("participation_desk"))]
    if of is not None:
        found.append((of.name, f.link("process_desk", process=of.slug)))
    return found


async def load(request: Request) -> Response:
    """``/budget/participation/desk/load``: a vote that was held elsewhere, from a Pabulib file."""
    f = civic(request)
    form: dict[str, str] = {}
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        data = await request.form(max_files=1, max_fields=10)
        form = {name: value.strip() for name, value in data.items() if isinstance(value, str)}
        upload = data.get("file")
        try:
            if not isinstance(upload, UploadFile) or not upload.filename:
                raise InputError("Choose a file.", fix="Pabulib files end with .pb.")
            content = await upload.read(LARGEST_FILE + 1)
            if len(content) > LARGEST_FILE:
                raise InputError("The file has more than 50 MB.")
            slug = await write(request, _load, f, content, form, actor_of(request).label)
        except InputError as error:
            errors = [("slug" if "address" in str(error) else "file", " ".join(filter(None, (str(error), error.fix))))]
        else:
            await request.close()
            return redirect(f.link("results", process=slug))
        await request.close()
    return f.show("pb_load.html", status=422 if errors else 200, form=form, errors=errors, crumbs=_crumbs(f))


def _load(session: Session, f: Civic, content: bytes, form: dict[str, str], by: str) -> str:
    election, counts = results.load(content)
    slug = results.store(
        session, election, counts, slug=form.get("slug", ""), name=form.get("name", ""), by=by, today=f.today
    )
    sharing.tell(session, queries.process(session, slug), "results")
    return slug


async def manage(request: Request) -> Response:
    """``/budget/participation/desk/<process>``: its projects, and the acts that its phase allows."""
    f = civic(request)
    slug = request.path_params["process"]
    errors: list[tuple[str, str]] = []
    form: dict[str, str] = {}
    if request.method == "POST":
        form = await typed_form(request)
        try:
            answer = await _act(f, slug, form)
        except Refused as refused:
            of = await read(request, queries.process_at_desk, slug)
            errors = f.faults(refused.faults, of.currency)
        else:
            return answer
    of, found, votes, passes = await read(request, _managed, slug)
    return f.show(
        "pb_manage.html",
        status=422 if errors else 200,
        process=of,
        projects=found,
        votes=votes,
        passes=passes,
        say=standing(f, of),
        form=form,
        errors=errors,
        done=request.query_params.get("done", ""),
        vote_on=of.vote_is_on(f.today),
        vote_over=of.vote_is_over(f.today),
        crumbs=_crumbs(f),
    )


def _managed(session: Session, slug: str) -> tuple[Process, list[Project], int, int]:
    of = queries.process_at_desk(session, slug)
    return of, queries.projects(session, of, ALL), queries.ballot_count(session, of), queries.pass_count(session, of)


async def _act(f: Civic, slug: str, form: dict[str, str]) -> Response:
    """Do what the pressed button says."""
    request, by = f.request, actor_of(f.request).label
    act = form.get("act", "")
    of = await read(request, queries.process_at_desk, slug)
    if act == "add":
        await write(request, lambda session: projects.add(session, of, form, by=by))
    elif act == "publish":
        await write(request, _then_tell(of, "published", processes.publish))
    elif act == "close":
        await write(request, lambda session: processes.close(session, of))
    elif act == "results":
        # Counted outside of the write transaction: a large vote takes a while, and the site goes on meanwhile.
        counts = await read(request, results.count_all, of, f.today)
        await write(request, _then_tell(of, "results", lambda session, one: results.publish(session, one, counts)))
    elif act == "codes":
        text = form.get("count", "")
        count = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
        codes = await write(request, lambda session: casting.make_codes(session, of, count))
        body = "\r\n".join(["code", *codes, ""])
        named = {"content-disposition": f'attachment; filename="{of.slug}-codes.csv"', "cache-control": "no-store"}
        return Response(body, media_type="text/csv; charset=utf-8", headers=named)
    done = {"publish": "published", "close": "closed", "results": "results"}.get(act, "kept")
    return redirect(f.link("process_desk", {"done": done}, process=slug))


def _then_tell(of: Process, what: str, act: Callable[[Session, Process], None]) -> Callable[[Session], None]:
    """An act and its news, in one transaction."""

    def run(session: Session) -> None:
        act(session, of)
        sharing.tell(session, queries.process(session, of.slug), what)

    return run


async def edit(request: Request) -> Response:
    """``/budget/participation/desk/<process>/edit``: name, budget, phases, ballots."""
    f = civic(request)
    of = await read(request, queries.process_at_desk, request.path_params["process"])
    errors: list[tuple[str, str]] = []
    form = _prefilled(of)
    if request.method == "POST":
        form = await typed_form(request)

        def run(session: Session) -> None:
            processes.change(session, of, form)
            if of.is_public:
                sharing.index(session, queries.process(session, of.slug))

        try:
            await write(request, run)
        except Refused as refused:
            errors = f.faults(refused.faults, of.currency)
        else:
            return redirect(f.link("process_desk", {"done": "kept"}, process=of.slug))
    return await _form(f, of, form, errors)


def _prefilled(of: Process) -> dict[str, str]:
    rules = of.rules
    numbers = {name: getattr(rules, name) for name in ("least", "most", "points", "most_points")}
    days = {
        f"{phase}-{end}": day.isoformat()
        for phase, both in of.calendar.days.items()
        for end, day in zip(("first", "last"), both, strict=True)
    }
    return {
        "name": of.name,
        "text": of.text,
        "area": of.area,
        "currency": of.currency,
        "budget": f"{of.budget.normalize():f}",
        "ballot": rules.kind,
        "voting": of.voting,
        "rule": of.rule,
        "entity": of.entity[0] if of.entity else "",
        **{name: "" if number is None else str(number) for name, number in numbers.items()},
        **days,
    }


async def decide(request: Request) -> Response:
    """``/budget/participation/desk/<process>/projects/<code>``: correct, decide, link to the money, deliver."""
    f = civic(request)
    slug, code = request.path_params["process"], request.path_params["code"]
    of = await read(request, queries.process_at_desk, slug)
    errors: list[tuple[str, str]] = []
    form: dict[str, str] = {}
    if request.method == "POST":
        form = await typed_form(request)
        try:
            await write(request, _decide, f, of, code, form, actor_of(request).label)
        except Refused as refused:
            errors = f.faults(refused.faults, of.currency)
        else:
            done = {"decide": "decided", "line": "linked"}.get(form.get("act", ""), "kept")
            return redirect(f.link("project_desk", {"done": done}, process=slug, code=code))
    found = await read(request, queries.project, of, code, ALL)
    line: Any = await read(request, projects.paying_line, found)
    usual = {
        "title": found.title,
        "text": found.text,
        "cost": "" if found.cost is None else f"{found.cost.normalize():f}",
        "place": found.place,
        "category": found.category,
        "decision": found.state,
        "reason": found.reason,
    }
    return f.show(
        "pb_decide.html",
        status=422 if errors else 200,
        process=of,
        project=found,
        line=shown_line(f, line),
        form={**usual, **form},
        errors=errors,
        done=request.query_params.get("done", ""),
        crumbs=_crumbs(f, of),
    )


def _decide(session: Session, f: Civic, of: Process, code: str, form: dict[str, str], by: str) -> None:
    act = form.get("act", "")
    if act == "change":
        projects.change(session, of, code, form)
    elif act == "decide":
        projects.decide(session, of, code, form.get("decision", ""), reason=form.get("reason", ""), base=f.base, by=by)
        if of.is_public:
            sharing.tell_project(session, of, code)
    elif act == "line":
        projects.link(session, of, code, form.get("line", ""))
    elif act == "step":
        projects.save_step(session, of, code, form)
        if of.is_public:
            sharing.tell_step(session, of, code, form)
    if of.is_public:
        sharing.index(session, of)
