"""Which match comes first: the same order on every database, from the words alone.

Every match holds all wanted words, so how rare a word is does not matter here; what counts is where it stands.
"""

from __future__ import annotations

from toolbox_core.services.search.query import Query, Term

WHOLE_TITLE, TITLE_BEGINS = 12.0, 4.0
WORD_IN_TITLE, BEGINNING_IN_TITLE = 10.0, 7.0
MOST_TIMES = 4
"""Beyond so many times, saying a word again makes a text no better a match."""
WEIGHT_SHARE = 20.0


def score(query: Query, folded_title: str, folded_text: str, weight: int) -> float:
    """How well a document fits (larger is better): whole title, words in the title, words in the text, weight."""
    title = f" {folded_title} "
    text = f" {folded_text} "
    whole = " ".join(word for term in query.wanted for word in term.words)
    points = weight / WEIGHT_SHARE - 0.15 * folded_title.count(" ")
    if folded_title == whole:
        points += WHOLE_TITLE
    elif title.startswith(f" {whole} "):
        points += TITLE_BEGINS
    for term in query.wanted:
        points += _points(term, title, text)
    return points


def _points(term: Term, title: str, text: str) -> float:
    words = f" {' '.join(term.words)}"
    points = 0.0
    if f"{words} " in title:
        points += WORD_IN_TITLE
    elif term.begins and words in title:
        points += BEGINNING_IN_TITLE
    times = text.count(words) if term.begins else text.count(f"{words} ")
    return points + min(times, MOST_TIMES) / (1 + len(text) / 4000)
