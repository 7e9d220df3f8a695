"""R030: a bid that arrived after the deadline won."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from toolbox_procurement.indicators.base import N_, PERIOD, Flag, Process
from toolbox_procurement.indicators.dates import moment
from toolbox_procurement.indicators.patterns import PerProcess


class R030(PerProcess):
    """Compares the dates of winning bids with the end of the tender period."""

    code = "R030"
    name = N_("Late bid won")
    stage = "bids"
    groups = ("OCID", "Tenderer")
    needs = ("bids/details/date", "bids/details/status", "tender/tenderPeriod/endDate", "awards/suppliers/id")
    asks = PERIOD
    cardinal = True
    summary = N_("A bid that was submitted after the deadline won.")
    method = (
        "A process is flagged when a valid bid is dated after the end of the tender period and one of its tenderers"
        " is a supplier of an active award. Dates are compared as moments, whatever their time zones."
    )
    example = "The deadline is noon on 15 March. A bid of 1 April is accepted and wins. Process and winner are flagged."
    why = "A bid accepted late may have been written with knowledge of the others."
    innocent = "The deadline may have been extended without an update of the data."
    source = "Open Contracting Partnership, Red flags in public procurement (2024); Cardinal, R030."
    output = "1."
    exclusions = ("The date of the bid or the end of the period cannot be read.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """Late valid bids of a winner."""
        period = process.tender.tenderPeriod
        if period is None or period.endDate is None or not process.bids or process.release.awards is None:
            return None
        flags = []
        for bid in process.valid:
            if bid.date is None or (self.compat and bid.date <= period.endDate):
                continue
            if not self.compat and not _is_late(bid.date, process.closes):
                continue
            for bidder in sorted(process.keys(bid.tenderers) & process.winners):
                flags.append(self.flag(process.ocid, date=bid.date, deadline=period.endDate))
                flags.append(self.flag(bidder, group="Tenderer"))
        return flags

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        if flag.group == "Tenderer":
            return f"Won {flag.evidence['ocid']} with a bid that is dated after the deadline."
        return f"The winning bid is dated {flag.evidence['date']}; the deadline was {flag.evidence['deadline']}."


def _is_late(date: str, deadline: datetime | None) -> bool:
    submitted = moment(date)
    return submitted is not None and deadline is not None and submitted > deadline
