"""Finding categories and lines."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.queries.search import Results
from toolbox_core.db import Database


def _search(database: Database, query: str, **options: Any) -> Results:
    with database.read() as session:
        return queries.search(session, queries.entity(session, "town"), query, **options)


def test_accents_and_capitals_do_not_matter(town: str, database: Database) -> None:
    (found,) = _search(database, "EDUCACION").items
    assert (found.label, found.code, found.path, found.ancestors) == ("Educación infantil", "21", "2/21", ("Culture",))
    assert found.fiscal_year == 2024
    assert found.sums.of("executed") == Decimal("41.90")


def test_codes_are_found_first(town: str, database: Database) -> None:
    results = _search(database, "1")
    assert {item.code for item in results.items[:3]} == {"1"}
    assert results.items[3].code != "1"
    assert results.count == len(results.items)


def test_every_word_must_be_there(town: str, database: Database) -> None:
    assert _search(database, "infantil educacion").count == 1
    assert _search(database, "infantil roads").count == 0
    assert _search(database, "   ").count == 0


def test_results_are_grouped_and_narrowed(town: str, database: Database) -> None:
    everything = _search(database, "transfers")
    assert set(everything.groups) == {("expenditure", "economic", 1), ("revenue", "economic", 1)}
    only = _search(database, "transfers", direction="revenue", kind="economic")
    assert [item.direction for item in only.items] == ["revenue"]
    assert only.groups == everything.groups


def test_wild_cards_of_the_database_are_plain_signs(town: str, database: Database) -> None:
    for query in ("*", "%", "_", "[a-z]", "^", "?"):
        assert _search(database, query).count == 0, query
    assert [item.label for item in _search(database, "roads & paths").items] == ["Roads & paths"]


def test_lines_with_words_of_their_own_are_found(
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
    database: Database,
    resource: Callable[..., dict[str, Any]],
) -> None:
    described = resource()
    described["schema"]["fields"].append({"name": "what", "columnType": "budget-line-id:label"})
    for year in (2023, 2024):
        text = (
            "body;body_name;function;function_name;chapter;chapter_name;approved;paid;what\n"
            f"001;City Hall;1;Services;1;Staff;1000,50;{year},25;Réfection du gymnase\n"
        )
        package = write_package({"spending.csv": text}, [described], folder=str(year), name=str(year))
        publish(load(package, entity="town", year=year).version_id)
    (found,) = _search(database, "refection").items
    assert (found.kind, found.fiscal_year, found.address) == ("line", 2024, "1-1")
    assert found.sums.of("paid") == Decimal("2024.25")
