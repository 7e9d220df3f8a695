"""R051: a class is concentrated."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Outcome, Process
from toolbox_procurement.indicators.markets import Market


class R051(Market):
    """a class is concentrated."""

    code = "R051"
    name = N_("High market concentration")
    stage = "award"
    groups = ("ItemClass",)
    needs = (
        "awards/status",
        "awards/value/amount",
        "awards/suppliers/id",
        "tender/items/classification/id|awards/items/classification/id",
    )
    defaults: ClassVar = {"threshold": 0.25, "minimum_awards": 20}
    summary = N_("The public contracts for a class of items go to few firms.")
    method = (
        "For each item class with enough awards in the main currency, the squares of the suppliers' shares of the "
        "value are added: the Herfindahl–Hirschman index, from nearly 0 (many equal firms) to 1 (one firm). A class"
        " is flagged at or above the threshold."
    )
    example = (
        "Three firms share all road marking: 50 %, 30 % and 20 %. The index is 0.38; the threshold is 0.25. The "
        "class is flagged."
    )
    why = "Where few firms sell, agreements between them are easy."
    innocent = "Some things are made by few firms anywhere in the world."
    source = (
        "Open Contracting Partnership, Red flags in public procurement (2024), R051; U.S. Department of Justice, "
        "Horizontal Merger Guidelines (2010), section 5.3."
    )
    output = "The index."
    settings: ClassVar = {
        "threshold": "the lowest index that is flagged",
        "minimum_awards": "fewest awards of the class",
    }
    exclusions = ("Awards to several suppliers, without a value, or in other currencies.",)

    def market(self, process: Process) -> str | None:
        """The item class."""
        return process.item_class

    def finish(self, state: Any, currency: str) -> Outcome:
        """Classes with a high index."""
        outcome = Outcome()
        for item_class, shares, awards in self.markets(state, currency, outcome):
            index = sum(share * share for _, share in sorted(shares.items()))
            if index >= self.options.values["threshold"]:
                evidence = {"awards": awards, "suppliers": len(shares), "largest": max(shares.values())}
                outcome.flags.append(Flag("ItemClass", item_class, self.code, index, evidence))
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{found['awards']} awards went to {found['suppliers']} firms; the largest has "
            f"{found['largest']:.0%}, and the index of "
            f"concentration is {flag.value:.2f}."
        )
