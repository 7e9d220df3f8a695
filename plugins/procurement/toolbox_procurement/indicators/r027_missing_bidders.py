"""R027: regular bidders stayed away."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, NON_COMPETITIVE, Flag, Indicator, Outcome, Process
from toolbox_procurement.indicators.ledger import Ledger
from toolbox_procurement.indicators.quantiles import median


class R027(Indicator):
    """Compares bidders. State: ocid and bidders, by buyer and class."""

    code = "R027"
    name = N_("Missing bidders")
    stage = "bids"
    needs = (
        "bids/details/tenderers/id|tender/tenderers/id",
        "buyer/id|tender/procuringEntity/id",
        "tender/items/classification/id|awards/items/classification/id",
    )
    defaults: ClassVar = {"threshold": 0.8, "minimum_contracting_processes": 5}
    summary = N_("Firms that always bid for a buyer's contracts of this class stayed away.")
    method = (
        "For each buyer and item class with enough processes, a firm is a regular bidder when it takes part in at "
        "least the given share of them. A process is flagged when regular bidders are missing and it has fewer "
        "bidders than is usual."
    )
    example = (
        "Four firms bid for every road contract of a county. In one process only one of them does. It is flagged "
        "with the value 3."
    )
    why = "Firms may have agreed who bids this time, or been told to stay away."
    innocent = "Order books may be full, and a firm may have been busy elsewhere."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R027."
    output = "How many regular bidders are missing."
    settings: ClassVar = {
        "threshold": "the share of processes in which a regular bidder takes part",
        "minimum_contracting_processes": "fewest processes of the buyer in the class",
    }
    exclusions = ("The process had no competition by its method.",)

    def start(self) -> Ledger:
        """Nobody yet."""
        return Ledger()

    def fold(self, state: Any, process: Process) -> None:
        """Keep who bid."""
        if process.bidders and process.buyer and process.item_class and process.method not in NON_COMPETITIVE:
            state.add((process.buyer, process.item_class), (process.ocid, process.line_up))

    def merge(self, state: Any, other: Any) -> None:
        """Join what was kept."""
        state.merge(other)

    def finish(self, state: Any, currency: str) -> Outcome:
        """Processes that regular bidders stayed away from."""
        outcome = Outcome()
        for _, found in state.groups():
            processes = list(found)
            if len(processes) < self.options.values["minimum_contracting_processes"]:
                continue
            outcome.cases += len(processes)
            counts = Counter(bidder for _, bidders in processes for bidder in bidders)
            often = self.options.values["threshold"] * len(processes)
            regular = {bidder for bidder, count in counts.items() if count >= often}
            usual = median([float(len(bidders)) for _, bidders in processes])
            for ocid, bidders in processes:
                missing = regular - set(bidders)
                if missing and len(bidders) < usual:
                    evidence = {"missing": sorted(missing), "regular": len(regular), "processes": len(processes)}
                    outcome.flags.append(Flag("OCID", ocid, self.code, float(len(missing)), evidence))
        if not outcome.cases:
            outcome.gap = "No buyer has enough processes of one class with published bidders."
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{flag.value:.0f} of {found['regular']} firms that nearly always bid here did not: "
            f"{', '.join(found['missing'])}. "
            f"Seen over {found['processes']} processes."
        )
