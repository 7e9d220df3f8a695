"""R019: an entity attracts few bidders."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, NON_COMPETITIVE, Flag, Indicator, Outcome, Process


class R019(Indicator):
    """Compares means. State: (class, entity) → [processes, bidders]."""

    code = "R019"
    name = N_("Few bidders for class and entity")
    stage = "tender"
    groups = ("ProcuringEntity",)
    needs = (
        "tender/numberOfTenderers|tender/tenderers/id|bids/details/tenderers/id|bids/statistics/value",
        "tender/items/classification/id|awards/items/classification/id",
        "tender/procuringEntity/id|buyer/id",
    )
    defaults: ClassVar = {"threshold": 0.5, "minimum_contracting_processes": 5, "minimum_cases": 20}
    summary = N_("An entity attracts far fewer bidders for a class of items than others do.")
    method = (
        "For each procuring entity and item class, the mean number of bidders is divided by the mean of all "
        "processes of the class. An entity is flagged when this share is at or below the threshold, in a class with"
        " enough processes."
    )
    example = (
        "Road works attract seven bidders on average. A county attracts two, in a dozen tenders. Its share is 29 %;"
        " the threshold is 50 %. It is flagged."
    )
    why = "Firms may stay away from a buyer whose winners are known beforehand."
    innocent = "The place may be far away, or the contracts small."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R019."
    output = "The entity's mean as a share of the mean of the class."
    settings: ClassVar = {
        "threshold": "the highest share of the class's mean that is flagged",
        "minimum_contracting_processes": "fewest processes of the entity in the class",
        "minimum_cases": "fewest processes of the class",
    }
    exclusions = (
        "The process had no competition by its method.",
        "The number of bidders cannot be found out.",
    )

    def fold(self, state: Any, process: Process) -> None:
        """Count processes and bidders for each entity and class."""
        count, item_class = process.bidder_count, process.item_class
        entity = process.entity or process.buyer
        if count and item_class and entity and process.method not in NON_COMPETITIVE:
            known = state.setdefault((item_class, entity), [0, 0])
            known[0] += 1
            known[1] += count

    def merge(self, state: Any, other: Any) -> None:
        """Add the counts."""
        for key, (processes, bidders) in other.items():
            known = state.setdefault(key, [0, 0])
            known[0] += processes
            known[1] += bidders

    def finish(self, state: Any, currency: str) -> Outcome:
        """Entities far below the mean of a class."""
        values = self.options.values
        classes: dict[str, list[int]] = {}
        for (item_class, _), (processes, bidders) in state.items():
            known = classes.setdefault(item_class, [0, 0])
            known[0] += processes
            known[1] += bidders
        outcome = Outcome()
        lowest: dict[str, Flag] = {}
        for (item_class, entity), (processes, bidders) in sorted(state.items()):
            of_class, all_bidders = classes[item_class]
            if processes < values["minimum_contracting_processes"] or of_class < values["minimum_cases"]:
                continue
            outcome.cases += 1
            mean, usual = bidders / processes, all_bidders / of_class
            if mean / usual <= values["threshold"] and (entity not in lowest or mean / usual < lowest[entity].value):
                evidence = {"class": item_class, "mean": mean, "usual": usual, "processes": processes}
                lowest[entity] = Flag("ProcuringEntity", entity, self.code, mean / usual, evidence)
        outcome.flags = list(lowest.values())
        if not outcome.cases:
            outcome.gap = "No entity has enough processes in a class with enough processes."
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"On average {found['mean']:.1f} bidders in {found['processes']} processes of class "
            f"{found['class']}; the class has "
            f"{found['usual']:.1f} on average."
        )
