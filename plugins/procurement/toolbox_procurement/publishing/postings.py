"""Postings: which processes have a facet's value, as bits, written when processes are published.

The processes are numbered from the newest to the oldest. The bits of two facets laid over each other are the processes
that have both, in the order of the list, and the number of bits is their exact number: both take thousandths of a
second for a million processes, on any database. Small lists need none of this, and rare values are quickly found in
their tables, so neither has postings.
"""

from __future__ import annotations

import secrets
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from toolbox_core import bulk_insert, collector_off
from toolbox_procurement.conversion.act import in_force
from toolbox_procurement.long_lists import Posting
from toolbox_procurement.models import DeliveryPlace, FlagRow, ItemClass, Party, Process, Role, Source
from toolbox_procurement.publishing.compiling import table_of
from toolbox_procurement.queries.postings import ALWAYS, NO_VALUE, STEPS, TYPES, place_of_day

WORTH: Final = 5_000
"""Processes below which the database alone is quick enough."""
LEAST: Final = 1_000
"""Processes that a buyer, supplier, class, region or place must have for a posting."""
_PAGE: Final = 5_000
_LEVEL: Final = 1
_COLUMNS: Final = ("method", "category", "stage", "status", "region", "year")
Row = tuple[str, str, int, bytes]


def build(session: Session) -> None:
    """Write all postings anew, over all sources; none when there are few processes."""
    session.execute(delete(Posting))
    if (session.scalar(select(func.count()).select_from(Process)) or 0) < WORTH:
        return
    with collector_off():
        bulk_insert(session, table_of(Posting), ("kind", "subject", "count", "bits"), _Builder(session).rows())


class _Builder:
    """Collects the places of every value, process by process."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids, self._days, self._values = array("q"), array("I"), array("q")
        self._found: dict[tuple[str, str], array[int]] = {}
        self._processes()
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        self._by_id = array("I", order)
        self._sorted = array("q", (self._ids[place] for place in order))
        slugs: dict[int, str] = {row.id: row.slug for row in session.execute(select(Party.id, Party.slug))}
        roles = select(Role.process_id, Role.role, Role.party_id).where(Role.role.in_(("buyer", "supplier")))
        for number, role, party in self._each(roles):
            if slugs.get(party):
                self._add(role, slugs[party], self._place(number))
        for number, code in self._each(select(ItemClass.process_id, ItemClass.code)):
            self._add("class", code, self._place(number))
        for number, area in self._each(select(DeliveryPlace.process_id, DeliveryPlace.area)):
            self._add("place", area, self._place(number))
        flags = select(FlagRow.process_id, FlagRow.code).where(FlagRow.process_id.is_not(None))
        for number, code in self._each(flags):
            self._add("flag", code, self._place(number))

    def rows(self) -> Iterator[Row]:
        """The rows of the table: the postings, the orders, and a name of this build that is never used again."""
        size = len(self._ids)
        for (kind, subject), places in self._found.items():
            if kind in ALWAYS or len(places) >= LEAST:
                yield kind, subject, len(places), _bits(places, size)
        valued = (place for place in range(size) if self._values[place] != NO_VALUE)
        largest = sorted(valued, key=lambda place: (self._values[place], self._ids[place]), reverse=True)
        for name, numbers in (
            ("ids", self._ids),
            ("days", self._days),
            ("values", self._values),
            ("by_id", self._by_id),
            ("largest", array("I", largest)),
        ):
            assert numbers.typecode == TYPES[name]
            yield "order", name, len(numbers), zlib.compress(numbers.tobytes(), _LEVEL)
        step = -(-len(largest) // STEPS) or 1
        upper = bytearray(size // 8 + 1)
        for number in range(0, len(largest), step):
            _set(upper, largest[number : number + step])
            yield "value", str(number + step), min(number + step, len(largest)), zlib.compress(upper, _LEVEL)
        yield "build", secrets.token_hex(16), size, b""

    def _processes(self) -> None:
        sources: dict[int, str] = {row.id: row.slug for row in self._session.execute(select(Source.id, Source.slug))}
        columns = [getattr(Process, name) for name in _COLUMNS]
        worth = (Process.value if in_force(self._session) is None else Process.converted).label("worth")
        more = (Process.id, Process.source_id, Process.date, worth, Process.flags, Process.silent)
        query = select(*columns, *more).order_by(Process.date.desc(), Process.id.desc())
        for place, row in enumerate(self._each(query)):
            self._ids.append(row.id)
            self._days.append(place_of_day(row.date))
            self._values.append(NO_VALUE if row.worth is None else row.worth)
            self._add("source", sources[row.source_id], place)
            for kind, value in zip(_COLUMNS, row, strict=False):
                if value not in ("", None):
                    self._add(kind, str(value), place)
            if row.flags > 0:
                self._add("flag", "any", place)
            if row.silent > 0:
                self._add("silent", "1", place)

    def _each(self, query: Any) -> Iterator[Any]:
        return iter(self._session.execute(query.execution_options(yield_per=_PAGE)))

    def _add(self, kind: str, subject: str, place: int) -> None:
        places = self._found.get((kind, subject))
        if places is None:
            places = self._found[kind, subject] = array("I")
        places.append(place)

    def _place(self, number: int) -> int:
        return self._by_id[bisect_left(self._sorted, number)]


def _bits(places: Iterable[int], size: int) -> bytes:
    bits = bytearray(size // 8 + 1)
    _set(bits, places)
    return zlib.compress(bits, _LEVEL)


def _set(bits: bytearray, places: Iterable[int]) -> None:
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
