"""What amounts are measured by, and the factor that turns an amount of a year into that measure. Pure and exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, localcontext

POPULATION, INFLATION, PRICES, GDP = "population", "inflation", "prices", "gdp"
KINDS = (POPULATION, INFLATION, PRICES, GDP)

NOMINAL, REAL, PER_HEAD, SHARE, OF_GDP = "nominal", "real", "person", "share", "gdp"
MEASURES = (NOMINAL, REAL, PER_HEAD, SHARE, OF_GDP)
"""As in the files; in prices of one year; per inhabitant; as a share of the year's total; as a share of GDP."""
RATIOS = (SHARE, OF_GDP)

_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a yardstick came from: the published version and its original file."""

    version: int
    number: int
    title: str
    published_at: datetime
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """Every yardstick of an entity. ``prices`` is an index; which year is 100 does not matter."""

    population: Mapping[int, Decimal] = field(default_factory=dict)
    prices: Mapping[int, Decimal] = field(default_factory=dict)
    gdp: Mapping[int, Decimal] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def base_year(self, newest: int) -> int:
        """The year whose prices real amounts are in: the newest with known prices up to ``newest``; 0 when none."""
        return max((year for year in self.prices if year <= newest), default=0)

    def factor(self, measure: str, year: int, *, base: int = 0, total: Decimal | None = None) -> Decimal | None:
        """What an amount of ``year`` is multiplied by; ``None`` when the yardstick has no figure for that year.

        ``base`` is the year of the prices, ``total`` what shares are taken of.
        """
        if measure == NOMINAL:
            return Decimal(1)
        above, below = {
            REAL: (self.prices.get(base), self.prices.get(year)),
            PER_HEAD: (Decimal(1), self.population.get(year)),
            SHARE: (Decimal(1), total),
            OF_GDP: (Decimal(1), self.gdp.get(year)),
        }[measure]
        if above is None or not below or below < 0:
            return None
        with localcontext() as context:
            context.prec = _DIGITS
            return above / below

    def origin(self, measure: str) -> Origin | None:
        """The table behind a measure."""
        wanted = {REAL: (PRICES, INFLATION), PER_HEAD: (POPULATION,), OF_GDP: (GDP,)}.get(measure, ())
        return next((self.origins[kind] for kind in wanted if kind in self.origins), None)


def times(amount: Decimal | None, factor: Decimal | None) -> Decimal | None:
    """``amount × factor`` to sixty digits; ``None`` when either is unknown."""
    if amount is None or factor is None:
        return None
    if factor == 1:
        return amount
    with localcontext() as context:
        context.prec = _DIGITS
        return amount * factor


def index_from_changes(changes: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """A price index from yearly changes in per cent: 100 in the year before the first.

    The years have to follow one another; the caller has checked that.
    """
    if not changes:
        return {}
    with localcontext() as context:
        context.prec = _DIGITS
        level = Decimal(100)
        found = {min(changes) - 1: level}
        for year in sorted(changes):
            level = level * (100 + changes[year]) / 100
            found[year] = level
    return found
