"""Long lists from postings: narrowed, counted exactly and put in order without asking the table of processes.

A set of processes is one large whole number: bit *n* stands for the process at place *n* of the newest first (see
``publishing/postings.py``). What a server reads of them it keeps until the next publication.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from heapq import nlargest
from itertools import islice
from operator import or_
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from toolbox_procurement.long_lists import Posting
from toolbox_procurement.models import UNITS, Process
from toolbox_procurement.queries.records import Conditions

STEPS: Final = 64
"""Parts of the list by value for which there is a posting of everything above."""
NO_VALUE: Final = -(2**63)
ALWAYS: Final = frozenset({"source", "method", "category", "status", "stage", "year", "flag", "silent"})
"""Facets of which every value has a posting; of the others, values that are frequent."""
TYPES: Final = {"ids": "q", "days": "I", "values": "q", "by_id": "I", "largest": "I"}
"""The orders, with how ``array`` keeps their numbers."""
_KEPT: Final = 256
"""Sets that a server keeps: at a million processes 32 megabytes."""
_FEW: Final = 5_000
"""Processes that are sorted by value one by one; of more, the list by value is read until enough are found."""
_WORD: Final = 64
Rare = Callable[[str, str], Sequence[ColumnElement[bool]]]
"""``rare(kind, subject)``: the conditions for a value that is so rare that it has no posting."""


def place_of_day(day: str) -> int:
    """An ISO day as a number that sorts alike; 0 for none."""
    return int(day.replace("-", "")) if day else 0


class Held:
    """The postings of one publication."""

    def __init__(self, session: Session, size: int) -> None:
        query = select(Posting.subject, Posting.bits).where(Posting.kind == "order")
        orders = {row.subject: _numbers(row.subject, row.bits) for row in session.execute(query)}
        self.size = size
        self.ids, self._days, self._values = orders["ids"], orders["days"], orders["values"]
        self._by_id, self._largest = orders["by_id"], orders["largest"]
        self._all = (1 << size) - 1
        self._bits: dict[tuple[str, str], int] = {}

    def narrowed(self, session: Session, wanted: Conditions, rare: Rare) -> int:
        """The processes that fit, words apart."""
        bits = self._all
        for kind, subjects in _subjects(wanted):
            bits &= reduce(or_, [self.having(session, kind, subject, rare) for subject in subjects])
        if wanted.first or wanted.last:
            bits &= self._between(wanted.first, wanted.last)
        if wanted.low is not None or wanted.high is not None:
            start = 0 if wanted.high is None else self._above(int(wanted.high * UNITS))
            end = len(self._largest) if wanted.low is None else self._above(int(wanted.low * UNITS) - 1)
            bits &= self._top(session, end) & ~self._top(session, start)
        return bits

    def having(self, session: Session, kind: str, subject: str, rare: Rare) -> int:
        """The processes with one value of a facet."""
        known = self._posting(session, kind, subject)
        if known is not None:
            return known
        if kind in ALWAYS:
            return 0
        return self._keep(kind, subject, self.of(session.scalars(select(Process.id).where(*rare(kind, subject)))))

    def of(self, ids: Iterable[int]) -> int:
        """The set of some processes by their ids; ids that are not in the list are left out."""
        return _set_of(self.size, (place for place in map(self.place, ids) if place is not None))

    def place(self, number: int) -> int | None:
        """The place of a process in the list of the newest."""
        found = bisect_left(self._by_id, number, key=self.ids.__getitem__)
        if found == self.size or self.ids[self._by_id[found]] != number:
            return None
        return self._by_id[found]

    def newest(self, bits: int, start: int, count: int) -> list[int]:
        """The ids of some of a set, the newest first."""
        return [self.ids[place] for place in islice(_places(bits, self.size), start, start + count)]

    def largest(self, bits: int, start: int, count: int) -> list[int]:
        """The ids of some of a set, the largest value first; those without a value are left out."""
        if bits.bit_count() <= _FEW:
            valued = (place for place in _places(bits, self.size) if self._values[place] != NO_VALUE)
            found = nlargest(start + count, valued, key=lambda place: (self._values[place], self.ids[place]))
        else:
            flags = bits.to_bytes(self.size // 8 + 1, "little")
            fitting = (place for place in self._largest if flags[place >> 3] >> (place & 7) & 1)
            found = list(islice(fitting, start + count))
        return [self.ids[place] for place in found[start:]]

    def _posting(self, session: Session, kind: str, subject: str) -> int | None:
        known = self._bits.get((kind, subject))
        if known is not None:
            return known
        packed = session.scalar(select(Posting.bits).where(Posting.kind == kind, Posting.subject == subject))
        if packed is None:
            return None
        return self._keep(kind, subject, int.from_bytes(zlib.decompress(packed), "little"))

    def _keep(self, kind: str, subject: str, bits: int) -> int:
        if len(self._bits) >= _KEPT:
            self._bits.clear()
        self._bits[kind, subject] = bits
        return bits

    def _between(self, first: str, last: str) -> int:
        """Processes of some days; without a first day, those of any known day."""
        start = bisect_left(self._days, -place_of_day(last), key=int.__neg__) if last else 0
        end = bisect_left(self._days, 1 - max(place_of_day(first), 1), key=int.__neg__)
        return ((1 << max(end - start, 0)) - 1) << start

    def _above(self, value: int) -> int:
        """How many processes have more than a value."""
        return bisect_left(self._largest, -value, key=lambda place: -self._values[place])

    def _top(self, session: Session, count: int) -> int:
        """So many processes with the largest values."""
        step = -(-len(self._largest) // STEPS) or 1
        whole = count // step * step
        rest = _set_of(self.size, self._largest[whole:count])
        return rest | (self._posting(session, "value", str(whole)) or 0) if whole else rest


_held: dict[str, Held] = {}


def held(session: Session) -> Held | None:
    """The postings as they are published now; ``None`` when the list is so short that there are none."""
    query = select(Posting.subject, Posting.count.label("size")).where(Posting.kind == "build")
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    known = _held.get(row.subject)
    if known is None:
        known = Held(session, row.size)
        _held.clear()
        _held[row.subject] = known
    return known


def _subjects(wanted: Conditions) -> Iterator[tuple[str, list[str]]]:
    """The facets that are narrowed by, each with the values that fit."""
    for kind in ("source", "buyer", "supplier", "method", "category", "status", "stage", "flag"):
        if getattr(wanted, kind):
            yield kind, [getattr(wanted, kind)]
    for kind in ("region", "place"):
        if getattr(wanted, kind):
            yield kind, spellings(getattr(wanted, kind))
    if wanted.item_class:
        yield "class", [wanted.item_class]
    if wanted.year is not None:
        yield "year", [str(wanted.year)]
    if wanted.silent:
        yield "silent", ["1"]


def spellings(text: str) -> list[str]:
    """The names that a condition on a place allows: ``Asunción|ASUNCION`` are two spellings of one."""
    return [text, *(part for part in text.split("|") if part and part != text)]


def _numbers(name: str, packed: bytes) -> array[int]:
    numbers = array(TYPES[name])
    numbers.frombytes(zlib.decompress(packed))
    return numbers


def _set_of(size: int, places: Iterable[int]) -> int:
    bits = bytearray(size // 8 + 1)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def _places(bits: int, size: int) -> Iterator[int]:
    """The places of a set in their order, eight bytes at a time: most of a small set is nothing."""
    words = size // _WORD + 1
    for index, word in enumerate(memoryview(bits.to_bytes(words * 8, "little")).cast("Q")):
        while word:
            lowest = word & -word
            yield index * _WORD + lowest.bit_length() - 1
            word ^= lowest  # noqa: PLW2901 - what is left of it
