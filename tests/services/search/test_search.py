"""Search: the same answer from both databases, accents and case aside, nothing shown that is not to be seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.exceptions import InputError
from toolbox_core.migrate import migrate
from toolbox_core.services import search
from toolbox_core.services.search import SearchDocument, finding
from toolbox_core.services.search.query import Query, Term, for_fts5, for_tsquery, understand
from toolbox_core.services.search.snippets import marked, snippet

DOCUMENTS = [
    SearchDocument(
        key="1", kind="line", title="Comedores escolares", address="/b/1", text="Educación infantil", year=2024
    ),
    SearchDocument(
        key="2", kind="line", title="School meals", address="/b/2", text="Meals for 4,000 pupils", year=2025
    ),
    SearchDocument(key="3", kind="page", title="Roads", address="/b/3", text="No school here", organisation="works"),
    SearchDocument(key="4", kind="page", title="School roof", address="/b/4", text="A draft", permission="p.draft"),
]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], scope="module")
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("search")
    (folder / "data").mkdir()
    (folder / "toolbox.toml").write_text("", encoding="utf-8")
    settings = load_settings(folder, {})
    cluster = request.getfixturevalue("_postgresql_cluster") if request.param == "postgresql" else None
    database = Database(cluster.url(cluster.create_database()) if cluster else settings.database_url)
    migrate(settings, database)
    with database.write() as session:
        search.put(session, "p", DOCUMENTS, dataset="p/a")
    yield database
    database.close()


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


def test_a_dataset_s_documents_are_exactly_the_last_ones_put(base: Database) -> None:
    first = SearchDocument(key="x1", kind="k", title="Zebra", address="/b/x1")
    second = SearchDocument(key="x2", kind="k", title="Zebra crossing", address="/b/x2")
    with base.write() as session:
        search.put(session, "q", [first], dataset="q/z")
    with base.write() as session:
        assert search.put(session, "q", [second], dataset="q/z") == 1

    assert keys(base, "zebra") == ["x2"]
    with base.write() as session:
        assert search.remove(session, "q") == 1
    assert keys(base, "zebra") == []


def test_a_failed_publication_leaves_the_index_as_it_was(base: Database) -> None:
    wrong = SearchDocument(key="y", kind="k", title="Roads", address="https://elsewhere.example/")

    with pytest.raises(InputError, match="not an address on this site"), base.write() as session:
        search.put(session, "p", [wrong], dataset="p/a")

    assert keys(base, "roads") == ["3"]


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


def test_rebuilding_shows_what_the_modules_answer_for(base: Database) -> None:
    said: list[tuple[str, int]] = []
    with base.write() as session:
        search.put(session, "gone", [SearchDocument(key="1", kind="k", title="Ghost", address="/b/g")])
        totals = search.rebuild(
            session, [("p", [("p/a", DOCUMENTS)])], lambda plugin, done: said.append((plugin, done))
        )

    assert totals == {"p": 4}
    assert said == [("p", 4)]
    assert keys(base, "ghost") == []
    assert keys(base, "school") == ["2", "3"]
    with base.read() as session:
        assert search.size(session) == 4


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_is_understood_by_both_databases(base: Database, typed: str) -> None:
    with base.read() as session:
        search.find(session, typed)


def test_a_query_in_each_language() -> None:
    query = understand('schools "primary care" -roof')

    assert query == Query((Term(("schools",), True), Term(("primary", "care"))), (Term(("roof",), True),))
    assert for_fts5(query) == '("schools"* AND "primary care") NOT "roof"*'
    assert for_tsquery(query) == "('schools':*) & ('primary' <-> 'care') & !('roof':*)"
    assert for_tsquery(query, in_title=True) == "('schools':A*) & ('primary':A <-> 'care':A) & !('roof':*)"


def test_found_words_are_marked_and_the_rest_is_harmless() -> None:
    query = understand("educacion")

    assert marked("<b>Educación</b>", query) == "&lt;b&gt;<mark>Educación</mark>&lt;/b&gt;"


def test_a_snippet_shows_where_the_word_is() -> None:
    text = "word " * 100 + "needle in it " + "word " * 100

    shown = str(snippet(text, understand("needle"), 100))

    assert "<mark>needle</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 150
