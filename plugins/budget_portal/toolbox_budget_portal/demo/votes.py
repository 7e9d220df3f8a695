"""The demo's participatory budgets: one has ended and is being built, the vote of the other is on. All invented."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import queries
from toolbox_budget_portal.demo.files import CITY, CURRENCY
from toolbox_budget_portal.models import Entity
from toolbox_budget_portal.participation import Ballot, Election, Project, write_pb
from toolbox_budget_portal.simulator.balance import compute
from toolbox_budget_portal.simulator.services import answer, create, find
from toolbox_budget_portal.voting import processes, projects, results, sharing
from toolbox_budget_portal.voting.queries import process
from toolbox_core import NotFound

ENDED, OPEN = "neighbourhoods", "green-squares"
_VOTES = 240
_BUDGET = Decimal(400_000)
_MOVES = 0.4
"""How likely an invented answer moves a part."""


class Wish(NamedTuple):
    """A project: title, cost, place, category, and how much it is liked in the old town and at the harbour."""

    title: str
    cost: int
    place: str
    category: str
    town: int
    harbour: int


_WISHES = (
    Wish("Plane trees along Castle Street", 175_000, "Old Town", "Green", 9, 2),
    Wish("A roof for the market square", 160_000, "Old Town", "Squares", 7, 1),
    Wish("Safe crossing at Mill School", 40_000, "Old Town", "Streets", 8, 3),
    Wish("Benches every hundred metres", 24_000, "Old Town", "Streets", 5, 4),
    Wish("Swimming steps at the East Quay", 90_000, "Harbour", "Water", 1, 9),
    Wish("A playground on Pier 4", 110_000, "Harbour", "Children", 2, 8),
    Wish("Repair café in the boat hall", 35_000, "Harbour", "Culture", 3, 5),
    Wish("A fountain that sings", 220_000, "Old Town", "Squares", 3, 0),
)
_SQUARES = (
    ("Shade for Weavers' Square", "Twelve lime trees and two rows of benches.", "85000", "Old Town", "Green"),
    ("Take up the asphalt at Quay Corner", "Gravel and grass where cars used to park.", "120000", "Harbour", "Green"),
    ("Drinking water in five squares", "Five taps, one of them low enough for children.", "42500", "All", "Water"),
    (
        "A vegetable garden for Hill School",
        "Beds, a shed and a class that looks after it.",
        "31000",
        "Hill",
        "Children",
    ),
    ("Lights that bats do not mind", "Amber lamps on the path along the river.", "64000", "Riverside", "Streets"),
)
_REASON = "The square belongs to the harbour company, and the city may not build there."


def load_votes(session: Session, today: date) -> None:
    """Keep both processes as if this were written on ``today``; what is there already stays."""
    owner = session.scalars(select(Entity).where(Entity.slug == CITY.slug)).one()
    if not _there(session, ENDED):
        _ended(session, owner, today)
    if not _there(session, OPEN):
        _open(session, today)
    _simulate(session, today)


def _simulate(session: Session, today: date) -> None:
    """A simulator of the newest year, with answers by one seeded generator; only those that balance are kept."""
    owner = queries.entity(session, CITY.slug)
    fiscal_year = queries.fiscal_years(session, owner.id)[0]
    try:
        find(session, owner.slug, fiscal_year)
    except NotFound:
        closes = (today + timedelta(days=60)).isoformat()
        typed = {"down": "15", "up": "15", "deficit": "2000000", "least_answers": "10", "closes": closes}
        create(session, owner.slug, fiscal_year, typed, by="Demo")
        of = find(session, owner.slug, fiscal_year)
        chance = random.Random(fiscal_year)  # noqa: S311 - invented answers
        for number in range(200):
            wish = {part.key: str(chance.randint(-15, 15)) for part in of.parts if chance.random() < _MOVES}
            if not compute(of.parts, of.bounds, wish, of.digits).faults:
                answer(session, of, wish, sender=f"demo-{number}", today=today)


def _there(session: Session, slug: str) -> bool:
    try:
        process(session, slug, drafts=True)
    except NotFound:
        return False
    return True


def make_election(today: date) -> Election:
    """The ballots of the vote that has ended, by one seeded generator: two parts of the city that want other things."""
    chance = random.Random(CITY.slug)  # noqa: S311 - invented ballots, not secrets
    year = today.year - 1
    ballots = []
    for number in range(1, _VOTES + 1):
        weights = [wish.town if number % 3 else wish.harbour for wish in _WISHES]
        chosen: list[int] = []
        while len(chosen) < chance.choice((1, 2, 3, 3)):
            [found] = chance.choices(range(len(_WISHES)), weights)
            if found not in chosen:
                chosen.append(found)
        ballots.append(Ballot(f"v{number:03}", {str(place + 1): Decimal(1) for place in sorted(chosen)}))
    wishes = tuple(
        Project(str(number), Decimal(wish.cost), wish.title, {"category": wish.category, "neighborhood": wish.place})
        for number, wish in enumerate(_WISHES, start=1)
    )
    meta = {
        "description": "Neighbourhoods decide",
        "unit": CITY.name,
        "instance": str(year),
        "rule": "equal-shares",
        "date_begin": f"03.10.{year}",
        "date_end": f"31.10.{year}",
        "min_length": "1",
        "max_length": "3",
        "currency": CURRENCY,
    }
    return Election(_BUDGET, "approval", wishes, tuple(ballots), meta)


def _ended(session: Session, owner: Entity, today: date) -> None:
    """Taken through the Pabulib file, like any vote that was held elsewhere; then linked to its money and built."""
    election, counts = results.load(write_pb(make_election(today)))
    slug = results.store(session, election, counts, slug=ENDED, entity_id=owner.id, by="Demo", today=today)
    of = process(session, slug)
    code = counts[-1].winners[0].id
    year = queries.year(session, owner.slug, queries.fiscal_years(session, owner.id)[0])
    [line, *_] = queries.lines(session, year, "expenditure", within={"functional": "05"}).rows
    projects.link(session, of, code, f"/budget/{owner.slug}/{year.fiscal_year}/lines/{line.address}")
    for title, due, done in (
        ("Drawn and agreed with the neighbours", today - timedelta(days=150), today - timedelta(days=141)),
        ("Work given to a company", today - timedelta(days=40), None),
        ("Open to everybody", today + timedelta(days=170), None),
    ):
        step = {"step-title": title, "step-due": due.isoformat(), "step-state": "done" if done else "planned"}
        projects.save_step(session, of, code, {**step, "step-done": done.isoformat() if done else ""})
    sharing.tell(session, of, "results")


def _open(session: Session, today: date) -> None:
    """A knapsack whose vote is on, by e-mail; one idea was refused with its reasons."""

    def day(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    typed = {
        "slug": OPEN,
        "name": "Green squares",
        "text": "What shall become of our squares? The budget is yours to spend: choose what you want until it is "
        "used up.",
        "area": CITY.name,
        "entity": CITY.slug,
        "currency": CURRENCY,
        "budget": "250000",
        "ballot": "knapsack",
        "voting": "email",
        "rule": "equal-shares",
        "ideas-first": day(-90),
        "ideas-last": day(-50),
        "review-first": day(-49),
        "review-last": day(-11),
        "vote-first": day(-10),
        "vote-last": day(20),
        "results-first": day(21),
        "results-last": day(35),
        "delivery-first": day(36),
        "delivery-last": day(400),
    }
    slug = processes.create(session, typed, by="Demo")
    of = process(session, slug, drafts=True)
    for title, text, cost, place, category in _SQUARES:
        projects.add(
            session,
            of,
            {"title": title, "text": text, "cost": cost, "place": place, "category": category},
            by="Demo",
        )
    refused = {"title": "A beach at the grain silo", "text": "Sand, deck chairs and a bar.", "cost": "75000"}
    code = projects.add(session, of, {**refused, "place": "Harbour", "category": "Water"}, by="Demo")
    projects.decide(session, of, code, "refused", reason=_REASON, base="", by="Demo")
    processes.publish(session, of)
    sharing.tell(session, process(session, slug), "published")
