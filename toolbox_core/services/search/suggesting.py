"""When nothing is found: the nearest words that stand in the index."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from toolbox_core.services.search import finding
from toolbox_core.services.search.query import Query, Term, understand

LOOKED_AT = 400
"""Documents whose words are compared with a word that stands nowhere."""
NEAR = 0.72
SHORTEST = 3


def suggest(
    session: Session, typed: str, *, permissions: Collection[str] | None = (), plugins: Collection[str] | None = None
) -> str:
    """What may have been meant, in small letters and without accents; empty when nothing is near.

    Only words that nothing begins with are replaced, by the nearest word with the same two first letters among some
    hundred documents, so that it costs a few milliseconds whatever the size of the index.
    """
    conditions = finding.visible(permissions, plugins)
    query = understand(typed)
    changed = False
    parts: list[str] = []
    for term in query.wanted:
        for word in term.words:
            near = _nearest(session, word, conditions)
            changed = changed or near != word
            parts.append(near)
    return " ".join(parts) if changed and all(parts) else ""


def _nearest(session: Session, word: str, conditions: list[ColumnElement[bool]]) -> str:
    """The word itself when something begins with it, else the nearest one; empty when there is none."""
    if _rows(session, word, conditions, 1):
        return word
    if len(word) < SHORTEST:
        return ""
    beginning = word[:2]
    known: set[str] = set()
    for title, body in _rows(session, beginning, conditions, LOOKED_AT):
        known.update(each for each in f"{title} {body}".split() if each.startswith(beginning))
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=NEAR)
    return near[0] if near else ""


def _rows(session: Session, word: str, conditions: list[ColumnElement[bool]], most: int) -> list[tuple[str, str]]:
    query = Query((Term((word,), begins=True),))
    rows = session.execute(finding.matches(session, query, conditions, ()).limit(most))
    return [(row.folded_title, row.body) for row in rows]
