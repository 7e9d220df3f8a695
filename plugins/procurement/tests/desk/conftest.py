"""A process as a clerk types it, stage by stage."""

from __future__ import annotations

from typing import Any

import pytest

State = dict[str, Any]


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


@pytest.fixture
def plan() -> State:
    return {
        "title": "Desks for the new school",
        "planning": {"rationale": "The school opens in autumn.", "budget": {"amount": money("52000")}},
    }


@pytest.fixture
def tender(plan: State) -> State:
    return {
        **plan,
        "tender": {
            "title": "Desks for the new school",
            "status": "active",
            "procurementMethod": "open",
            "mainProcurementCategory": "goods",
            "value": money("50000,50"),
            "tenderPeriod": {"startDate": "2026-03-01", "endDate": "2026-03-31T12:00"},
            "lots": [{"id": "1", "title": "Desks"}],
            "items": [
                {
                    "id": "1",
                    "description": "School desk",
                    "classification": {"scheme": "CPV", "id": "39121100"},
                    "quantity": "200",
                    "unit": {"name": "piece", "value": money("250")},
                    "relatedLot": "1",
                }
            ],
            "documents": [
                {
                    "id": "1",
                    "documentType": "tenderNotice",
                    "title": "Notice",
                    "url": "https://town.example/notice.pdf",
                    "datePublished": "2026-03-01",
                }
            ],
        },
    }


@pytest.fixture
def award(tender: State) -> State:
    firm = {"id": "1", "name": "Joiners & Co", "identifier": {"scheme": "XX-FIRM", "id": "77"}}
    return {
        **tender,
        "awards": [
            {
                "id": "1",
                "title": "Desks",
                "status": "active",
                "date": "2026-04-10",
                "value": money("48000"),
                "relatedLots": "1",
                "suppliers": [firm],
            }
        ],
    }


@pytest.fixture
def contract(award: State) -> State:
    return {
        **award,
        "contracts": [
            {
                "id": "1",
                "awardID": "1",
                "status": "active",
                "dateSigned": "2026-04-20",
                "value": money("48000"),
                "period": {"startDate": "2026-05-01", "endDate": "2026-08-31"},
                "implementation": {"transactions": [{"id": "1", "date": "2026-06-01", "value": money("20000.25")}]},
            }
        ],
    }
