"""R023: losing bids are whole percentages above the lowest."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import N_, VALID, Flag, Process
from toolbox_procurement.indicators.patterns import PerProcess
from toolbox_procurement.indicators.shapes import hundredths


class R023(PerProcess):
    """losing bids are whole percentages above the lowest."""

    code = "R023"
    name = N_("Fixed multiple bid prices")
    stage = "bids"
    needs = ("bids/details/status", "bids/details/value/amount", "bids/details/tenderers/id")
    asks = VALID
    defaults: ClassVar = {"minimum_bids": 3}
    summary = N_("All losing bids are whole percentages above the lowest one.")
    method = (
        "A process with at least three priced valid bids of different bidders is flagged when every other bid is "
        "the lowest one plus a whole number of percent, to the last hundredth."
    )
    example = (
        "The lowest bid is 61,437 dor. The others are 64,508.85 and 67,580.70 dor: exactly 5 % and 10 % more. The "
        "process is flagged."
    )
    why = "Prices that are computed from the winner's were not calculated by competitors."
    innocent = "Round prices give whole percentages by chance, most of all in small purchases."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R023."
    output = "How many bids are whole percentages above the lowest."
    settings: ClassVar = {"minimum_bids": "fewest bidders with a price"}
    exclusions = (
        "The lowest bid is a round hundred: whole percentages of it mean nothing.",
        "Bids for lots, and bids in several currencies.",
    )

    def look(self, process: Process) -> Collection[Flag] | None:
        """Losing bids at whole percentages."""
        if len(process.offers) < self.options.values["minimum_bids"]:
            return None
        prices: dict[frozenset[str], tuple[float, str]] = {}
        for bid, amount, currency in process.offers:
            who = process.keys(bid.tenderers)
            if who and not bid.relatedLots:
                value = (amount, currency)
                prices[who] = min(value, prices.get(who, value))
        if len(prices) < self.options.values["minimum_bids"] or len({currency for _, currency in prices.values()}) > 1:
            return None
        lowest, *others = sorted(hundredths(amount) for amount, _ in prices.values())
        if lowest % 10_000 == 0 or any(other == lowest or (other - lowest) * 100 % lowest for other in others):
            return []
        shown = [(other - lowest) * 100 // lowest for other in others]
        return [self.flag(process.ocid, float(len(others)), percents=shown)]

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        percents = ", ".join(f"{percent} %" for percent in flag.evidence["percents"])
        return f"The other bids are exactly {percents} above the lowest."
