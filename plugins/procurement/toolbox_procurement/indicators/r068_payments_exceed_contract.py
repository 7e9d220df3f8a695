"""R068: payments exceed the contract."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import CONTRACTS, N_, Flag, Process
from toolbox_procurement.indicators.patterns import PerProcess
from toolbox_procurement.indicators.shapes import hundredths


class R068(PerProcess):
    """payments exceed the contract."""

    code = "R068"
    name = N_("Payments exceed the contract")
    stage = "contract"
    needs = ("contracts/value/amount", "contracts/implementation/transactions/value/amount")
    asks = CONTRACTS
    defaults: ClassVar = {"threshold": 0.0}
    own_thresholds = True
    summary = N_("More was paid under a contract than it is worth.")
    method = (
        "The payments of each contract in the contract's currency are added. A process is flagged when they are "
        "more than its value by more than the threshold."
    )
    example = "A contract for security is worth 100,000 dor; payments add up to 131,000 dor. The process is flagged."
    why = "Money that is paid beyond the contract has no agreement behind it."
    innocent = "The contract may have been amended without an update of its value."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R068."
    output = "The payments as a multiple of the contract's value."
    settings: ClassVar = {"threshold": "the largest excess that is not flagged, as a share"}
    exclusions = ("The contract has no value; payments in other currencies.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """Contracts with too many payments."""
        flags, looked = [], False
        for contract in process.contracts:
            value = process.amount(contract.value)
            transactions = contract.implementation.transactions if contract.implementation else None
            if value is None or not transactions:
                continue
            looked = True
            paid = sum(
                hundredths(payment.value.amount)
                for payment in transactions
                if payment.value and payment.value.amount is not None and payment.value.currency == value[1]
            )
            if paid > hundredths(value[0]) * (1 + self.options.threshold(process)):
                evidence: dict[str, Any] = {"paid": paid / 100, "amount": value[0], "currency": value[1]}
                flags.append(self.flag(process.ocid, paid / hundredths(value[0]), **evidence))
        return sorted(flags, key=lambda flag: flag.value) if looked else None

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{found['paid']:,.2f} {found['currency']} were paid under a contract worth {found['amount']:,.2f}, "
            f"{flag.value:.2f} times as much."
        )
