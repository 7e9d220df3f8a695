"""Lists from postings are the lists that the database alone finds, in every order and on every page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import combinations, cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_procurement import queries
from toolbox_procurement.publishing import postings as building
from toolbox_procurement.queries import listing, postings
from toolbox_procurement.queries.records import Conditions, Listing

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")
ONE: tuple[dict[str, Any], ...] = (
    {"buyer": "ministry-of-tests"},
    {"supplier": "firm-1"},
    {"supplier": "nobody"},
    {"item_class": "CPV:45"},
    {"item_class": "CPV:33"},
    {"method": "direct"},
    {"method": "selective"},
    {"category": "works"},
    {"stage": "contract"},
    {"region": "North|South"},
    {"place": "Norra|NORRA"},
    {"year": 2025},
    {"year": 1999},
    {"flag": "any"},
    {"flag": "R018"},
    {"silent": True},
    {"source": "town"},
    {"source": "nowhere"},
    {"low": Decimal("5000.5")},
    {"high": Decimal(20002)},
    {"low": Decimal("4000.4"), "high": Decimal("4000.4")},
    {"first": "2025-01-15"},
    {"last": "2025-01-15"},
    {"first": "2025-01-12", "last": "2025-01-20"},
    {"q": "road"},
    {"q": "ocds-t3st00-7"},
)


@pytest.fixture
def many(
    load: Callable[..., Any],
    write: Callable[..., Path],
    processes: Callable[[int], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fifty processes with postings for every value that three of them have."""
    monkeypatch.setattr(building, "WORTH", 10)
    monkeypatch.setattr(building, "LEAST", 3)
    monkeypatch.setattr(postings, "STEPS", 7)
    monkeypatch.setattr(building, "STEPS", 7)
    releases = []
    for release in processes(50):
        number = int(release["ocid"].rsplit("-", 1)[1])
        tender = release.get("tender")
        if tender:
            tender["tenderPeriod"]["startDate"] = f"2025-01-{1 + number % 19:02}T00:00:00Z"
            item = tender["items"][0]
            item["deliveryAddresses"] = [{"region": "Norra" if number % 3 else "NORRA"}]
            if number % 10 == 0:
                del tender["value"]
            if number % 25 == 0:
                item["classification"]["id"] = "33100000"
        releases.append(release)
    load(write("many.jsonl", releases, lines=True))


def _told(found: Listing) -> tuple[Any, ...]:
    facets = {kind: set(options) for kind, options in found.facets.items()}
    return [item.ocid for item in found.items], found.count, found.more, found.page, found.pages, facets


def _counts(found: Listing) -> dict[str, dict[str, int]]:
    return {kind: {value: count for value, _, count in shown} for kind, shown in found.facets.items()}


def _conditions() -> list[Conditions]:
    pairs = [{**one, **other} for one, other in combinations(ONE, 2) if not set(one) & set(other)]
    return [Conditions(), *(Conditions(**one) for one in (*ONE, *pairs))]


@pytest.mark.parametrize("few", [5_000, 0])
def test_lists_are_those_of_the_database(
    many: None, database: Database, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(postings, "_FEW", few)
    found = 0
    with database.read() as session:
        lists = postings.held(session)
        assert lists is not None
        pages = cycle((("newest", 1), ("largest", 1), ("best", 1), ("newest", 3), ("largest", 2)))
        for wanted, (order, page) in zip(_conditions(), pages, strict=False):
            monkeypatch.setattr(listing, "held", lambda session: lists)
            quick = queries.find(session, wanted, order=order, page=page)
            monkeypatch.setattr(listing, "held", lambda session: None)
            assert _told(quick) == _told(queries.find(session, wanted, order=order, page=page)), (wanted, order)
            found += quick.count > 0
    assert found > 100


def test_facets_of_long_lists_are_counted(many: None, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.read() as session:
        one_by_one = queries.find(session, Conditions(method="open"))
        monkeypatch.setattr(listing, "FACETED", 3)
        laid_over = queries.find(session, Conditions(method="open"))
        assert _counts(laid_over) == _counts(one_by_one)
        assert _counts(queries.find(session, Conditions()))["method"] == {"open": 38, "direct": 12}


def test_a_new_publication_is_seen(
    many: None,
    load: Callable[..., Any],
    write: Callable[..., Path],
    processes: Callable[[int], Any],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.read() as session:
        before = postings.held(session)
        assert postings.held(session) is before
        assert before is not None
        assert before.size == 50
    load(write("more.jsonl", [one for one in processes(53) if int(one["ocid"].rsplit("-", 1)[1]) > 50], lines=True))
    with database.read() as session:
        after = postings.held(session)
        assert after is not None
        assert after.size == 53
        assert queries.find(session, Conditions()).count == 53
    monkeypatch.setattr(building, "WORTH", 1_000)
    with database.write() as session:
        building.build(session)
    with database.read() as session:
        assert postings.held(session) is None
