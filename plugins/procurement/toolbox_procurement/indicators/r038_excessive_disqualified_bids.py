"""R038: a buyer disqualifies, or a firm is disqualified, unusually often."""

from __future__ import annotations

from typing import Any, ClassVar

from toolbox_procurement.indicators.base import BIDS, N_, Flag, Outcome, Process
from toolbox_procurement.indicators.patterns import Shares
from toolbox_procurement.indicators.quantiles import fences, median


class R038(Shares):
    """Counts disqualified bids. State: group → key → [disqualified, submitted, processes]."""

    code = "R038"
    name = N_("Excessive disqualified bids")
    stage = "bids"
    groups = ("Buyer", "ProcuringEntity", "Tenderer")
    needs = ("bids/details/status", "bids/details/tenderers/id", "buyer/id|tender/procuringEntity/id")
    asks = BIDS
    defaults: ClassVar = {"threshold": None, "minimum_submitted_bids": 2, "minimum_contracting_processes": 2}
    cardinal = True
    summary = N_("A buyer disqualifies bids, or a firm is disqualified, unusually often.")
    method = (
        "For each buyer, procuring entity and tenderer, the number of disqualified bids is divided by that of "
        "submitted bids. It is flagged when this share is at or above the upper fence of its group: the third "
        "quartile plus one and a half interquartile ranges. Those with too few processes or bids are left out."
    )
    example = (
        "Half of all buyers disqualify between 2 % and 22 % of the bids that they receive; the upper fence is 52 %."
        " A water company disqualified 59 %. It is flagged."
    )
    why = "Disqualifications can steer a contract to one firm; a firm that is always disqualified may bid for show."
    innocent = "A strict buyer, or one that buys hard things, disqualifies more; a newcomer makes more faults."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R038."
    output = "The share of bids that were disqualified."
    settings: ClassVar = {
        "threshold": "a share that replaces the upper fence",
        "minimum_submitted_bids": "fewest bids of a tenderer",
        "minimum_contracting_processes": "fewest processes of a buyer or procuring entity",
    }
    exclusions = ("The bid was invited only, or withdrawn.", "The organization has no id.")

    def fold(self, state: Any, process: Process) -> None:
        """Count the bids of a process for everybody in it."""
        submitted = process.submitted
        if not submitted:
            return
        disqualified = 0
        tenderers = state.setdefault("Tenderer", {})
        for bid in submitted:
            fallen = bid.status == "disqualified"
            disqualified += fallen
            tenders = bid.tenderers or ()
            keys = process.keys(bid.tenderers) if len(tenders) == 1 else [process.key(one) for one in tenders]
            for key in keys:
                if key is None:
                    continue
                known = tenderers.get(key)
                if known is None:
                    tenderers[key] = [int(fallen), 1, 1]
                else:
                    known[0] += fallen
                    known[1] += 1
                    known[2] += 1
        for group, key in (("Buyer", process.buyer), ("ProcuringEntity", process.entity)):
            if key is not None:
                self._add(state, group, key, (disqualified, len(submitted), 1))
        if self.options.shared.maps and disqualified:
            for name, key in (("ocid_buyer_r038", process.buyer), ("ocid_procuringentity_r038", process.entity)):
                if key is not None:
                    state.setdefault(f"map:{name}", {})[process.ocid] = key

    def _add(self, state: Any, group: str, key: str, counts: tuple[int, int, int]) -> None:
        known = state.setdefault(group, {}).setdefault(key, [0, 0, 0])
        for index, count in enumerate(counts):
            known[index] += count

    def merge(self, state: Any, other: Any) -> None:
        """Add the counts."""
        for group, counts in other.items():
            if group.startswith("map:"):
                state.setdefault(group, {}).update(counts)
                continue
            for key, three in counts.items():
                self._add(state, group, key, three)

    def finish(self, state: Any, currency: str) -> Outcome:
        """Organizations whose share is at or above the fence of their group."""
        outcome = Outcome()
        values = self.options.values
        for group in self.groups:
            counts = state.get(group, {})
            of_bids = group == "Tenderer"
            least = values["minimum_submitted_bids" if of_bids else "minimum_contracting_processes"]
            counted = 1 if of_bids or self.compat else 2  # Cardinal counts a buyer's bids where it means its processes
            shares = {key: three[0] / three[1] for key, three in counts.items() if three[counted] >= least}
            if not shares:
                continue
            outcome.cases += len(shares)
            fence = values["threshold"]
            if fence is None:
                found = fences(list(shares.values()))
                fence = found.upper
                outcome.meta.update({f"{group}_q1": found.q1, f"{group}_q3": found.q3})
            outcome.meta[f"{group}_upper_fence"] = fence
            if fence <= 0:
                continue
            middle = median(list(shares.values()))
            for key, share in shares.items():
                if share >= fence and (self.compat or share != middle or values["threshold"] is not None):
                    some, every, _ = counts[key]
                    evidence = {"some": some, "every": every, "fence": fence, "median": middle}
                    outcome.flags.append(Flag(group, key, self.code, share, evidence))
        outcome.maps = {name[4:]: found for name, found in state.items() if name.startswith("map:")}
        if not outcome.cases:
            outcome.gap = "No organization has enough bids to compare."
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"{found['some']} of {found['every']} bids were disqualified ({flag.value:.0%}); half of its peers have at "
            f"most {found['median']:.0%}, and the fence is {found['fence']:.0%}."
        )
