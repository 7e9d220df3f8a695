"""R013: a buyer gives many contracts without competition."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, NON_COMPETITIVE, Flag, Process
from toolbox_procurement.indicators.patterns import Shares


class R013(Shares):
    """a buyer gives many contracts without competition."""

    code = "R013"
    name = N_("High use of non-competitive methods")
    stage = "tender"
    groups = ("Buyer",)
    needs = ("tender/procurementMethod", "buyer/id|tender/procuringEntity/id")
    defaults: ClassVar = {"threshold": None, "minimum_contracting_processes": 5}
    summary = N_("A buyer gives an unusually high share of its contracts without competition.")
    method = (
        "For each buyer, the number of processes of method limited or direct is divided by that of all its "
        "processes. A buyer is flagged when this share is at or above the upper fence: the third quartile plus one "
        "and a half interquartile ranges of all buyers with enough processes."
    )
    example = (
        "Three quarters of all buyers give at most a fifth of their contracts directly; the fence is 45 %. A port "
        "authority gives 80 % directly. It is flagged."
    )
    why = "Direct contracts are the exception; a buyer that lives by them gives competition no chance."
    innocent = "Some buyers buy what only one firm sells, or mostly small things."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R013."
    output = "The share of processes without competition."
    settings: ClassVar = {
        "threshold": "a share that replaces the upper fence",
        "minimum_contracting_processes": "fewest processes of a buyer",
    }
    exclusions = ("The procurement method is not published.",)

    def fold(self, state: Any, process: Process) -> None:
        """Count the processes of a buyer."""
        if process.method is not None:
            self.count(state, "Buyer", process.buyer, int(process.method in NON_COMPETITIVE))

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{found['some']} of {found['every']} processes had no competition ({flag.value:.0%}); half "
            "of its peers have at most "
            f"{found['median']:.0%}, and the fence is {found['fence']:.0%}."
        )
