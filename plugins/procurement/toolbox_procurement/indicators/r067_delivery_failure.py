"""R067: milestones were missed or late."""

from __future__ import annotations

from collections.abc import Collection

from toolbox_procurement.indicators.base import CONTRACTS, N_, Flag, Process
from toolbox_procurement.indicators.dates import moment
from toolbox_procurement.indicators.patterns import PerProcess
from toolbox_procurement.indicators.shapes import Milestone


class R067(PerProcess):
    """milestones were missed or late."""

    code = "R067"
    name = N_("Delivery failure")
    stage = "contract"
    needs = (
        "contracts/implementation/milestones/status|contracts/implementation/milestones/dateMet",
        "contracts/implementation/milestones/dueDate",
    )
    asks = CONTRACTS
    summary = N_("Milestones of a contract were missed or met late.")
    method = (
        "The milestones of the implementation of all contracts are looked at. A process is flagged for each that is"
        " marked as not met, or that was met later than it was due."
    )
    example = "A clinic should open on 1 June and opens on 20 September. The process is flagged with the value 1."
    why = "Goods that are paid for and do not come may never have been meant to."
    innocent = "Weather, strikes and changed wishes delay honest work too."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R067."
    output = "How many milestones were missed or late."
    exclusions = ("Milestones without a status and dates.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """Milestones that were missed or met late."""
        milestones = [
            milestone
            for contract in process.contracts
            for milestone in (contract.implementation.milestones if contract.implementation else None) or ()
        ]
        if not milestones:
            return None
        missed = sum(1 for milestone in milestones if milestone.status == "notMet")
        late = sum(1 for milestone in milestones if milestone.status != "notMet" and _is_late(milestone))
        if not missed + late:
            return []
        return [self.flag(process.ocid, float(missed + late), missed=missed, late=late, all=len(milestones))]

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return f"Of {found['all']} milestones, {found['missed']} were missed and {found['late']} met late."


def _is_late(milestone: Milestone) -> bool:
    due = moment(milestone.dueDate) if milestone.dueDate else None
    met = moment(milestone.dateMet) if milestone.dateMet else None
    return due is not None and met is not None and met.date() > due.date()
