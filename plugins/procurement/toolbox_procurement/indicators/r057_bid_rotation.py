"""R057: the same firms take turns in winning."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import AWARDS, N_, Flag, Indicator, Outcome, Process
from toolbox_procurement.indicators.ledger import Ledger


class R057(Indicator):
    """Counts wins. State: the winner of each process, by class and bidders."""

    code = "R057"
    name = N_("Bid rotation")
    stage = "award"
    groups = ("Tenderer",)
    needs = ("bids/details/tenderers/id|tender/tenderers/id", "awards/status", "awards/suppliers/id")
    asks = AWARDS
    defaults: ClassVar = {"minimum_contracting_processes": 4}
    summary = N_("The same firms bid against each other again and again, and take turns in winning.")
    method = (
        "The processes of each item class with exactly the same bidders are put together. When there are enough of "
        "them, every bidder has won, and no one has won more than one contract more than another, all bidders are "
        "flagged."
    )
    example = "Three firms bid for the lawns of six parks, always all three. Each wins two. All are flagged."
    why = "Firms that take turns share a market instead of competing for it."
    innocent = "With few and equal firms, turns come by chance."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R057."
    output = "How many processes the firms shared."
    settings: ClassVar = {"minimum_contracting_processes": "fewest processes that the same firms shared"}
    exclusions = ("Processes with several winners, or with a winner that did not bid.",)

    def start(self) -> Ledger:
        """No wins yet."""
        return Ledger()

    def fold(self, state: Any, process: Process) -> None:
        """Count who won among the same bidders."""
        if len(process.winners) == 1 and len(process.bidders) > 1 and process.winners <= process.bidders:
            (winner,) = process.winners
            state.add((process.item_class or "", process.line_up), winner)

    def merge(self, state: Any, other: Any) -> None:
        """Join the wins."""
        state.merge(other)

    def finish(self, state: Any, currency: str) -> Outcome:
        """Groups of bidders that take turns."""
        outcome = Outcome()
        most: dict[str, Flag] = {}
        least = self.options.values["minimum_contracting_processes"]
        for (item_class, bidders), winners in state.groups():
            wins = Counter(winners)
            total = wins.total()
            if total < least:
                continue
            outcome.cases += 1
            if len(wins) == len(bidders) and max(wins.values()) - min(wins.values()) <= 1:
                for firm in bidders:
                    if firm not in most or most[firm].value < total:
                        others = [other for other in bidders if other != firm]
                        evidence = {"others": others, "class": item_class, "wins": wins[firm]}
                        most[firm] = Flag("Tenderer", firm, self.code, float(total), evidence)
        outcome.flags = list(most.values())
        if not outcome.cases:
            outcome.gap = "No group of firms met often enough."
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"Met {', '.join(found['others'])}, and nobody else, in {flag.value:.0f} processes, and won "
            f"{found['wins']}; the others "
            "won as often."
        )
