"""The parts that invented releases are made of."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from toolbox_procurement.demo.plan import (
    CITY,
    CURRENCY,
    EMERGENCY,
    FIRMS,
    PLACES,
    PORT_SENNEN,
    REGIONS,
    REGISTER,
    Buyer,
    Thing,
)

Release = dict[str, Any]


@dataclass(slots=True)
class Case:
    """One process while it is being invented. ``chance`` is the demo's own source of chance."""

    ocid: str
    buyer: Buyer
    thing: Thing
    title: str
    start: date
    estimate: int
    chance: random.Random


def moment(day: date, hour: int = 9) -> str:
    """A day as OCDS writes moments."""
    return f"{day.isoformat()}T{hour:02d}:00:00Z"


def value(amount: float) -> Release:
    """An amount in dor."""
    return {"amount": round(amount, 2), "currency": CURRENCY}


def firm(number: str) -> Release:
    """A reference to a firm."""
    return {"id": f"{REGISTER}-{number}", "name": FIRMS[number]}


def body(buyer: Buyer) -> Release:
    """A reference to a body."""
    return {"id": f"x_aldora_body-{buyer.number}", "name": buyer.name}


def body_party(buyer: Buyer) -> Release:
    """A body with its details."""
    return {
        **body(buyer),
        "identifier": {"scheme": "x_aldora_body", "id": buyer.number, "legalName": buyer.name},
        "address": {"region": buyer.region, "countryName": "Aldora"},
        "contactPoint": {"name": "Purchasing office", "email": f"purchasing-{buyer.number.lower()}@aldora.example"},
        "roles": ["buyer", "procuringEntity"],
    }


def firm_party(number: str, *roles: str) -> Release:
    """A firm with its details."""
    return {
        **firm(number),
        "identifier": {"scheme": REGISTER, "id": number, "legalName": FIRMS[number]},
        "address": {"locality": PLACES[int(number[1:]) % len(PLACES)], "countryName": "Aldora"},
        "roles": list(roles),
    }


def item(case: Case, quantity: int) -> Release:
    """What is bought."""
    return {
        "id": "1",
        "description": case.thing.name,
        "classification": {"scheme": "CPV", "id": case.thing.code, "description": case.thing.name},
        "quantity": quantity,
        "unit": {"name": case.thing.unit, "value": value(case.estimate / quantity)},
        **delivery(case),
    }


def delivery(case: Case) -> Release:
    """Where it is delivered: a region of the republic, or a point in the city. One in seven does not say."""
    number = zlib.crc32(case.ocid.encode())
    if number % 7 == 3:
        return {}
    if case.buyer.number != CITY.number:
        region = REGIONS[number // 7 % len(REGIONS)]
        return {"deliveryAddress": {"region": region, "countryName": "Aldora"}}
    index = number // 7 % len(PLACES)
    place = PLACES[index]
    point = [round(PORT_SENNEN[0] + index % 5 * 0.03 - 0.07, 4), round(PORT_SENNEN[1] + index // 5 * 0.04 - 0.05, 4)]
    return {
        "deliveryLocation": {"description": place, "geometry": {"type": "Point", "coordinates": point}},
        "deliveryAddress": {"region": "Sennen", "locality": place, "countryName": "Aldora"},
    }


def document(case: Case, kind: str, title: str, day: date) -> Release:
    """A document that does not exist."""
    name = f"{case.ocid}-{kind}"
    return {
        "id": name,
        "documentType": kind,
        "title": title,
        "url": f"https://contracts.aldora.example/{name}.pdf",
        "datePublished": moment(day),
        "format": "application/pdf",
        "language": "en",
    }


def release(case: Case, day: date, tag: str, number: int, **parts: Any) -> Release:
    """One release; ``parts`` are its sections."""
    return {
        "ocid": case.ocid,
        "id": f"{case.ocid}-{number:02d}-{tag}",
        "date": moment(day, 12),
        "tag": [tag],
        "initiationType": "tender",
        "language": "en",
        "buyer": body(case.buyer),
        **parts,
    }


def planning(case: Case, day: date) -> Release:
    """The section that a plan brings, and the buyer's details."""
    return {
        "parties": [body_party(case.buyer)],
        "planning": {
            "rationale": f"{case.title}: foreseen in the yearly plan of {case.buyer.name}.",
            "budget": {"description": case.title, "amount": value(case.estimate)},
            "documents": [document(case, "procurementPlan", "Procurement plan", day)],
        },
    }


def tender(case: Case, opened: date, closed: date, *, direct: bool) -> Release:
    """The section that a tender brings."""
    chance = case.chance
    quantity = chance.randrange(1, 40)
    tender: Release = {
        "id": f"{case.ocid}-tender",
        "title": case.title,
        "description": f"{case.thing.name} for {case.buyer.name}.",
        "status": "active",
        "procuringEntity": body(case.buyer),
        "mainProcurementCategory": case.thing.category,
        "value": value(case.estimate),
        "items": [item(case, quantity)],
        "awardCriteria": "priceOnly" if chance.random() < 0.6 else "ratedCriteria",
        "submissionMethod": ["electronicSubmission"],
        "documents": [document(case, "tenderNotice", "Tender notice", opened)],
    }
    if direct:
        tender |= {"procurementMethod": "direct", "procurementMethodDetails": "Direct award"}
        if chance.random() < 0.6:
            tender["procurementMethodRationale"] = EMERGENCY
    else:
        method = "open" if chance.random() < 0.85 else "selective"
        tender |= {
            "procurementMethod": method,
            "procurementMethodDetails": "Open procedure" if method == "open" else "Restricted procedure",
            "tenderPeriod": {"startDate": moment(opened), "endDate": moment(closed, 18)},
        }
        if chance.random() < 0.7:
            tender["documents"].append(document(case, "technicalSpecifications", "What is wanted", opened))
    return tender


def known(contract: Release) -> Release:
    """What every release of a contract says again."""
    return {name: contract[name] for name in ("id", "awardID", "dateSigned")}


def transaction(case: Case, number: int, day: date, amount: float, payee: Release) -> Release:
    """A payment."""
    return {
        "id": f"{case.ocid}-payment-{number}",
        "date": moment(day),
        "value": value(amount),
        "payer": body(case.buyer),
        "payee": payee,
    }
