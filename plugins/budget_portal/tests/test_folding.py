"""Searching without minding case and accents."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.folding import fold, glob_pattern, mark, regex_pattern, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Educación", "educacion"), ("ÑANDÚ", "nandu"), ("Łódź", "lodz"), ("Straße", "strasse"), ("Ёлка", "елка")],
)
def test_case_and_accents_go(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_are_folded_and_come_once() -> None:
    assert words("  Vía  VIA 32100 ") == ("via", "32100")


@pytest.mark.parametrize("text", ["EDUCACIÓN INFANTIL", "educación", "Educacion", "la ÉDUCACION"])
def test_a_word_is_found_in_every_spelling(text: str) -> None:
    assert re.search(regex_pattern("educacion"), text)
    query = sqlite3.connect(":memory:").execute("SELECT ? GLOB ?", (text, glob_pattern("educacion")))
    assert query.fetchone() == (1,)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12))
def test_any_search_is_a_pattern_that_both_languages_understand(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    for word in words(text):
        re.compile(regex_pattern(word))
        assert connection.execute("SELECT ? GLOB ?", (word, glob_pattern(word))).fetchone() == (1,)
        assert re.search(regex_pattern(word), word)


def test_what_was_looked_for_is_marked() -> None:
    assert mark("EDUCACIÓN básica", ("basica", "educacion")) == [("EDUCACIÓN", True), (" ", False), ("básica", True)]
    assert mark("Roads", ()) == [("Roads", False)]
