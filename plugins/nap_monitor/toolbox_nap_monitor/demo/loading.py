"""Making bundles of the demo's promises, and storing them as any importer's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import FileStore, utcnow
from toolbox_nap_monitor import models
from toolbox_nap_monitor.demo.promises import MEMBERS, PLANS, Day, Promise, Step
from toolbox_nap_monitor.demo.together import CONTRIBUTIONS, DOCUMENTS, MEETINGS, PHASES
from toolbox_nap_monitor.gathering import keep_document, keep_phase
from toolbox_nap_monitor.meetings import record_meeting
from toolbox_nap_monitor.periods import period_end
from toolbox_nap_monitor.publishing import plan_address, publish_plan
from toolbox_nap_monitor.queries.meetings import meetings
from toolbox_nap_monitor.queries.members import plan as find_plan
from toolbox_nap_monitor.rows import (
    LEVELS,
    Assessment,
    Bundle,
    Commitment,
    Deadline,
    Evidence,
    Involvement,
    Member,
    Milestone,
    Plan,
    SourceRow,
    Update,
)
from toolbox_nap_monitor.services import store

PUBLISHER = "Demo"
FILE = "action-plans.xlsx"
FIGURES = (("1", "procurement:processes", None), ("3", "budget_portal:documents_on_time", Decimal(100)))
"""Commitment, the figure of another module that tells how far it has come, and the value it aims at."""
CIVIL = ("Aldora Transparency Forum", "Pupils’ Council")


def load_demo(session: Session, files: FileStore, workdir: Path) -> None:
    """Store the plans of Aldora and Port Sennen; where they are already, nothing is done."""
    del files, workdir
    if session.scalar(select(models.Member.id).where(models.Member.code == "ALD")) is not None:
        return
    bundle = make_bundle(utcnow().date())
    store(session, bundle, by=PUBLISHER)
    point_at_figures(session)
    for plan in bundle.plans:
        publish_plan(session, plan.member, plan.number)
    hold_meetings(session, utcnow().date())
    show_process(session, utcnow().date())


def point_at_figures(session: Session) -> None:
    """Let promises point at figures that the other modules of the demo write down once they are loaded."""
    plan = find_plan(session, "ALD", "4")
    for number, metric, target in FIGURES:
        wanted = (models.Commitment.plan_id == plan.id, models.Commitment.number == number)
        commitment = session.scalars(select(models.Commitment.id).where(*wanted)).one()
        session.add(models.MetricLink(commitment_id=commitment, metric=metric, target=target))


def show_process(session: Session, today: date) -> None:
    """The phases in which people took part, what they proposed and supported in each, and the documents."""
    plan = find_plan(session, "ALD", "4")
    m, place = models, f"{plan_address('ALD', '4')}/room"
    for one in PHASES:
        number: int | None = None
        for language, title in one.titles.items():
            number = keep_phase(
                session,
                plan,
                phase="co-creation",
                title=title,
                opens=_day(today.year, one.opens),
                closes=_day(today.year, one.closes),
                channel=place,
                published=_day(today.year, one.published),
                number=number,
                language=language,
            )
        query = select(m.Proposal).where(m.Proposal.plan_id == plan.id, m.Proposal.code.in_(one.supports))
        for proposal in session.scalars(query).all():
            proposal.phase_id, proposal.supports = number, one.supports[proposal.code]
            proposal.created_at = datetime.combine(_day(today.year, one.opens), time(9), tzinfo=UTC)
            session.add_all(
                m.Endorsement(proposal_id=proposal.id, key=f"invented-{count}") for count in range(proposal.supports)
            )
    for kind, titles, day, name in DOCUMENTS:
        keep_document(
            session,
            plan,
            kind=kind,
            title=titles["en"],
            published=_day(today.year, day),
            url=f"https://documents.aldora.example/{name}.pdf",
            language="en",
        )
        newest = session.scalars(select(m.Document).order_by(m.Document.id.desc()).limit(1)).one()
        newest.titles = dict(titles)


def hold_meetings(session: Session, today: date) -> None:
    """The forum's meetings on Aldora's fourth plan, each recorded once."""
    plan = find_plan(session, "ALD", "4")
    if meetings(session, plan):
        return
    for held in MEETINGS:
        day = _day(today.year, held.day)
        if day > today:
            continue
        record_meeting(
            session,
            plan,
            day=day,
            title=held.title,
            kind=held.kind,
            minutes=held.minutes,
            attendance=held.attendance,
            decisions=held.decisions,
            by=PUBLISHER,
        )


def make_bundle(today: date) -> Bundle:
    """The demo's plans, as if this were written on ``today``: the newest are in their second year."""
    year = today.year
    parts: dict[str, list[Any]] = {"plans": [], "commitments": [], "milestones": [], "updates": [], "assessments": []}
    row = 1
    for member, number, titles, starts, ends, phase, promises in PLANS:
        first = _day(year, starts)
        parts["plans"].append(
            Plan(
                member=member,
                number=number,
                titles=titles,
                ogp_id=f"AP_{member}{number.zfill(2)}",
                starts=first,
                ends=_day(year, ends),
                phase=phase,
                submitted=first,
                languages=("en", "fr"),
            )
        )
        for promise in promises:
            row += 1
            parts["commitments"].append(_commitment(member, number, promise, year, ends, row))
            for place, step in enumerate(promise.steps, start=1):
                parts["milestones"].append(_milestone(member, number, promise, step, place, year, row))
                parts["updates"] += _updates(member, number, promise, step, place, year, today)
            parts["assessments"] += _verdicts(member, number, promise, _day(year, ends), today)
    return Bundle(
        members=tuple(Member(**one) for one in MEMBERS),
        proposals=CONTRIBUTIONS,
        **{name: tuple(rows) for name, rows in parts.items()},
    )


def _day(year: int, day: Day) -> date:
    return date(year + day[0], day[1], day[2])


def _deadline(day: date) -> Deadline:
    return Deadline(text=day.isoformat(), day=day, precision="day")


def _commitment(member: str, plan: str, promise: Promise, year: int, ends: Day, row: int) -> Commitment:
    last = max((_day(year, step.due) for step in promise.steps), default=_day(year, ends))
    mailbox = f"open-government.{member.lower()}@aldora.example"
    return Commitment(
        member=member,
        plan=plan,
        number=promise.number,
        ogp_uid=promise.uid,
        titles={"en": promise.en, "fr": promise.fr},
        texts={
            "problem": {"en": promise.problem[0], "fr": promise.problem[1]},
            "result": {"en": promise.result[0], "fr": promise.result[1]},
        },
        tags={**promise.tags, "theme": (promise.theme,)},
        starts=min((_day(year, step.starts) for step in promise.steps), default=None),
        due=_deadline(last),
        carried_from=("3", "1") if (plan, promise.number) == ("4", "1") else None,
        involved=(
            Involvement(name=promise.lead, contact=mailbox),
            *(
                Involvement(name=name, role="support", kind="civil-society" if name in CIVIL else "government")
                for name in promise.support
            ),
        ),
        source=SourceRow(file=FILE, sheet=f"{member} {plan}", row=row),
    )


def _milestone(member: str, plan: str, promise: Promise, step: Step, place: int, year: int, row: int) -> Milestone:
    return Milestone(
        member=member,
        plan=plan,
        commitment=promise.number,
        code=f"{promise.number}.{place}",
        titles={"en": step.en, "fr": step.fr},
        starts=_day(year, step.starts),
        due=_deadline(_day(year, step.due)),
        weight=Decimal(step.weight),
        source=SourceRow(file=FILE, sheet=f"{member} {plan} milestones", row=row * 10 + place),
    )


def _updates(member: str, plan: str, promise: Promise, step: Step, place: int, year: int, today: date) -> list[Update]:
    found = []
    for offset, half, status, percent in step.said:
        period = f"{year + offset}-H{half}"
        last = min(period_end(period) or today, today)
        note = promise.note.get(str(place), ("", ""))
        slug = f"https://evidence.aldora.example/{member.lower()}-{plan}/{promise.number}.{place}/{period}"
        found.append(
            Update(
                member=member,
                plan=plan,
                commitment=promise.number,
                milestone=f"{promise.number}.{place}",
                period=period,
                as_of=last,
                status=status,
                percent=Decimal(percent),
                progress={
                    "en": f"{step.en}: {'done' if status == 'complete' else f'{percent} percent done'}.",
                    "fr": f"{step.fr} : {'fait' if status == 'complete' else f'fait à {percent} pour cent'}.",
                },
                challenges={"en": note[0], "fr": note[1]} if note[0] and status != "complete" else {},
                evidence=(Evidence(kind="report", title=f"Progress report {period}", url=slug),),
                actor=promise.lead,
                published=datetime.combine(last, time(9), tzinfo=UTC),
            )
        )
    return found


def _verdicts(member: str, plan: str, promise: Promise, ends: date, today: date) -> list[Assessment]:
    day = min(ends, today)
    return [
        Assessment(
            member=member,
            plan=plan,
            commitment=promise.number,
            assessor=assessor,
            product={"government": "self-assessment", "irm": "results"}.get(assessor, "shadow"),
            body=body,
            year=day.year,
            day=day,
            scale="v3",
            raw=word.replace("-", " ").capitalize(),
            value=word,
            level=LEVELS[word][0],
            text={"en": en, "fr": fr},
        )
        for assessor, body, word, en, fr in promise.verdicts
    ]
