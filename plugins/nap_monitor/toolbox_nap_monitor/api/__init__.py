"""Action plans for programs: ``/api/v1/nap/plans`` and below, the same queries as the pages, with exact decimals."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from toolbox_core import N_, ApiRoute, json_response, parameters, read, settings_of, site_today, utcnow
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.api.shapes import (
    AnswerRow,
    CommitmentParameters,
    CommitmentResult,
    CommitmentRow,
    ContributionRow,
    ContributionsResult,
    EvidenceRow,
    PlanParameters,
    PlanResult,
    PlanRow,
    PlansParameters,
    PlansResult,
    ReportRow,
    StepRow,
    VerdictRow,
)
from toolbox_nap_monitor.pages.frame import read_day
from toolbox_nap_monitor.publishing import address_part
from toolbox_nap_monitor.queries.room import items

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session
    from starlette.requests import Request
    from starlette.responses import Response

    from toolbox_nap_monitor.config import Config
    from toolbox_nap_monitor.queries.records import Detail, Line, Report


def _day(request: Request, asked: str) -> date:
    return read_day(asked, "as_of") if asked else site_today(settings_of(request))


async def plans(request: Request) -> Response:
    """Every plan with its counts."""
    asked = parameters(request, PlansParameters)
    day = _day(request, asked.as_of)
    found = await read(request, partial(queries.compare, today=day, member=asked.member))
    rows = [
        PlanRow(
            member=one.plan.member.code,
            name=dict(one.plan.member.names),
            plan=one.plan.number,
            titles=dict(one.plan.titles),
            phase=one.plan.phase,
            starts=one.plan.starts,
            ends=one.plan.ends,
            licence=one.plan.licence,
            commitments=one.commitments,
            statuses=dict(one.statuses),
            overdue=one.overdue,
            verdicts_differ=one.disputed,
            percent=one.percent,
        )
        for one in found
    ]
    return json_response(PlansResult(as_of=day, data=rows))


async def plan(config: Config, request: Request) -> Response:
    """One plan with its commitments."""
    asked = parameters(request, PlanParameters)
    day = _day(request, asked.as_of)
    view = await read(
        request,
        partial(queries.overview, code=asked.member, number=asked.plan, today=day, stale_months=config.stale_months),
    )
    return json_response(
        PlanResult(
            as_of=day,
            member=view.plan.member.code,
            plan=view.plan.number,
            titles=dict(view.plan.titles),
            percent=view.percent,
            statuses=dict(view.counts),
            overdue=len(view.late),
            reports=view.updates,
            data=[_line(line) for line in view.lines],
        )
    )


def _line(line: Line) -> CommitmentRow:
    return CommitmentRow(
        number=line.number,
        titles=dict(line.titles),
        status=line.status,
        percent=line.percent,
        due=line.due,
        due_text=line.due_text,
        overdue_days=line.overdue,
        stale=line.stale,
        theme=line.theme,
        leads=[party.name for party in line.leads],
        verdicts=dict(line.words),
        distance=line.distance,
    )


async def commitment(config: Config, request: Request) -> Response:
    """One commitment with its steps, reports, evidence and verdicts."""
    asked = parameters(request, CommitmentParameters)
    day = _day(request, asked.as_of)
    found = await read(
        request,
        partial(
            queries.commitment,
            code=asked.member,
            plan_number=asked.plan,
            number=asked.number,
            today=day,
            stale_months=config.stale_months,
        ),
    )
    return json_response(_commitment(found, day))


def _commitment(found: Detail, day: date) -> CommitmentResult:
    parties: dict[str, list[str]] = {}
    for party in found.parties:
        parties.setdefault(party.role, []).append(party.name)
    return CommitmentResult(
        as_of=day,
        member=found.plan.member.code,
        plan=found.plan.number,
        number=found.number,
        ogp_uid=found.ogp_uid,
        titles=dict(found.titles),
        texts={name: dict(texts) for name, texts in found.texts.items()},
        tags={scheme: list(words) for scheme, words in found.tags.items()},
        status=found.status,
        percent=found.percent,
        formula=found.formula,
        overdue_days=found.overdue,
        parties=parties,
        steps=[
            StepRow(
                code=stage.code,
                titles=dict(stage.titles),
                due=stage.due,
                due_text=stage.due_text,
                status=stage.status,
                percent=stage.percent,
                overdue_days=stage.overdue,
            )
            for stage in found.stages
        ],
        reports=[_report(one) for one in found.reports],
        verdicts=[
            VerdictRow(
                assessor=one.assessor,
                indicator=one.indicator,
                body=one.body,
                report=one.report,
                year=one.year,
                scale=one.scale,
                raw=one.raw,
                value=one.value,
                text=dict(one.text),
                newest=one.is_current,
            )
            for one in found.judgements
        ],
    )


def _report(one: Report) -> ReportRow:
    return ReportRow(
        id=one.id,
        step=one.milestone,
        period=one.period,
        status=one.status,
        percent=one.percent,
        progress=dict(one.progress),
        challenges=dict(one.challenges),
        next_steps=dict(one.next_steps),
        actor=one.actor,
        published=one.published,
        supersedes=one.supersedes,
        evidence=[
            EvidenceRow(kind=proof.kind, title=proof.title, url=proof.url, sha256=proof.sha256, found=proof.found)
            for proof in one.evidence
        ],
    )


async def contributions(request: Request) -> Response:
    """What the public contributed to a plan, and what it was answered; names and addresses are left out."""
    asked = parameters(request, PlanParameters)
    record = await read(request, queries.plan, asked.member, asked.plan)
    found = await read(request, items, record)
    rows = [
        ContributionRow(
            code=one.code,
            kind=one.kind,
            titles=dict(one.titles),
            text=dict(one.text),
            author_kind=one.author_kind,
            received=one.created,
            supports=one.supports,
            about=one.about[0] if one.about else "",
            answers=[
                AnswerRow(
                    stage=answer.stage,
                    obstacles=list(answer.obstacles),
                    opportunities=list(answer.opportunities),
                    text=dict(answer.text),
                    actor=answer.actor,
                    published=answer.published,
                    commitment=answer.commitment[0] if answer.commitment else "",
                )
                for answer in one.answers
            ],
        )
        for one in found
    ]
    answered = Counter(bool(one.answers) for one in found)[True]
    return json_response(
        ContributionsResult(member=record.member.code, plan=record.number, answered=answered, data=rows)
    )


def _example(session: Session, what: str) -> str:
    """An address that answers here: ``what`` of the newest plan that has commitments."""
    today = utcnow().date()
    for one in queries.compare(session, today):
        if one.commitments:
            code, number = one.plan.member.code, one.plan.number
            first = queries.overview(session, code, number, today).lines[0].number
            return what.format(member=code, plan=number, number=address_part(first))
    return ""


def routes(config: Config) -> list[ApiRoute]:
    """The operations below ``/api/v1/nap``."""
    one = "/nap/plans/{member}/{plan}"

    def route(path: str, name: str, endpoint: Any, summary: str, asked: type[Any], result: type[Any]) -> ApiRoute:
        return ApiRoute(
            path=path,
            endpoint=endpoint,
            name=f"nap_monitor:api_{name}",
            summary=summary,
            parameters=asked,
            result=result,
            public=True,
            example=partial(_example, what=path),
        )

    return [
        route("/nap/plans", "plans", plans, N_("Every action plan with its counts."), PlansParameters, PlansResult),
        route(
            one,
            "plan",
            partial(plan, config),
            N_("A plan with its commitments: status, what is overdue, verdicts."),
            PlanParameters,
            PlanResult,
        ),
        route(
            f"{one}/commitments/{{number}}",
            "commitment",
            partial(commitment, config),
            N_("A commitment with its steps, reports, evidence and verdicts."),
            CommitmentParameters,
            CommitmentResult,
        ),
        route(
            f"{one}/contributions",
            "contributions",
            contributions,
            N_("Contributions of the public and their reasoned responses."),
            PlanParameters,
            ContributionsResult,
        ),
    ]
