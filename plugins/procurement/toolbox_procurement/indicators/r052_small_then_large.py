"""R052: a small first purchase is followed by large ones."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import AWARDS, N_, NON_COMPETITIVE, Flag, Indicator, Outcome, Process
from toolbox_procurement.indicators.dates import moment
from toolbox_procurement.indicators.ledger import Ledger
from toolbox_procurement.indicators.markets import awarded


class R052(Indicator):
    """Compares awards. State: date, ocid, amount and whether without competition, by buyer, supplier and currency."""

    code = "R052"
    name = N_("Small first purchase followed by much larger ones")
    stage = "award"
    groups = ("Tenderer",)
    needs = (
        "tender/procurementMethod",
        "awards/date",
        "awards/status",
        "awards/value/amount",
        "awards/suppliers/id",
        "buyer/id|tender/procuringEntity/id",
    )
    asks = AWARDS
    defaults: ClassVar = {"threshold": 10.0}
    summary = N_("After a small first contract without competition, a buyer gives the same firm much larger ones.")
    method = (
        "For each buyer and supplier, the active awards in one currency are put in the order of their dates. The "
        "supplier is flagged when the first came without competition and a later one is at least as many times "
        "larger as the threshold says."
    )
    example = (
        "A hospital buys printers for 2,000 dor directly from a new firm. Half a year later the firm gets a "
        "contract of 90,000 dor. It is flagged."
    )
    why = "A small contract can open the door for a large one that nobody would have noticed."
    innocent = "A trial before a large purchase is often good practice."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R052."
    output = "The largest later award as a multiple of the first."
    settings: ClassVar = {"threshold": "the lowest multiple that is flagged"}
    exclusions = ("Awards without a date or a value, or to several suppliers.",)

    def start(self) -> Ledger:
        """No awards yet."""
        return Ledger()

    def fold(self, state: Any, process: Process) -> None:
        """Keep the dated awards of a buyer to a supplier."""
        if process.buyer is None or process.method is None:
            return
        for supplier, amount, currency, text in awarded(process):
            date = moment(text) if text else None
            if date is not None:
                direct = process.method in NON_COMPETITIVE
                state.add((process.buyer, supplier, currency), (date.isoformat(), process.ocid, amount, direct))

    def merge(self, state: Any, other: Any) -> None:
        """Join the awards."""
        state.merge(other)

    def finish(self, state: Any, currency: str) -> Outcome:
        """Suppliers whose later awards are much larger."""
        outcome = Outcome()
        highest: dict[str, Flag] = {}
        for (buyer, supplier, of_currency), found in state.groups():
            awards = list(found)
            if len(awards) < 2:
                continue
            outcome.cases += 1
            (_, ocid, first, direct), *later = sorted(awards)
            _, then, largest, _ = max(later, key=lambda one: one[2])
            ratio = largest / first
            if direct and ratio >= self.options.values["threshold"]:
                evidence = {"buyer": buyer, "first": first, "largest": largest, "currency": of_currency}
                if supplier not in highest or highest[supplier].value < ratio:
                    told = {**evidence, "ocid": ocid, "then": then}
                    highest[supplier] = Flag("Tenderer", supplier, self.code, ratio, told)
        outcome.flags = list(highest.values())
        if not outcome.cases:
            outcome.gap = "No buyer has two dated awards to the same firm."
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{found['buyer']} first awarded {found['first']:,.2f} {found['currency']} without competition, and later "
            f"{found['largest']:,.2f}, {flag.value:.1f} times as much."
        )
