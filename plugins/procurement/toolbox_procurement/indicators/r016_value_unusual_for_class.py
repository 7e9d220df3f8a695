"""R016: the value is unusual for its class."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, VALUE, Flag, Process
from toolbox_procurement.indicators.patterns import Outliers


class R016(Outliers):
    """the value is unusual for its class."""

    code = "R016"
    name = N_("Tender value unusual for its class")
    stage = "tender"
    needs = (
        "tender/value/amount",
        "tender/value/currency",
        "tender/items/classification/id|awards/items/classification/id",
    )
    asks = VALUE
    defaults: ClassVar = {"minimum_cases": 10}
    side = "both"
    summary = N_("The tender's value is far from that of other tenders for the same class of items.")
    method = (
        "Values are compared, by their order of magnitude, within each item class and currency. A process is "
        "flagged when the logarithm of its value is beyond the fences of its class: one and a half interquartile "
        "ranges outside the quartiles."
    )
    example = "Tenders for office furniture range from 5,000 to 60,000 dor. One asks for 9 million. It is flagged."
    why = (
        "A value far from the usual may hide a fault, a bundle made for one large firm, or a price that someone "
        "agreed on."
    )
    innocent = "Quantities differ: one tender may furnish a room, another a ministry."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R016."
    output = "The value as a multiple of the median of its class."
    settings: ClassVar = {"minimum_cases": "fewest tenders of a class"}
    exclusions = (
        "The value has no currency.",
        "The class has too few tenders.",
    )

    def measure(self, process: Process) -> Iterable[tuple[Hashable, float, dict[str, Any]]]:
        """The logarithm of the value, by class and currency."""
        value, item_class = process.value, process.item_class
        if value is not None and item_class is not None:
            yield (item_class, value[1]), math.log10(value[0]), {"class": item_class}

    def result(self, value: float, middle: float) -> float:
        """The value as a multiple of the median."""
        return float(10 ** (value - middle))

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return f"The value is {flag.value:,.2f} times the median of {found['cases']} tenders of class {found['class']}."
