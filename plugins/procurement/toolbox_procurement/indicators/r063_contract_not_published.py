"""R063: a contract is not published."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any, ClassVar

from toolbox_procurement.indicators.base import CONTRACTS, N_, Flag, Process
from toolbox_procurement.indicators.patterns import Absences
from toolbox_procurement.indicators.shapes import Contract


class R063(Absences):
    """a contract is not published."""

    code = "R063"
    name = N_("Contract not published")
    stage = "contract"
    needs = ("contracts/documents/documentType",)
    asks = CONTRACTS
    defaults: ClassVar = {"document_types": frozenset({"contractSigned", "contractSummary"})}
    summary = N_("A signed contract is not among the published documents.")
    method = (
        "A process is flagged when it has an active or signed contract without a document of the types that are or "
        "sum up the contract, although other processes of the data publish them."
    )
    example = (
        "A city publishes the contracts of most purchases; that of its bus shelters is not there. The process is "
        "flagged."
    )
    why = "What the public may not read may differ from what was tendered."
    innocent = "Some contracts hold secrets of security or trade that the law protects."
    source = "Open Contracting Partnership, Red flags in public procurement (2024), R063."
    output = "How many contracts are not published."
    settings: ClassVar = {"document_types": "the types of documents that count, separated by |"}
    exclusions = ("No process of the data publishes contracts.",)

    def publishes(self, process: Process) -> Collection[Hashable]:
        """Whether a process publishes a contract."""
        return ("contract",) if any(map(self._published, process.contracts)) else ()

    def _published(self, contract: Contract) -> bool:
        wanted = self.options.values["document_types"]
        return any(document.documentType in wanted for document in contract.documents or ())

    def misses(self, process: Process, published: Collection[Any]) -> Collection[Flag] | None:
        """Signed contracts without their text."""
        signed = [one for one in process.contracts if one.status == "active" or one.dateSigned]
        if not signed:
            return None
        missing = [one for one in signed if not self._published(one)]
        return [self.flag(process.ocid, float(len(missing)), signed=len(signed))] if missing else []

    def explain(self, flag: Flag) -> str:
        """One sentence."""
        return f"{flag.value:.0f} of {flag.evidence['signed']} signed contracts are not published."
