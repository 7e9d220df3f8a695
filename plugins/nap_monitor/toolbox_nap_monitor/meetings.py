"""Meetings of the forum: agenda, minutes, who came by sector, and decisions that are about commitments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import N_
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused, Sentence
from toolbox_nap_monitor.publishing import publish_plan, tell
from toolbox_nap_monitor.queries.records import Plan

KINDS = ("forum", "outreach", "results")
"""Of the forum; to reach people before and during co-creation; to present results and hear comments."""


def record_meeting(
    session: Session,
    plan: Plan,
    *,
    day: date | None,
    title: str,
    kind: str = "forum",
    agenda: str = "",
    minutes: str = "",
    url: str = "",
    attendance: Mapping[str, int] | None = None,
    decisions: Sequence[tuple[str, str]] = (),
    language: str = "en",
    by: str,
) -> int:
    """Keep a meeting and return its number. ``decisions`` are ``(commitment's number or "", text)``.

    Raises ``Refused`` with every fault; nothing is stored then.
    """
    faults = []
    if day is None:
        faults.append(("day", Sentence(N_("Say on which day it was."))))
    if not title.strip():
        faults.append(("title", Sentence(N_("Give the meeting a name."))))
    if kind not in KINDS:
        faults.append(("kind", Sentence(N_("Choose what kind of meeting it was."))))
    if url.strip() and not url.strip().startswith(("https://", "http://")):
        faults.append(("url", Sentence(N_("An address begins with https://."))))
    who = {sector: count for sector, count in (attendance or {}).items() if count}
    if any(count < 0 or count > 100_000 for count in who.values()):
        faults.append(("attendance", Sentence(N_("Attendance is counted in whole people."))))
    query = select(m.Commitment.number, m.Commitment.id).where(m.Commitment.plan_id == plan.id)
    known = {row[0]: row[1] for row in session.execute(query)}
    for number, _ in decisions:
        if number and number not in known:
            faults.append(
                (
                    "decisions",
                    Sentence(N_("Plan %(plan)s has no commitment %(number)s."), plan=plan.number, number=number[:40]),
                )
            )
    if faults or day is None:
        raise Refused(faults)
    meeting = m.Meeting(
        plan_id=plan.id,
        day=day,
        kind=kind,
        titles={language: title.strip()},
        agenda={language: agenda.strip()} if agenda.strip() else {},
        minutes={language: minutes.strip()} if minutes.strip() else {},
        url=url.strip(),
        attendance=who,
        created_by=by,
    )
    session.add(meeting)
    session.flush()
    session.add_all(
        m.Decision(meeting_id=meeting.id, commitment_id=known.get(number), text={language: text.strip()})
        for number, text in decisions
        if text.strip()
    )
    session.flush()
    publish_plan(session, plan.member.code, plan.number)
    tell(session, f"meeting:{meeting.id}", title.strip(), member=plan.member.code, plan=plan.number)
    return meeting.id
