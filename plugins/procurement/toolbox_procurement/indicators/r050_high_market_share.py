"""R050: one firm gets most of a class."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Outcome, Process
from toolbox_procurement.indicators.markets import Market


class R050(Market):
    """one firm gets most of a class."""

    code = "R050"
    name = N_("High market share")
    stage = "award"
    groups = ("Tenderer",)
    needs = (
        "awards/status",
        "awards/value/amount",
        "awards/suppliers/id",
        "tender/items/classification/id|awards/items/classification/id",
    )
    defaults: ClassVar = {"threshold": 0.5, "minimum_awards": 20}
    summary = N_("One firm gets most of the public contracts for a class of items.")
    method = (
        "For each item class with enough awards in the main currency, the value of each supplier's awards is "
        "divided by the value of all. A supplier is flagged when its share is at or above the threshold."
    )
    example = "Of all school meals bought in a year, worth four million dor, one caterer delivers three. It is flagged."
    why = "A firm that owns a market can set its prices, and may have divided it up with others."
    innocent = "Some markets are small, and one firm may simply be best."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R050."
    output = "The firm's share of the value."
    settings: ClassVar = {
        "threshold": "the lowest share that is flagged",
        "minimum_awards": "fewest awards of the class",
    }
    exclusions = ("Awards to several suppliers, without a value, or in other currencies.",)

    def market(self, process: Process) -> str | None:
        """The item class."""
        return process.item_class

    def finish(self, state: Any, currency: str) -> Outcome:
        """Suppliers with a high share of a class."""
        outcome = Outcome()
        highest: dict[str, Flag] = {}
        for item_class, shares, awards in self.markets(state, currency, outcome):
            for supplier, share in shares.items():
                if share >= self.options.values["threshold"] and (
                    supplier not in highest or share > highest[supplier].value
                ):
                    evidence = {"class": item_class, "awards": awards, "suppliers": len(shares)}
                    highest[supplier] = Flag("Tenderer", supplier, self.code, share, evidence)
        outcome.flags = list(highest.values())
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"Gets {flag.value:.0%} of what is awarded in class {found['class']} ({found['awards']} awards to "
            f"{found['suppliers']} firms)."
        )
