"""What is proposed for files, as data: per column, per file, and the descriptor that it amounts to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from toolbox_budget_portal.descriptor.evidence import ColumnEvidence, FileEvidence


@dataclass(slots=True)
class ColumnProposal:
    """What is proposed for one column, and why."""

    column: ColumnEvidence
    column_type: str = ""
    phase: str = ""
    year: int | None = None
    factor: int = 1
    evidence: str = ""
    phases: dict[str, str] = field(default_factory=dict)
    in_totals: bool = False

    @property
    def is_amount(self) -> bool:
        """Whether the column is proposed as amounts."""
        return bool(self.phase)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        column, found = self.column, self.column.number_format
        return {
            "name": column.name,
            "column_type": self.column_type or None,
            "phase": self.phase or None,
            "fiscal_year": self.year,
            "factor": self.factor,
            "phases": self.phases or None,
            "evidence": self.evidence,
            "distinct": column.distinct,
            "filled": column.filled,
            "absent": column.absent,
            "number_format": None
            if found is None or not self.is_amount
            else {
                "decimal": found.decimal,
                "group": found.group,
                "evidence": found.evidence,
                "ambiguous": found.ambiguous,
            },
        }


@dataclass(slots=True)
class FileProposal:
    """What is proposed for one file."""

    evidence: FileEvidence
    columns: list[ColumnProposal]
    direction: str
    direction_evidence: str
    eliminated: bool
    questions: list[str] = field(default_factory=list)
    currency: str = ""

    def resource(self, name: str, path: str, decimal: str = ".") -> dict[str, Any]:
        """The file as a resource of a descriptor. ``decimal`` is the sign for columns that show none themselves."""
        seen = self.evidence
        extra: list[dict[str, Any]] = [{"name": "phase", "type": "string", "columnType": "phase:id"}]
        if any(proposal.year for proposal in self.columns):
            extra.append({"name": "fiscal year", "type": "integer", "columnType": "date:fiscal-year"})
        extra.append({"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True})
        if self.direction:
            extra.append({"name": "direction", "type": "string", "columnType": "direction", "constant": self.direction})
        if self.eliminated:
            extra.append(
                {
                    "name": "elimination",
                    "type": "string",
                    "columnType": "budgetary-transfers",
                    "constant": "elimination",
                }
            )
        has_phase_column = any(proposal.column_type == "phase:id" for proposal in self.columns)
        resource: dict[str, Any] = {"name": name, "path": path, "profile": "tabular-data-resource"}
        if seen.encoding:
            resource["encoding"] = seen.encoding
            resource["dialect"] = {"delimiter": seen.delimiter, "quoteChar": seen.quotechar, "header": seen.header}
        elif seen.sheet:
            resource["dialect"] = {"header": seen.header, "sheetName": seen.sheet}
        resource["schema"] = {
            "fields": [_field(proposal, has_phase_column, decimal) for proposal in self.columns],
            "extraFields": [
                entry for entry in extra if not (has_phase_column and entry["name"] in ("phase", "amount"))
            ],
        }
        return resource


@dataclass(slots=True)
class Proposal:
    """What is proposed for a set of files: one package."""

    files: list[FileProposal]
    descriptor: dict[str, Any]

    @property
    def questions(self) -> list[str]:
        """Everything that a person should decide before importing."""
        several = len(self.files) > 1
        return [
            f"{found.evidence.path.name}: {question}" if several else question
            for found in self.files
            for question in found.questions
        ]


def _field(proposal: ColumnProposal, by_row: bool, decimal: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": proposal.column.name}
    if not proposal.is_amount:
        entry["type"] = "integer" if proposal.column_type == "date:fiscal-year" else "string"
        if proposal.column_type:
            entry["columnType"] = proposal.column_type
        if proposal.in_totals:
            entry["inTotals"] = True
        return entry
    entry["type"] = "number"
    found = proposal.column.number_format
    if found is not None:
        # A column of whole numbers today may have decimals next year: the other amounts say how they would look.
        own = found.decimal or {".": ",", ",": "."}.get(found.group, decimal)
        entry["decimalChar"] = own
        if found.group:
            entry["groupChar"] = found.group
        if found.currency or found.percent:
            entry["bareNumber"] = False
    if proposal.factor != 1:
        entry["factor"] = proposal.factor
    words_for_nothing = [word for word in proposal.column.absent if word]
    if words_for_nothing:
        entry["missingValues"] = ["", *words_for_nothing]
    if by_row:
        entry["columnType"] = "value"
        if proposal.phases:
            entry["phases"] = proposal.phases
        return entry
    entry["normalize"] = {"phase": proposal.phase}
    if proposal.year is not None:
        entry["normalize"]["fiscal year"] = proposal.year
    return entry
