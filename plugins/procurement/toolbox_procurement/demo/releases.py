"""Inventing contracting processes from a seed: plans, tenders, bids, awards, contracts, payments, and what goes wrong.

Most processes are ordinary. Some have a single bidder, a short tender, prices that are close, a change nobody
announced: in the shares that real data show, so that every page of the demo has something to say.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from toolbox_procurement.demo import pieces
from toolbox_procurement.demo.harbour_quay import harbour_quay
from toolbox_procurement.demo.pieces import (
    Case,
    Release,
    body_party,
    document,
    firm_party,
    known,
    moment,
    planning,
    release,
    transaction,
    value,
)
from toolbox_procurement.demo.plan import CITY, MINISTRIES, PLACES, PREFIX, THINGS, Buyer

FIRST = date(2023, 1, 9)
DAYS = 1040
TODAY = date(2026, 5, 17)
"""The demo's own day: nothing happens after it."""


def national(seed: int, count: int) -> Iterator[Release]:
    """Releases of the ministries."""
    chance = random.Random(seed)  # noqa: S311 - invented figures that are the same at every making, nothing secret
    weights = [buyer.weight for buyer in MINISTRIES]
    for number in range(1, count + 1):
        buyer = chance.choices(MINISTRIES, weights)[0]
        yield from _process(_case(chance, buyer, f"{PREFIX}-{buyer.number}-{number:04d}"))


def city(seed: int, count: int) -> Iterator[Release]:
    """Releases of the city, the Harbour Quay road among them."""
    chance = random.Random(seed)  # noqa: S311 - as above
    for number in range(1, count + 1):
        yield from _process(_case(chance, CITY, f"{PREFIX}-PS-{number:04d}"))
    yield from harbour_quay()


def _case(chance: random.Random, buyer: Buyer, ocid: str) -> Case:
    thing = chance.choice(THINGS)
    title = chance.choice(thing.titles).format(place=chance.choice(PLACES))
    estimate = round(thing.price * chance.lognormvariate(0, 0.45), -2)
    start = FIRST + timedelta(days=chance.randrange(DAYS))
    return Case(ocid, buyer, thing, title, start, int(estimate), chance)


def _process(case: Case) -> Iterator[Release]:
    chance = case.chance
    direct = chance.randrange(100) < case.buyer.direct
    days = chance.choice((4, 7, 9)) if chance.random() < 0.09 else chance.randrange(21, 46)
    opened, closed = case.start, case.start + timedelta(days=days)
    number = 1
    if chance.random() < 0.55:
        planned = opened - timedelta(days=chance.randrange(20, 60))
        yield release(case, planned, "planning", number, **planning(case, planned))
        number += 1
    tender = pieces.tender(case, opened, closed, direct=direct)
    parties = [body_party(case.buyer)]
    yield release(case, opened, "tender", number, parties=parties, tender=tender)
    if not direct and chance.random() < 0.08:
        number += 1
        longer = closed + timedelta(days=7)
        amendment = {
            "id": "1",
            "date": moment(opened + timedelta(days=3)),
            "rationale": "Answers to questions of bidders.",
        }
        changed = {"id": tender["id"], "tenderPeriod": {"endDate": moment(longer, 18)}, "amendments": [amendment]}
        yield release(case, opened + timedelta(days=3), "tenderAmendment", number, tender=changed)
        closed = longer
    if closed > TODAY - timedelta(days=20):
        return
    if not direct and chance.random() < 0.04:
        yield release(
            case,
            closed + timedelta(days=9),
            "tenderCancellation",
            number + 1,
            tender={"id": tender["id"], "status": "unsuccessful", "numberOfTenderers": 0},
        )
        return
    bidders = _bidders(case, direct=direct)
    bids = _bids(case, bidders, closed)
    award_day = closed + timedelta(days=chance.randrange(6, 55))
    winner = next(
        (bid for bid in sorted(bids, key=lambda one: one["value"]["amount"]) if bid["status"] == "valid"), bids[0]
    )
    firm = winner["tenderers"][0]["id"].rsplit("-", 1)[-1]
    number += 1
    award = {
        "id": f"{case.ocid}-award-1",
        "title": case.title,
        "status": "active",
        "date": moment(award_day),
        "value": winner["value"],
        "suppliers": [pieces.firm(firm)],
        "items": tender["items"],
        "relatedBids": [winner["id"]],
        "documents": [document(case, "awardNotice", "Award notice", award_day)],
    }
    yield release(
        case,
        award_day,
        "award",
        number,
        parties=[
            body_party(case.buyer),
            *(firm_party(one, "tenderer", *(["supplier"] if one == firm else [])) for one in bidders),
        ],
        tender={
            "id": tender["id"],
            "status": "complete",
            "numberOfTenderers": len(bidders),
            "tenderers": [pieces.firm(one) for one in bidders],
        },
        bids={"details": bids},
        awards=[award],
    )
    yield from _contract(case, number, award, winner, award_day)


def _bidders(case: Case, *, direct: bool) -> list[str]:
    firms = list(case.thing.firms)
    if direct or len(firms) == 1:
        return [case.chance.choice(firms)]
    if case.chance.random() < 0.18:
        return [firms[0] if case.chance.random() < 0.7 else case.chance.choice(firms)]
    return case.chance.sample(firms, case.chance.randrange(2, len(firms) + 1))


def _bids(case: Case, bidders: list[str], closed: date) -> list[Release]:
    chance = case.chance
    base = case.estimate * chance.uniform(0.82, 1.02)
    close = chance.random() < 0.05
    bids = []
    for number, firm in enumerate(bidders, 1):
        price = base * (1 + (0.004 * (number - 1) if close else chance.uniform(0.0, 0.16) * (number > 1)))
        status = "disqualified" if number > 1 and chance.random() < 0.1 else "valid"
        bids.append(
            {
                "id": f"{case.ocid}-bid-{number}",
                "date": moment(closed - timedelta(days=chance.randrange(0, 4)), 15),
                "status": status,
                "tenderers": [pieces.firm(firm)],
                "value": value(price),
            }
        )
    return bids


def _contract(case: Case, number: int, award: Release, winner: Release, award_day: date) -> Iterator[Release]:
    chance = case.chance
    signed = award_day + timedelta(days=chance.randrange(5, 40))
    if signed > TODAY or chance.random() < 0.06:
        return
    amount = winner["value"]["amount"]
    end = signed + timedelta(days=chance.randrange(60, 420))
    contract: Release = {
        "id": f"{case.ocid}-contract-1",
        "awardID": award["id"],
        "title": case.title,
        "status": "active",
        "value": value(amount),
        "dateSigned": moment(signed),
        "items": award["items"],
        "period": {"startDate": moment(signed), "endDate": moment(end)},
        "documents": [document(case, "contractSigned", "Signed contract", signed)],
    }
    yield release(case, signed, "contract", number + 1, contracts=[contract])
    number, paid, last, payments = number + 1, 0.0, signed, []
    changed = chance.random()
    if changed < 0.2 and signed + timedelta(days=60) < TODAY:
        day, amount = signed + timedelta(days=chance.randrange(20, 60)), amount * chance.uniform(1.04, 1.2)
        update: Release = {**known(contract), "value": value(amount)}
        number += 1
        if changed < 0.13:
            update["amendments"] = [{"id": "1", "date": moment(day), "rationale": "More work than foreseen."}]
            yield release(case, day, "contractAmendment", number, contracts=[update])
        else:
            yield release(case, day, "implementation", number, contracts=[update])
        last = day
    for payment in range(1, chance.randrange(1, 4)):
        day = last + timedelta(days=chance.randrange(30, 120))
        if day > TODAY:
            break
        part = min(amount - paid, amount * chance.uniform(0.25, 0.5))
        paid, last, number = paid + part, day, number + 1
        payments = [transaction(case, payment, day, part, award["suppliers"][0])]
        body = {**known(contract), "implementation": {"transactions": payments}}
        yield release(case, day, "implementation", number, contracts=[body])
