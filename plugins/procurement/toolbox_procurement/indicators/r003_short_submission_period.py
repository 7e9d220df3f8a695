"""R003: the time to prepare and submit a bid was short."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import N_, PERIOD, Flag, Process, counted
from toolbox_procurement.indicators.dates import strict_moment, whole_days
from toolbox_procurement.indicators.patterns import PerProcess


class R003(PerProcess):
    """Compares the whole days of the tender period with a threshold."""

    code = "R003"
    name = N_("Short submission period")
    stage = "tender"
    needs = ("tender/tenderPeriod/startDate", "tender/tenderPeriod/endDate")
    asks = PERIOD
    defaults: ClassVar = {"threshold": 15, "procurement_methods": frozenset[str]()}
    cardinal = True
    own_thresholds = True
    summary = N_("Bidders had fewer days than usual to prepare and submit a bid.")
    method = (
        "The whole days from the start to the end of the tender period are counted. A process is flagged when they "
        "are fewer than the threshold. Dates without a time zone are read as UTC."
    )
    example = (
        "A notice appears on Monday evening and asks for bids by Tuesday evening. One day passes; the threshold is "
        "15. The process is flagged."
    )
    why = "A firm that knew beforehand can bid in a short time; others cannot."
    innocent = "Emergencies, repeat purchases and simple goods may need less time, and the law may say so."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R003."
    output = "1."
    settings: ClassVar = {
        "threshold": "fewest whole days that are not flagged",
        "procurement_methods": "only processes of these methods, separated by |; all when empty",
    }
    exclusions = ("A date of the period is missing or cannot be read.", "The period ends before it starts.")

    def look(self, process: Process) -> Collection[Flag] | None:
        """A period that is shorter than its threshold."""
        methods = self.options.values["procurement_methods"]
        period = process.tender.tenderPeriod
        if period is None or period.startDate is None or period.endDate is None:
            return None
        if methods and process.method not in methods:
            return None
        if self.compat:
            start, end = strict_moment(period.startDate), strict_moment(period.endDate)
        else:
            start, end = process.opens, process.closes
        if start is None or end is None or (end < start and not self.compat):
            return None
        threshold = self.options.threshold(process)
        days = whole_days(start, end)
        return [self.flag(process.ocid, days=days, threshold=threshold)] if days < threshold else []

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return f"Bidders had {counted(flag.evidence['days'], 'day')}; the threshold is {flag.evidence['threshold']:g}."
