"""Institution scorecards: what each is in charge of in a plan, and how that stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.members import plan_record
from toolbox_nap_monitor.queries.overview import LEADS, lines
from toolbox_nap_monitor.queries.records import Line, Plan
from toolbox_nap_monitor.texts import sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """An institution in a plan. ``led`` are the commitments it leads, ``supported`` those it takes part in."""

    institution: int
    name: str
    slug: str
    kind: str
    led: tuple[Line, ...]
    supported: tuple[Line, ...]

    @property
    def complete(self) -> int:
        """How many of those it leads are complete."""
        return sum(line.status == "complete" for line in self.led)

    @property
    def overdue(self) -> int:
        """How many of those it leads are overdue."""
        return sum(line.overdue > 0 for line in self.led)

    @property
    def disputed(self) -> int:
        """How many of those it leads are judged two levels apart."""
        return sum(line.disagrees for line in self.led)

    @property
    def stale(self) -> int:
        """How many of those it leads nobody reported on for long."""
        return sum(line.stale for line in self.led)

    @property
    def percent(self) -> Decimal | None:
        """The mean percentage of those it leads; one nobody reported on counts as 0."""
        if all(line.percent is None for line in self.led):
            return None
        mean = sum((line.percent or Decimal(0) for line in self.led), Decimal(0)) / len(self.led)
        return mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)


def scorecards(session: Session, plan: Plan, today: date, *, stale_months: int = 6) -> list[Scorecard]:
    """Every institution of a plan, those that lead most first, then by name."""
    by_id = {line.id: line for line in lines(session, plan, today, stale_months=stale_months)}
    i, n = m.Involvement, m.Institution
    query = (
        select(i.commitment_id, i.institution_id, i.role, n.name, n.slug, n.kind)
        .join(n, i.institution_id == n.id)
        .join(m.Commitment, i.commitment_id == m.Commitment.id)
        .where(m.Commitment.plan_id == plan.id)
        .order_by(m.Commitment.position, i.position)
    )
    facts: dict[int, tuple[str, str, str]] = {}
    led: dict[int, dict[int, Line]] = defaultdict(dict)
    rest: dict[int, dict[int, Line]] = defaultdict(dict)
    for commitment_id, institution, role, name, slug, kind in session.execute(query):
        facts[institution] = (name, slug, kind)
        (led if role in LEADS else rest)[institution][commitment_id] = by_id[commitment_id]
    cards = [
        Scorecard(
            institution=number,
            name=name,
            slug=slug,
            kind=kind,
            led=tuple(led[number].values()),
            supported=tuple(line for key, line in rest[number].items() if key not in led[number]),
        )
        for number, (name, slug, kind) in facts.items()
    ]
    return sorted(cards, key=lambda card: (-len(card.led), sort_key(card.name)))


def of_organisation(session: Session, references: Sequence[str], today: date) -> list[tuple[Plan, list[Line]]]:
    """The commitments that institutions (our keys in the host's directory) lead or support, newest plan first."""
    numbers = [int(tail) for reference in references if (tail := reference.rpartition("/")[2]).isdecimal()]
    if not numbers:
        return []
    i, c = m.Involvement, m.Commitment
    query = select(c.plan_id, c.id).join(i, i.commitment_id == c.id).where(i.institution_id.in_(numbers)).distinct()
    wanted: dict[int, list[int]] = defaultdict(list)
    for plan_id, commitment_id in session.execute(query):
        wanted[plan_id].append(commitment_id)
    found = []
    for row, owner in session.execute(select(m.Plan, m.Member).join(m.Member).where(m.Plan.id.in_(wanted))):
        plan = plan_record(row, owner)
        found.append((plan, lines(session, plan, today, only=wanted[plan.id])))
    return sorted(found, key=lambda pair: (pair[0].ends or date.min, pair[0].number), reverse=True)
