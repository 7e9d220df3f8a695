"""The Babbage query language: how a reader of the programming interface asks for sums of a budget.

Pure: text in, frozen objects out, and back. It knows no cube; `cubes` checks the names, `queries` answers.

The language is that of OpenSpending's Babbage (``babbage/schema/parser.ebnf``)::

    drilldown  = ref { "|" ref }                      cut   = term { "|" term }
    aggregates = ref { "|" ref }                      term  = ref ":" value { ";" value }
    order      = ref [ ":asc" | ":desc" ] { "," … }   value = bare | quoted
    fields     = ref { "," ref }                      page, pagesize: whole numbers

Quoted means a JSON string (``"A|B"``); in it every character may stand. Three things are added, so that nothing is
out of reach: a reference may be quoted too; ``low..high``, ``low..`` and ``..high`` is a range, both ends included;
the bare word ``null`` asks for "no value" (``"null"`` in quotes is the text).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from toolbox_core import ParameterError

DEFAULT_PAGE_SIZE = 100
MAX_PAGE_SIZE = 10_000
LONGEST = 8_000
"""Characters of one parameter that are read; a longer one is refused."""

_RESERVED = frozenset('|:;,"')
_DECODER = json.JSONDecoder()
_RANGE = ".."


class BadQuery(ParameterError):
    """The query cannot be read. ``parameter`` is its name, ``position`` counts characters from 1 (0: the whole)."""

    def __init__(self, parameter: str, message: str, *, position: int = 0, text: str = "", fix: str = "") -> None:
        place = f", character {position}" if position else ""
        excerpt = f' near "{text[max(position - 11, 0) : position + 10]}"' if position and text else ""
        super().__init__(parameter, message, where=place + excerpt, fix=fix)
        self.position = position


@dataclass(frozen=True, slots=True)
class Range:
    """Values from ``low`` to ``high``, both included; ``None`` leaves an end open. Not both are ``None``."""

    low: str | None
    high: str | None


Match = str | Range | None
"""One accepted value of a cut: a text, a range, or ``None`` for "no value"."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Only facts whose ``ref`` is one of ``values``."""

    ref: str
    values: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by ``ref``; the first order given weighs most."""

    ref: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the answer: ``number`` counts from 1."""

    number: int = 1
    size: int = DEFAULT_PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many cells come before this page."""
        return (self.number - 1) * self.size


class _Reader:
    """Walks once over the text of one parameter and knows where it is."""

    def __init__(self, parameter: str, text: str) -> None:
        if len(text) > LONGEST:
            raise BadQuery(parameter, f"It is {len(text):,} characters long; {LONGEST:,} are allowed.")
        self.parameter = parameter
        self.text = text
        self.at = 0

    def fail(self, message: str, *, at: int | None = None, fix: str = "") -> BadQuery:
        position = (self.at if at is None else at) + 1
        return BadQuery(self.parameter, message, position=position, text=self.text, fix=fix)

    def more(self) -> bool:
        return self.at < len(self.text)

    def peek(self) -> str:
        return self.text[self.at] if self.more() else ""

    def take(self, mark: str) -> bool:
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def quoted(self) -> str:
        start = self.at
        try:
            value, self.at = _DECODER.raw_decode(self.text, start)
        except json.JSONDecodeError as error:
            raise self.fail(
                "A quoted text has no end, or a backslash in it means nothing.",
                at=max(error.pos, start),
                fix='Write it as a JSON string: "a text", a quote inside as \\".',
            ) from None
        return self.storable(str(value), start)

    def storable(self, value: str, start: int) -> str:
        """Refuse what no database can hold as text, before one is asked."""
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise self.fail("A text may not hold a null character or half of a surrogate pair.", at=start)
        return value

    def bare(self, stop: Callable[[str], bool]) -> str:
        start = self.at
        while self.more() and not stop(self.text[self.at]):
            self.at += 1
        return self.storable(self.text[start : self.at].strip(), start)

    def ref(self) -> str:
        start = self.at
        name = self.quoted() if self.peek() == '"' else self.bare(lambda letter: letter in _RESERVED)
        if not name:
            raise self.fail("A name is missing here.", at=start, fix="Names look like functional_1.code or phase.role.")
        return name

    def separated(self, item: Callable[[], None], mark: str) -> None:
        """``item { mark item }`` up to the end; nothing at all is an empty list."""
        if not self.text.strip():
            return
        item()
        while self.more():
            if not self.take(mark):
                raise self.fail(f'"{self.peek()}" cannot stand here.', fix=f'Separate with "{mark}".')
            item()


def parse_refs(parameter: str, text: str, *, separator: str = "|") -> tuple[str, ...]:
    """References of ``drilldown`` and ``aggregates`` (separator ``|``) or ``fields`` (``,``), each once, in order.

    Raises ``BadQuery`` with the place.
    """
    reader = _Reader(parameter, text)
    found: list[str] = []
    reader.separated(lambda: found.append(reader.ref()), separator)
    return tuple(dict.fromkeys(found))


def parse_cuts(text: str, parameter: str = "cut") -> tuple[Cut, ...]:
    """``ref:value;value|ref:value`` → cuts, in order. Raises ``BadQuery`` with the place."""
    reader = _Reader(parameter, text)
    found: list[Cut] = []

    def term() -> None:
        ref = reader.ref()
        if not reader.take(":"):
            raise reader.fail(f"After {ref} a colon and a value are missing.", fix=f"Write {ref}:value.")
        values = [_match(reader)]
        while reader.take(";"):
            values.append(_match(reader))
        found.append(Cut(ref, tuple(values)))

    reader.separated(term, "|")
    return tuple(found)


def _match(reader: _Reader) -> Match:
    """One value of a cut: quoted text, bare text, range or null."""
    start = reader.at
    if reader.peek() == '"':
        low = reader.quoted()
        return Range(low, _end(reader)) if reader.take(_RANGE) else low
    bare = reader.bare(lambda letter: letter in '|;"')
    if reader.peek() == '"' and not bare.endswith(_RANGE):
        raise reader.fail("A quote stands inside a bare value.", fix="Put quotes around the whole value.")
    if _RANGE not in bare:
        if not bare:
            raise reader.fail(
                "A value is missing here.", at=start, fix='Write null for "no value" or "" for the empty text.'
            )
        return None if bare == "null" else bare
    low, _, high = bare.partition(_RANGE)
    if reader.peek() == '"':
        high = reader.quoted()
        return Range(low.strip() or None, high)
    if not low.strip() and not high.strip():
        raise reader.fail("A range needs at least one end.", at=start, fix="Write 2021..2024, 2021.. or ..2024.")
    return Range(low.strip() or None, high.strip() or None)


def _end(reader: _Reader) -> str | None:
    if reader.peek() == '"':
        return reader.quoted()
    return reader.bare(lambda letter: letter in '|;"') or None


def parse_order(text: str, parameter: str = "order") -> tuple[Order, ...]:
    """``ref:asc,ref:desc`` → orders; without a direction, ascending. Raises ``BadQuery`` with the place."""
    reader = _Reader(parameter, text)
    found: list[Order] = []

    def order() -> None:
        ref = reader.ref()
        descending = False
        if reader.take(":"):
            start = reader.at
            word = reader.bare(lambda letter: letter in _RESERVED)
            if word not in ("asc", "desc"):
                raise reader.fail(f'"{word}" is not a direction.', at=start, fix="Write asc or desc.")
            descending = word == "desc"
        found.append(Order(ref, descending))

    reader.separated(order, ",")
    return tuple(found)


def write_refs(refs: Iterable[str], *, separator: str = "|") -> str:
    """The opposite of ``parse_refs``."""
    return separator.join(map(_write_ref, refs))


def write_cuts(cuts: Iterable[Cut]) -> str:
    """The opposite of ``parse_cuts``."""
    return "|".join(f"{_write_ref(cut.ref)}:{';'.join(map(_write_match, cut.values))}" for cut in cuts)


def write_order(orders: Sequence[Order]) -> str:
    """The opposite of ``parse_order``."""
    return ",".join(f"{_write_ref(order.ref)}:{'desc' if order.descending else 'asc'}" for order in orders)


def _write_ref(ref: str) -> str:
    plain = ref and ref == ref.strip() and not _RESERVED.intersection(ref)
    return ref if plain else json.dumps(ref, ensure_ascii=False)


def _write_match(match: Match) -> str:
    if match is None:
        return "null"
    if isinstance(match, Range):
        low, high = ("" if end is None else _write_value(end) for end in (match.low, match.high))
        return f"{low}{_RANGE}{high}"
    return _write_value(match)


def _write_value(value: str) -> str:
    plain = value and value != "null" and value == value.strip() and _RANGE not in value
    # A dot beside the range sign would be read as part of it.
    plain = plain and not value.startswith(".") and not value.endswith(".")
    return value if plain and not _RESERVED.intersection(value) else json.dumps(value, ensure_ascii=False)
