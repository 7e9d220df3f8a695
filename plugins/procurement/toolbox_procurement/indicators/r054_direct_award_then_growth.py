"""R054: a direct award grew."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import AWARDS, CONTRACTS, DIRECT, N_, NON_COMPETITIVE, Flag, Process
from toolbox_procurement.indicators.markets import contracted
from toolbox_procurement.indicators.patterns import PerProcess


class R054(PerProcess):
    """a direct award grew."""

    code = "R054"
    name = N_("Direct award followed by growth")
    stage = "contract"
    needs = (
        "tender/procurementMethod",
        "awards/id",
        "awards/value/amount",
        "contracts/awardID",
        "contracts/value/amount",
    )
    asks = AWARDS | CONTRACTS | DIRECT
    defaults: ClassVar = {"threshold": 0.1, "competitive_threshold": None}
    summary = N_("A contract was given without competition and became larger than the award.")
    method = (
        "For each active award of a process of method limited or direct, the values of its contracts are added. The"
        " process is flagged when the sum is above the award's value by more than the threshold, or, where a "
        "competitive threshold is set, when the award was below it and the contracts are not."
    )
    example = (
        "A road repair is awarded directly for 45,000 dor. After two changes the contract is worth 120,000 dor. The"
        " process is flagged."
    )
    why = "A small award without competition can grow into what should have been a tender."
    innocent = "Works bring surprises, and prices rise."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R054."
    output = "The contracts' value as a multiple of the award's."
    settings: ClassVar = {
        "threshold": "the largest growth that is not flagged, as a share",
        "competitive_threshold": "the amount at which competition begins",
    }
    exclusions = ("The award or its contracts have no value, or other currencies.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """Awards whose contracts outgrew them."""
        if process.method not in NON_COMPETITIVE:
            return None
        limit = self.options.values["competitive_threshold"]
        flags, looked = [], False
        for award, amount, currency, signed in contracted(process):
            looked = True
            crossed = limit is not None and amount < limit <= signed
            if signed > amount * (1 + self.options.values["threshold"]) or crossed:
                evidence: dict[str, Any] = {"award": award, "amount": amount, "signed": signed, "currency": currency}
                flags.append(self.flag(process.ocid, signed / amount, **evidence))
        return sorted(flags, key=lambda flag: flag.value) if looked else None

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"Awarded without competition for {found['amount']:,.2f} {found['currency']}; its contracts are worth "
            f"{found['signed']:,.2f}, {flag.value:.2f} times as much."
        )
