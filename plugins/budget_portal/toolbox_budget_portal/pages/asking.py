"""What the reader asked for: the query string, read leniently where nothing hangs on it and strictly where it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolbox_budget_portal.addresses import to_address
from toolbox_budget_portal.babbage import Cut, write_cuts
from toolbox_budget_portal.models import KINDS
from toolbox_budget_portal.pages.wording import UNITS, Wording
from toolbox_budget_portal.queries.records import Phase, Sums, Year
from toolbox_budget_portal.yardsticks.records import MEASURES, NOMINAL, REAL, times
from toolbox_core import InputError, NotFound, url

if TYPE_CHECKING:
    from starlette.requests import Request

_MILLIONS_FROM, _THOUSANDS_FROM = Decimal(10_000_000), Decimal(100_000)


def whole_number(request: Request, name: str, default: int, *, least: int = 1, most: int = 10**9) -> int:
    """A whole number of the query string; ``default`` when it is missing, not one, or out of bounds."""
    text = request.query_params.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default
    return number if least <= number <= most else default


def asked_version(request: Request) -> int:
    """``?version=N``: read the year as it was when version N came out; 0 for now. Raises ``NotFound`` for nonsense."""
    text = request.query_params.get("version", "")
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise NotFound(f"{text[:40]!r} is not the number of a version.", fix="Leave `version` out to read the newest.")
    return int(text)


def within(request: Request, kind: str = "") -> dict[str, str]:
    """Narrowing to categories of other kinds: ``?economic=1/12`` beside a view by purpose."""
    return {name: request.query_params[name] for name in KINDS if name != kind and request.query_params.get(name)}


@dataclass(frozen=True, slots=True)
class View:
    """How one year is looked at: which phase, gross or net, by which measure, in which unit.

    ``measure`` is what is shown, ``asked`` what the reader wanted: they differ where a yardstick is missing. ``words``
    writes amounts by the measure, ``plain`` as they stand in the files. ``wholes`` are totals by year, for shares.
    """

    request: Request
    year: Year
    direction: str
    phase: Phase | None
    net: bool
    unit: str
    words: Wording
    plain: Wording
    measure: str = NOMINAL
    asked: str = NOMINAL
    wholes: Mapping[int, Sums] = field(default_factory=dict)

    @property
    def previous(self) -> int:
        """The newest earlier year that can be read; 0 when there is none."""
        return max((other for other in self.year.others if other < self.year.fiscal_year), default=0)

    @property
    def prices_of(self) -> int:
        """The year whose prices real amounts are in; 0 when prices are not known."""
        return _prices_of(self.year)

    @property
    def main_phases(self) -> tuple[Phase, ...]:
        """The chosen phase and the three that matter most: the plan, the limit in the end, what was done."""
        year, direction = self.year, self.direction
        wanted = (self.phase, year.plan(direction), year.limit(direction), year.done(direction))
        return tuple(phase for phase in year.phases_of(direction) if phase in wanted)

    def of(self, sums: Sums, phase: Phase | None = None, *, fiscal_year: int = 0) -> Decimal | None:
        """The amount of the chosen (or another) phase, gross or net and by the measure as chosen."""
        wanted = phase or self.phase
        return self.scale(sums.of(wanted.code, net=self.net), fiscal_year) if wanted else None

    def scale(self, amount: Decimal | None, fiscal_year: int = 0) -> Decimal | None:
        """An amount of this year (or another) by the chosen measure; ``None`` when there is no yardstick for it."""
        if self.measure == NOMINAL:
            return amount
        return times(amount, self.factor(self.measure, fiscal_year or self.year.fiscal_year))

    def factor(self, measure: str, fiscal_year: int) -> Decimal | None:
        """What amounts of a year are multiplied by; ``None`` when the yardstick has nothing for it."""
        whole = self.wholes.get(fiscal_year)
        total = whole.of(self.phase.code, net=self.net) if whole and self.phase else None
        return self.year.yardsticks.factor(measure, fiscal_year, base=self.prices_of, total=total)

    def measures(self, *years: int) -> list[str]:
        """The measures that have a yardstick for this year, or for one of ``years``."""
        wanted = years or (self.year.fiscal_year,)
        return [measure for measure in MEASURES if any(self.factor(measure, year) is not None for year in wanted)]

    def state(self, **changes: Any) -> dict[str, Any]:
        """The query parameters that keep this way of looking: what the reader chose, not what is shown anyway."""
        asked = self.request.query_params
        kept: dict[str, Any] = {name: asked[name] for name in ("phase", "net", "in", "unit") if asked.get(name)}
        if self.year.as_of:
            kept["version"] = self.year.as_of
        kept.update(changes)
        return {name: value for name, value in kept.items() if value not in (None, "")}

    def link(self, route: str, query: Mapping[str, Any] | None = None, **path: Any) -> str:
        """The address of another page of this year (or of ``fiscal_year=``), looked at in the same way."""
        parts = {"entity": self.year.entity.slug, "fiscal_year": self.year.fiscal_year, **path}
        return url(self.request, f"budget_portal:{route}", query=self.state(**(query or {})), **parts)

    def compare_link(self, query: Mapping[str, Any] | None = None) -> str:
        """The address of the comparison of years, looked at in the same way."""
        changed = {"version": None, **(query or {})}
        return url(self.request, "budget_portal:compare", query=self.state(**changed), entity=self.year.entity.slug)

    def category_link(self, kind: str, path: str = "", query: Mapping[str, Any] | None = None, **more: Any) -> str:
        """The address of a category's page, or of the whole classification."""
        parts: dict[str, Any] = {"direction": self.direction, **more, "kind": kind}
        if not path:
            return self.link("kind", query, **parts)
        return self.link("category", query, path=to_address(path), **parts)

    def api_link(self, cuts: Mapping[str, str], drilldown: str = "", **more: str) -> str:
        """The same sums from the programming interface. ``cuts``: reference → value."""
        here = {
            "fiscal_year.year": str(self.year.fiscal_year),
            "direction.code": self.direction,
            **({"phase.code": self.phase.code} if self.phase else {}),
            **cuts,
        }
        query = {
            "cube": self.year.entity.slug,
            "cut": write_cuts(Cut(ref, (value,)) for ref, value in here.items() if value),
            "drilldown": drilldown or None,
            **more,
        }
        return url(self.request, "budget_portal:api_aggregate", query=query)


def look(
    request: Request,
    year: Year,
    direction: str,
    totals: Mapping[str, Sums],
    *,
    shown: Sums | None = None,
    wholes: Mapping[int, Sums] | None = None,
    years: Sequence[int] = (),
) -> View:
    """Read ``phase``, ``net``, ``in`` and ``unit``. Raises ``InputError`` for a phase that the year does not have.

    The usual unit fits what is ``shown`` (the year's total when not given; empty sums: single lines, in full).
    ``wholes`` are the totals that shares are taken of, by year; without them no shares are offered. A measure needs a
    yardstick for one of ``years`` (this year when none are given); otherwise amounts stay as they are.
    """
    phases = year.phases_of(direction)
    sums = totals.get(direction, Sums())
    default = _default_phase(year, direction, sums)
    code = request.query_params.get("phase", "")
    phase = next((found for found in phases if found.code == code), None) if code else default
    if code and phase is None:
        raise InputError(
            f"The {year.fiscal_year} budget has no phase {code[:40]!r}.",
            fix=f"It has {', '.join(found.code for found in phases)}.",
        )
    eliminations = year.has_eliminations()
    net = request.query_params.get("net", "1" if eliminations else "0") == "1" and eliminations
    sized = (sums if shown is None else shown).gross.values()
    size = max((abs(amount) for amount in sized if amount is not None), default=Decimal(0))
    usual = "million" if size >= _MILLIONS_FROM else "thousand" if size >= _THOUSANDS_FROM else "exact"
    unit = request.query_params.get("unit", usual)
    unit = unit if unit in UNITS else usual
    plain = Wording(request, currency=year.currency, digits=year.digits, unit=unit)
    asked = request.query_params.get("in", NOMINAL)
    asked = asked if asked in MEASURES else NOMINAL
    view = View(request, year, direction, phase, net, unit, plain, plain, NOMINAL, asked, wholes or {})
    if asked == NOMINAL or asked not in view.measures(*years):
        return view
    words = Wording(
        request,
        currency=year.currency,
        digits=year.digits,
        unit=unit if asked == REAL else "exact",
        measure=asked,
        prices_of=_prices_of(year),
    )
    return replace(view, words=words, measure=asked)


def _prices_of(year: Year) -> int:
    return year.yardsticks.base_year(max(year.others, default=year.fiscal_year))


def _default_phase(year: Year, direction: str, sums: Sums) -> Phase | None:
    """What happened, once it is known; until then the plan."""
    done, plan = year.done(direction), year.plan(direction)
    if done is not None and sums.gross.get(done.code):
        return done
    return plan or done or next(iter(year.phases_of(direction)), None)
