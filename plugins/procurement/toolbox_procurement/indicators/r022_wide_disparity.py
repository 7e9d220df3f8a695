"""R022: the bids are unusually far apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, ClassVar, Final

from toolbox_procurement.indicators.base import N_, VALID, Flag, Process
from toolbox_procurement.indicators.patterns import Outliers

_FEWEST: Final = 3
"""Bids of which one can be far from the others."""


class R022(Outliers):
    """the bids are unusually far apart."""

    code = "R022"
    name = N_("Wide disparity in bid prices")
    stage = "bids"
    needs = ("bids/details/status", "bids/details/value/amount")
    asks = VALID
    defaults: ClassVar = {"threshold": None, "minimum_cases": 10}
    summary = N_("The bids of a process are unusually far apart.")
    method = (
        "For each process with at least three priced valid bids in one currency, the difference between the highest"
        " and the lowest is divided by the lowest. A process is flagged when this share is above the upper fence of"
        " all processes."
    )
    example = (
        "Bids for cleaning a school usually differ by 30 %. In one process the dearest is six times the cheapest. "
        "It is flagged."
    )
    why = "Firms that only pretend to compete may ask prices that nobody would pay."
    innocent = "The tender may have been unclear, so that bidders understood different things."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R022."
    output = "The difference as a share of the lowest bid."
    settings: ClassVar = {
        "threshold": "a share that replaces the upper fence",
        "minimum_cases": "fewest processes to compare",
    }
    exclusions = ("Bids for lots: they are for different things.",)

    def measure(self, process: Process) -> Iterable[tuple[Hashable, float, dict[str, Any]]]:
        """The spread of the valid bids in each currency."""
        if len(process.offers) < _FEWEST:
            return
        prices: dict[str, list[float]] = {}
        for bid, amount, currency in process.offers:
            if not bid.relatedLots:
                prices.setdefault(currency, []).append(amount)
        for currency, amounts in prices.items():
            if len(amounts) >= _FEWEST:
                low, high = min(amounts), max(amounts)
                yield "", (high - low) / low, {"low": low, "high": high, "currency": currency}

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"The bids range from {found['low']:,.2f} to {found['high']:,.2f} {found['currency']}, "
            f"{flag.value:.0%} apart; the "
            f"fence is {found['upper']:.0%}."
        )
