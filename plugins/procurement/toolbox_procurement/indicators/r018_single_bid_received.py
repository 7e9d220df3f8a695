"""R018: only one bidder took part in a procedure that is open to competition."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Process
from toolbox_procurement.indicators.patterns import PerProcess


class R018(PerProcess):
    """Counts bidders."""

    code = "R018"
    name = N_("Single bid received")
    stage = "tender"
    needs = (
        "tender/procurementMethod",
        "tender/numberOfTenderers|tender/tenderers/id|bids/details/tenderers/id|bids/statistics/value",
    )
    defaults: ClassVar = {"procurement_methods": frozenset({"open", "selective"})}
    cardinal = True
    summary = N_("Only one bidder took part, although the procedure was open to competition.")
    method = (
        "A process is flagged when its number of tenderers is one and its procurement method invites competition. "
        "Where the number is not published, the bidders are counted, or taken from the statistics of the bids."
    )
    example = "Sea Wall Ltd. is the only firm that answers an open tender for a harbour wall. The process is flagged."
    why = "A tender written for one firm, or firms that agreed to leave the field to one, end with a single bid."
    innocent = "Small markets, remote places and special goods often have only one supplier."
    source = (
        "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R018; EU Single Market "
        "Scoreboard."
    )
    output = "1."
    settings: ClassVar = {"procurement_methods": "the methods that invite competition, separated by |"}
    exclusions = ("The procurement method is not published.", "The number of bidders cannot be found out.")

    def look(self, process: Process) -> Collection[Flag] | None:
        """A process with one bidder."""
        methods = self.options.values["procurement_methods"]
        if methods and process.method not in methods:
            return None
        if self.compat:
            stated = process.tender.numberOfTenderers
            return [self.flag(process.ocid)] if isinstance(stated, int) and stated == 1 else []
        count = process.bidder_count
        if count is None:
            return None
        return [self.flag(process.ocid, method=process.method)] if count == 1 else []

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return f"One bidder took part in a procedure whose method is {flag.evidence.get('method', 'competitive')}."
