"""A good release, and a way to hear what one room says about a changed one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

GOOD: dict[str, Any] = {
    "ocid": "ocds-213czf-1",
    "id": "1",
    "date": "2021-06-01T00:00:00Z",
    "tag": ["contract"],
    "initiationType": "tender",
    "parties": [
        {"id": "B", "name": "City", "roles": ["buyer", "payer"]},
        {"id": "S", "name": "Acme", "roles": ["supplier", "tenderer", "payee"]},
    ],
    "buyer": {"id": "B", "name": "City"},
    "planning": {"budget": {"amount": {"amount": 100, "currency": "EUR"}}},
    "tender": {
        "id": "t",
        "title": "Roof",
        "status": "complete",
        "procurementMethod": "open",
        "numberOfTenderers": 1,
        "tenderers": [{"id": "S", "name": "Acme"}],
        "value": {"amount": 100, "currency": "EUR"},
        "tenderPeriod": {"startDate": "2021-01-01T00:00:00Z", "endDate": "2021-02-01T00:00:00Z"},
        "documents": [{"id": "d", "documentType": "tenderNotice", "url": "https://example.org/notice"}],
    },
    "awards": [
        {
            "id": "a",
            "status": "active",
            "date": "2021-03-01T00:00:00Z",
            "value": {"amount": 90, "currency": "EUR"},
            "suppliers": [{"id": "S", "name": "Acme"}],
        }
    ],
    "contracts": [
        {
            "id": "c",
            "awardID": "a",
            "status": "active",
            "dateSigned": "2021-04-01T00:00:00Z",
            "value": {"amount": 90, "currency": "EUR"},
            "implementation": {
                "transactions": [
                    {
                        "id": "p",
                        "date": "2021-05-01T00:00:00Z",
                        "value": {"amount": 45, "currency": "EUR"},
                        "payer": {"id": "B", "name": "City"},
                        "payee": {"id": "S", "name": "Acme"},
                    }
                ]
            },
        }
    ],
}


@pytest.fixture
def good() -> dict[str, Any]:
    """A release in which nothing is to be found."""
    return copy.deepcopy(GOOD)


@pytest.fixture
def told(good: dict[str, Any]) -> Callable[..., list[str]]:
    """``told(check, "/tender/status", "planned")``: rules and paths that ``check`` tells of the changed release."""

    def listen(check: Callable[..., None], pointer: str = "", value: Any = None) -> list[str]:
        if pointer:
            *way, last = pointer.strip("/").split("/")
            holder: Any = good
            for part in way:
                holder = holder[int(part)] if isinstance(holder, list) else holder[part]
            holder[int(last) if isinstance(holder, list) else last] = value
        heard: list[str] = []
        check(good, lambda rule, path, value, pointer: heard.append(f"{rule} {path}"))
        return heard

    return listen
