"""What an import tells the person who ran it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from toolbox_core import ImportReport, Problem
from toolbox_procurement.issues import RULES, Issue, Issues

DROPPED = frozenset(
    "line-not-json value-not-an-object nesting-too-deep number-too-large ocid-missing row-not-readable "
    "object-not-recognised record-not-mergeable".split()
)
"""Rules that say that something was not stored; everything else was."""


@dataclass(slots=True)
class Outcome:
    """Counts of one import, its issues, and the draft it made (``None`` when everything was there before)."""

    packages: int = 0
    releases: int = 0
    processes: int = 0
    duplicates: int = 0
    rejected: int = 0
    issues: Issues = field(default_factory=Issues)
    version: int | None = None
    resumed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """``{packages, releases, processes, duplicates, issues, rejected}`` and the draft, as ``--json`` prints it."""
        return {
            "packages": self.packages,
            "releases": self.releases,
            "processes": self.processes,
            "duplicates": self.duplicates,
            "issues": self.issues.to_list(),
            "rejected": self.rejected,
            "version": self.version,
            "resumed": self.resumed,
        }

    def report(self, name: str) -> dict[str, Any]:
        """The report of the draft, as the administration's pages show it."""
        report = ImportReport(name=name, version=self.version)
        report.rows_read = self.releases + self.duplicates + self.rejected
        report.rows_stored, report.rows_rejected = self.releases, self.rejected
        for issue in self.issues.sorted():
            report.add(problem_of(issue))
        if self.duplicates:
            report.notes.append(f"{self.duplicates:,} releases were there before and are kept once.")
        found = report.finish().to_dict()
        return {**found, "contracts": self.to_dict()}


def problem_of(issue: Issue) -> Problem:
    """One kind of finding as one entry of a report: how often, where first, and what to do."""
    rule = RULES[issue.rule]
    sample = issue.samples[0] if issue.samples else {}
    place = " ".join(str(part) for part in (sample.get("ocid", ""), sample.get("pointer", "")) if part)
    first = f" First at {place}." if place else ""
    return Problem(
        row=int(sample.get("line", 0)),
        column=issue.path,
        value=str(sample.get("value", "")),
        rule=issue.rule,
        message=f"{issue.count:,} × {rule.says}{first} {rule.advice}",
        severity="error" if issue.rule in DROPPED else "warning",
    )
