"""R053: two firms meet often and the same one wins."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import AWARDS, N_, Flag, Outcome, Process
from toolbox_procurement.indicators.markets import MOST_BIDDERS
from toolbox_procurement.indicators.meetings import Meetings, note


class R053(Meetings):
    """Counts wins. State: (firm, firm) → [wins of the first, wins of the second]."""

    code = "R053"
    name = N_("Co-bidding pair with the same recurrent winner")
    stage = "award"
    groups = ("Tenderer",)
    needs = ("bids/details/tenderers/id|tender/tenderers/id", "awards/status", "awards/suppliers/id")
    asks = AWARDS
    defaults: ClassVar = {"threshold": 0.9, "minimum_contracting_processes": 5}
    summary = N_("Two firms bid against each other again and again, and the same one always wins.")
    method = (
        "For each two firms that bid in the same processes, the processes that one of them won are counted. Both "
        "are flagged when enough of these were won by the same one, at or above the threshold."
    )
    example = (
        "Reef Ltd. and Shoal Ltd. met in eight tenders. Seven times one of them won, each time Reef. Both are flagged."
    )
    why = "A firm that always comes second may be there to make the first look chosen."
    innocent = "One firm may simply be cheaper than the other."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R053."
    output = "The winner's share of the processes that one of the two won."
    settings: ClassVar = {
        "threshold": "the lowest share that is flagged",
        "minimum_contracting_processes": "fewest processes that one of the two won",
    }
    exclusions = ("Processes that neither or both won.",)

    def fold(self, state: Any, process: Process) -> None:
        """Count who of each two firms won."""
        bidders, winners = process.bidders, process.winners
        if not 1 < len(bidders) <= MOST_BIDDERS:
            return
        for winner in bidders & winners:
            for loser in bidders - winners:
                first, second = (winner, loser) if winner < loser else (loser, winner)
                note(state, first, second, second_led=second is winner)

    def finish(self, state: Any, currency: str) -> Outcome:
        """Pairs of which the same firm wins."""
        outcome = Outcome()
        most: dict[str, Flag] = {}
        least = self.options.values["minimum_contracting_processes"]
        for first, second, one, two in self.often(state, least):
            total = one + two
            outcome.cases += 1
            share = max(one, two) / total
            if share >= self.options.values["threshold"]:
                winner = first if one > two else second
                for firm, other in ((first, second), (second, first)):
                    if firm not in most or most[firm].evidence["processes"] < total:
                        evidence = {"other": other, "winner": winner, "wins": max(one, two), "processes": total}
                        most[firm] = Flag("Tenderer", firm, self.code, share, evidence)
        outcome.flags = list(most.values())
        if not outcome.cases:
            outcome.gap = "No two firms met often enough."
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"Met {found['other']} in {found['processes']} processes that one of the two won; {found['winner']} won "
            f"{found['wins']} of them."
        )
