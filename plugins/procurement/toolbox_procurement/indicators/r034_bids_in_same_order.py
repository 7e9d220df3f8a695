"""R034: two firms always bid in the same order."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import BIDS, N_, Flag, Outcome, Process
from toolbox_procurement.indicators.dates import moment
from toolbox_procurement.indicators.markets import pairs
from toolbox_procurement.indicators.meetings import Meetings, note


class R034(Meetings):
    """Counts who was first: the one who leads is the one whose bid came earlier."""

    code = "R034"
    name = N_("Bids submitted in the same order")
    stage = "bids"
    groups = ("Tenderer",)
    needs = ("bids/details/date", "bids/details/status", "bids/details/tenderers/id")
    asks = BIDS
    defaults: ClassVar = {"minimum_contracting_processes": 6}
    summary = N_("Two firms always submit their bids in the same order.")
    method = (
        "For each two firms that bid in the same processes on different dates, the processes in which the first was"
        " earlier are counted. Both are flagged when one of them was earlier every time, in enough processes."
    )
    example = "In nine tenders, Reef Ltd. bids before Shoal Ltd., always. Both are flagged."
    why = "One hand may write both bids, and hand them in as it goes."
    innocent = "Some firms are early by habit, and others late."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R034."
    output = "In how many processes the order was the same."
    settings: ClassVar = {"minimum_contracting_processes": "fewest processes that two firms have in common"}
    exclusions = ("Bids without a date, or on the same date.",)

    def fold(self, state: Any, process: Process) -> None:
        """Note for each two firms who was first."""
        if len(process.submitted) < 2:
            return
        dates: dict[str, datetime] = {}
        for bid in process.submitted:
            date = moment(bid.date) if bid.date else None
            if date is not None:
                for who in process.keys(bid.tenderers):
                    dates[who] = min(date, dates.get(who, date))
        for first, second in pairs(process) if len(dates) > 1 else ():
            if first in dates and second in dates and dates[first] != dates[second]:
                note(state, first, second, second_led=dates[second] < dates[first])

    def finish(self, state: Any, currency: str) -> Outcome:
        """Pairs in which one was always first."""
        outcome = Outcome()
        most: dict[str, Flag] = {}
        least = self.options.values["minimum_contracting_processes"]
        for first, second, before, after in self.often(state, least):
            outcome.cases += 1
            if not before or not after:
                count = float(before + after)
                for firm, other in ((first, second), (second, first)):
                    if firm not in most or most[firm].value < count:
                        early = firm if bool(before) == (firm == first) else other
                        most[firm] = Flag("Tenderer", firm, self.code, count, {"other": other, "early": early})
        outcome.flags = list(most.values())
        if not outcome.cases:
            outcome.gap = "No two firms bid in enough processes with dated bids."
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        found = flag.evidence
        return f"In {flag.value:.0f} processes with {found['other']}, the bid of {found['early']} always came first."
