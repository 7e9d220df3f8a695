"""Making a simulator, taking answers, telling them together."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal import queries
from toolbox_budget_portal.exceptions import Fault, Refused
from toolbox_budget_portal.models import Entity
from toolbox_budget_portal.queries.records import Sums, Year
from toolbox_budget_portal.simulator.balance import REVENUE, SPENDING, Bounds, Outcome, Part, compute, quartiles
from toolbox_budget_portal.voting.pace import allowed, keyed, network
from toolbox_budget_portal.voting.processes import amount
from toolbox_core import N_, NotFound, from_minor, to_minor

AN_HOUR = 5
"""Answers from one network within an hour."""
FEWEST = 5
"""No site may show answers of fewer people than this."""
_KINDS = {SPENDING: ("functional", "cofog", "programme"), REVENUE: ("economic", "gfsm", "object")}


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulator. Amounts of ``parts`` and ``bounds`` are in units of ``10 ** -digits`` of ``currency``."""

    id: int
    entity: str
    name: str
    fiscal_year: int
    phase: str
    parts: tuple[Part, ...]
    bounds: Bounds
    currency: str
    digits: int
    least_answers: int
    closes: date
    answers: int

    def is_open(self, today: date) -> bool:
        """Whether answers are taken."""
        return today <= self.closes

    @property
    def shows(self) -> bool:
        """Whether there are enough answers to tell of."""
        return self.answers >= self.least_answers


@dataclass(frozen=True, slots=True)
class Told:
    """What all answers say of one part, in per cent: quartiles, and how many moved it up and down."""

    part: Part
    lower: Decimal
    median: Decimal
    upper: Decimal
    raised: int
    cut: int


def find(session: Session, slug: str, fiscal_year: int) -> Simulation:
    """The simulator of a year. Raises ``NotFound``."""
    query = select(t.Simulation, Entity).join(Entity, Entity.id == t.Simulation.entity_id)
    row = session.execute(query.where(Entity.slug == slug, t.Simulation.fiscal_year == fiscal_year)).first()
    if row is None:
        raise NotFound(f"There is no simulator for the {fiscal_year} budget of {slug[:64]!r}.")
    return _record(session, row[0], row[1])


def all_of_them(session: Session) -> list[Simulation]:
    """Every simulator, the newest year first."""
    query = select(t.Simulation, Entity).join(Entity, Entity.id == t.Simulation.entity_id)
    rows = session.execute(query.order_by(t.Simulation.fiscal_year.desc(), Entity.name)).all()
    return [_record(session, row, owner) for row, owner in rows]


def _record(session: Session, row: t.Simulation, owner: Entity) -> Simulation:
    a = t.SimulationAnswer
    answers = session.scalar(select(func.count()).select_from(a).where(a.simulation_id == row.id)) or 0
    return Simulation(
        row.id,
        owner.slug,
        owner.name,
        row.fiscal_year,
        row.phase,
        tuple(Part(*part) for part in row.parts),
        Bounds(row.down, row.up, row.deficit),
        row.currency,
        row.digits,
        row.least_answers,
        row.closes,
        answers,
    )


def create(session: Session, slug: str, fiscal_year: int, typed: Mapping[str, str], *, by: str) -> None:
    """Make the simulator of a published year, or change it while nobody has answered; its last day, always.

    Raises ``Refused`` with every fault, ``NotFound`` for a year that is not published.
    """
    year = queries.year(session, slug, fiscal_year)
    faults: list[Fault] = []
    down = _number(typed, "down", 1, 100, faults)
    up = _number(typed, "up", 1, 100, faults)
    least = _number(typed, "least_answers", FEWEST, 100_000, faults)
    deficit = amount(typed.get("deficit", "").strip() or "0")
    if deficit is None or deficit < 0 or deficit != round(deficit, year.digits):
        faults.append(Fault("deficit", N_("Write a sum from zero up, such as 0 or 250000.")))
        deficit = Decimal(0)
    closes = date.min
    try:
        closes = date.fromisoformat(typed.get("closes", "").strip())
    except ValueError:
        faults.append(Fault("closes", N_("Write the day as year-month-day, such as 2026-03-31.")))
    phase, parts = _parts(session, year)
    if {part.direction for part in parts} != {SPENDING, REVENUE}:
        faults.append(Fault("down", N_("The budget needs both spending and revenue, divided into parts.")))
    if faults:
        raise Refused(faults)
    s = t.Simulation
    row = session.scalar(select(s).where(s.entity_id == year.entity.id, s.fiscal_year == fiscal_year))
    values = {"down": down, "up": up, "deficit": to_minor(deficit, year.digits), "least_answers": least}
    if row is None:
        row = s(entity_id=year.entity.id, fiscal_year=fiscal_year, secret=secrets.token_hex(32), created_by=by)
        session.add(row)
    elif _record(session, row, session.get_one(Entity, row.entity_id)).answers:
        if any(getattr(row, name) != value for name, value in values.items()):
            raise Refused([Fault("down", N_("People have answered already: only the last day can be changed."))])
        row.closes = closes
        session.flush()
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.closes, row.phase, row.currency, row.digits = closes, phase, year.currency, year.digits
    row.parts = [[part.key, part.direction, part.label, part.amount, part.fixed] for part in parts]
    session.flush()


def _number(typed: Mapping[str, str], field: str, least: int, most: int, faults: list[Fault]) -> int:
    text = typed.get(field, "").strip()
    if text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most:
        return int(text)
    said = {"least": least, "most": most}
    faults.append(Fault(field, N_("Write a whole number from %(least)s to %(most)s."), said))
    return least


def _parts(session: Session, year: Year) -> tuple[str, list[Part]]:
    """Spending by purpose and revenue by kind as they were planned, net of what is counted twice."""
    parts: list[Part] = []
    shown = ""
    for direction in (found for found in (SPENDING, REVENUE) if found in year.directions):
        kinds, phase = year.kinds(direction), year.plan(direction)
        kind = next((kind for kind in (*_KINDS[direction], *kinds) if kind in kinds), "")
        if not kind or phase is None:
            continue
        shown = shown or phase.code
        found = queries.breakdown(session, year, direction, kind)
        listed: list[tuple[str, str, Sums]] = [(node.path, node.label, node.sums) for node in found.children]
        if found.rest is not None:
            listed.append(("", "", found.rest))
        for path, label, sums in listed:
            money = sums.of(phase.code, net=True)
            if money:
                minor = to_minor(money, year.digits)
                parts.append(Part(f"{direction}/{path}", direction, label, minor, not path or minor <= 0))
    return shown, parts


def answer(session: Session, of: Simulation, typed: Mapping[str, str], *, sender: str, today: date) -> Outcome:
    """Keep an answer without its sender. Raises ``Refused`` with every fault; nothing is stored then."""
    if not of.is_open(today):
        raise Refused([Fault("balance", N_("Answers were taken until %(day)s."), {"day": of.closes})])
    outcome = compute(of.parts, of.bounds, typed, of.digits)
    if outcome.faults:
        raise Refused(outcome.faults)
    secret = session.get_one(t.Simulation, of.id).secret
    if not allowed(session, f"simulation-{of.id}", keyed(secret, network(sender)), AN_HOUR):
        raise Refused([Fault("balance", N_("Several came from here within the hour. Please come back later."))])
    session.add(
        t.SimulationAnswer(
            simulation_id=of.id,
            number=secrets.token_hex(12),
            changes=dict(outcome.changes),
            balance=outcome.balance,
        )
    )
    session.flush()
    return outcome


def told(session: Session, of: Simulation) -> list[Told]:
    """All answers together, part by part; nothing while there are too few. Who left a part alone counts as 0."""
    if not of.shows:
        return []
    a = t.SimulationAnswer
    answers = list(session.scalars(select(a.changes).where(a.simulation_id == of.id)))
    found = []
    for part in of.parts:
        if part.fixed:
            continue
        values = [changes.get(part.key, 0) for changes in answers]
        raised, cut = sum(value > 0 for value in values), sum(value < 0 for value in values)
        found.append(Told(part, *quartiles(values), raised, cut))
    return found


def money(of: Simulation, minor: int) -> Decimal:
    """An amount of a simulator in its currency's major unit."""
    return from_minor(minor, of.digits)
