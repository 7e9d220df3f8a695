"""R031: the winning price is near or above the estimate."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import AWARDS, N_, VALUE, Flag, Process
from toolbox_procurement.indicators.patterns import PerProcess

_IMPLAUSIBLE = 10


class R031(PerProcess):
    """the winning price is near or above the estimate."""

    code = "R031"
    name = N_("Winning price very close to or above the estimate")
    stage = "bids"
    needs = ("tender/value/amount", "awards/value/amount", "awards/status")
    asks = AWARDS | VALUE
    defaults: ClassVar = {"margin": 0.01}
    summary = N_("The winning price is nearly the buyer's estimate, or above it.")
    method = (
        "For a process with one active award and no lots, the award's value is divided by the tender's value in the"
        " same currency. It is flagged when the share is at least one less the margin."
    )
    example = (
        "A tender is estimated at 250,000 dor, which is not told to bidders. One wins at 249,000. The process is "
        "flagged."
    )
    why = "A price that hits the estimate may be written by somebody who knew it."
    innocent = "The estimate is often public, and good estimates are often right."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R031."
    output = "The award's value as a share of the tender's."
    settings: ClassVar = {"margin": "how far below the estimate is very close, as a share"}
    exclusions = (
        "Several active awards, or an award for a lot.",
        "The currencies differ.",
        "The award is more than ten times the estimate: one of the two is no real amount.",
    )

    def look(self, process: Process) -> Collection[Flag] | None:
        """An award at or above the estimate less the margin."""
        estimate = process.value
        if estimate is None or len(process.active) != 1 or process.active[0].relatedLots:
            return None
        price = process.amount(process.active[0].value)
        if price is None or price[1] != estimate[1]:
            return None
        share = price[0] / estimate[0]
        if share > _IMPLAUSIBLE:
            return None
        if share < 1 - self.options.values["margin"]:
            return []
        return [self.flag(process.ocid, share, price=price[0], estimate=estimate[0], currency=price[1])]

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"The winning price of {found['price']:,.2f} {found['currency']} is {flag.value:.1%} of the estimate of "
            f"{found['estimate']:,.2f}."
        )
