"""R025: a firm that bids often hardly ever wins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import AWARDS, N_, VALID, Flag, Indicator, Outcome, Process
from toolbox_procurement.indicators.comparisons import bidders_of, competitions, winning_side
from toolbox_procurement.indicators.quantiles import fences, quantile


class R025(Indicator):
    """Counts the bids and the wins of each tenderer. State: tenderer → [wins, bids]."""

    code = "R025"
    name = N_("Excessive unsuccessful bids")
    stage = "bids"
    groups = ("Tenderer",)
    needs = ("bids/details/status", "bids/details/tenderers/id", "awards/suppliers/id")
    asks = AWARDS | VALID
    defaults: ClassVar = {"percentile": 75, "threshold": None}
    cardinal = True
    summary = N_("A firm that bids often hardly ever wins.")
    method = (
        "For each tenderer, the number of processes that it won is divided by the number in which it made a valid "
        "bid. A tenderer is flagged when it bid at least as often as three quarters of all, and its share is at or "
        "below the lower fence: the first quartile less one and a half interquartile ranges of all shares."
    )
    example = (
        "Three quarters of all firms bid at most 100 times; half win between half and three quarters of their bids,"
        " which gives a fence of an eighth. A firm bid 150 times and won 15 times, a tenth. It is flagged."
    )
    why = "A firm may bid only to make another's win look like competition."
    innocent = "A newcomer, or a firm with high costs, may lose often and honestly."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R025."
    output = "The share of processes that the tenderer won."
    settings: ClassVar = {
        "percentile": "how many of a hundred tenderers bid less often than those looked at",
        "threshold": "a share that replaces the lower fence",
    }
    exclusions = (
        "An award is pending, or its status is unknown.",
        "Several awards are active, and lots do not tell which bids competed.",
        "More than a quarter of all tenderers never win, so that the fence means nothing.",
    )

    def fold(self, state: dict[str, list[int]], process: Process) -> None:
        """Count each tenderer once per competition, however many bids it made."""
        for competition in competitions(process):
            winner = winning_side(process, competition)
            if not winner:
                continue
            bidders: Iterable[str] = process.qualified
            if self.compat or competition.lot:
                valid = [bid for bid in competition.bids if bid.status == "valid"]
                bidders = {bidder for bid in valid for bidder in bidders_of(process, bid)}
            for bidder in bidders:
                counts = state.get(bidder)
                if counts is None:
                    counts = state[bidder] = [0, 0]
                counts[0] += bidder in winner
                counts[1] += 1

    def merge(self, state: dict[str, list[int]], other: dict[str, list[int]]) -> None:
        """Add the counts."""
        for bidder, (wins, bids) in other.items():
            counts = state.setdefault(bidder, [0, 0])
            counts[0] += wins
            counts[1] += bids

    def finish(self, state: dict[str, list[int]], currency: str) -> Outcome:
        """Frequent bidders with a low share of wins."""
        if not state:
            return Outcome(gap="No process shows valid bids and a final award.")
        often = quantile(sorted(float(bids) for _, bids in state.values()), self.options.values["percentile"] / 100)
        outcome = Outcome(cases=len(state), meta={"upper_fence": often})
        fence = self.options.values["threshold"]
        first_quartile = 1.0
        if fence is None:
            found = fences([wins / bids for wins, bids in state.values()])
            fence, first_quartile = found.lower, found.q1
            outcome.meta.update(q1=found.q1, q3=found.q3)
        outcome.meta["lower_fence"] = fence
        if first_quartile > 0 and fence > 0:
            for bidder, (wins, bids) in state.items():
                if bids >= often and wins / bids <= fence:
                    evidence: dict[str, Any] = {"wins": wins, "bids": bids, "fence": fence}
                    outcome.flags.append(Flag("Tenderer", bidder, self.code, wins / bids, evidence))
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return f"Won {found['wins']} of {found['bids']} bids ({flag.value:.1%}); the fence is {found['fence']:.1%}."
