"""R028: different bidders asked exactly the same price."""

from __future__ import annotations

from collections.abc import Collection

from toolbox_procurement.indicators.base import BIDS, N_, Flag, Process
from toolbox_procurement.indicators.patterns import PerProcess


class R028(PerProcess):
    """Looks for equal amounts in bids of different tenderers."""

    code = "R028"
    name = N_("Identical bid prices")
    stage = "bids"
    groups = ("OCID", "Tenderer")
    needs = ("bids/details/status", "bids/details/value/amount", "bids/details/tenderers/id")
    asks = BIDS
    cardinal = True
    summary = N_("Different bidders asked exactly the same price.")
    method = (
        "A process is flagged when two submitted bids of different tenderers have the same amount in the same "
        "currency. With lots, only bids for the same lots are compared."
    )
    example = "Two firms bid 48,250.00 dor for the same school roof. The process and both firms are flagged."
    why = "Bids that were agreed upon, or written by the same hand, may carry the same price."
    innocent = "Prices may be fixed by law, or taken from the same list."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R028."
    output = "1."
    exclusions = ("The bids do not compete on price, by the settings.", "The bid was invited only, or withdrawn.")

    def look(self, process: Process) -> Collection[Flag] | None:
        """Bids of the same price."""
        if not process.submitted or not process.prices_compared:
            return None
        offers = [bid.value for bid in process.submitted]
        if len({(one.amount, one.currency) for one in offers if one is not None}) == len(offers):
            return ()  # all prices differ
        flags = []
        prices: dict[tuple[float, str, tuple[str, ...]], frozenset[str]] = {}
        for bid in process.submitted:
            value = bid.value
            if value is None or value.amount is None or value.currency is None:
                continue
            bidders = process.keys(bid.tenderers)
            if not bidders:
                continue
            lots = () if self.compat else tuple(sorted(bid.relatedLots or ()))
            price = (value.amount, value.currency, lots)
            other = prices.get(price)
            if other is not None and other != bidders:
                flags.append(self.flag(process.ocid, amount=value.amount, currency=value.currency))
                flags.extend(self.flag(bidder, group="Tenderer") for bidder in sorted(bidders | other))
            prices[price] = bidders
        return flags

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        if flag.group == "Tenderer":
            return f"Asked exactly the same price as another bidder in {flag.evidence['ocid']}."
        return f"Different bidders asked {flag.evidence['amount']:,.2f} {flag.evidence['currency']}."
