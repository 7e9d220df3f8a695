"""R035: every bid but the winner's was disqualified."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Process
from toolbox_procurement.indicators.patterns import PerProcess


class R035(PerProcess):
    """Counts the tenderers whose bids were disqualified."""

    code = "R035"
    name = N_("All except winning bid disqualified")
    stage = "award"
    groups = ("OCID", "Tenderer")
    needs = ("bids/details/status", "bids/details/tenderers/id", "awards/status", "awards/suppliers/id")
    defaults: ClassVar = {"threshold": 1}
    cardinal = True
    own_thresholds = True
    summary = N_("Every bid but the winner's was disqualified.")
    method = (
        "A process is flagged when exactly one tenderer made valid bids, this tenderer is the supplier of all "
        "active awards, and at least as many other tenderers as the threshold says were disqualified."
    )
    example = (
        "Five firms bid for rails. Four are disqualified, and the fifth wins. The process is flagged with the value 4."
    )
    why = "Disqualifying all others hands the contract to a firm chosen beforehand."
    innocent = "Formal faults are common where rules are new or forms are hard."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R035; OLAF (2017)."
    output = "How many other tenderers were disqualified; for the winner 0."
    settings: ClassVar = {"threshold": "fewest other tenderers disqualified (at least 1)"}
    exclusions = ("An award is pending, or its status is unknown.", "Several tenderers made valid bids.")

    def look(self, process: Process) -> Collection[Flag] | None:
        """The one valid tenderer, when it won and others were disqualified."""
        if not process.final:
            return None
        valid = process.qualified
        if not process.disqualified or len(valid) != 1 or valid != process.winners:
            return ()
        disqualified = {key for bid in process.disqualified for key in process.keys(bid.tenderers)} - valid
        if len(disqualified) < max(1, self.options.threshold(process)):
            return []
        (winner,) = valid
        return [self.flag(process.ocid, float(len(disqualified))), self.flag(winner, 0.0, "Tenderer")]

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        if flag.group == "Tenderer":
            return f"Was the only bidder not disqualified in {flag.evidence['ocid']}, and won."
        return f"{flag.value:.0f} other bidders were disqualified; the only one left won."
