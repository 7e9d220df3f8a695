"""R061: the decision was very quick."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import AWARDS, N_, NON_COMPETITIVE, PERIOD, Flag, Process, counted
from toolbox_procurement.indicators.dates import decision_days
from toolbox_procurement.indicators.patterns import PerProcess


class R061(PerProcess):
    """the decision was very quick."""

    code = "R061"
    name = N_("Decision period extremely short")
    stage = "contract"
    needs = ("tender/tenderPeriod/endDate", "awards/date", "tender/procurementMethod")
    asks = AWARDS | PERIOD
    defaults: ClassVar = {"threshold": 1}
    own_thresholds = True
    summary = N_("The award came almost as soon as bids could no longer be made.")
    method = (
        "The whole days from the end of the tender period to the first active award are counted. The process is "
        "flagged when they are fewer than the threshold."
    )
    example = (
        "Bids for a laboratory can be made until Tuesday noon. On Tuesday afternoon the award is made. The process "
        "is flagged."
    )
    why = "Who decides before the bids can be read has decided already."
    innocent = "Auctions end with a price, and simple purchases are quickly compared."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R061."
    output = "The days."
    settings: ClassVar = {"threshold": "fewest days that are not flagged"}
    exclusions = (
        "The process had no competition by its method.",
        "A date is missing or cannot be read, or the award came first.",
    )

    def look(self, process: Process) -> Collection[Flag] | None:
        """A very short decision."""
        days = decision_days(process)
        if days is None or process.method in NON_COMPETITIVE:
            return None
        threshold = self.options.threshold(process)
        return [self.flag(process.ocid, float(days), threshold=threshold)] if days < threshold else []

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return (
            f"{counted(flag.value, 'day')} passed between the end of the tender period and the award; the threshold is "
            f"{flag.evidence['threshold']:g}."
        )
