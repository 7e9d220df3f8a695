"""R055: many direct awards to one firm."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import AWARDS, DIRECT, N_, NON_COMPETITIVE, Flag, Indicator, Outcome, Process
from toolbox_procurement.indicators.markets import awarded
from toolbox_procurement.indicators.shapes import hundredths


class R055(Indicator):
    """Counts awards. State: (buyer, supplier, year, currency) → [awards, hundredths]."""

    code = "R055"
    name = N_("Multiple direct awards")
    stage = "award"
    groups = ("Tenderer",)
    needs = (
        "tender/procurementMethod",
        "awards/status",
        "awards/value/amount",
        "awards/suppliers/id",
        "buyer/id|tender/procuringEntity/id",
    )
    asks = AWARDS | DIRECT
    defaults: ClassVar = {"threshold": 4, "competitive_threshold": None}
    summary = N_("A buyer gives one firm many contracts without competition in one year.")
    method = (
        "For each buyer, supplier and year, the active awards of processes of method limited or direct are counted."
        " The supplier is flagged when there are at least as many as the threshold says, and, where a competitive "
        "threshold is set, when together they reach it."
    )
    example = "A town gives one electrician seven direct contracts in a year. The threshold is 4. The firm is flagged."
    why = "Many small contracts can add up to one that should have been open to all."
    innocent = "Repairs come one by one, and a firm that knows the house may be quickest."
    source = (
        "Open Contracting Partnership, Red flags in public procurement (2024), R055; Open Contracting Explorer, "
        "I077 and I180."
    )
    output = "How many awards there are."
    settings: ClassVar = {
        "threshold": "fewest awards that are flagged",
        "competitive_threshold": "the amount at which competition begins; the awards must reach it together",
    }
    exclusions = ("Awards without a value, or to several suppliers.",)

    def fold(self, state: Any, process: Process) -> None:
        """Count the direct awards of a buyer to a supplier in a year."""
        if process.method not in NON_COMPETITIVE or process.buyer is None:
            return
        for supplier, amount, currency, date in awarded(process):
            known = state.setdefault((process.buyer, supplier, date[:4] or process.year, currency), [0, 0])
            known[0] += 1
            known[1] += hundredths(amount)

    def merge(self, state: Any, other: Any) -> None:
        """Add the counts."""
        for key, (count, amount) in other.items():
            known = state.setdefault(key, [0, 0])
            known[0] += count
            known[1] += amount

    def finish(self, state: Any, currency: str) -> Outcome:
        """Suppliers with many direct awards."""
        outcome = Outcome(cases=len(state))
        limit = self.options.values["competitive_threshold"]
        most: dict[str, Flag] = {}
        for (buyer, supplier, year, of_currency), (count, amount) in sorted(state.items()):
            if count < self.options.values["threshold"] or (limit is not None and amount < hundredths(limit)):
                continue
            if supplier not in most or most[supplier].value < count:
                evidence = {"buyer": buyer, "year": year, "amount": amount / 100, "currency": of_currency}
                most[supplier] = Flag("Tenderer", supplier, self.code, float(count), evidence)
        outcome.flags = list(most.values())
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{found['buyer']} gave it {flag.value:.0f} contracts without competition in "
            f"{found['year'] or 'one year'}, worth "
            f"{found['amount']:,.2f} {found['currency']}."
        )
