"""R062: the decision took long."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import AWARDS, N_, PERIOD, Flag, Process, counted
from toolbox_procurement.indicators.dates import decision_days
from toolbox_procurement.indicators.patterns import PerProcess


class R062(PerProcess):
    """the decision took long."""

    code = "R062"
    name = N_("Decision period extremely long")
    stage = "contract"
    needs = ("tender/tenderPeriod/endDate", "awards/date")
    asks = AWARDS | PERIOD
    defaults: ClassVar = {"threshold": 60}
    own_thresholds = True
    summary = N_("The award came long after the last day for bids.")
    method = (
        "The whole days from the end of the tender period to the first active award are counted. The process is "
        "flagged when they are more than the threshold."
    )
    example = (
        "Bids for a laboratory can be made until May. The award is made in November, after 190 days; the threshold "
        "is 60. The process is flagged."
    )
    why = "A long decision leaves time for pressure and for changes."
    innocent = "Large and difficult purchases take long, and complaints take longer."
    source = (
        "Open Contracting Partnership, Red flags in public procurement (2024), R062; Open Contracting Explorer, I019."
    )
    output = "The days."
    settings: ClassVar = {"threshold": "most days that are not flagged"}
    exclusions = ("A date is missing or cannot be read, or the award came first.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """A very long decision."""
        days = decision_days(process)
        if days is None:
            return None
        threshold = self.options.threshold(process)
        return [self.flag(process.ocid, float(days), threshold=threshold)] if days > threshold else []

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return (
            f"{counted(flag.value, 'day')} passed between the end of the tender period and the award; the threshold is "
            f"{flag.evidence['threshold']:g}."
        )
