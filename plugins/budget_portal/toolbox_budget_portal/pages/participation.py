"""Participatory budgets for everybody: the list, a process, its projects, handing in an idea, news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_budget_portal.exceptions import Refused
from toolbox_budget_portal.pages.civic import HONEYPOT, PERMISSION, Civic, civic, sender_of, typed_form
from toolbox_budget_portal.pages.wording import Wording
from toolbox_budget_portal.queries.naming import line_name
from toolbox_budget_portal.queries.records import EXPENDITURE
from toolbox_budget_portal.simulator.services import all_of_them
from toolbox_budget_portal.voting import projects, queries
from toolbox_budget_portal.voting.phases import IDEAS
from toolbox_budget_portal.voting.records import ACCEPTED, PROPOSED, REFUSED
from toolbox_core import actor_of, event_feed, may, object_topic, questions_about, read, translate, write

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_budget_portal.voting.records import Process, Project


async def home(request: Request) -> Response:
    """``/budget/participation/``: every participatory budget, what it is about and where it stands."""
    f = civic(request)
    found = await read(request, queries.processes)
    simulators = await read(request, all_of_them)
    return f.show(
        "pb_home.html",
        processes=[{"process": one, "say": standing(f, one)} for one in found],
        simulators=simulators,
        may_edit=may(actor_of(request), PERMISSION),
        crumbs=f.crumbs()[:-1],
    )


def standing(f: Civic, of: Process) -> str:
    """Where a process stands today, in one sentence."""
    if of.results_at is not None:
        return f._("The results are public.")
    if of.vote_is_on(f.today):
        return f._("You can vote now.")
    if of.vote_is_over(f.today):
        return f._("The vote has ended; the results are not public yet.")
    if of.calendar.is_on(IDEAS, f.today):
        return f._("You can propose a project now.")
    return f._("The vote has not begun.")


async def process(request: Request) -> Response:
    """``/budget/participation/<process>``: what it is about, its phases, what to do now, and every project."""
    f = civic(request)
    of, found, votes = await read(request, _answer, request.path_params["process"])
    return f.show(
        "pb_process.html",
        process=of,
        say=standing(f, of),
        steps=f.steps(of),
        accepted=[one for one in found if one.state == ACCEPTED],
        proposed=[one for one in found if one.state == PROPOSED],
        refused=[one for one in found if one.state == REFUSED],
        votes=votes,
        ideas_open=of.calendar.is_on(IDEAS, f.today),
        feed=f.link("process_feed", process=of.slug),
        topic=object_topic("budget_portal", "process", of.slug),
        may_edit=may(actor_of(request), PERMISSION),
        crumbs=f.crumbs(),
    )


def _answer(session: Session, slug: str) -> tuple[Process, list[Project], int]:
    of = queries.process(session, slug)
    return of, queries.projects(session, of), queries.ballot_count(session, of)


async def project(request: Request) -> Response:
    """``/budget/participation/<process>/projects/<code>``: the project, the decision, its line, its delivery."""
    f = civic(request)
    of, found, line = await read(request, _project, request.path_params["process"], request.path_params["code"])
    return f.show(
        "pb_project.html",
        process=of,
        project=found,
        line=shown_line(f, line),
        may_edit=may(actor_of(request), PERMISSION),
        talk=await questions_about(request, "budget_portal", "project", f"{of.slug}/{found.code}"),
        crumbs=f.crumbs(of),
    )


def _project(session: Session, slug: str, code: str) -> tuple[Process, Project, Any]:
    of = queries.process(session, slug)
    found = queries.project(session, of, code)
    return of, found, projects.paying_line(session, found)


def shown_line(f: Civic, line: dict[str, Any] | None) -> dict[str, Any] | None:
    """The line that pays with its name and its amounts in words, phase by phase."""
    if line is None:
        return None
    year, row = line["year"], line["row"]
    wording = Wording(f.request, currency=year.currency)
    amounts = [
        (wording.phase(phase, EXPENDITURE), wording.with_currency(row.amounts.get(phase.code)))
        for phase in year.phases_of(EXPENDITURE)
    ]
    return {**line, "name": line_name(row), "amounts": amounts}


async def idea(request: Request) -> Response:
    """``/budget/participation/<process>/ideas``: the form for an idea; posting hands it in."""
    f = civic(request)
    of = await read(request, queries.process, request.path_params["process"])
    typed: dict[str, str] = {}
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        typed = await typed_form(request)
        if typed.get(HONEYPOT):
            return f.show("pb_sent.html", process=of, what="idea", crumbs=f.crumbs(of))

        def run(session: Session) -> None:
            projects.propose(
                session,
                of,
                typed,
                sender=sender_of(request),
                language=f.language,
                base=f.base,
                today=f.today,
            )

        try:
            await write(request, run)
        except Refused as refused:
            errors = f.faults(refused.faults, of.currency)
        else:
            return f.show("pb_sent.html", process=of, what="idea", crumbs=f.crumbs(of))
    return f.show(
        "pb_idea.html",
        status=422 if errors else 200,
        process=of,
        form=typed,
        errors=errors,
        open=of.calendar.is_on(IDEAS, f.today),
        crumbs=f.crumbs(of),
    )


async def confirm_idea(request: Request) -> Response:
    """``…/ideas/confirm/<token>``: a page with a button, so that no mail scanner confirms by looking."""
    f = civic(request)
    of = await read(request, queries.process, request.path_params["process"])
    if request.method == "GET":
        return f.show("pb_confirm.html", process=of, crumbs=f.crumbs(of))
    await write(request, projects.confirm, of, request.path_params["token"])
    return f.show("pb_sent.html", process=of, what="confirmed", crumbs=f.crumbs(of))


async def feed(request: Request) -> Response:
    """``/budget/participation/<process>/feed.atom``: what happened in a process."""
    f = civic(request)
    of = await read(request, queries.process, request.path_params["process"])
    return await event_feed(
        request,
        object_topic("budget_portal", "process", of.slug),
        title=translate(request, "Participatory budget: %(name)s", name=of.name),
        page=f.link("process", process=of.slug),
    )
