"""R010: no competition, and no reason published."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

from toolbox_procurement.indicators.base import N_, NON_COMPETITIVE, Flag, Process
from toolbox_procurement.indicators.patterns import Absences


class R010(Absences):
    """no competition, and no reason published."""

    code = "R010"
    name = N_("Unjustified use of non-competitive procedure")
    stage = "tender"
    needs = ("tender/procurementMethod", "tender/procurementMethodRationale")
    summary = N_("A contract was given without competition, and no reason is published.")
    method = (
        "A process of method limited or direct is flagged when it publishes no rationale for the method, although "
        "other processes of the data do."
    )
    example = (
        "A city buys buses directly from one maker. Its other direct purchases name the article of the law; this "
        "one names nothing."
    )
    why = "A purchase without competition needs a reason that others can check."
    innocent = "The reason may stand in a document, or the law may ask for none below a certain value."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R010."
    output = "1."
    exclusions = (
        "The procurement method is not published.",
        "No process of the data publishes a rationale.",
    )

    def publishes(self, process: Process) -> Collection[Hashable]:
        """Whether a process gives a rationale."""
        return ("rationale",) if process.tender.procurementMethodRationale else ()

    def misses(self, process: Process, published: Collection[Any]) -> Collection[Flag] | None:
        """A method without competition and without a rationale."""
        if process.method not in NON_COMPETITIVE:
            return None
        return () if published else [self.flag(process.ocid, method=process.method)]

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return f"The method is {flag.evidence['method']}, and no reason for it is published."
