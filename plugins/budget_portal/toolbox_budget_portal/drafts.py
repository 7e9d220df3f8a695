"""An import while it runs, and what it made: one draft per fiscal year with its report and its exact sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from toolbox_budget_portal.classifying import Classifier, PhaseBook
from toolbox_budget_portal.descriptor import Package, Resource
from toolbox_budget_portal.models import Entity
from toolbox_budget_portal.storing import LooseIndexes, VersionWriter
from toolbox_core import DatasetVersion, ImportReport, Problem


@dataclass(slots=True)
class Loaded:
    """One stored draft: its id, year, report, and exact sums per phase and slice as text."""

    version_id: int
    number: int
    dataset: str
    fiscal_year: int
    currency: str
    digits: int
    report: ImportReport
    totals: dict[str, dict[str, str]] = field(default_factory=dict)
    eliminations: dict[str, dict[str, str]] = field(default_factory=dict)
    other_years: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready values. ``totals`` are gross; ``eliminations`` are to be subtracted from them."""
        data = self.report.to_dict()
        data |= {
            "version": self.version_id,
            "number": self.number,
            "dataset": self.dataset,
            "fiscal_year": self.fiscal_year,
            "currency": self.currency,
            "totals": self.totals,
            "eliminations": self.eliminations,
            "rows_of_other_years": self.other_years,
        }
        return data


@dataclass(slots=True)
class Load:
    """Everything that one import holds in its hands."""

    session: Session
    package: Package
    entity: Entity
    phases: PhaseBook
    classifier: Classifier
    currency: str
    by: str
    resources: Sequence[Resource]
    progress: Callable[[int], None]
    indexes: LooseIndexes
    drafts: dict[int, tuple[DatasetVersion, VersionWriter]] = field(default_factory=dict)
    report: ImportReport = field(default_factory=ImportReport)
    rejected: list[tuple[int, int, Problem]] = field(default_factory=list)
    slices: set[str] = field(default_factory=set)
    other_years: int = 0
