"""R024: the lowest losing bid was unusually close to the winning one."""

from __future__ import annotations

from typing import ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Outcome
from toolbox_procurement.indicators.comparisons import Margin, MarginIndicator, PriceState
from toolbox_procurement.indicators.quantiles import fences


class R024(MarginIndicator):
    """Looks for margins below the lower fence of all margins."""

    code = "R024"
    name = N_("Price close to winning bid")
    stage = "bids"
    groups = ("OCID", "Tenderer")
    needs = ("bids/details/status", "bids/details/value/amount", "bids/details/tenderers/id", "awards/suppliers/id")
    defaults: ClassVar = {"threshold": None}
    cardinal = True
    summary = N_("The lowest losing bid was unusually close to the winning one.")
    method = (
        "The difference between the lowest losing valid bid and the winning bid is divided by the winning bid. A "
        "process is flagged when this share is at or below the lower fence: the first quartile less one and a half "
        "interquartile ranges of all processes. With lots, the bids for each lot are compared on their own."
    )
    example = (
        "In a quarter of all processes the second bid is at most 5 % above the winning one, in three quarters at "
        "most 7 %. The lower fence is 2 %. A firm wins with 100,000 dor before one that bid 101,000 dor, 1 % above."
        " The process is flagged."
    )
    why = "A firm that pretends to compete may bid just above its partner's price."
    innocent = "Where prices are regulated or well known, honest bids are close together."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R024."
    output = "The difference as a share of the winning bid; for the two bidders 0."
    settings: ClassVar = {"threshold": "a share that replaces the lower fence"}
    exclusions = (
        "An award is pending, or its status is unknown.",
        "Several awards are active, and lots do not tell which bids competed.",
        "The winning bid is not the lowest.",
        "The amounts are not in the main currency.",
        "More than a quarter of all processes have no difference at all, so that the fence means nothing.",
    )

    def finish(self, state: PriceState, currency: str) -> Outcome:
        """Margins at or below the fence."""
        margins: dict[tuple[str, str], Margin] = state.of(currency)
        if not margins:
            return Outcome(gap="No process shows a winning and a losing price in the main currency.")
        outcome = Outcome(cases=len(margins))
        fence = self.options.values["threshold"]
        first_quartile = 1.0
        if fence is None:
            found = fences([margin.ratio for margin in margins.values()])
            fence, first_quartile = found.lower, found.q1
            outcome.meta.update(q1=found.q1, q3=found.q3)
        outcome.meta["lower_fence"] = fence
        if first_quartile <= 0 or fence <= 0:
            return outcome
        lowest: dict[str, Margin] = {}
        for (ocid, _), margin in margins.items():
            if margin.ratio <= fence and (ocid not in lowest or margin.ratio < lowest[ocid].ratio):
                lowest[ocid] = margin
        bidders: dict[str, Flag] = {}
        for ocid in sorted(lowest):
            margin = lowest[ocid]
            evidence = {
                "winning": margin.winning_amount,
                "losing": margin.losing_amount,
                "currency": currency,
                "fence": fence,
                "lot": margin.lot,
            }
            outcome.flags.append(Flag("OCID", ocid, self.code, margin.ratio, evidence))
            for bidder in (*margin.winner, *margin.loser):
                bidders.setdefault(bidder, Flag("Tenderer", bidder, self.code, 0.0, {"ocid": ocid}))
                outcome.maps.setdefault("ocid_tenderer_r024", {}).setdefault(ocid, set()).add(bidder)
        outcome.flags.extend(bidders.values())
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        if flag.group == "Tenderer":
            return f"Took part in {flag.evidence['ocid']}, where two bids were unusually close."
        return (
            f"The lowest losing bid was {flag.value:.2%} above the winning one; in most processes it is more than "
            f"{flag.evidence['fence']:.2%}."
        )
