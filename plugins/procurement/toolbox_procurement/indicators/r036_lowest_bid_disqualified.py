"""R036: the lowest bid was disqualified."""

from __future__ import annotations

from toolbox_procurement.indicators.base import AWARDS, BIDS, N_, Flag, Indicator, Outcome, Process
from toolbox_procurement.indicators.comparisons import PriceState


class R036(Indicator):
    """Looks at the status of the lowest submitted bid, in each currency on its own."""

    code = "R036"
    name = N_("Lowest bid disqualified")
    stage = "bids"
    needs = ("bids/details/status", "bids/details/value/amount", "bids/details/value/currency", "awards/status")
    asks = AWARDS | BIDS
    cardinal = True
    summary = N_("The lowest submitted bid was disqualified.")
    method = (
        "A process is flagged when it has an active award and a valid bid with an amount, and the lowest submitted "
        "bid in the main currency was disqualified. Of equal amounts the first counts."
    )
    example = (
        "Three firms bid 80, 95 and 99 thousand dor. The bid of 80 thousand is disqualified. The process is flagged."
    )
    why = "Disqualifying the lowest bid lets a dearer one win."
    innocent = "The lowest bid may have failed the requirements, or price may not be the only criterion."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R036."
    output = "1."
    exclusions = (
        "The bids do not compete on price, by the settings.",
        "No valid bid has an amount in the main currency.",
    )

    def start(self) -> PriceState:
        """Nothing found yet."""
        return PriceState()

    def fold(self, state: PriceState, process: Process) -> None:
        """Find the lowest submitted bid in each currency."""
        if not process.active or not process.submitted or not process.prices_compared:
            return
        lowest: dict[str, tuple[float, bool]] = {}
        valid: dict[str, float] = {}
        for index, bid in enumerate(process.submitted):
            value = bid.value
            if value is None or value.amount is None or value.currency is None:
                continue
            state.see(value.currency, process.position + index)
            known = lowest.get(value.currency)
            if known is None or value.amount < known[0]:
                lowest[value.currency] = (value.amount, bid.status == "disqualified")
            if bid.status == "valid":
                valid[value.currency] = min(value.amount, valid.get(value.currency, value.amount))
        for currency, least in valid.items():
            amount, disqualified = lowest[currency]
            state.put(currency, process.ocid, (amount, least) if disqualified else None)

    def merge(self, state: PriceState, other: PriceState) -> None:
        """Join what was found."""
        state.merge(other)

    def finish(self, state: PriceState, currency: str) -> Outcome:
        """Every process whose lowest bid in the main currency was disqualified."""
        found = state.of(currency)
        flags = [
            Flag("OCID", ocid, self.code, 1.0, {"lowest": pair[0], "valid": pair[1], "currency": currency})
            for ocid, pair in found.items()
            if pair is not None
        ]
        return Outcome(flags, cases=len(found), gap="" if found else "No process shows prices in the main currency.")

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return (
            f"The lowest bid of {found['lowest']:,.2f} {found['currency']} was disqualified; the lowest valid one was "
            f"{found['valid']:,.2f}."
        )
