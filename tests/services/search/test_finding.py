"""Finding: the same answer from both databases, nothing shown that is not to be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.db import Database
from toolbox_core.services import search
from toolbox_core.services.search import SearchDocument, finding
from toolbox_core.services.search.query import mark


def keys(base: Database, typed: str, **options: object) -> list[str]:
    with base.read() as session:
        found = search.find(session, typed, **options)  # type: ignore[arg-type]
        return [result.address.removeprefix("/b/") for result in found.results]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("school", ["2", "3"]),
        ("SCHOOL meals", ["2"]),
        ("educacion", ["1"]),
        ("Educación infantil", ["1"]),
        ('"infantil educación"', []),
        ("educ", ["1"]),
        ('"educ"', []),
        ("school -meals", ["3"]),
        ("-school", []),
        ("4,000", ["2"]),
        ("", []),
        ("!&|()':*\\", []),
        ("O'Brien", []),
        ("school AND NEAR(", []),
    ],
)
def test_what_is_found(base: Database, typed: str, expected: list[str]) -> None:
    assert keys(base, typed) == expected


def test_a_match_in_the_title_comes_first(base: Database) -> None:
    assert keys(base, "meals school")[0] == "2"
    assert keys(base, "school")[0] == "2"


def test_what_needs_a_permission_is_not_seen_without_it(base: Database) -> None:
    assert "4" not in keys(base, "roof")
    assert keys(base, "roof", permissions=["p.draft"]) == ["4"]
    with base.read() as session:
        assert search.find(session, "roof").total == 0


def test_keys_of_one_module_in_the_same_order(base: Database) -> None:
    with base.read() as session:
        found, more = search.find_keys(session, "school", "p")
        addresses = [result.address for result in search.find(session, "school", plugins=["p"]).results]
        assert len(found) == len(addresses) == 2
        assert not more
        assert search.find_keys(session, "roof", "p") == ([], False)  # it needs a permission
        assert search.find_keys(session, "school", "elsewhere") == ([], False)
        assert search.find_keys(session, "", "p") == ([], False)


def test_facets_narrow_and_count(base: Database) -> None:
    with base.read() as session:
        found = search.find(session, "school")

    assert dict(found.facets["kind"]) == {"line": 1, "page": 1}
    assert dict(found.facets["year"]) == {"2025": 1}
    assert keys(base, "school", filters={"kind": "page"}) == ["3"]
    assert keys(base, "school", filters={"year": "2025"}) == ["2"]
    assert keys(base, "school", filters={"organisation": "works"}) == ["3"]
    assert keys(base, "school", filters={"nonsense": "x"}) == ["2", "3"]


def test_results_come_in_pages(base: Database) -> None:
    assert keys(base, "school", page=2, page_size=1) == ["3"]
    assert keys(base, "school", page=99, page_size=1) == ["3"]
    assert keys(base, "school", page=-1, page_size=1) == ["2"]


def test_more_than_can_be_ranked_says_more(base: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST", 10)
    many = [
        SearchDocument(key=f"m{n}", kind="k", title=f"Item {n}", address=f"/b/m{n}", text="common") for n in range(30)
    ]
    special = SearchDocument(key="s", kind="k", title="Common ground", address="/b/s")
    with base.write() as session:
        search.put(session, "m", [*many, special], dataset="m/all")
    with base.read() as session:
        found = search.find(session, "common")
    with base.write() as session:
        search.remove(session, "m")

    assert (found.total, found.more) == (10, True)
    assert found.results[0].address == "/b/s"


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_is_understood_by_both_databases(base: Database, typed: str) -> None:
    with base.read() as session:
        search.find(session, typed)


def test_several_values_of_a_facet_are_either(base: Database) -> None:
    assert keys(base, "school", filters={"kind": ["page", "line"]}) == ["2", "3"]
    assert keys(base, "school", filters={"kind": ["line", "none"], "year": "2025"}) == ["2"]
    assert keys(base, "school", filters={"kind": "line", "year": "2024"}) == []


def test_a_facet_that_is_narrowed_by_still_shows_its_other_values(base: Database) -> None:
    with base.read() as session:
        found = search.find(session, "school", filters={"kind": "page"})
    assert found.total == 1
    assert dict(found.facets["kind"]) == {"line": 1, "page": 1}
    assert dict(found.facets["year"]) == {}


def test_documents_of_modules_that_are_switched_off_are_not_shown(base: Database) -> None:
    assert keys(base, "school", plugins=["q"]) == []
    assert keys(base, "school", plugins=["p", "q"]) == ["2", "3"]


def test_the_newest_can_come_first(base: Database) -> None:
    documents = [
        SearchDocument(
            key=f"n{year}", kind="k", title="Pier" if year == 2020 else "New pier", address=f"/b/{year}", year=year
        )
        for year in (2019, 2020, 2021)
    ]
    with base.write() as session:
        search.put(session, "n", documents)
    assert keys(base, "pier") == ["2020", "2021", "2019"]
    assert keys(base, "pier", order="newest") == ["2021", "2020", "2019"]
    with base.write() as session:
        search.remove(session, "n")


def test_a_mark_is_never_typed(base: Database) -> None:
    assert keys(base, mark("kind", "line")) == []
    assert keys(base, mark("kind", "line")[:3]) == []
