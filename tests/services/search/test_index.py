"""The index: exactly what was put last, and as it was when something fails."""

from __future__ import annotations

from typing import Any

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


def test_some_documents_are_replaced_and_the_others_stay(base: Database) -> None:
    one = SearchDocument(key="s1", kind="k", title="Quince", address="/b/s1")
    two = SearchDocument(key="s2", kind="k", title="Quince jam", address="/b/s2")
    with base.write() as session:
        search.put(session, "s", [one, two], dataset="s/a")
        changed = SearchDocument(key="s1", kind="k", title="Quince tree", address="/b/s1")
        assert search.put_some(session, "s", [changed, changed], dataset="s/a") == 1
        assert search.sizes(session)["s"] == {"s/a": 2}
        search.remove_some(session, "s", ["s2", "never there"])

    assert keys(base, "quince") == ["s1"]
    assert keys(base, '"quince tree"') == ["s1"]
    with base.write() as session:
        search.remove(session, "s")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"key": "k" * 256}, "key of 1 to 255"),
        ({"key": ""}, "key of 1 to 255"),
        ({"year": 0}, "not a year"),
        ({"address": "//elsewhere.example/"}, "not an address"),
    ],
)
def test_documents_that_cannot_be_kept_are_refused(base: Database, changes: dict[str, Any], message: str) -> None:
    document = SearchDocument(**{"key": "x", "kind": "k", "title": "X", "address": "/x", **changes})
    with pytest.raises(InputError, match=message), base.write() as session:
        search.put(session, "r", [document])


def test_a_key_there_twice_is_named_as_the_mistake_it_is(base: Database) -> None:
    document = SearchDocument(key="x", kind="k", title="X", address="/x")
    with pytest.raises(InputError, match="have the same key"), base.write() as session:
        search.put(session, "r", [document, document])


def test_long_texts_and_odd_characters_are_kept_as_far_as_they_can_be_searched(base: Database) -> None:
    long = SearchDocument(key="long", kind="k", title="Nul\0 here", address="/b/long", text="wörd " * 100_000)
    with base.write() as session:
        search.put(session, "l", [long])
    assert keys(base, "nul here word") == ["long"]
    with base.write() as session:
        search.remove(session, "l")
