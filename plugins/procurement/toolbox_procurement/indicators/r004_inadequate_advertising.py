"""R004: the tender notice is missing or late."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Process
from toolbox_procurement.indicators.dates import moment, whole_days
from toolbox_procurement.indicators.patterns import Absences


class R004(Absences):
    """the tender notice is missing or late."""

    code = "R004"
    name = N_("Tender not adequately advertised")
    stage = "tender"
    needs = (
        "tender/documents/documentType",
        "tender/documents/datePublished",
        "tender/tenderPeriod/startDate",
        "tender/procurementMethod",
    )
    defaults: ClassVar = {"procurement_methods": frozenset({"open", "selective"}), "threshold": 1}
    summary = N_("The tender notice is missing, or was published after bids could be made.")
    method = (
        "A process whose method invites competition is flagged when it has no tender notice, or when its first "
        "notice was published more than a day after the tender period began, although other processes of the data "
        "have notices."
    )
    example = "Bids can be made from 3 March. The notice appears on 20 March. The process is flagged."
    why = "A notice that comes late, or never, reaches only those who knew anyway."
    innocent = "The notice may have been published in a gazette that the data does not know."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R004."
    output = "1."
    settings: ClassVar = {
        "procurement_methods": "the methods that invite competition, separated by |",
        "threshold": "days after the start of the period that a notice may come",
    }
    exclusions = (
        "No process of the data publishes tender notices.",
        "A notice has no date of publication: only its absence is looked at.",
    )

    def publishes(self, process: Process) -> Collection[Hashable]:
        """Whether a process has a tender notice."""
        documents = process.tender.documents or ()
        return ("tenderNotice",) if any(one.documentType == "tenderNotice" for one in documents) else ()

    def misses(self, process: Process, published: Collection[Any]) -> Collection[Flag] | None:
        """A notice that is missing or late."""
        if process.method not in self.options.values["procurement_methods"]:
            return None
        if not published:
            return [self.flag(process.ocid)]
        documents = process.tender.documents or ()
        notices = [one.datePublished for one in documents if one.documentType == "tenderNotice"]
        start = process.opens
        dates = [date for notice in notices if notice and (date := moment(notice)) is not None]
        if start is None or len(dates) < len(notices):
            return []
        late = whole_days(start, min(dates))
        return [self.flag(process.ocid, late=late)] if late > self.options.values["threshold"] else []

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        if "late" in flag.evidence:
            return f"The first notice was published {flag.evidence['late']} days after bids could be made."
        return "There is no tender notice; other processes of this data have one."
