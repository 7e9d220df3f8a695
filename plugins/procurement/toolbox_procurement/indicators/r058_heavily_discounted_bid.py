"""R058: the winning bid was unusually far below the others."""

from __future__ import annotations

from typing import ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Outcome
from toolbox_procurement.indicators.comparisons import Margin, MarginIndicator, PriceState
from toolbox_procurement.indicators.quantiles import fences


class R058(MarginIndicator):
    """Looks for margins above the upper fence of all margins."""

    code = "R058"
    name = N_("Heavily discounted bid")
    stage = "bids"
    groups = ("OCID", "Tenderer")
    needs = ("bids/details/status", "bids/details/value/amount", "bids/details/tenderers/id", "awards/suppliers/id")
    defaults: ClassVar = {"threshold": None}
    cardinal = True
    summary = N_("The winning bid was unusually far below the lowest losing one.")
    method = (
        "The difference between the lowest losing valid bid and the winning bid is divided by the winning bid. A "
        "process is flagged when this share is at or above the upper fence: the third quartile plus one and a half "
        "interquartile ranges of all processes. With lots, the bids for each lot are compared on their own."
    )
    example = (
        "In three quarters of all processes the second bid is at most 20 % above the winning one; the upper fence "
        "is 45 %. A firm wins with 60,000 dor before one that bid 100,000 dor, 67 % above. The process is flagged."
    )
    why = "A price below cost may count on changes to the contract later, or on quality that will not be delivered."
    innocent = "A firm may be better, may have the machines in place, or may want to enter a market."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R058."
    output = "The difference as a share of the winning bid; for the winner 0."
    settings: ClassVar = {"threshold": "a share that replaces the upper fence"}
    exclusions = (
        "An award is pending, or its status is unknown.",
        "Several awards are active, and lots do not tell which bids competed.",
        "The winning bid is not the lowest.",
        "The amounts are not in the main currency.",
    )

    def finish(self, state: PriceState, currency: str) -> Outcome:
        """Margins at or above the fence."""
        margins: dict[tuple[str, str], Margin] = state.of(currency)
        if not margins:
            return Outcome(gap="No process shows a winning and a losing price in the main currency.")
        outcome = Outcome(cases=len(margins))
        fence = self.options.values["threshold"]
        if fence is None:
            found = fences([margin.ratio for margin in margins.values()])
            fence = found.upper
            outcome.meta.update(q1=found.q1, q3=found.q3)
        outcome.meta["upper_fence"] = fence
        if fence <= 0:
            return outcome
        highest: dict[str, Margin] = {}
        for (ocid, _), margin in margins.items():
            if margin.ratio >= fence and (ocid not in highest or margin.ratio > highest[ocid].ratio):
                highest[ocid] = margin
        winners: dict[str, Flag] = {}
        for ocid in sorted(highest):
            margin = highest[ocid]
            evidence = {
                "winning": margin.winning_amount,
                "losing": margin.losing_amount,
                "currency": currency,
                "fence": fence,
                "lot": margin.lot,
            }
            outcome.flags.append(Flag("OCID", ocid, self.code, margin.ratio, evidence))
            for bidder in margin.winner:
                winners.setdefault(bidder, Flag("Tenderer", bidder, self.code, 0.0, {"ocid": ocid}))
                outcome.maps.setdefault("ocid_tenderer_r058", {}).setdefault(ocid, set()).add(bidder)
        outcome.flags.extend(winners.values())
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        if flag.group == "Tenderer":
            return f"Won {flag.evidence['ocid']} with a price far below the others."
        return (
            f"The lowest losing bid was {flag.value:.0%} above the winning one; in most processes it is less than "
            f"{flag.evidence['fence']:.0%}."
        )
