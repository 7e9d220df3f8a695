"""One case in full: the road whose price rose without a word. The pages are shown with it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from toolbox_procurement.demo import pieces
from toolbox_procurement.demo.pieces import (
    Case,
    Release,
    body_party,
    document,
    known,
    moment,
    planning,
    release,
    transaction,
    value,
)
from toolbox_procurement.demo.plan import CITY, PREFIX, THINGS


def harbour_quay() -> Iterator[Release]:
    """The road whose price rose without a word: the case that the pages are shown with."""
    chance = random.Random(417)  # noqa: S311 - as above
    case = Case(
        f"{PREFIX}-PS-2025-0417",
        CITY,
        THINGS[0],
        "Resurfacing of the Harbour Quay road",
        date(2025, 3, 3),
        4_850_000,
        chance,
    )
    yield release(case, date(2025, 1, 20), "planning", 1, **planning(case, date(2025, 1, 20)))
    tender = pieces.tender(case, date(2025, 3, 3), date(2025, 3, 12), direct=False)
    tender |= {
        "description": "Resurfacing of 3.4 km of road along the harbour, with new kerbs and drains.",
        "procurementMethod": "open",
        "procurementMethodDetails": "Open procedure",
        "awardCriteria": "priceOnly",
        "tenderPeriod": {"startDate": moment(date(2025, 3, 3)), "endDate": moment(date(2025, 3, 12), 14)},
    }
    tender["items"][0] |= {"quantity": 3.4, "unit": {"name": "km"}}
    yield release(case, date(2025, 3, 3), "tender", 2, parties=[body_party(CITY)], tender=tender)
    offers = (
        ("F001", 4_612_300, "valid"),
        ("F002", 4_655_000, "valid"),
        ("F003", 4_188_750, "disqualified"),
        ("F004", 4_702_100, "withdrawn"),
    )
    bids = [
        {
            "id": f"{case.ocid}-bid-{number}",
            "date": moment(date(2025, 3, 11), 10 + number),
            "status": status,
            "tenderers": [pieces.firm(firm)],
            "value": value(price),
        }
        for number, (firm, price, status) in enumerate(offers, 1)
    ]
    award = {
        "id": f"{case.ocid}-award-1",
        "title": case.title,
        "status": "active",
        "date": moment(date(2025, 4, 2)),
        "value": value(4_612_300),
        "suppliers": [pieces.firm("F001")],
        "items": tender["items"],
        "relatedBids": [bids[0]["id"]],
        "documents": [document(case, "awardNotice", "Minutes of the opening of bids", date(2025, 4, 2))],
    }
    yield release(
        case,
        date(2025, 4, 2),
        "award",
        3,
        parties=[
            body_party(CITY),
            *(pieces.firm_party(firm, "tenderer", *(["supplier"] if firm == "F001" else [])) for firm, *_ in offers),
        ],
        tender={
            "id": tender["id"],
            "status": "complete",
            "numberOfTenderers": 4,
            "tenderers": [pieces.firm(firm) for firm, *_ in offers],
        },
        bids={"details": bids},
        awards=[award],
    )
    contract = {
        "id": f"{case.ocid}-contract-1",
        "awardID": award["id"],
        "title": case.title,
        "status": "active",
        "value": value(4_612_300),
        "dateSigned": moment(date(2025, 4, 15)),
        "items": tender["items"],
        "period": {"startDate": moment(date(2025, 4, 15)), "endDate": moment(date(2025, 11, 30))},
        "documents": [document(case, "contractSigned", "Signed contract", date(2025, 4, 15))],
    }
    yield release(case, date(2025, 4, 15), "contract", 4, contracts=[contract])
    silent = {**known(contract), "value": value(5_304_100), "period": {"endDate": moment(date(2026, 6, 30))}}
    yield release(case, date(2025, 6, 11), "implementation", 5, contracts=[silent])
    for number, (day, amount) in enumerate(
        ((date(2025, 9, 30), 820_000), (date(2026, 1, 28), 1_120_400), (date(2026, 5, 11), 1_240_000)), 1
    ):
        paid = {"transactions": [transaction(case, number, day, amount, award["suppliers"][0])]}
        body = {**known(contract), "implementation": paid}
        yield release(case, day, "implementation", 5 + number, contracts=[body])
