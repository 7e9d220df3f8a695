"""The index: exactly what was put last, and as it was when something fails."""

from __future__ import annotations

import pytest

from toolbox_core.db import Database
from toolbox_core.exceptions import InputError
from toolbox_core.services import search
from toolbox_core.services.search import SearchDocument

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


def keys(base: Database, typed: str, **options: object) -> list[str]:
    with base.read() as session:
        found = search.find(session, typed, **options)  # type: ignore[arg-type]
        return [result.address.removeprefix("/b/") for result in found.results]


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
