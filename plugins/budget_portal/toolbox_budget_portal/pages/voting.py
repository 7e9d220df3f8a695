"""Voting: ask for the link, fill the ballot in, add it up, cast it. Plain forms; the server checks every limit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from toolbox_budget_portal.exceptions import Fault, Refused
from toolbox_budget_portal.pages.civic import HONEYPOT, Civic, civic, sender_of, typed_form
from toolbox_budget_portal.voting import ballots, casting, queries
from toolbox_budget_portal.voting.records import ACCEPTED
from toolbox_core import N_, read, redirect, write

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_budget_portal.voting.records import Process, Project


async def vote(request: Request) -> Response:
    """``/budget/participation/<process>/vote``: with codes the ballot itself, with e-mail the form for the link."""
    f = civic(request)
    of, found = await read(request, _ballot, request.path_params["process"])
    if of.voting == "code":
        return await _fill(f, of, found)
    errors: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = await typed_form(request)
        if typed.get(HONEYPOT):
            return f.show("pb_sent.html", process=of, what="link", crumbs=f.crumbs(of))

        def run(session: Session) -> None:
            casting.ask_link(
                session,
                of,
                typed.get("email", ""),
                sender=sender_of(request),
                language=f.language,
                base=f.base,
                today=f.today,
            )

        try:
            await write(request, run)
        except Refused as refused:
            errors = _placed(f, of, refused, "email")
        else:
            return f.show("pb_sent.html", process=of, what="link", crumbs=f.crumbs(of))
    return f.show(
        "pb_link.html",
        status=422 if errors else 200,
        process=of,
        form=typed,
        errors=errors,
        closed=_closed(f, of),
        crumbs=f.crumbs(of),
    )


def _ballot(session: Session, slug: str) -> tuple[Process, list[Project]]:
    of = queries.process(session, slug)
    return of, queries.projects(session, of, (ACCEPTED,))


def _closed(f: Civic, of: Process) -> str:
    """Why no vote is taken today; empty when one is."""
    try:
        casting.check_open(of, f.today)
    except Refused as refused:
        return f.say(refused.faults[0], of.currency)
    return ""


def _placed(f: Civic, of: Process, refused: Refused, field: str) -> list[tuple[str, str]]:
    """Faults for a form; those of the whole form at ``field``."""
    return [(where or field, sentence) for where, sentence in f.faults(refused.faults, of.currency)]


async def ballot(request: Request) -> Response:
    """``/budget/participation/<process>/vote/<token>``: the ballot that a link from a letter opens."""
    f = civic(request)
    of, found = await read(request, _ballot, request.path_params["process"])
    return await _fill(f, of, found, request.path_params["token"])


async def _fill(f: Civic, of: Process, found: list[Project], token: str = "") -> Response:
    """Show the ballot; add it up, or cast it, as the pressed button says. What was chosen stays in the form."""
    request = f.request
    errors: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    chosen: dict[str, str] = {}
    checked: ballots.Checked | None = None
    if request.method == "POST":
        typed, chosen = await _typed(request, of)
        credential = token or typed.get("code", "")
        if typed.get("act") == "cast":

            def run(session: Session) -> None:
                casting.cast(session, of, credential, chosen, today=f.today)

            try:
                await write(request, run)
            except Refused as refused:
                errors = _placed(f, of, refused, ballots.FIELD)
            else:
                return redirect(f.link("voted", process=of.slug))
        checked = ballots.check(of.rules, [one.choice for one in found], chosen)
        if not errors:
            errors = f.faults(checked.faults, of.currency)
    elif token:
        errors = await read(request, _look, f, of, token)
    return f.show(
        "pb_ballot.html",
        status=422 if errors else 200,
        process=of,
        projects=found,
        chosen=chosen,
        checked=checked,
        left=_left(of, checked),
        limits=limits(f, of),
        errors=errors,
        code=typed.get("code", ""),
        token=token,
        closed=_closed(f, of),
        crumbs=f.crumbs(of),
    )


async def _typed(request: Request, of: Process) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of the form, and the choices among them: project code → points or any text."""
    data = await request.form(max_files=0, max_fields=3000)
    typed = await typed_form(request, most=3000)
    if of.rules.kind == ballots.CUMULATIVE:
        prefix = "points-"
        return typed, {name[len(prefix) :]: value for name, value in typed.items() if name.startswith(prefix)}
    return typed, {str(code): "1" for code in data.getlist("project")}


def _look(session: Session, f: Civic, of: Process, token: str) -> list[tuple[str, str]]:
    """What is wrong with a link, before anything is filled in."""
    try:
        casting.find_pass(session, of, token)
    except Refused as refused:
        return _placed(f, of, refused, ballots.FIELD)
    return []


def _left(of: Process, checked: ballots.Checked | None) -> Decimal | int | None:
    """What may still be given: money of a knapsack, points of a cumulative ballot, projects where there is a limit."""
    if checked is None:
        return None
    rules = of.rules
    if rules.kind == ballots.KNAPSACK:
        return rules.budget - checked.cost
    if rules.kind == ballots.CUMULATIVE:
        return None if rules.points is None else rules.points - checked.given
    return None if rules.most is None else rules.most - len(checked.points)


def limits(f: Civic, of: Process) -> list[str]:
    """What a ballot may say, in sentences."""
    rules, found = of.rules, []
    if rules.kind == ballots.KNAPSACK:
        found.append(Fault("", N_("Together your projects may cost %(budget)s."), {"budget": rules.budget}))
    if rules.kind == ballots.CUMULATIVE and rules.points is not None:
        found.append(Fault("", N_("You have %(points)s points to give."), {"points": rules.points}))
    if rules.kind == ballots.CUMULATIVE and rules.most_points is not None:
        found.append(Fault("", N_("Give one project at most %(points)s of them."), {"points": rules.most_points}))
    if rules.most is not None:
        found.append(Fault("", N_("Number of projects you may choose: %(most)s at most."), {"most": rules.most}))
    if rules.least > 1:
        found.append(Fault("", N_("Number of projects you must choose: %(least)s at least."), {"least": rules.least}))
    return [f.say(fault, of.currency) for fault in found]


async def voted(request: Request) -> Response:
    """``/budget/participation/<process>/voted``: the vote is in the box."""
    f = civic(request)
    of = await read(request, queries.process, request.path_params["process"])
    return f.show("pb_sent.html", process=of, what="voted", crumbs=f.crumbs(of))
