"""R040: one firm gets most of a buyer's awards."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Outcome, Process
from toolbox_procurement.indicators.markets import Market


class R040(Market):
    """one firm gets most of a buyer's awards."""

    code = "R040"
    name = N_("High share of a buyer's contracts")
    stage = "award"
    groups = ("Tenderer",)
    needs = ("awards/status", "awards/value/amount", "awards/suppliers/id", "buyer/id|tender/procuringEntity/id")
    defaults: ClassVar = {"threshold": 0.5, "minimum_awards": 10}
    summary = N_("One firm gets most of what a buyer awards.")
    method = (
        "For each buyer with enough awards in the main currency, the value of each supplier's awards is divided by "
        "the value of all. A supplier is flagged when its share is at or above the threshold."
    )
    example = (
        "A port awarded twenty contracts worth a million dor; 800,000 went to one dredging firm. The firm is flagged."
    )
    why = "A buyer and a firm that depend on each other may look after each other."
    innocent = "One large contract is enough for a high share, and some things are sold by one firm only."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R040."
    output = "The firm's share of the value."
    settings: ClassVar = {
        "threshold": "the lowest share that is flagged",
        "minimum_awards": "fewest awards of the buyer",
    }
    exclusions = ("Awards to several suppliers, without a value, or in other currencies.",)

    def market(self, process: Process) -> str | None:
        """The buyer."""
        return process.buyer

    def finish(self, state: Any, currency: str) -> Outcome:
        """Suppliers with a high share."""
        outcome = Outcome()
        highest: dict[str, Flag] = {}
        for buyer, shares, awards in self.markets(state, currency, outcome):
            for supplier, share in shares.items():
                if share >= self.options.values["threshold"] and (
                    supplier not in highest or share > highest[supplier].value
                ):
                    evidence = {"buyer": buyer, "awards": awards, "suppliers": len(shares)}
                    highest[supplier] = Flag("Tenderer", supplier, self.code, share, evidence)
        outcome.flags = list(highest.values())
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"Gets {flag.value:.0%} of what {found['buyer']} awards ({found['awards']} awards to "
            f"{found['suppliers']} firms)."
        )
