"""Which budgets there are, now and as of an old version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_budget_portal import queries
from toolbox_core import NotFound
from toolbox_core.db import Database


def test_entities_come_with_their_years_newest_first(town: str, database: Database) -> None:
    with database.read() as session:
        (owner, years) = queries.entities(session)[0]
        assert (owner.slug, owner.name, years) == ("town", "Port Town", (2024, 2023, 2021))


def test_a_year_knows_its_directions_phases_and_sources(town: str, database: Database) -> None:
    with database.read() as session:
        year = queries.year(session, town, 2024)
    assert year.directions == ("expenditure", "revenue")
    assert year.kinds("expenditure") == {"administrative": 2, "functional": 2, "economic": 1}
    assert [phase.role for phase in year.phases_of("revenue")] == ["approved", "executed", "paid"]
    assert (year.currency, year.digits, year.has_eliminations()) == ("EUR", 2, True)
    assert [source.name for source in year.sources("revenue")] == ["revenue.csv", "revenue-elimination.csv"]
    assert year.line_count("expenditure") == 6
    assert year.versions[0].log_number == 1


def test_an_unknown_entity_is_answered_with_the_nearest(town: str, database: Database) -> None:
    with database.read() as session:
        with pytest.raises(NotFound, match="Did you mean town"):
            queries.year(session, "twon", 2024)
        with pytest.raises(NotFound, match="There are 2024, 2023, 2021"):
            queries.year(session, town, 2022)


def test_nothing_published_is_said_plainly(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="No budget has been published"):
        queries.year(session, "town", 2024)


def test_a_replaced_version_is_still_read_as_of_its_day(
    town: str,
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
    database: Database,
) -> None:
    package = write_package()
    first = load(package, entity="alone", year=2024)
    publish(first.version_id)
    files = {"spending.csv": (package.parent / "spending.csv").read_bytes().replace(b"1000,50", b"2000,50")}
    second = load(write_package(files, folder="again"), entity="alone", year=2024)
    with database.read() as session, pytest.raises(NotFound, match="Published versions: 1"):
        queries.year(session, "alone", 2024, as_of=2)
    publish(second.version_id)
    with database.read() as session:
        now, then = queries.year(session, "alone", 2024), queries.year(session, "alone", 2024, as_of=1)
        assert [version.replaces for version in now.versions] == [(1,)]
        assert [version.replaced_by for version in then.versions] == [2]
        totals = [queries.totals(session, year)["expenditure"].of("approved") for year in (then, now)]
    assert [str(total) for total in totals] == ["1480.40", "2480.40"]
