"""Where processes lie: sums by place, each process in all its places, values in one, and what says nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import select

from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_procurement import queries
from toolbox_procurement.loading.draft import load_files
from toolbox_procurement.models import Rollup
from toolbox_procurement.publishing.act import publish_version
from toolbox_procurement.queries.records import Conditions

if TYPE_CHECKING:
    from toolbox_core.config import Settings

pytestmark = pytest.mark.plugins("procurement")
SPOTS: tuple[list[dict[str, str]], ...] = (
    [{"region": "Norra"}],
    [{"region": "Norra"}],
    [{"region": "Sennen"}],
    [{"region": "Sennen"}, {"region": "NORRA"}],
    [],
)


@pytest.fixture
def releases(processes: Callable[[int], Any]) -> list[Any]:
    """Five processes: two in Norra, one in Sennen, one in both, one that says nothing."""
    releases = []
    for release in processes(5):
        number = int(release["ocid"].rsplit("-", 1)[1])
        if "tender" in release:
            release["tender"]["items"] = [{**release["tender"]["items"][0], "deliveryAddresses": SPOTS[number - 1]}]
        releases.append(release)
    return releases


@pytest.fixture
def placed(load: Callable[..., Any], write: Callable[..., Path], releases: list[Any]) -> None:
    """The five, published."""
    load(write("placed.jsonl", releases, lines=True))


def test_every_process_is_counted_in_each_of_its_places(placed: None, database: Database) -> None:
    with database.read() as session:
        spots = queries.areas(session, Conditions())
        one = queries.areas(session, Conditions(place="Norra|NORRA"))
    assert (spots.basis, spots.count, spots.located) == ("delivery", 5, 4)
    assert {area.name: area.count for area in spots.areas} == {"Norra": 2, "Sennen": 2, "NORRA": 1}
    assert spots.currency == "EUR"
    norra = next(area for area in spots.areas if area.name == "Norra")
    with database.read() as session:
        values = [item.value for item in queries.find(session, Conditions(place="Norra")).items]
    assert norra.value == sum((value for value in values if value is not None), Decimal(0))
    assert next(area for area in spots.areas if area.name == "NORRA").value is None, "a shared value is in no sum"
    assert spots.other_money == 1
    assert one.count == 3, "two spellings of one place"


def test_without_places_of_delivery_the_buyers_region_is_taken(
    load: Callable[..., Any], write: Callable[..., Path], processes: Callable[[int], Any], database: Database
) -> None:
    load(write("a.jsonl", processes(4), lines=True))
    with database.read() as session:
        spots = queries.areas(session, Conditions())
        nothing = queries.areas(session, Conditions(), "delivery")
        none = queries.areas(session, Conditions(year=1999))
    assert (spots.basis, [area.name for area in spots.areas], spots.located) == ("buyer", ["North"], 4)
    assert (nothing.areas, nothing.located, nothing.count) == ((), 0, 4)
    assert (none.count, none.currency) == (0, "")


def test_published_again_a_process_keeps_its_places_once(
    placed: None,
    load: Callable[..., Any],
    write: Callable[..., Path],
    processes: Callable[[int], Any],
    database: Database,
) -> None:
    later = [dict(release, id=f"{release['id']}-later", date="2026-03-01T00:00:00Z") for release in processes(1)[:1]]
    later[0]["tender"]["items"][0]["deliveryAddresses"] = [{"region": "Vale"}]
    load(write("later.jsonl", later, lines=True))
    with database.read() as session:
        spots = queries.areas(session, Conditions())
    assert {area.name: area.count for area in spots.areas}["Vale"] == 1
    assert spots.count == 5


def test_stored_sums_are_those_of_the_processes(
    placed: None,
    load: Callable[..., Any],
    write: Callable[..., Path],
    processes: Callable[[int], Any],
    database: Database,
) -> None:
    others = processes(6)
    for release in others:
        release["ocid"] += "-other"
        if "tender" in release:
            at = {"type": "Point", "coordinates": [-19.123456 + len(release["ocid"]), 44.1]}
            release["tender"]["items"][0]["deliveryLocation"] = {"description": "Quay", "geometry": at}
    load(write("others.jsonl", others, lines=True), source="port")
    everything = Conditions(first="0001-01-01")
    for basis in ("", "delivery", "buyer"):
        with database.read() as session:
            stored, counted = (queries.areas(session, wanted, basis) for wanted in (Conditions(), everything))
        assert stored == counted
        assert stored.count == 11


def test_sums_of_an_older_version_are_counted_anew(placed: None, database: Database) -> None:
    with database.write() as session:
        whole = session.scalar(select(Rollup).where(Rollup.kind == "all"))
        assert whole is not None
        whole.figures = {name: value for name, value in whole.figures.items() if name != "located"}
    with database.read() as session:
        assert queries.areas(session, Conditions()).located == 4


@pytest.mark.postgresql
def test_postgresql_says_the_same(
    placed: None,
    write: Callable[..., Path],
    releases: list[Any],
    settings: Settings,
    database: Database,
    postgresql_url: str,
) -> None:
    path = write("there.jsonl", releases, lines=True)
    there = msgspec.structs.replace(settings, database=msgspec.structs.replace(settings.database, url=postgresql_url))
    other = Database(postgresql_url)
    try:
        migrate(there, other)
        outcome = load_files(other.write, there.files, [path], source="town", name="Town", by="tests")
        with other.write() as session:
            publish_version(session, outcome.version or 0, by="tests")
        for wanted, basis in (
            (Conditions(), ""),
            (Conditions(place="Norra|NORRA"), "delivery"),
            (Conditions(), "buyer"),
        ):
            with other.read() as one, database.read() as two:
                assert queries.areas(one, wanted, basis) == queries.areas(two, wanted, basis)
    finally:
        other.close()


@pytest.mark.shared_data
def test_real_data_say_where(load: Callable[..., Any], official: Path, database: Database) -> None:
    load(official / "ukraine_prozorro" / "releases.jsonl")
    with database.read() as session:
        spots = queries.areas(session, Conditions())
    assert spots.basis == "delivery"
    assert spots.located > spots.count / 2
    assert "Київська область" in {area.name for area in spots.areas}
