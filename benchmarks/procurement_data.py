"""Invented open-contracting data with the weight and the texture of real files, the same for the same numbers.

A release of the three real publishers that this was measured against has 8 to 17 kilobytes: item lists with addresses
and long descriptions, parties with contacts, documents. Prices, bidders and dates are spread as they are in life, so
that about as many processes are flagged as in real data; where everything is flagged, only the flagging is measured.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

_encode = msgspec.json.Encoder().encode
_START: Final = datetime(2019, 1, 7, 9, tzinfo=UTC)
_DIVISIONS: Final = (15, 30, 33, 39, 44, 45, 50, 60, 71, 79, 90)
_CLASSES: Final = tuple(f"{division}{group:03}000" for division in _DIVISIONS for group in range(20))
_METHODS: Final = (*("open",) * 6, *("selective",) * 2, "limited", "direct")
_WORDS: Final = (
    "supply delivery repair building maintenance school hospital road bridge water paper fuel medicine training office"
    " northern southern district annual emergency reconstruction of services for the and equipment works cleaning"
).split()
_REGIONS: Final = tuple(f"Region {number}" for number in range(24))


def write_releases(path: Path, processes: int, *, compiled: bool = False) -> int:
    """Write so many processes as JSON Lines; returns how many releases they have.

    ``compiled`` writes one compiled release for each, otherwise one to three releases as a process goes on.
    """
    count = 0
    with path.open("wb", buffering=1024**2) as stream:
        for number in range(processes):
            for release in [_public(compiled_release(number))] if compiled else releases(number):
                stream.write(_encode(release) + b"\n")
                count += 1
    return count


def releases(number: int) -> Iterator[dict[str, Any]]:
    """The releases of one process: its tender, and mostly an award and a contract."""
    whole = compiled_release(number)
    dates = whole.pop("_dates")
    stages = ("tender", "award", "contract")[: 1 + number % 3]
    for stage in stages:
        release = {key: value for key, value in whole.items() if key not in ("bids", "awards", "contracts")}
        release["id"], release["date"], release["tag"] = f"{number}-{stage}", dates[stage], [stage]
        if stage == "tender":
            release["tender"] = {**whole["tender"], "status": "active"}
            release["tender"].pop("numberOfTenderers")
        else:
            release["bids"], release["awards"] = whole["bids"], whole["awards"]
        if stage == "contract":
            release["contracts"] = whole["contracts"]
        yield release


def compiled_release(number: int) -> dict[str, Any]:
    """One process from the tender to the contract."""
    chance = random.Random(number)
    estimate = round(chance.lognormvariate(11, 1.4), 2)
    opened = _START + timedelta(days=chance.randrange(2500), hours=chance.randrange(9))
    closed = opened + timedelta(days=max(3, round(chance.gauss(28, 9))))
    awarded = closed + timedelta(days=max(1, round(chance.lognormvariate(3.2, 0.6))))
    signed = awarded + timedelta(days=max(1, round(chance.gauss(14, 5))))
    method = chance.choice(_METHODS)
    kind = chance.choice(_CLASSES)
    buyer = _organisation("buyer", int(chance.paretovariate(0.9)) % 400)
    firms = sorted(
        {_firm(kind, chance) for _ in range(1 if method == "direct" else chance.choice((1, 2, 2, 3, 3, 4, 6)))}
    )
    tenderers = [_organisation("firm", firm) for firm in firms]
    bids = [_bid(number, place, tenderer, estimate, closed, chance) for place, tenderer in enumerate(tenderers)]
    valid = [bid for bid in bids if bid["status"] == "valid"] or bids[:1]
    valid[0]["status"] = "valid"
    winner = min(valid, key=lambda bid: bid["value"]["amount"])
    items = [_item(place, kind, chance) for place in range(chance.choice((1, 1, 2, 3, 5)))]
    award = {
        "id": f"{number}-a",
        "title": _text(chance, 8),
        "description": _text(chance, 30),
        "status": "active",
        "date": _written(awarded),
        "value": winner["value"],
        "suppliers": winner["tenderers"],
        "items": items,
        "documents": [_document(number, "awardNotice", awarded, chance)],
    }
    contract = {
        "id": f"{number}-c",
        "awardID": award["id"],
        "title": _text(chance, 8),
        "status": "active",
        "dateSigned": _written(signed),
        "period": {"startDate": _written(signed), "endDate": _written(signed + timedelta(days=180))},
        "value": winner["value"],
        "items": items,
        "documents": [_document(number, "contractSigned", signed, chance)],
    }
    if chance.random() < 0.12:
        contract["amendments"] = [
            {"id": "1", "date": _written(signed + timedelta(days=60)), "rationale": _text(chance, 14)}
        ]
    return {
        "ocid": f"ocds-7k2mqd-{number:08}",
        "id": f"{number}-compiled",
        "date": _written(signed),
        "tag": ["compiled"],
        "initiationType": "tender",
        "language": "en",
        "parties": [
            {**buyer, "roles": ["buyer", "procuringEntity"], **_details(buyer, chance)},
            *({**one, "roles": ["tenderer"], **_details(one, random.Random(one["id"]))} for one in tenderers),
        ],
        "buyer": buyer,
        "tender": {
            "id": str(number),
            "title": _text(chance, 9),
            "description": _text(chance, 110),
            "status": "complete",
            "procurementMethod": method,
            "procurementMethodDetails": f"{method.capitalize()} procedure",
            "procurementMethodRationale": _text(chance, 12) if method in ("direct", "limited") else "",
            "mainProcurementCategory": chance.choice(("goods", "works", "services")),
            "awardCriteria": "priceOnly",
            "procuringEntity": buyer,
            "value": {"amount": estimate, "currency": "XDR"},
            "tenderPeriod": {"startDate": _written(opened), "endDate": _written(closed)},
            "numberOfTenderers": len(tenderers),
            "items": items,
            "documents": [
                _document(number, "tenderNotice", opened, chance),
                _document(number, "technicalSpecifications", opened, chance),
                _document(number, "biddingDocuments", opened, chance),
            ],
        },
        "bids": {"details": bids},
        "awards": [award],
        "contracts": [contract],
        "_dates": {"tender": _written(opened), "award": _written(awarded), "contract": _written(signed)},
    }


def _public(whole: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in whole.items() if key != "_dates"}


def _firm(kind: str, chance: random.Random) -> int:
    """Firms of one trade meet again and again."""
    return int(kind[:4]) * 50 + int(chance.paretovariate(0.8)) % 60


def _organisation(kind: str, number: int) -> dict[str, Any]:
    return {"id": f"XX-{kind}-{number:06}", "name": f"{_WORDS[number % 12].capitalize()} {kind} {number}"}


def _details(one: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    digits = one["id"][-6:]
    return {
        "identifier": {"scheme": "XX-REG", "id": digits, "legalName": one["name"]},
        "address": {
            "streetAddress": f"{chance.randrange(1, 200)} Market Street {digits}",
            "locality": f"Town {chance.randrange(90)}",
            "region": chance.choice(_REGIONS),
            "postalCode": f"{chance.randrange(10_000, 99_999)}",
            "countryName": "Aldora",
        },
        "contactPoint": {
            "name": f"Office {digits}",
            "email": f"office@{digits}.example.org",
            "telephone": f"+000 {digits}",
        },
    }


def _bid(
    number: int, place: int, tenderer: dict[str, Any], estimate: float, closed: datetime, chance: random.Random
) -> dict[str, Any]:
    late = timedelta(hours=chance.choice((-90, -40, -20, -6, -2, -1)))
    return {
        "id": f"{number}-{place}",
        "date": _written(closed + late),
        "status": "disqualified" if chance.random() < 0.06 else "valid",
        "tenderers": [tenderer],
        "value": {"amount": round(estimate * min(1.3, max(0.4, chance.gauss(0.86, 0.1))), 2), "currency": "XDR"},
    }


def _item(place: int, kind: str, chance: random.Random) -> dict[str, Any]:
    return {
        "id": str(place + 1),
        "description": _text(chance, 16),
        "classification": {"scheme": "CPV", "id": kind, "description": f"Class {kind}"},
        "quantity": chance.randrange(1, 40),
        "unit": {
            "name": "piece",
            "value": {"amount": round(int(kind[:4]) * chance.uniform(0.8, 1.25), 2), "currency": "XDR"},
        },
        "deliveryAddress": {"streetAddress": _text(chance, 4), "locality": "Port Sennen", "countryName": "Aldora"},
    }


def _document(number: int, kind: str, when: datetime, chance: random.Random) -> dict[str, Any]:
    return {
        "id": f"{number}-{kind}",
        "documentType": kind,
        "title": _text(chance, 5),
        "url": f"https://data.example.org/contracts/{number}/{kind}.pdf",
        "datePublished": _written(when),
        "format": "application/pdf",
        "language": "en",
    }


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
