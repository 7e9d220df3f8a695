"""Snippets: the part of a text where the words were found, the words marked, safe to put in a page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from toolbox_core.services.search.query import Query
from toolbox_core.text import fold

LENGTH = 220
_WORD = re.compile(r"[^\W_]+")


def marked(text: str, query: Query) -> Markup:
    """The whole text, every found word in ``<mark>``. Everything else is escaped."""
    parts: list[Markup] = []
    end = 0
    for match in _WORD.finditer(text):
        if _found(match.group(), query):
            parts += [escape(text[end : match.start()]), Markup("<mark>{}</mark>").format(match.group())]
            end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def snippet(text: str, query: Query, length: int = LENGTH) -> Markup:
    """About ``length`` characters around the first found word, whole words, dots where something is left out."""
    if len(text) <= length:
        return marked(text, query)
    first = next((match.start() for match in _WORD.finditer(text) if _found(match.group(), query)), 0)
    start = max(0, first - length // 3)
    if start:
        start = text.find(" ", start) + 1 or start
    end = min(len(text), start + length)
    if end < len(text):
        end = text.rfind(" ", start, end) if text.rfind(" ", start, end) > first else end
    return Markup("{}{}{}").format(
        "… " if start else "", marked(text[start:end], query), " …" if end < len(text) else ""
    )


def _found(word: str, query: Query) -> bool:
    plain = fold(word)
    for term in query.wanted:
        for position, wanted in enumerate(term.words):
            begins = term.begins and position == len(term.words) - 1
            if plain == wanted or (begins and plain.startswith(wanted)):
                return True
    return False
