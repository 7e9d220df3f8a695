"""From a draft to a public update: submit, publish or return; and verdicts beside one another.

Where a site publishes first and moderates after, submitting publishes. Nothing is changed afterwards: a correction is
the next update of the same period, and a returned one is kept with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import N_, InputError, NotFound, check_public, utcnow
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import rows
from toolbox_nap_monitor.checks import update_faults
from toolbox_nap_monitor.exceptions import Refused, Sentence, UnknownPlan
from toolbox_nap_monitor.periods import period_end
from toolbox_nap_monitor.publishing import publish_plan, tell
from toolbox_nap_monitor.services import settle
from toolbox_nap_monitor.services.saying import add_update
from toolbox_nap_monitor.standing import FINISHED
from toolbox_nap_monitor.texts import pick

CLOSED = ("closed",)


def submit_update(
    session: Session,
    update: rows.Update,
    *,
    by: str,
    today: date,
    moderation: str = "before",
    languages: Sequence[str] = (),
    draft: bool = False,
) -> int:
    """Hand in an update; returns its number. ``moderation="after"`` makes it public at once; ``draft`` keeps it back.

    A draft may leave out texts. It takes the place of the author's earlier drafts of the same step, and whatever is
    handed in afterwards takes its place, with the files that were kept with it.
    Raises ``Refused`` with every fault (nothing is stored then) and ``UnknownPlan``.
    """
    plan, commitment, milestone = _target(session, update)
    late = _is_late(session, commitment, milestone, today)
    faults = list(update_faults(update, overdue=late, languages=languages))
    if plan.phase in CLOSED:
        faults.insert(
            0,
            (
                "plan",
                Sentence(N_("Plan %(plan)s is closed: nothing can be reported on it any more."), plan=plan.number),
            ),
        )
    ends = update.as_of or period_end(update.period)
    if ends is None and update.period.strip():
        faults.append(
            (
                "period",
                Sentence(
                    N_("%(value)s is not a period. Write 2026, 2026-H1, 2026-Q2 or 2026-05."), value=repr(update.period)
                ),
            )
        )
    faults += _address_faults(update.evidence)
    if draft:
        faults = [fault for fault in faults if fault[0] not in ("progress", "challenges", "next_steps")]
    if faults:
        raise Refused(faults)
    update = replace(update, evidence=(*update.evidence, *_take_drafts(session, commitment, milestone, by)))
    state = "draft" if draft else "published" if (plan.moderation or moderation) == "after" else "submitted"
    number = add_update(
        session,
        replace(update, state=state, as_of=ends),
        commitment_id=commitment.id,
        milestone_id=milestone.id if milestone else None,
        by=by,
    )
    if state == "published":
        _make_public(session, number)
    return number


def _take_drafts(
    session: Session, commitment: m.Commitment, milestone: m.Milestone | None, by: str
) -> list[rows.Evidence]:
    """Delete the author's drafts of a step, and give back the files that were kept with them."""
    u = m.Update
    here = u.milestone_id == milestone.id if milestone else u.milestone_id.is_(None)
    drafts = session.scalars(
        select(u).where(u.commitment_id == commitment.id, here, u.state == "draft", u.created_by == by)
    )
    kept = []
    for one in drafts.all():
        files = (
            select(m.Evidence).where(m.Evidence.update_id == one.id, m.Evidence.sha256 != "").order_by(m.Evidence.id)
        )
        kept += [
            rows.Evidence(
                kind=file.kind,
                title=file.title,
                url=file.url,
                sha256=file.sha256,
                file_name=file.file_name,
                size=file.size,
            )
            for file in session.scalars(files)
        ]
        session.delete(one)
    session.flush()
    return kept


def publish_update(session: Session, number: int, *, by: str) -> None:
    """Make a submitted update public. Raises ``NotFound``, or ``InputError`` when it does not wait for that."""
    update = find_update(session, number)
    if update.state not in ("submitted", "draft"):
        raise InputError(f"Update {number} is {update.state} already.")
    update.state, update.decided_by = "published", by
    update.published_at = utcnow()
    _make_public(session, number)


def return_update(session: Session, number: int, *, reason: str, by: str) -> None:
    """Send an update back with a reason; a public one is taken off its page and kept. Raises ``NotFound``."""
    update = find_update(session, number)
    if not reason.strip():
        raise Refused([("reason", Sentence(N_("Say why it goes back: its author reads it.")))])
    if update.state == "returned":
        raise InputError(f"Update {number} was returned already.")
    was_public = update.state == "published"
    update.state, update.decided_by, update.decision_note = "returned", by, reason.strip()
    if was_public:
        settle(session, [update.commitment_id])
        commitment = session.get_one(m.Commitment, update.commitment_id)
        plan = session.get_one(m.Plan, commitment.plan_id)
        publish_plan(session, session.get_one(m.Member, plan.member_id).code, plan.number)


def record_verdict(session: Session, verdict: rows.Assessment, *, by: str) -> int:
    """Record a verdict beside all others; returns its number. Raises ``Refused`` and ``UnknownPlan``."""
    _, commitment, _ = _target(session, verdict)
    faults: list[tuple[str, str]] = []
    if verdict.assessor not in rows.ASSESSORS:
        faults.append(("assessor", Sentence(N_("%(value)s does not judge here."), value=repr(verdict.assessor))))
    if verdict.value not in (*rows.STATUSES, *rows.NOTHINGS):
        faults.append(
            (
                "value",
                Sentence(
                    N_("%(value)s is not on the scale. Words are %(there)s."),
                    value=repr(verdict.value),
                    there=", ".join(rows.STATUSES),
                ),
            )
        )
    if not verdict.body.strip():
        faults.append(("body", Sentence(N_("Say who judges: an organisation, or a coalition."))))
    if not any(text.strip() for text in verdict.text.values()):
        faults.append(("text", Sentence(N_("Give a reason: a verdict without one convinces nobody."))))
    if verdict.url:
        faults += _address_faults((rows.Evidence(url=verdict.url),), "url")
    if faults:
        raise Refused(faults)
    found = m.Assessment(
        commitment_id=commitment.id,
        assessor=verdict.assessor,
        indicator=verdict.indicator,
        product=verdict.product,
        body=verdict.body.strip(),
        report=verdict.report,
        year=verdict.year,
        day=verdict.day,
        scale=verdict.scale or "v3",
        raw=verdict.raw,
        value=verdict.value,
        level=rows.LEVELS[verdict.value][0] if verdict.value in rows.LEVELS else None,
        text=dict(verdict.text),
        url=verdict.url,
        created_by=by,
    )
    session.add(found)
    settle(session, [commitment.id])
    title = pick(commitment.titles, "en").text
    tell(session, f"verdict:{found.id}", title, member=verdict.member, plan=verdict.plan, commitment=verdict.commitment)
    publish_plan(session, verdict.member, verdict.plan)
    return found.id


def find_update(session: Session, number: int) -> m.Update:
    """An update in any state. Raises ``NotFound``."""
    found = session.get(m.Update, number)
    if found is None:
        raise NotFound(f"There is no update {number}.")
    return found


def leads_of(session: Session, commitment_id: int) -> list[str]:
    """The slugs of the institutions that answer for a commitment or one of its steps."""
    i, n = m.Involvement, m.Institution
    query = select(n.slug).join(i, i.institution_id == n.id).where(i.commitment_id == commitment_id, n.slug != "")
    return sorted(set(session.scalars(query.where(i.role.in_(("lead", "co-lead", "support"))))))


def _make_public(session: Session, number: int) -> None:
    update = find_update(session, number)
    settle(session, [update.commitment_id])
    commitment = session.get_one(m.Commitment, update.commitment_id)
    plan = session.get_one(m.Plan, commitment.plan_id)
    member = session.get_one(m.Member, plan.member_id)
    tell(
        session,
        f"update:{number}",
        f"{update.period}: {pick(commitment.titles, 'en').text}",
        member=member.code,
        plan=plan.number,
        commitment=commitment.number,
        organisations=tuple(leads_of(session, commitment.id)),
    )
    publish_plan(session, member.code, plan.number)


def _target(session: Session, row: rows.Update | rows.Assessment) -> tuple[m.Plan, m.Commitment, m.Milestone | None]:
    query = (
        select(m.Plan, m.Commitment)
        .join(m.Commitment, m.Commitment.plan_id == m.Plan.id)
        .join(m.Member, m.Plan.member_id == m.Member.id)
        .where(m.Member.code == row.member.upper(), m.Plan.number == row.plan, m.Commitment.number == row.commitment)
    )
    found = session.execute(query).first()
    if found is None:
        raise UnknownPlan(f"Plan {row.plan} of {row.member} has no commitment {row.commitment}.")
    code = row.milestone if isinstance(row, rows.Update) else ""
    if not code:
        return found[0], found[1], None
    milestone = session.scalar(
        select(m.Milestone).where(m.Milestone.commitment_id == found[1].id, m.Milestone.code == code)
    )
    if milestone is None:
        raise UnknownPlan(f"Commitment {row.commitment} has no milestone {code}.")
    return found[0], found[1], milestone


def _is_late(session: Session, commitment: m.Commitment, milestone: m.Milestone | None, today: date) -> bool:
    """Whether what is reported on is past its day and was not finished by an earlier report."""
    due = milestone.due if milestone else commitment.due
    if due is None or due >= today:
        return False
    u = m.Update
    here = u.milestone_id == milestone.id if milestone else u.milestone_id.is_(None)
    said = session.scalar(select(u.status).where(u.commitment_id == commitment.id, here, u.is_current.is_(True)))
    return said not in FINISHED


def _address_faults(evidence: Sequence[rows.Evidence], field: str = "evidence") -> list[tuple[str, str]]:
    faults = []
    for one in evidence:
        for address in (one.url, one.archived_url):
            if address:
                try:
                    check_public(address)
                except InputError as error:
                    faults.append((field, str(error)))
    return faults
