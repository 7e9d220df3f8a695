"""How several governments are looked at in one table: one phase, one measure, one unit for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from toolbox_budget_portal.pages.wording import UNITS, Wording
from toolbox_budget_portal.queries.governments import Government, SideBySide
from toolbox_budget_portal.queries.records import ROLES, Sums
from toolbox_budget_portal.yardsticks.records import MEASURES, NOMINAL, PER_HEAD, RATIOS, REAL, times

if TYPE_CHECKING:
    from starlette.requests import Request

_MILLIONS_FROM, _THOUSANDS_FROM = Decimal(10_000_000), Decimal(100_000)


@dataclass(frozen=True, slots=True)
class Looking:
    """One way of looking at all governments. ``role`` is a standard phase (each may call it otherwise).

    ``measure`` is what is shown, ``offered`` what at least one government has a yardstick for. ``base`` is the year
    whose prices real amounts are in: the newest that all governments know, so that they are in the same prices.
    """

    request: Request
    found: SideBySide
    role: str
    roles: tuple[str, ...]
    net: bool
    measure: str
    unit: str
    base: int

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of the budgets, each once."""
        return tuple(dict.fromkeys(one.year.currency for one in self.found.there if one.year is not None))

    @property
    def one_scale(self) -> bool:
        """Whether amounts may stand on one scale: the same currency, or shares."""
        return self.measure in RATIOS or len(self.currencies) < 2

    @property
    def offered(self) -> tuple[str, ...]:
        """The measures that at least one government has a yardstick for."""
        return tuple(
            measure for measure in MEASURES if any(self._factor(one, measure) is not None for one in self.found.there)
        )

    def words(self, one: Government | None = None, *, plain: bool = False) -> Wording:
        """The wording of one government's amounts, or of all when they share a currency; ``plain``: as in the files."""
        years = [other.year for other in (self.found.there if one is None else (one,)) if other.year is not None]
        currency = years[0].currency if one is not None and years else "".join(self.currencies[:1])
        measure = NOMINAL if plain else self.measure
        return Wording(
            self.request,
            currency=currency,
            digits=max((found.digits for found in years), default=2),
            unit=self.unit if measure in (NOMINAL, REAL) else "exact",
            measure=measure,
            prices_of=self.base,
        )

    def nominal(self, one: Government, sums: Sums | None) -> Decimal | None:
        """The amount of the chosen phase as in the files (net where that was asked); ``None`` when there is none."""
        phase = one.phase(self.found.direction, self.role)
        return sums.of(phase.code, net=self.net) if phase is not None and sums is not None else None

    def of(self, one: Government, sums: Sums | None) -> Decimal | None:
        """The same by the chosen measure; ``None`` when the government has no yardstick for it."""
        return times(self.nominal(one, sums), self._factor(one, self.measure))

    def without_yardstick(self) -> list[Government]:
        """Governments that cannot be measured in the chosen way."""
        return [
            one
            for one in self.found.there
            if self._factor(one, self.measure) is None and self.nominal(one, one.total) is not None
        ]

    def _factor(self, one: Government, measure: str) -> Decimal | None:
        if one.year is None:
            return None
        return one.year.yardsticks.factor(
            measure, self.found.fiscal_year, base=self.base, total=self.nominal(one, one.total)
        )


def looking(request: Request, found: SideBySide) -> Looking:
    """Read ``phase``, ``net``, ``in`` and ``unit``: leniently, since what one government has another may lack."""
    asked = request.query_params
    roles = tuple(role for role in ROLES if any(one.phase(found.direction, role) for one in found.there))
    role = asked.get("phase", "")
    if role not in roles:
        role = _usual_role(found, roles)
    both = any(one.year is not None and one.year.has_eliminations(found.direction) for one in found.there)
    net = both and asked.get("net", "1") == "1"
    start = Looking(request, found, role, roles, net, NOMINAL, "exact", _common_base(found))
    amounts = [start.nominal(one, one.total) for one in found.there]
    size = max((abs(amount) for amount in amounts if amount is not None), default=Decimal(0))
    unit = asked.get("unit", "")
    if unit not in UNITS:
        unit = "million" if size >= _MILLIONS_FROM else "thousand" if size >= _THOUSANDS_FROM else "exact"
    # Governments differ in size, so that people ask for amounts per inhabitant first, where all can be measured so.
    usual = PER_HEAD if _all_counted(start) else NOMINAL
    measure = asked.get("in", usual)
    measure = measure if measure in start.offered else NOMINAL
    return Looking(request, found, role, roles, net, measure, unit, start.base)


def _usual_role(found: SideBySide, roles: tuple[str, ...]) -> str:
    """What was spent where all know it; what was approved where all know that; else what most have."""

    def count(role: str) -> int:
        return sum(one.phase(found.direction, role) is not None for one in found.there)

    preferred = ("executed", "approved", "adjusted", *roles)
    return max((role for role in preferred if role in roles), key=count, default="approved")


def _common_base(found: SideBySide) -> int:
    """The newest year up to the one shown, or else the newest at all, for which everybody knows prices; 0 for none."""
    known: list[set[int]] = [set(one.year.yardsticks.prices) for one in found.there if one.year is not None]
    priced = [years for years in known if years]
    return max(set.intersection(*priced), default=0) if priced else 0


def _all_counted(start: Looking) -> bool:
    def counted(ones: Iterable[Government]) -> list[bool]:
        return [one.year is not None and start.found.fiscal_year in one.year.yardsticks.population for one in ones]

    known = counted(start.found.there)
    return len(known) > 1 and all(known)
