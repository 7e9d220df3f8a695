"""What a person typed, understood: words, "phrases" and -words without, the last word as the beginning of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from toolbox_core.text import words

LONGEST = 300
MOST_TERMS = 12
_PIECE = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow one another. ``begins``: the last one may be the beginning of a longer word."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All ``wanted`` terms and none of ``unwanted``. No wanted term means that there is nothing to look for."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)


def understand(typed: str) -> Query:
    """Read what was typed; never raises. At most twelve terms count, and 300 characters.

    A word finds longer words that begin with it; in quotes it finds itself only.
    """
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for minus, quoted, bare in _PIECE.findall(typed[:LONGEST]):
        parts = tuple(words(quoted or bare))
        if parts:
            (unwanted if minus else wanted).append(Term(parts, begins=bool(bare)))
    return Query(tuple(wanted[:MOST_TERMS]), tuple(unwanted[:MOST_TERMS]))


@lru_cache(maxsize=8192)
def mark(facet: str, value: str) -> str:
    """The word by which the index knows one value of a facet. Nobody can type its first letter."""
    return "\ue000" + blake2b(f"{facet}={value}".encode(), digest_size=6).hexdigest()


def for_fts5(query: Query, *, in_title: bool = False, marks: Iterable[Sequence[str]] = ()) -> str:
    """The query in SQLite FTS5's language: ``("school"*) NOT "meals"*``, every word quoted.

    ``marks``: groups of marks; a document must have one of each group.
    """

    def term(one: Term) -> str:
        text = " ".join(one.words)
        return f'"{text}"*' if one.begins else f'"{text}"'

    text = " AND ".join(term(one) for one in query.wanted)
    where = "folded_title : " if in_title else ""
    wanted = [f"{where}({text})", *(f"({' OR '.join(group)})" for group in marks)]
    return " NOT ".join([_grouped(wanted), *(term(one) for one in query.unwanted)])


def _grouped(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"


def for_tsquery(query: Query, *, in_title: bool = False) -> str:
    """The query in PostgreSQL's ``tsquery`` language: ``('school':*) & !('meals':*)``, every word quoted."""

    def term(one: Term, where: str = "") -> str:
        last = len(one.words) - 1
        flags = [where + ("*" if one.begins and place == last else "") for place in range(len(one.words))]
        parts = [f"'{word}':{flag}" if flag else f"'{word}'" for word, flag in zip(one.words, flags, strict=True)]
        return f"({' <-> '.join(parts)})"

    wanted = (term(one, "A" if in_title else "") for one in query.wanted)
    return " & ".join([*wanted, *(f"!{term(one)}" for one in query.unwanted)])


def marks_for_tsquery(marks: Iterable[Sequence[str]]) -> str:
    """Groups of marks in PostgreSQL's ``tsquery`` language, taken as they are; empty when there are none."""
    return " & ".join(f"({' | '.join(group)})" for group in marks)
