"""Snippets: found words marked, everything else harmless."""

from __future__ import annotations

from toolbox_core.services.search.query import understand
from toolbox_core.services.search.snippets import marked, snippet


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
