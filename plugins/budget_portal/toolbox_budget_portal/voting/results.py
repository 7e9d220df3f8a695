"""Counting a vote that has ended, by both rules, and publishing the counts; and a vote that was held elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal.exceptions import Fault, Refused
from toolbox_budget_portal.participation import RULES, Count, Election, audit_rows, count, read_pb, rounded
from toolbox_budget_portal.voting import queries
from toolbox_budget_portal.voting.phases import VOTE
from toolbox_budget_portal.voting.processes import TAKEN
from toolbox_budget_portal.voting.records import ACCEPTED, Process
from toolbox_core import N_, InputError, decimal_places, to_minor, utcnow

LONGEST_ID = 64


def count_all(session: Session, of: Process, today: date) -> list[Count]:
    """Count by every rule, without storing anything. Raises ``Refused`` while votes may still come."""
    if of.results_at is not None:
        raise Refused([Fault("act", N_("The results are public already."))])
    if not of.vote_is_over(today):
        raise Refused([Fault("act", N_("The vote has not ended: close it first."))])
    election = queries.election(session, of)
    return [count(election, rule) for rule in RULES]


def publish(session: Session, of: Process, counts: Sequence[Count]) -> None:
    """Publish counts: the rule of the process decides who is funded, and the register with its key is deleted.

    ``counts`` were made by ``count_all``; votes cannot have come since, because the vote was over then.
    """
    row = session.get_one(t.Process, of.id)
    if row.results_at is not None:
        raise Refused([Fault("act", N_("The results are public already."))])
    _store(session, of.id, counts)
    deciding = next(found for found in counts if found.rule == of.rule)
    _fund(session, of.id, [project.id for project in deciding.winners])
    session.execute(delete(t.Pass).where(t.Pass.process_id == of.id))
    session.execute(update(t.Project).where(t.Project.process_id == of.id).values(email="", token=""))
    row.secret, row.results_at = "", utcnow()
    row.closed_at = row.closed_at or row.results_at
    session.flush()


def _fund(session: Session, process_id: int, winners: Sequence[str]) -> None:
    p = t.Project
    here = (p.process_id == process_id, p.state == ACCEPTED)
    session.execute(update(p).where(*here).values(funded=False))
    session.execute(update(p).where(*here, p.code.in_(winners)).values(funded=True))


def _store(session: Session, process_id: int, counts: Sequence[Count]) -> None:
    box = [{code for code, _ in row} for row in session.scalars(_choices(process_id))]
    for found in counts:
        steps = [[None if cell is None else str(cell) for cell in row] for row in audit_rows(found)]
        winners = [project.id for project in found.winners]
        data = {
            "winners": winners,
            "spent": str(found.spent),
            "share": str(rounded(found.share, 6) or ""),
            "completion": found.completion,
            "support": {step.project.id: str(step.support) for step in found.steps},
            "notes": list(found.notes),
            "steps": steps,
        }
        session.add(t.Tally(process_id=process_id, rule=found.rule, data={**data, **_reached(box, winners)}))
    session.flush()


def _choices(process_id: int) -> Any:
    return select(t.Ballot.choices).where(t.Ballot.process_id == process_id)


def _reached(box: Sequence[set[str]], winners: Sequence[str]) -> dict[str, int]:
    """How many votes there were, and how many of them name at least one project that is funded."""
    return {"votes": len(box), "reached": sum(not chosen.isdisjoint(winners) for chosen in box)}


# --- a vote that was held elsewhere ----------------------------------------------------------------------------------


def load(data: bytes) -> tuple[Election, list[Count]]:
    """Read and count a Pabulib file, without storing anything. Raises ``InputError`` with the line that is wrong."""
    election = read_pb(data)
    return election, [count(election, rule) for rule in RULES]


def store(
    session: Session,
    election: Election,
    counts: Sequence[Count],
    *,
    slug: str,
    name: str = "",
    entity_id: int | None = None,
    by: str = "",
    today: date,
) -> str:
    """Keep an election that ``load`` read as a finished, public process; returns its slug. Raises ``InputError``.

    Who was funded is what the file itself says (``selected``), where it does; otherwise what its rule gives, or greedy.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 64 or slug in TAKEN:
        raise InputError(
            f"{slug[:64]!r} cannot be part of an address.",
            fix="Use small letters, digits and single hyphens, such as green-city-2022.",
        )
    if session.scalar(select(exists().where(t.Process.slug == slug))):
        raise InputError(f"There is already a participatory budget {slug!r}.", fix="Choose another address.")
    long = [one.id for one in election.projects if len(one.id) > LONGEST_ID]
    long += [one.voter for one in election.ballots if len(one.voter) > LONGEST_ID]
    if long:
        raise InputError(f"The id {long[0][:40]!r} … has more than {LONGEST_ID} characters.")
    meta = election.meta
    digits = max([2, *(decimal_places(amount) for amount in _amounts(election))])
    currency = meta.get("currency", "").strip().upper()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise InputError(
            f"The file gives the currency {meta.get('currency', '')[:20]!r}.",
            fix="Write the three letters of ISO 4217 into META, such as currency;EUR.",
        )
    last = _day(meta.get("date_end", "")) or _day(meta.get("date_begin", "")) or today
    first = min(_day(meta.get("date_begin", "")) or last, last)
    rule = meta.get("rule", "").strip().casefold().replace("_", "-")
    place = " ".join(part for part in (meta.get("unit", ""), meta.get("subunit", "")) if part)
    row = t.Process(
        slug=slug,
        entity_id=entity_id,
        name=(name or " ".join(part for part in (meta.get("description", ""), meta.get("instance", "")) if part))[:200]
        or slug,
        area=place[:200],
        currency=currency,
        digits=digits,
        budget=to_minor(election.budget, digits),
        ballot="knapsack" if election.vote_type == "approval" and meta.get("max_sum_cost") else election.vote_type,
        least=_whole(meta, "min_length") or 1,
        most=_whole(meta, "max_length"),
        points=_whole(meta, "max_sum_points"),
        most_points=_whole(meta, "max_points"),
        voting="file",
        rule=rule if rule in RULES else "greedy",
        phases={VOTE: [first.isoformat(), last.isoformat()]},
        state="public",
        meta=dict(meta),
        created_by=by,
        closed_at=utcnow(),
        results_at=utcnow(),
    )
    session.add(row)
    session.flush()
    _keep(session, row.id, election, digits)
    _store(session, row.id, counts)
    chosen = [project.id for project in election.projects if project.more.get("selected", "").strip() not in ("", "0")]
    if not any(project.more.get("selected", "").strip() for project in election.projects):
        chosen = [project.id for project in next(found for found in counts if found.rule == row.rule).winners]
    _fund(session, row.id, chosen)
    session.flush()
    return slug


def _amounts(election: Election) -> list[Decimal]:
    return [election.budget, *(project.cost for project in election.projects)]


def _keep(session: Session, process_id: int, election: Election, digits: int) -> None:
    for position, project in enumerate(election.projects, start=1):
        more = project.more
        session.add(
            t.Project(
                process_id=process_id,
                code=project.id,
                position=position,
                title=project.name or project.id,
                cost=to_minor(project.cost, digits),
                place=_of(more, "place", "neighborhood", "district", "subunit"),
                category=_of(more, "category"),
                state=ACCEPTED,
                more=dict(more),
            )
        )
    session.flush()
    rows = [
        {
            "process_id": process_id,
            "number": ballot.voter,
            "choices": [[code, str(points)] for code, points in ballot.points.items()],
            "more": dict(ballot.more),
        }
        for ballot in election.ballots
    ]
    if rows:
        session.execute(insert(t.Ballot), rows)


def _of(more: Mapping[str, str], *names: str) -> str:
    return next((more[name].strip()[:200] for name in names if more.get(name, "").strip()), "")


def _whole(meta: Mapping[str, Any], name: str) -> int | None:
    text = str(meta.get(name, "")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _day(text: str) -> date | None:
    """Pabulib writes days as ``31.10.2022``, or only a year."""
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
