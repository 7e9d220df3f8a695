"""R017: a unit price is unusual."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Process
from toolbox_procurement.indicators.patterns import Outliers


class R017(Outliers):
    """a unit price is unusual."""

    code = "R017"
    name = N_("Unit price unusual for its class")
    stage = "tender"
    needs = (
        "tender/items/unit/value/amount|awards/items/unit/value/amount",
        "tender/items/classification/id|awards/items/classification/id",
    )
    defaults: ClassVar = {"minimum_cases": 10}
    side = "both"
    summary = N_("The price of a unit is far from that of the same thing elsewhere.")
    method = (
        "Unit prices are compared, by their order of magnitude, among items of the same full classification, unit "
        "and currency, in tenders, awards and contracts. A process is flagged when the logarithm of one of its "
        "prices is beyond the fences of its like."
    )
    example = (
        "A box of gloves costs between 4 and 6 dor in twenty hospitals, and 38 dor in one. That process is flagged."
    )
    why = "A price far above the usual may pay for more than the goods; one far below may not be meant."
    innocent = "Qualities, quantities and places of delivery differ."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R017."
    output = "The price as a multiple of the median of its like."
    settings: ClassVar = {"minimum_cases": "fewest prices of the same thing"}
    exclusions = ("The unit has no price, or the item no classification.",)

    def measure(self, process: Process) -> Iterable[tuple[Hashable, float, dict[str, Any]]]:
        """The logarithm of each unit price, by full classification, unit and currency."""
        seen = set()
        lists = [process.tender.items]
        lists += [award.items for award in process.active if award.items != lists[0]]
        for items in lists:
            for item in items or ():
                unit = item.unit
                price = process.amount(unit.value) if unit is not None else None
                if price is None or unit is None:
                    continue
                thing = process.class_of(item, 99)
                if thing is None:
                    continue
                amount, currency = price
                key = (thing, unit.name or "", currency)
                if (key, amount) not in seen:
                    seen.add((key, amount))
                    yield key, math.log10(amount), {"class": thing, "price": amount, "currency": currency}

    def result(self, value: float, middle: float) -> float:
        """The price as a multiple of the median."""
        return float(10 ** (value - middle))

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"A unit of {found['class']} costs {found['price']:,.2f} {found['currency']}, "
            f"{flag.value:,.2f} times the median of "
            f"{found['cases']} prices."
        )
