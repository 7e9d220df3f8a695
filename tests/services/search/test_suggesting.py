"""The nearest words, when nothing is found."""

from __future__ import annotations

import pytest

from toolbox_core.db import Database
from toolbox_core.services import search


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("scholl meals", "school meals"),
        ("Educacoin", "educacion"),
        ("school", ""),
        ("qqqqq", ""),
        ("school qqqqq", ""),
        ("sq", ""),
        ("", ""),
    ],
)
def test_words_that_stand_nowhere_are_replaced_by_near_ones(base: Database, typed: str, expected: str) -> None:
    with base.read() as session:
        assert search.suggest(session, typed) == expected


def test_words_of_hidden_documents_are_never_suggested(base: Database) -> None:
    with base.read() as session:
        assert search.suggest(session, "rooof") == ""
        assert search.suggest(session, "rooof", permissions=["p.draft"]) == "roof"
        assert search.suggest(session, "rooof", permissions=["p.draft"], plugins=["q"]) == ""
