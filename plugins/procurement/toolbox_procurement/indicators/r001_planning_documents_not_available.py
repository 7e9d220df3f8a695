"""R001: no planning document is published."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Process
from toolbox_procurement.indicators.patterns import Absences


class R001(Absences):
    """no planning document is published."""

    code = "R001"
    name = N_("Planning documents not available")
    stage = "planning"
    needs = ("planning/documents/documentType",)
    defaults: ClassVar = {
        "document_types": frozenset(
            {
                "procurementPlan",
                "plannedProcurementNotice",
                "needsAssessment",
                "feasibilityStudy",
                "marketStudies",
                "projectPlan",
            }
        )
    }
    summary = N_("No planning document is published for the process.")
    method = (
        "A process is flagged when it publishes none of the listed types of documents in its planning section, "
        "although other processes of the data do."
    )
    example = "A ministry buys a ferry. Its other purchases come with a needs assessment; this one comes with nothing."
    why = "Without a plan nobody can tell whether the purchase was needed, or made to measure for someone."
    innocent = "Small purchases need no plan, and plans may be published elsewhere, for a whole year at once."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R001."
    output = "1."
    settings: ClassVar = {"document_types": "the types of documents that count, separated by |"}
    exclusions = ("No process of the data publishes planning documents.",)

    def publishes(self, process: Process) -> Collection[Hashable]:
        """The types of planning documents that a process publishes."""
        planning = process.release.planning
        if planning is None or not planning.documents:
            return ()
        wanted = self.options.values["document_types"]
        return {document.documentType for document in planning.documents if document.documentType in wanted}

    def misses(self, process: Process, published: Collection[Any]) -> Collection[Flag] | None:
        """A process without any of them."""
        return () if published else (self.flag(process.ocid),)

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return "No planning document is published; other processes of this data have some."
