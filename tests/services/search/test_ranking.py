"""Which match comes first."""

from __future__ import annotations

from toolbox_core.services.search.query import understand
from toolbox_core.services.search.ranking import score


def test_the_whole_title_then_its_beginning_then_a_word_of_it_then_the_text() -> None:
    query = understand("school")
    ordered = [
        score(query, "school", "", 0),
        score(query, "school meals", "", 0),
        score(query, "new school", "", 0),
        score(query, "schools everywhere now", "", 0),
        score(query, "meals", "school school school", 0),
        score(query, "meals", "school", 0),
    ]
    assert ordered == sorted(ordered, reverse=True)
    assert len(set(ordered)) == len(ordered)


def test_weight_lifts_and_quoted_words_must_be_whole() -> None:
    assert score(understand("roof"), "roof work", "", 100) > score(understand("roof"), "roof work", "", 0)
    assert score(understand('"roof"'), "roofing", "roofs", 0) < score(understand("roof"), "roofing", "roofs", 0)
