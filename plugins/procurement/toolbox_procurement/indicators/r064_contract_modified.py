"""R064: a contract has amendments."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import CONTRACTS, N_, Flag, Process, counted
from toolbox_procurement.indicators.patterns import PerProcess


class R064(PerProcess):
    """a contract has amendments."""

    code = "R064"
    name = N_("Contract has modifications")
    stage = "contract"
    needs = ("contracts/amendments/id|contracts/amendments/date|contracts/amendments/description",)
    asks = CONTRACTS
    defaults: ClassVar = {"threshold": 1}
    own_thresholds = True
    summary = N_("A contract was changed after it was signed.")
    method = (
        "The amendments of all contracts of a process are counted. The process is flagged when there are at least "
        "as many as the threshold says."
    )
    example = (
        "A contract for school buses has five amendments. The threshold is 1. The process is flagged with the value 5."
    )
    why = "Changes after the signature can undo what the tender had decided."
    innocent = "Long contracts are changed often, and openly published changes are a good sign."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R064."
    output = "How many amendments there are."
    settings: ClassVar = {"threshold": "fewest amendments that are flagged"}
    exclusions = ("Changes that are not published as amendments.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """Contracts with amendments."""
        if not process.contracts:
            return None
        count = 0
        for contract in process.contracts:
            if contract.amendments:
                count += len(contract.amendments)
        if not count:
            return ()
        return [self.flag(process.ocid, float(count))] if count >= max(1, self.options.threshold(process)) else []

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return f"The contracts have {counted(flag.value, 'amendment')}."
