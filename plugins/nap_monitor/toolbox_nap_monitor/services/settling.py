"""After something was said: which update and which verdict is the newest, and where the commitment stands by that.

``settle`` is called in the transaction that stores or publishes, so that what pages read is never half of the story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from toolbox_nap_monitor.models import Assessment, Commitment, Milestone, Update
from toolbox_nap_monitor.periods import period_end
from toolbox_nap_monitor.services.desk import chunks, table_of
from toolbox_nap_monitor.standing import FINISHED, Step, Verdict, disagreement, standing_of, verdict_of

GOVERNMENT = "government"


def settle(session: Session, commitments: Sequence[int]) -> None:
    """Bring everything derived from updates and verdicts of these commitments up to date."""
    session.flush()
    mark_current_updates(session, commitments)
    mark_current_verdicts(session, commitments)
    for part in chunks(commitments):
        _store_standings(session, part)
    session.expire_all()


def mark_current_updates(session: Session, commitments: Sequence[int]) -> None:
    """Mark the newest published update of each target of these commitments, and no other.

    Newest is the latest period; of one period, the one added last. Whatever is superseded is older by that.
    """
    for part in chunks(commitments):
        query = (
            select(Update.id, Update.commitment_id, Update.milestone_id, Update.as_of, Update.period, Update.is_current)
            .where(Update.commitment_id.in_(part), Update.state == "published")
            .order_by(Update.id)
        )
        newest: dict[tuple[int, int | None], tuple[tuple[date, str, int], int]] = {}
        marked: set[int] = set()
        for number, commitment_id, milestone_id, as_of, period, is_current in session.execute(query):
            if is_current:
                marked.add(number)
            rank = (as_of or period_end(period) or date.min, period, number)
            target = (commitment_id, milestone_id)
            if target not in newest or newest[target][0] < rank:
                newest[target] = (rank, number)
        wanted = {number for _, number in newest.values()}
        stale = select(Update.id).where(
            Update.commitment_id.in_(part), Update.is_current.is_(True), Update.state != "published"
        )
        marked.update(session.scalars(stale))
        for numbers, value in ((sorted(marked - wanted), False), (sorted(wanted - marked), True)):
            for chunk in chunks(numbers):
                session.execute(update(Update).where(Update.id.in_(chunk)).values(is_current=value))


def mark_current_verdicts(session: Session, commitments: Sequence[int]) -> None:
    """Mark the newest published verdict of each assessor and body on each indicator: the one recorded last.

    A later report (end of term after progress) is recorded later, or has a later year.
    """
    a = Assessment
    for part in chunks(commitments):
        query = (
            select(a.id, a.commitment_id, a.assessor, a.body, a.indicator, a.year, a.value, a.is_current)
            .where(a.commitment_id.in_(part), a.state == "published")
            .order_by(a.id)
        )
        newest: dict[tuple[Any, ...], tuple[tuple[bool, int, int], int]] = {}
        marked: set[int] = set()
        for number, commitment_id, assessor, body, indicator, year, value, is_current in session.execute(query):
            if is_current:
                marked.add(number)
            # A report that has no value (not reviewed, no data) takes nothing back that an earlier one said.
            rank = (value not in ("not-reviewed", "no-data", "not-applicable", ""), year or 0, number)
            key = (commitment_id, assessor, body, indicator)
            if key not in newest or newest[key][0] <= rank:
                newest[key] = (rank, number)
        wanted = {number for _, number in newest.values()}
        gone = select(a.id).where(a.commitment_id.in_(part), a.is_current.is_(True), a.state != "published")
        marked.update(session.scalars(gone))
        for numbers, is_newest in ((sorted(marked - wanted), False), (sorted(wanted - marked), True)):
            for chunk in chunks(numbers):
                session.execute(update(a).where(a.id.in_(chunk)).values(is_current=is_newest))


def verdicts_of(status: str, found: Sequence[tuple[str, str]]) -> list[Verdict]:
    """Everybody's place on the completion scale. ``found``: (assessor, value) of the newest verdicts.

    The government's is what it says itself in an assessment, or else the status its updates come to.
    """
    words = list(found)
    if status and not any(assessor == GOVERNMENT for assessor, _ in words):
        words.insert(0, (GOVERNMENT, status))
    return [verdict for assessor, value in words if (verdict := verdict_of(assessor, value))]


def _store_standings(session: Session, part: Sequence[int]) -> None:
    said: dict[tuple[int, int | None], Any] = {}
    u, m, c, a = Update, Milestone, Commitment, Assessment
    latest = select(u.commitment_id, u.milestone_id, u.status, u.percent, u.as_of, u.period)
    for row in session.execute(latest.where(u.commitment_id.in_(part), u.is_current.is_(True))):
        said[row.commitment_id, row.milestone_id] = row
    codes: dict[int, str] = {}
    steps: dict[int, list[Step]] = defaultdict(list)
    tree = select(m.id, m.commitment_id, m.parent_id, m.code, m.due, m.weight).where(m.commitment_id.in_(part))
    for step in session.execute(tree.order_by(m.position, m.id)):
        codes[step.id] = step.code
        steps[step.commitment_id].append(
            _step(
                step.code, codes.get(step.parent_id, ""), step.due, step.weight, said.get((step.commitment_id, step.id))
            )
        )
    words: dict[int, list[tuple[str, str]]] = defaultdict(list)
    judged = select(a.commitment_id, a.assessor, a.value).where(
        a.commitment_id.in_(part), a.is_current.is_(True), a.indicator == "completion"
    )
    for commitment_id, assessor, value in session.execute(judged):
        words[commitment_id].append((assessor, value))
    values = []
    for one in session.execute(select(c.id, c.due, c.weight).where(c.id.in_(part))):
        whole = _step("", "", one.due, one.weight, said.get((one.id, None)))
        found = standing_of(whole, steps[one.id], date.max)
        values.append(
            {
                "the_id": one.id,
                "status": found.status,
                "percent": found.percent,
                "next_due": next_due(whole, steps[one.id], found.status),
                "reported": found.updated,
                "distance": disagreement(verdicts_of(found.status, words[one.id])),
            }
        )
    table = table_of(c)
    session.execute(
        update(table)
        .where(table.c.id == bindparam("the_id"))
        .values({name: bindparam(name) for name in ("status", "percent", "next_due", "reported", "distance")}),
        values,
    )


def next_due(whole: Step, steps: Sequence[Step], status: str) -> date | None:
    """The earliest day on which something unfinished is due; ``None`` when all is finished or nothing has a day."""
    if status in FINISHED:
        return None
    parents = {step.parent for step in steps if step.parent}
    open_days = [step.due for step in steps if step.due and step.code not in parents and step.status not in FINISHED]
    return min([*open_days, *([whole.due] if whole.due else [])], default=None)


def _step(code: str, parent: str, due: date | None, weight: Any, said: Any) -> Step:
    if said is None:
        return Step(code=code, parent=parent, due=due, weight=weight)
    return Step(
        code=code,
        parent=parent,
        due=due,
        weight=weight,
        status=said.status,
        percent=said.percent,
        updated=said.as_of or period_end(said.period),
    )
