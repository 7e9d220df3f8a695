"""R029: first digits deviate from Benford's law."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Indicator, Outcome, Process


class R029(Indicator):
    """Counts first digits. State: (buyer, currency) → nine counts."""

    code = "R029"
    name = N_("Bid prices deviate from Benford's law")
    stage = "bids"
    groups = ("Buyer",)
    needs = ("bids/details/value/amount|awards/value/amount", "buyer/id|tender/procuringEntity/id")
    defaults: ClassVar = {"threshold": 0.015, "minimum_prices": 300}
    summary = N_("The first digits of a buyer's prices are not distributed as those of grown numbers are.")
    method = (
        "For each buyer with enough prices (valid bids and awards in the main currency), the shares of the first "
        "digits are compared with Benford's law. A buyer is flagged when their mean absolute deviation is above the"
        " threshold, beyond which Nigrini speaks of nonconformity."
    )
    example = (
        "Three in ten prices should begin with a 1. Of the 400 prices of a water board, half begin with a 9. It is "
        "flagged."
    )
    why = "Numbers that people make up rarely follow the law."
    innocent = "Prices that are bounded by thresholds or price lists do not follow it either."
    source = (
        "Open Contracting Partnership, Red flags in public procurement (2024), R029; M. Nigrini, Benford's Law (2012)."
    )
    output = "The mean absolute deviation."
    settings: ClassVar = {
        "threshold": "the highest deviation that is not flagged",
        "minimum_prices": "fewest prices of a buyer",
    }
    exclusions = ("Prices in other currencies.",)

    def fold(self, state: Any, process: Process) -> None:
        """Count first digits."""
        if process.buyer is None:
            return
        found = [(amount, currency) for _, amount, currency in process.offers]
        found += [value for award in process.active if (value := process.amount(award.value)) is not None]
        for amount, currency in found:
            digits = state.get((process.buyer, currency))
            if digits is None:
                digits = state[process.buyer, currency] = [0] * 9
            digits[int(f"{amount:e}"[0]) - 1] += 1

    def merge(self, state: Any, other: Any) -> None:
        """Add the counts."""
        for key, digits in other.items():
            known = state.setdefault(key, [0] * 9)
            for index, count in enumerate(digits):
                known[index] += count

    def finish(self, state: Any, currency: str) -> Outcome:
        """Buyers whose digits deviate."""
        outcome = Outcome()
        expected = [math.log10(1 + 1 / digit) for digit in range(1, 10)]
        for (buyer, of_currency), digits in sorted(state.items()):
            total = sum(digits)
            if of_currency != currency or total < self.options.values["minimum_prices"]:
                continue
            outcome.cases += 1
            shares = [count / total for count in digits]
            deviation = sum(abs(share - law) for share, law in zip(shares, expected, strict=True)) / 9
            if deviation > self.options.values["threshold"]:
                most = max(range(9), key=lambda index: shares[index] - expected[index])
                evidence = {"prices": total, "digit": most + 1, "share": shares[most], "law": expected[most]}
                outcome.flags.append(Flag("Buyer", buyer, self.code, deviation, evidence))
        if not outcome.cases:
            outcome.gap = f"No buyer has {self.options.values['minimum_prices']} prices in the main currency."
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{found['share']:.0%} of {found['prices']} prices begin with {found['digit']}, where "
            f"{found['law']:.0%} are expected; "
            f"the mean deviation is {flag.value:.3f}."
        )
