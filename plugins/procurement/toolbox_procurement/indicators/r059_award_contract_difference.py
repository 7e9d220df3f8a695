"""R059: award and contract values differ."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import AWARDS, CONTRACTS, N_, Flag, Process
from toolbox_procurement.indicators.markets import contracted
from toolbox_procurement.indicators.patterns import PerProcess


class R059(PerProcess):
    """award and contract values differ."""

    code = "R059"
    name = N_("Award and contract values differ")
    stage = "contract"
    needs = ("awards/id", "awards/status", "awards/value/amount", "contracts/awardID", "contracts/value/amount")
    asks = AWARDS | CONTRACTS
    defaults: ClassVar = {"threshold": 0.25}
    own_thresholds = True
    summary = N_("The contracts of an award are worth much more or less than the award.")
    method = (
        "For each active award, the values of its contracts are added and compared with its own value in the same "
        "currency. The process is flagged when they differ by more than the threshold."
    )
    example = "A bridge is awarded for 400,000 dor and signed for 520,000 dor, 30 % more. The process is flagged."
    why = "A price that changes between award and signature was not the price that won."
    innocent = "Taxes may be in one value and not in the other, and some contracts are not published."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R059."
    output = "The contracts' value as a share of the award's."
    settings: ClassVar = {"threshold": "the largest difference that is not flagged, as a share"}
    exclusions = (
        "The award or its contracts have no value, or other currencies.",
        "A cancelled contract.",
    )

    def look(self, process: Process) -> Collection[Flag] | None:
        """Awards whose contracts differ."""
        flags, looked = [], False
        for award, amount, currency, signed in contracted(process):
            looked = True
            if abs(signed - amount) > amount * self.options.threshold(process):
                evidence: dict[str, Any] = {"award": award, "amount": amount, "signed": signed, "currency": currency}
                flags.append(self.flag(process.ocid, signed / amount, **evidence))
        return sorted(flags, key=lambda flag: abs(flag.value - 1)) if looked else None

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"Awarded for {found['amount']:,.2f} {found['currency']}; its contracts are worth {found['signed']:,.2f} "
            f"({flag.value:.0%})."
        )
