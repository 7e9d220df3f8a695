"""Who bids beside a supplier, and who of them wins."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_core.db import Database
from toolbox_procurement.queries import cobidders

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("procurement")
FIRMS = {name: {"id": f"XX-FIRM-{name}", "name": f"Firm {name}"} for name in ("a", "b", "c")}


def process(number: int, bidders: str, winner: str) -> dict[str, Any]:
    """A finished process: who bid, who won."""
    return {
        "ocid": f"ocds-t3st00-{number}",
        "id": str(number),
        "date": "2025-02-01T00:00:00Z",
        "tag": ["award"],
        "initiationType": "tender",
        "parties": [{**FIRMS[name], "roles": ["tenderer"]} for name in bidders],
        "tender": {"id": "t", "tenderers": [FIRMS[name] for name in bidders]},
        "bids": {"details": [{"id": f"{name}{turn}", "tenderers": [FIRMS[name]]} for name in bidders for turn in "12"]},
        "awards": [
            {
                "id": "1",
                "status": "active",
                "suppliers": [FIRMS[winner]],
                "value": {"amount": 100, "currency": "EUR"},
            }
        ],
    }


@pytest.fixture
def loaded(load: Callable[..., Any], write: Callable[..., Path]) -> None:
    course = [("ab", "a"), ("ab", "a"), ("abc", "b"), ("ac", "a"), ("c", "c"), ("bc", "c")]
    releases = [process(number, *one) for number, one in enumerate(course, 1)]
    load(write("a.jsonl", releases, lines=True))


def test_processes_count_once_and_only_those_where_both_bid(loaded: None, database: Database) -> None:
    with database.read() as session:
        found = cobidders(session, "firm-a")
        assert [(one.person.name, one.times, one.ours, one.theirs) for one in found] == [
            ("Firm b", 3, 2, 1),
            ("Firm c", 2, 1, 0),
        ]
        assert [(one.person.slug, one.times) for one in cobidders(session, "firm-c")] == [("firm-a", 2), ("firm-b", 2)]
        assert cobidders(session, "nobody") == []


def test_the_page_says_it(loaded: None, client: TestClient) -> None:
    page = unescape(client.get("/procurement/network?supplier=firm-a").text)
    assert "Who bids beside it" in page
    assert "Won by Firm a" in page
    assert 'href="/procurement/network?supplier=firm-b"' in page
    assert client.get("/procurement/network/chart.svg?supplier=firm-a&chart=cobidders").status_code == 200
    assert "Who bids beside it" not in client.get("/procurement/network").text


def test_data_without_bidders_says_so(
    load: Callable[..., Any], write: Callable[..., Path], processes: Callable[[int], Any], client: TestClient
) -> None:
    load(write("a.jsonl", processes(3), lines=True))
    assert "does not say who else bid" in client.get("/procurement/network?supplier=firm-1").text
