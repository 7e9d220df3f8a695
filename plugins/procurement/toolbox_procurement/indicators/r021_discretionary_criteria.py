"""R021: a buyer often uses discretionary criteria."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Process
from toolbox_procurement.indicators.patterns import Shares


class R021(Shares):
    """a buyer often uses discretionary criteria."""

    code = "R021"
    name = N_("High use of discretionary criteria")
    stage = "tender"
    groups = ("Buyer",)
    needs = ("tender/awardCriteria", "buyer/id|tender/procuringEntity/id")
    defaults: ClassVar = {
        "threshold": None,
        "minimum_contracting_processes": 5,
        "criteria": frozenset({"qualityOnly", "ratedCriteria", "bestProposal", "bestValueToGovernment"}),
    }
    summary = N_("A buyer awards an unusually high share of its contracts by criteria that leave room for judgement.")
    method = (
        "For each buyer, the number of processes with discretionary award criteria is divided by that of all its "
        "processes with published criteria. A buyer is flagged at or above the upper fence of all buyers."
    )
    example = (
        "Most buyers rate a tenth of their tenders on quality; the fence is 30 %. One rates nine in ten. It is flagged."
    )
    why = "Where points are given by judgement, a chosen firm can be given more of them."
    innocent = "Good buying often means quality before price; the law may even ask for it."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R021."
    output = "The share of processes with discretionary criteria."
    settings: ClassVar = {
        "threshold": "a share that replaces the upper fence",
        "minimum_contracting_processes": "fewest processes of a buyer",
        "criteria": "the criteria that leave room for judgement, separated by |",
    }
    exclusions = ("The award criteria are not published.",)

    def fold(self, state: Any, process: Process) -> None:
        """Count the processes of a buyer."""
        criteria = process.tender.awardCriteria
        if criteria:
            self.count(state, "Buyer", process.buyer, int(criteria in self.options.values["criteria"]))

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{found['some']} of {found['every']} processes use discretionary criteria "
            f"({flag.value:.0%}); half of its peers have "
            f"at most {found['median']:.0%}, and the fence is {found['fence']:.0%}."
        )
