"""R026: many consortia win in a class."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import AWARDS, N_, Flag, Process
from toolbox_procurement.indicators.patterns import Shares


class R026(Shares):
    """many consortia win in a class."""

    code = "R026"
    name = N_("Prevalence of consortia")
    stage = "bids"
    groups = ("ItemClass",)
    needs = ("awards/suppliers/id", "awards/status", "tender/items/classification/id|awards/items/classification/id")
    asks = AWARDS
    defaults: ClassVar = {"threshold": None, "minimum_contracting_processes": 10}
    summary = N_("In a class of items, unusually many contracts go to several firms together.")
    method = (
        "For each item class, the number of active awards with several suppliers is divided by that of all active "
        "awards. A class is flagged at or above the upper fence of all classes."
    )
    example = (
        "In most classes one contract in fifty goes to a consortium; the fence is 8 %. For road works it is one in "
        "three. The class is flagged."
    )
    why = "Firms that could compete may join instead, and share the market."
    innocent = "Large works need several trades, and joint bids let small firms in."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R026."
    output = "The share of awards with several suppliers."
    settings: ClassVar = {
        "threshold": "a share that replaces the upper fence",
        "minimum_contracting_processes": "fewest awards of a class",
    }
    exclusions = ("The award is not active, or names no supplier.",)

    def fold(self, state: Any, process: Process) -> None:
        """Count the awards of a class."""
        for award in process.active:
            if award.suppliers:
                self.count(state, "ItemClass", process.item_class, int(len(process.keys(award.suppliers)) > 1))

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{found['some']} of {found['every']} awards went to several firms together "
            f"({flag.value:.0%}); the fence is "
            f"{found['fence']:.0%}."
        )
