"""R060: a contract was signed late."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from toolbox_procurement.indicators.base import AWARDS, CONTRACTS, N_, Flag, Process, counted
from toolbox_procurement.indicators.dates import moment, whole_days
from toolbox_procurement.indicators.patterns import PerProcess


class R060(PerProcess):
    """a contract was signed late."""

    code = "R060"
    name = N_("Long time between award and signature")
    stage = "contract"
    needs = ("awards/id", "awards/date", "contracts/awardID", "contracts/dateSigned")
    asks = AWARDS | CONTRACTS
    defaults: ClassVar = {"threshold": 60}
    own_thresholds = True
    summary = N_("A contract was signed long after it was awarded.")
    method = (
        "For each contract, the whole days from the date of its award to the date of its signature are counted. The"
        " process is flagged when they are more than the threshold."
    )
    example = (
        "A contract for ambulances is awarded in March and signed in October. 210 days pass; the threshold is 60. "
        "The process is flagged."
    )
    why = "In a long wait, terms can be changed and favours asked."
    innocent = "Complaints stop the clock, and funds may have to be released first."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R060."
    output = "The days."
    settings: ClassVar = {"threshold": "most days that are not flagged"}
    exclusions = ("A date is missing or cannot be read.",)

    def look(self, process: Process) -> Collection[Flag] | None:
        """The slowest signature."""
        if not any(contract.dateSigned for contract in process.contracts):
            return None
        dates = {award.id: moment(award.date) for award in process.active if award.id and award.date}
        waits = [
            whole_days(start, signed)
            for contract in process.contracts
            if (start := dates.get(contract.awardID or "")) is not None
            and contract.dateSigned
            and (signed := moment(contract.dateSigned)) is not None
        ]
        if not waits:
            return None
        threshold = self.options.threshold(process)
        return [self.flag(process.ocid, float(max(waits)), threshold=threshold)] if max(waits) > threshold else []

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return (
            f"{counted(flag.value, 'day')} passed between award and signature; the threshold is "
            f"{flag.evidence['threshold']:g}."
        )
