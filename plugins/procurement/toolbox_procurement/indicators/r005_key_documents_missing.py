"""R005: documents that bidders need are not published."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import N_, Flag, Outcome, Process
from toolbox_procurement.indicators.patterns import Absences, Found


class R005(Absences):
    """documents that bidders need are not published."""

    code = "R005"
    name = N_("Key tender documents missing")
    stage = "tender"
    needs = ("tender/documents/documentType",)
    defaults: ClassVar = {
        "document_types": frozenset({"biddingDocuments", "technicalSpecifications", "evaluationCriteria"})
    }
    summary = N_("Documents that bidders need are not published.")
    method = (
        "A process is flagged for each type of key document that it does not publish in its tender section, "
        "although other processes of the data do."
    )
    example = (
        "The bidding documents of a hospital wing are published, its technical specifications are not. The process "
        "is flagged with the value 1."
    )
    why = "A firm that gets the documents by other ways has an advantage."
    innocent = "Documents may be handed out on request, or for a fee that the law sets."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R005."
    output = "How many types are missing."
    settings: ClassVar = {"document_types": "the types of documents that bidders need, separated by |"}
    exclusions = ("No process of the data publishes documents of the type.",)

    def publishes(self, process: Process) -> Collection[Hashable]:
        """The key documents that a process publishes."""
        wanted = self.options.values["document_types"]
        return {one.documentType for one in process.tender.documents or () if one.documentType in wanted}

    def misses(self, process: Process, published: Collection[Any]) -> Collection[Flag] | None:
        """The key documents that it does not."""
        missing = sorted(self.options.values["document_types"].difference(published))
        return [self.flag(process.ocid, float(len(missing)), missing=missing)] if missing else ()

    def finish(self, state: Found, currency: str) -> Outcome:
        """What is missing of that which is published anywhere."""
        outcome = super().finish(state, currency)
        kept = []
        for flag in outcome.flags:
            missing = [kind for kind in flag.evidence["missing"] if kind in state.marks]
            if missing:
                kept.append(Flag("OCID", flag.subject, self.code, float(len(missing)), {"missing": missing}))
        outcome.flags = kept
        return outcome

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return f"Not published: {', '.join(flag.evidence['missing'])}."
