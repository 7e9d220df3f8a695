"""The programming interface to participatory budgets: processes, projects, counts. Amounts are decimal strings."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from toolbox_budget_portal.shapes import NoParameters
from toolbox_budget_portal.voting import addresses, queries
from toolbox_core import N_, ApiRoute, json_response, parameters, read

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_budget_portal.voting.records import Process, Project


class OneParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``process`` is the last part of its address."""

    process: Annotated[str, msgspec.Meta(description=N_("The process, named as in its address."), max_length=64)] = ""


class ShortProcess(msgspec.Struct, frozen=True):
    """A process in the list. ``phases``: phase → first and last day."""

    process: str
    name: str
    area: str
    budget: Decimal
    currency: str
    ballot: str
    rule: str
    phases: dict[str, tuple[date, date]]
    results_at: datetime | None
    address: str


class ProcessesResult(msgspec.Struct, frozen=True):
    """Every public process, the newest vote first."""

    status: str
    data: list[ShortProcess]


class StepShape(msgspec.Struct, frozen=True):
    """A step of the delivery."""

    title: str
    due: date | None
    state: str
    done_on: date | None
    note: str


class ProjectShape(msgspec.Struct, frozen=True):
    """A project. ``funded`` is null before the results; ``line``: whose budget, year and hash of the line that pays."""

    project: str
    title: str
    text: str
    cost: Decimal | None
    place: str
    category: str
    state: str
    reason: str
    funded: bool | None
    line: tuple[str, int, str] | None
    steps: list[StepShape]
    address: str


class CountShape(msgspec.Struct, frozen=True):
    """A published count. ``reached``: votes with at least one funded project; ``share``: what each voter had."""

    rule: str
    winners: list[str]
    spent: Decimal
    votes: int
    reached: int
    share: str
    support: dict[str, Decimal]


class ProcessResult(msgspec.Struct, frozen=True):
    """One process with its projects and, once they are public, its counts by rule."""

    status: str
    process: ShortProcess
    text: str
    votes: int
    projects: list[ProjectShape]
    counts: list[CountShape]


async def processes(request: Request) -> Response:
    """Every public process."""
    parameters(request, NoParameters)
    found = await read(request, queries.processes)
    return json_response(ProcessesResult("ok", [_short(one) for one in found]))


async def process(request: Request) -> Response:
    """One process with its projects and counts."""
    parameters(request, NoParameters)
    return json_response(await read(request, _whole, request.path_params["process"]))


def _whole(session: Session, slug: str) -> ProcessResult:
    of = queries.process(session, slug)
    counts = [
        CountShape(
            rule=tally.rule,
            winners=list(tally.winners),
            spent=tally.spent,
            votes=tally.votes,
            reached=tally.reached,
            share=tally.share,
            support=dict(tally.support),
        )
        for tally in queries.tallies(session, of).values()
    ]
    found = [_project(of, one) for one in queries.projects(session, of)]
    return ProcessResult("ok", _short(of), of.text, queries.ballot_count(session, of), found, counts)


def _short(of: Process) -> ShortProcess:
    return ShortProcess(
        process=of.slug,
        name=of.name,
        area=of.area,
        budget=of.budget,
        currency=of.currency,
        ballot=of.rules.kind,
        rule=of.rule,
        phases=dict(of.calendar.days),
        results_at=of.results_at,
        address=addresses.process(of.slug),
    )


def _project(of: Process, one: Project) -> ProjectShape:
    steps: list[dict[str, Any]] = [asdict(step) for step in one.steps]
    return ProjectShape(
        project=one.code,
        title=one.title,
        text=one.text,
        cost=one.cost,
        place=one.place,
        category=one.category,
        state=one.state,
        reason=one.reason,
        funded=one.funded,
        line=one.line,
        steps=[StepShape(**{name: value for name, value in step.items() if name != "id"}) for step in steps],
        address=addresses.project(of.slug, one.code),
    )


def _example(session: Session) -> str:
    """The process whose vote ended last."""
    found = queries.processes(session)
    ended = [one for one in found if one.results_at is not None] or found
    return f"/budget/participation/{ended[0].slug}" if ended else ""


ROUTES = (
    ApiRoute(
        path="/budget/participation",
        endpoint=processes,
        name="budget_portal:api_processes",
        summary=N_("The participatory budgets, with their phases."),
        parameters=NoParameters,
        result=ProcessesResult,
        public=True,
        cacheable=False,
        example="/budget/participation",
    ),
    ApiRoute(
        path="/budget/participation/{process}",
        endpoint=process,
        name="budget_portal:api_process",
        summary=N_("One participatory budget: projects, decisions, delivery, counts."),
        parameters=OneParameters,
        result=ProcessResult,
        public=True,
        cacheable=False,
        example=_example,
    ),
)
