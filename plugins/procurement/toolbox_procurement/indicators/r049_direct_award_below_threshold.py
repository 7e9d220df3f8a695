"""R049: a direct award lies just below a threshold."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import AWARDS, DIRECT, N_, NON_COMPETITIVE, Flag, Process
from toolbox_procurement.indicators.patterns import PerProcess


class R049(PerProcess):
    """a direct award lies just below a threshold."""

    code = "R049"
    name = N_("Direct award just below a threshold")
    stage = "award"
    needs = ("tender/procurementMethod", "awards/status", "awards/value/amount")
    asks = AWARDS | DIRECT
    defaults: ClassVar = {"threshold": None, "margin": 0.1}
    required = "threshold"
    in_main_currency = True
    own_thresholds = True
    summary = N_("A contract given without competition lies just below the threshold for competition.")
    method = (
        "The threshold is set by law and given in the settings. A process of method direct or limited is flagged "
        "when the value of its active awards, in the main currency, is below the threshold by no more than the "
        "margin."
    )
    example = "Direct awards are allowed below 50,000 dor. A direct award is worth 49,900 dor. The process is flagged."
    why = "A value just below the limit may have been chosen to stay below it."
    innocent = "Buyers use the room that the law gives them, and may do so openly."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R049."
    output = "The value as a share of the threshold."
    settings: ClassVar = {
        "threshold": "the amount in the main currency at which competition begins; nothing is computed without it",
        "margin": "how far below the threshold is just below, as a share",
    }
    exclusions = ("The awards have no value, or are in several currencies.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """Direct awards within the margin below the threshold."""
        threshold = self.options.threshold(process)
        if process.method not in NON_COMPETITIVE or not threshold:
            return None
        values = [process.amount(award.value) for award in process.active]
        currencies = {value[1] for value in values if value}
        if len(currencies) != 1:
            return None
        total = sum(value[0] for value in values if value)
        (currency,) = currencies
        if not threshold * (1 - self.options.values["margin"]) <= total < threshold:
            return []
        return [self.flag(process.ocid, total / threshold, amount=total, currency=currency, threshold=threshold)]

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"The award without competition is worth {found['amount']:,.2f} {found['currency']}, "
            f"{1 - flag.value:.1%} below the "
            f"threshold of {found['threshold']:,.2f}."
        )
