"""Sums over processes by buyer, supplier, class, region and the other ways to narrow a list: one pass, kept.

Money is summed in the most frequent currency of each subject; what is in other currencies is counted, not summed.
Where the site has exchange rates, the sum of what could be converted stands beside it, with how many values those are.
The concentration of a market is the Herfindahl–Hirschman index: the sum of the squared shares of its suppliers, from
near 0 to 10,000 (US Department of Justice, Merger Guidelines 2023, section 2.1: above 1,800 is highly concentrated).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from toolbox_core import bulk_insert, collector_off
from toolbox_procurement import facts
from toolbox_procurement.conversion.act import day_of, rates_in_force
from toolbox_procurement.conversion.computing import Rates
from toolbox_procurement.models import ClassName, DeliveryPlace, FlagRow, ItemClass, Party, Process, Role, Rollup
from toolbox_procurement.publishing.compiling import as_json, table_of
from toolbox_procurement.rows import COMPETITIVE

TOP: Final = 10
ENOUGH: Final = 10
"""Processes below which concentration says nothing."""
_PAGE: Final = 5_000
_DIRECT: Final = ("direct", "limited")
Pair = tuple[str, str]


@dataclass(slots=True)
class Sums:
    """What is added up for one subject.

    ``money``: currency → [processes, value]; ``partners``: the other side → [processes, first year, last year];
    ``worth``: (other side, currency) → value; ``years``: (year, currency) → value. ``point``: sums of longitudes and
    latitudes, and of how many; ``located``: by what → [processes that say where, those of them with a value].
    """

    count: int = 0
    flagged: int = 0
    silent: int = 0
    open_known: int = 0
    single: int = 0
    method_known: int = 0
    direct: int = 0
    bidders: Counter[int] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)
    money: dict[str, list[int]] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)
    yearly: dict[tuple[int, str], int] = field(default_factory=dict)
    partners: dict[str, list[int]] = field(default_factory=dict)
    worth: dict[tuple[str, str], int] = field(default_factory=dict)
    point: list[float] = field(default_factory=lambda: [0.0, 0.0, 0])
    located: dict[str, list[int]] = field(default_factory=dict)
    converted: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, row: Any, amount: int | None, currency: str, converted: int | None = None) -> None:
        """Take in one process; ``amount`` is the subject's part of its value, ``converted`` that in one currency."""
        self.count += 1
        if converted is not None:
            self.converted[0] += converted
            self.converted[1] += 1
        if amount is not None:
            known = self.money.setdefault(currency, [0, 0])
            known[0] += 1
            known[1] += amount
        self.flagged += row.flags > 0
        self.silent += row.silent > 0
        if row.method:
            self.method_known += 1
            self.direct += row.method in _DIRECT
        if row.bidders is not None:
            self.bidders[row.bidders] += 1
            if row.method in COMPETITIVE:
                self.open_known += 1
                self.single += row.bidders == 1
        if row.award_days is not None:
            self.days[row.award_days] += 1
        if row.year is not None:
            self.years[row.year] = self.years.get(row.year, 0) + 1
            if amount is not None:
                key = (row.year, currency)
                self.yearly[key] = self.yearly.get(key, 0) + amount

    def meet(self, partner: str, amount: int | None, currency: str, year: int | None) -> None:
        """Count one process with somebody on the other side."""
        known = self.partners.get(partner)
        when = year or 0
        if known is None:
            self.partners[partner] = [1, when, when]
        else:
            known[0] += 1
            known[1], known[2] = min(known[1], when), max(known[2], when)
        if amount is not None:
            key = (partner, currency)
            self.worth[key] = self.worth.get(key, 0) + amount

    def lie(self, place: Any) -> None:
        """Take in where one process delivers, as far as there is a point."""
        if place.longitude is not None and place.latitude is not None:
            for number, value in enumerate((place.longitude, place.latitude, 1)):
                self.point[number] += value

    def locate(self, row: Any, places: Sequence[Any]) -> None:
        """Count whether one process says where it delivers, and where its buyer is."""
        for name, told in (("delivery", bool(places)), ("buyer", bool(row.region))):
            known = self.located.setdefault(name, [0, 0])
            known[0] += told
            known[1] += told and row.value is not None

    @property
    def currency(self) -> str:
        """The most frequent currency; empty when no value was published."""
        return min(self.money, key=lambda name: (-self.money[name][0], name)) if self.money else ""

    def figures(self, target: str = "") -> dict[str, Any]:
        """Shares, middles and concentration as JSON-ready values; what cannot be computed is left out."""
        currency = self.currency
        years = {str(year): [count, self.yearly.get((year, currency), 0)] for year, count in sorted(self.years.items())}
        found: dict[str, Any] = {"years": years}
        if self.open_known:
            found["single"] = [self.single, self.open_known]
        if self.method_known:
            found["direct"] = [self.direct, self.method_known]
        if self.bidders:
            total = self.bidders.total()
            found["bidders"] = [sum(value * count for value, count in self.bidders.items()), total]
            found["bidders_middle"] = _middle(self.bidders)
        if self.days:
            found["days_middle"], found["days_known"] = _middle(self.days), self.days.total()
        found["silent"] = self.silent
        if self.point[2]:
            found["point"] = [round(self.point[number] / self.point[2], 6) for number in (0, 1)]
        if self.located:
            found["located"] = self.located
        if self.converted[1]:
            found["converted"] = [*self.converted, sum(known[0] for known in self.money.values()), target]
        if self.partners:
            self._market(found, currency)
        return found

    def _market(self, found: dict[str, Any], currency: str) -> None:
        values = {key: max(self.worth.get((key, currency), 0), 0) for key in self.partners}
        by_value = any(values.values())
        weights = values if by_value else {key: known[0] for key, known in self.partners.items()}
        total = sum(weights.values())
        ordered = sorted(self.partners, key=lambda key: (-weights[key], -self.partners[key][0], key))
        found["partners"] = len(ordered)
        found["by_value"] = by_value
        found["top"] = [[key, self.partners[key][0], values[key]] for key in ordered[:TOP]]
        if total and self.count >= ENOUGH:
            # Whole numbers all the way: shares of tiny suppliers must not depend on the order of adding.
            found["hhi"] = sum(weight**2 for weight in weights.values()) * 10_000 // total**2
            found["top_share"] = round(sum(weights[key] for key in ordered[:TOP]) / total, 4)
        latest = max(known[2] for known in self.partners.values())
        active = [known for known in self.partners.values() if known[2] == latest]
        if latest and any(known[1] < latest for known in self.partners.values()):
            found["new"] = [sum(known[1] == latest for known in active), len(active), latest]


def _middle(counts: Counter[int]) -> int:
    half, seen = counts.total() / 2, 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= half:
            return value
    return 0


def build(session: Session) -> None:
    """Add everything up anew, over all sources."""
    sums: dict[Pair, Sums] = {}
    rates = rates_in_force(session)
    roles, classes = _Grouped(session, _role_rows), _Grouped(session, _class_rows)
    places = _Grouped(session, _place_rows)
    with collector_off():
        for row in _processes(session):
            _add(sums, row, roles.of(row.id), [one.code for one in classes.of(row.id)], rates)
            _place(sums, row, places.of(row.id))
    _flags(session, sums)
    names = _names(session)
    session.execute(delete(Rollup))
    bulk_insert(
        session,
        table_of(Rollup),
        ("kind", "subject", "name", "count", "value", "currency", "valued", "flagged", "figures"),
        (
            (
                *(kind, subject, names.get((kind, subject), subject), one.count),
                *(one.money.get(one.currency, (0, 0))[1], one.currency, one.money.get(one.currency, (0, 0))[0]),
                *(one.flagged, as_json(one.figures(rates.target if rates is not None else ""))),
            )
            for (kind, subject), one in sorted(sums.items())
        ),
    )


def _add(sums: dict[Pair, Sums], row: Any, roles: list[Any], classes: list[str], rates: Rates | None) -> None:
    subjects: list[Pair] = [("all", "")]
    subjects += [
        (kind, value)
        for kind, value in (
            ("method", row.method),
            ("category", row.category),
            ("status", row.status),
            ("stage", row.stage),
            ("region", row.region),
            ("year", "" if row.year is None else str(row.year)),
        )
        if value
    ]
    subjects += [("class", code) for code in classes]
    buyers = sorted({one.slug for one in roles if one.role == "buyer" and one.slug})
    subjects += [("buyer", slug) for slug in buyers]
    suppliers: dict[str, tuple[int | None, str]] = {}
    for one in roles:
        if one.role == "supplier" and one.slug:
            before, currency = suppliers.get(one.slug, (None, ""))
            if before is None:
                suppliers[one.slug] = (one.value, one.currency)
            elif one.value is not None and one.currency == currency:
                suppliers[one.slug] = (before + one.value, currency)
    for subject in subjects:
        found = sums.get(subject)
        if found is None:
            found = sums[subject] = Sums()
        found.add(row, row.value, row.currency, row.converted)
        if subject[0] in ("all", "buyer", "class", "region", "category"):
            for slug, (part, currency) in suppliers.items():
                found.meet(slug, part, currency, row.year)
    for slug, (part, currency) in suppliers.items():
        found = sums.setdefault(("supplier", slug), Sums())
        converted = None if rates is None or part is None else rates.units(part, currency, day_of(row))[1]
        found.add(row, part, currency, converted)
        for buyer in buyers:
            found.meet(buyer, part, currency, row.year)


def _place(sums: dict[Pair, Sums], row: Any, places: list[Any]) -> None:
    """A process counts in each of its places; its value only where there is no other: nobody knows the shares."""
    sums["all", ""].locate(row, places)
    for one in places:
        found = sums.setdefault(("place", one.area), Sums())
        found.add(row, row.value if one.alone else None, row.currency)
        found.lie(one)


def _processes(session: Session) -> Iterator[Any]:
    columns = (Process.id, Process.value, Process.currency, Process.bidders, Process.method, Process.category)
    more = (Process.status, Process.stage, Process.region, Process.year, Process.award_days, Process.flags)
    days = (Process.value_from, Process.tender_start, Process.award_date, Process.sign_date, Process.date)
    query = select(*columns, *more, *days, Process.silent, Process.converted).order_by(Process.id).limit(_PAGE)
    last = 0
    while True:
        rows = session.execute(query.where(Process.id > last)).all()
        yield from rows
        if len(rows) < _PAGE:
            return
        last = rows[-1].id


def _role_rows(session: Session, after: int, until: int) -> list[Any]:
    query = (
        select(Role.process_id, Role.role, Party.slug, Role.value, Role.currency)
        .join(Party, Party.id == Role.party_id)
        .where(Role.process_id > after, Role.process_id <= until, Role.role.in_(("buyer", "supplier")))
    )
    return list(session.execute(query))


def _class_rows(session: Session, after: int, until: int) -> list[Any]:
    query = select(ItemClass.process_id, ItemClass.code)
    return list(session.execute(query.where(ItemClass.process_id > after, ItemClass.process_id <= until)))


def _place_rows(session: Session, after: int, until: int) -> list[Any]:
    columns = (DeliveryPlace.process_id, DeliveryPlace.area, DeliveryPlace.alone)
    query = select(*columns, DeliveryPlace.longitude, DeliveryPlace.latitude)
    return list(session.execute(query.where(DeliveryPlace.process_id > after, DeliveryPlace.process_id <= until)))


class _Grouped:
    """Rows that belong to processes, read a stretch of ids ahead; ask in the order of the ids."""

    def __init__(self, session: Session, read: Any) -> None:
        self._session, self._read = session, read
        self._until = 0
        self._rows: dict[int, list[Any]] = {}

    def of(self, process_id: int) -> list[Any]:
        """The rows of one process."""
        if process_id > self._until:
            self._rows = {}
            start = process_id - 1
            self._until = start + _PAGE
            for row in self._read(self._session, start, self._until):
                self._rows.setdefault(row.process_id, []).append(row)
        return self._rows.get(process_id, [])


def _flags(session: Session, sums: dict[Pair, Sums]) -> None:
    query = (
        select(FlagRow.code, func.count(FlagRow.process_id.distinct()))
        .where(FlagRow.process_id.is_not(None))
        .group_by(FlagRow.code)
    )
    for code, count in session.execute(query):
        sums["flag", code] = Sums(count=count, flagged=count)


def _names(session: Session) -> Mapping[Pair, str]:
    found: dict[Pair, str] = {("class", f"CPV:{code}"): name for code, name in facts.cpv_divisions().items()}
    found.update({("class", row.code): row.name for row in session.scalars(select(ClassName)) if row.name})
    for slug, name in session.execute(select(Party.slug, func.min(Party.name)).group_by(Party.slug)):
        found["buyer", slug] = found["supplier", slug] = name
    return found
