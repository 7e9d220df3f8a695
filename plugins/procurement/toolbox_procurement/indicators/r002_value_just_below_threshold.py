"""R002: the value lies just below a threshold."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import N_, VALUE, Flag, Process
from toolbox_procurement.indicators.patterns import PerProcess


class R002(PerProcess):
    """the value lies just below a threshold."""

    code = "R002"
    name = N_("Value just below a threshold")
    stage = "tender"
    needs = ("tender/value/amount", "tender/value/currency")
    asks = VALUE
    defaults: ClassVar = {"thresholds": (), "margin": 0.05}
    required = "thresholds"
    in_main_currency = True
    summary = N_("The tender's value lies just below a procurement threshold.")
    method = (
        "Thresholds are set by law and given in the settings. A process is flagged when its tender value, in the "
        "main currency, is less than one of them by no more than the margin."
    )
    example = (
        "Purchases of 50,000 dor and more need an open tender. A tender is valued at 49,500 dor, 1 % below. The "
        "process is flagged."
    )
    why = "A value may be set low, or a purchase made small, to escape the rules that begin at the threshold."
    innocent = "Prices cluster below round numbers everywhere, and buyers may plan within their limits openly."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R002."
    output = "The value as a share of the threshold."
    settings: ClassVar = {
        "thresholds": "amounts in the main currency, separated by |; nothing is computed without them",
        "margin": "how far below a threshold is just below, as a share",
    }
    exclusions = ("The value has no currency, or not the main one.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """A value within the margin below a threshold."""
        value = process.value
        if value is None:
            return None
        amount, currency = value
        margin = self.options.values["margin"]
        for threshold in self.options.values["thresholds"]:
            if threshold * (1 - margin) <= amount < threshold:
                evidence = {"amount": amount, "currency": currency, "threshold": threshold}
                return [self.flag(process.ocid, amount / threshold, **evidence)]
        return []

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        below = 1 - flag.value
        return (
            f"The value of {found['amount']:,.2f} {found['currency']} is {below:.1%} below the threshold of "
            f"{found['threshold']:,.2f}."
        )
