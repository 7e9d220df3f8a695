"""What a publication tells the site: its bodies are organisations, its figures are found, and both follow the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from toolbox_budget_portal import queries, services, sharing
from toolbox_budget_portal.models import Category, Entity
from toolbox_core import current_versions
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services import organisations, search


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def published(
    request: pytest.FixtureRequest, publish_town: Callable[[Database], str], settings: Settings
) -> Iterator[Database]:
    """A database of each kind with the small town's budgets."""
    if request.param == "sqlite":
        database: Database = request.getfixturevalue("database")
    else:
        database = Database(request.getfixturevalue("postgresql_url"))
        migrate(settings, database)
    publish_town(database)
    yield database
    database.close()


def found(session: Session, typed: str, **filters: str) -> list[tuple[str, str, int | None]]:
    results = search.find(session, typed, filters=filters).results
    return [(result.plain_title, result.address, result.year) for result in results]


def test_bodies_join_the_directory_below_their_government(published: Database) -> None:
    with published.read() as session:
        town = organisations.by_slug(session, "port-town")
        below = organisations.children(session, [town.id])
        # The unit below "=1+1", which is no name, is a part of the whole.
        assert [entry.name for entry in below] == ["City Hall", "Library", "Park"]
        hall = organisations.by_slug(session, "city-hall")
        assert (hall.kind, hall.jurisdiction) == ("public-body", "town")
        assert [entry.name for entry in organisations.children(session, [hall.id])] == ["Mayor", "Works"]
        assert organisations.questions_waiting(session) == 0


def test_publishing_again_links_to_the_same_organisations(published: Database) -> None:
    with published.write() as session:
        before = organisations.total(session)
        owner = session.scalars(select(Entity)).one()
        version = current_versions(session, "budget_portal/town-2024")[0]
        sharing.link_bodies(session, owner, version.id, by="tests")
        assert organisations.total(session) == before


def test_years_categories_and_lines_are_found_with_their_amounts(published: Database) -> None:
    with published.read() as session:
        results = search.find(session, "educacion infantil", filters={"year": "2024"}).results
        assert [(result.plain_title, result.shown, result.organisation) for result in results] == [
            ("Educación infantil", "41.90 EUR", "port-town")
        ]
        assert results[0].address == "/budget/town/2024/expenditure/functional/2/21"
        assert ("Port Town 2024", "/budget/town/2024", 2024) in found(session, "port town")
        library = search.find(session, "library", filters={"kind": "Budget category", "year": "2024"}).results[0]
        assert (library.organisation, library.address) == (
            "library",
            "/budget/town/2024/expenditure/administrative/002",
        )


def test_what_was_withdrawn_is_found_no_longer(published: Database) -> None:
    with published.write() as session:
        version = current_versions(session, "budget_portal/town-2024")[0]
        services.withdraw_version(session, version.id, by="tests", reason="wrong")
    with published.read() as session:
        assert 2024 not in {year for _, _, year in found(session, "education library town")}
        assert search.sizes(session)["budget_portal"].keys() == {
            "budget_portal/town-2021",
            "budget_portal/town-2023",
        }


def test_building_anew_finds_the_same(published: Database) -> None:
    source = search.SearchSource(id="budgets", label="Budget", datasets=sharing.datasets, documents=sharing.documents)
    with published.read() as session:
        before = search.sizes(session)["budget_portal"]
    outcome = search.rebuild(published, [("budget_portal", source)])
    assert outcome.faults == []
    with published.read() as session:
        assert search.sizes(session)["budget_portal"] == before
        assert list(sharing.documents(session, "budget_portal/nobody-2024")) == []


LINES = """\
body;body_name;what;number;approved;paid
001;City Hall;Paper;7;10;5
001;City Hall;Paper;7;20;6
001;City Hall;Ink;8;1;90
001;City Hall;;9;1;1
001;City Hall;;;1;1
"""


@pytest.fixture
def with_lines(write_package: Callable[..., Path], resource: Callable[..., dict[str, Any]]) -> Path:
    fields = [
        {"name": "body", "columnType": "administrative-classification:generic:code"},
        {"name": "body_name", "columnType": "administrative-classification:generic:label"},
        {"name": "what", "columnType": "budget-line-id:label"},
        {"name": "number", "columnType": "budget-line-id"},
        {"name": "approved", "type": "number", "normalize": {"phase": "approved"}},
        {"name": "paid", "type": "number", "normalize": {"phase": "paid"}},
    ]
    extra = resource()["schema"]["extraFields"]
    return write_package({"spending.csv": LINES}, [resource(schema={"fields": fields, "extraFields": extra})])


def test_lines_with_words_of_their_own_are_found_the_largest_first(
    with_lines: Path,
    load: Callable[..., Any],
    publish: Callable[..., None],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(load(with_lines).version_id)
    with database.read() as session:
        lines = search.find(session, "hall", filters={"kind": "Budget line"}).results
        assert {(line.plain_title, line.shown) for line in lines} == {
            ("Ink", "90.00 EUR"),
            ("Paper", "11.00 EUR"),
            ("9", "1.00 EUR"),
        }
        assert {line.organisation for line in lines} == {"city-hall"}
    monkeypatch.setattr(sharing, "MOST_LINES", 1)
    with database.write() as session:
        sharing.index(session, "testville", 2024)
        lines = search.find(session, "hall", filters={"kind": "Budget line"}).results
        assert [line.plain_title for line in lines] == ["Ink"]


@pytest.mark.parametrize(
    ("country", "level", "slug", "place"),
    [
        ("ES", "national", "spain", "ES"),
        ("ES", "municipal", "madrid", "ES-madrid"),
        ("", "municipal", "port-sennen", "port-sennen"),
        ("", "national", "aldora", "aldora"),
    ],
)
def test_departments_of_one_government_have_one_jurisdiction(country: str, level: str, slug: str, place: str) -> None:
    assert sharing.place_of(Entity(country=country, level=level, slug=slug)) == place


def test_long_places_stay_apart() -> None:
    places = {sharing.place_of(Entity(country="ES", level="", slug=f"san-sebastian-de-la-{end}")) for end in "abc"}
    assert len(places) == 3
    assert all(len(place) <= 16 for place in places)


def bodies(database: Database, rows: str, write: Callable[..., Path], settings: Settings, name: str) -> list[str]:
    """The names of the organisations that a budget with these administrative rows brings."""
    stems = [("a", "1:code"), ("an", "1:label"), ("b", "2:code"), ("bn", "2:label")]
    fields: list[dict[str, Any]] = [
        {"name": column, "columnType": f"administrative-classification:generic:level{part}"} for column, part in stems
    ]
    fields.append({"name": "paid", "type": "number", "normalize": {"phase": "paid"}})
    extra = [
        {"name": "phase", "columnType": "phase:id"},
        {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True},
        {"name": "direction", "columnType": "direction", "constant": "expenditure"},
        {"name": "currency", "columnType": "value-currency:code", "constant": "EUR"},
    ]
    schema = {"fields": fields, "extraFields": extra}
    resource = {"name": "s", "path": "s.csv", "dialect": {"delimiter": ";"}, "schema": schema}
    package = write({"s.csv": f"a;an;b;bn;paid\n{rows}"}, [resource])
    with database.write() as session:
        outcome = services.import_package(session, settings.files, package, entity="x", year=2024, name=name, by="t")
        services.publish_version(session, outcome.version_id, by="t")
        return [row.name for row, _, _ in organisations.every(session)]


def test_names_that_several_bodies_share_are_told_apart(
    database: Database, write_package: Callable[..., Path], settings: Settings
) -> None:
    rows = "1;Health;1;Secretariat;5\n2;Roads;1;Secretariat;6\n3;Library;1;Library;7\n4;Big City;1;044;8\n"
    names = bodies(database, rows, write_package, settings, "Big City")
    assert names == ["Big City", "Health", "Library", "Roads", "Secretariat (Health)", "Secretariat (Roads)"]
    with database.read() as session:
        owner = queries.entity(session, "x")
        ids = {(row.label, row.level): row.id for row in session.scalars(select(Category))}
        assert queries.body_of(session, owner) == ("big-city", "Big City")
        assert queries.body_of(session, owner, ids["Library", 2]) == ("library", "Library")
        assert queries.body_of(session, owner, ids["Big City", 1]) == ("big-city", "Big City")
        assert queries.body_of(session, owner, ids["044", 2]) is None


@pytest.mark.plugins("budget_portal")
def test_pages_lead_to_one_another(town: str, client: TestClient) -> None:
    page = client.get("/organisations/city-hall").text
    assert "Its budget" in page
    assert "As “City Hall” in the budget of Port Town." in page
    assert 'href="/budget/town/2024/expenditure/administrative/001"' in page
    assert "1,321.00" in page
    whole = client.get("/organisations/port-town").text
    assert "The whole budget of Port Town." in whole
    assert 'href="/organisations/city-hall"' in client.get("/budget/town/2024/expenditure/administrative/001").text
    assert 'href="/organisations/port-town"' in client.get("/budget/town/2024").text
    results = client.get("/search?q=library&year=2024").text
    assert 'href="/budget/town/2024/expenditure/administrative/002"' in results
    for result in client.get("/search.json?q=town").json()["results"]:
        assert client.get(result["address"]).status_code == 200
