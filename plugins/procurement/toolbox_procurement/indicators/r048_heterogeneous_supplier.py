"""R048: a firm supplies an unusual variety of things."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import AWARDS, N_, Flag, Indicator, Outcome, Process
from toolbox_procurement.indicators.quantiles import fences


class R048(Indicator):
    """Counts the item classes of each supplier. State: supplier → [processes, classes]."""

    code = "R048"
    name = N_("Heterogeneous supplier")
    stage = "award"
    groups = ("Tenderer",)
    needs = ("awards/status", "awards/suppliers/id", "awards/items/classification/id")
    asks = AWARDS
    defaults: ClassVar = {"digits": 2, "threshold": None, "minimum_contracting_processes": 20}
    cardinal = True
    summary = N_("A firm supplies an unusual variety of things.")
    method = (
        "For each supplier, the different item classes (the first digits of the classification) of its active "
        "awards are counted. A supplier is flagged when there are at least as many as the upper fence: the third "
        "quartile plus one and a half interquartile ranges of all suppliers with enough processes."
    )
    example = (
        "Three quarters of all suppliers deliver in at most three classes. One delivers fish, roofs, software and "
        "ten more."
    )
    why = "A firm that sells everything may be an empty shell that only collects contracts."
    innocent = "Wholesalers and general stores sell many things honestly."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R048."
    output = "How many classes the supplier delivers."
    settings: ClassVar = {
        "digits": "how many digits of the classification make a class",
        "threshold": "a number of classes that replaces the upper fence",
        "minimum_contracting_processes": "fewest processes of a supplier",
    }
    exclusions = ("The award is not active.", "The award has several suppliers: who delivers what is not known.")

    def fold(self, state: dict[str, list[Any]], process: Process) -> None:
        """Collect the classes of each single supplier."""
        digits = self.options.values["digits"]
        observed = set()
        for award in process.active:
            if award.items is None or award.suppliers is None or len(award.suppliers) != 1:
                continue
            supplier = process.key(award.suppliers[0])
            if supplier is None:
                continue
            for item in award.items:
                classification = item.classification
                if classification is None or classification.id is None:
                    continue
                known = state.setdefault(supplier, [0, set()])
                if supplier not in observed:
                    observed.add(supplier)
                    known[0] += 1
                known[1].add(classification.id[:digits])

    def merge(self, state: dict[str, list[Any]], other: dict[str, list[Any]]) -> None:
        """Add processes, join classes."""
        for supplier, (processes, classes) in other.items():
            known = state.setdefault(supplier, [0, set()])
            known[0] += processes
            known[1] |= classes

    def finish(self, state: dict[str, list[Any]], currency: str) -> Outcome:
        """Suppliers with at least as many classes as the fence."""
        least = self.options.values["minimum_contracting_processes"]
        counts = {supplier: len(classes) for supplier, (processes, classes) in state.items() if processes >= least}
        if not counts:
            return Outcome(gap=f"No supplier has {least} processes with classified items.")
        outcome = Outcome(cases=len(counts))
        fence = self.options.values["threshold"]
        if fence is None:
            found = fences([float(count) for count in counts.values()])
            fence = found.upper
            outcome.meta.update(q1=found.q1, q3=found.q3)
        outcome.meta["upper_fence"] = fence
        for supplier, count in counts.items():
            if count >= fence and (self.compat or count > 1):
                evidence = {"processes": state[supplier][0], "fence": fence}
                outcome.flags.append(Flag("Tenderer", supplier, self.code, float(count), evidence))
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        number, fence = flag.evidence["processes"], flag.evidence["fence"]
        return f"Delivers in {flag.value:.0f} classes, over {number} processes; the fence is {fence:g}."
