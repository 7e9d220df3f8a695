"""What an import tells the person who ran it: how much was read, stored and refused, and why, row by row.

Counting is complete, listing is capped: the report counts every problem by rule and keeps the first ones whole, so that
a file with a million bad rows still makes a report that fits into memory and into the database. Whoever stores the rows
stores the refused ones too; ``on_problem`` hands over each of them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from toolbox_core.contracts import Problem

SAMPLE = 500
"""How many problems a report lists whole."""
SHOWN_VALUE = 200
"""Characters of a refused value that are worth showing."""


@dataclass(slots=True)
class ImportReport:
    """The outcome of one import. ``rows_read`` = ``rows_stored`` + ``rows_rejected``; blank rows are counted apart.

    ``totals`` is ``{phase: {direction: Decimal}}`` or whatever sums the plugin compares with control totals.
    """

    name: str = ""
    version: int | None = None
    rows_read: int = 0
    rows_stored: int = 0
    rows_rejected: int = 0
    blank_rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    warnings: int = 0
    errors: int = 0
    totals: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    on_problem: Callable[[Problem], None] | None = None
    _started: float = field(default_factory=time.monotonic)

    def add(self, problem: Problem) -> None:
        """Count a problem, and list it while there is room. It does not count a row as refused: add that too."""
        self.counts[problem.rule] += 1
        if problem.severity == "error":
            self.errors += 1
        else:
            self.warnings += 1
        if len(self.problems) < SAMPLE:
            self.problems.append(problem)
        if self.on_problem is not None:
            self.on_problem(problem)

    def add_total(self, phase: str, direction: str, amount: Decimal) -> None:
        """Add an exact amount to the sum of one phase and direction."""
        sums = self.totals.setdefault(phase, {})
        sums[direction] = sums.get(direction, Decimal(0)) + amount

    def finish(self) -> ImportReport:
        """Stop the clock."""
        self.seconds = round(time.monotonic() - self._started, 3)
        return self

    @property
    def clean(self) -> bool:
        """Whether every row was stored and nothing was found wrong."""
        return not (self.errors or self.warnings or self.rows_rejected)

    def summary(self) -> str:
        """One sentence for the command line."""
        text = f"{self.rows_read:,} rows read, {self.rows_stored:,} stored, {self.rows_rejected:,} refused"
        extra = [f"{self.warnings:,} warnings"] if self.warnings else []
        if self.blank_rows:
            extra.append(f"{self.blank_rows:,} blank rows passed over")
        return ", ".join([text, *extra]) + "."

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready values; exact amounts as text."""
        return {
            "version": self.version,
            "name": self.name,
            "rows_read": self.rows_read,
            "rows_stored": self.rows_stored,
            "rows_rejected": self.rows_rejected,
            "blank_rows": self.blank_rows,
            "problems": [problem_dict(problem) for problem in self.problems],
            "problem_counts": dict(self.counts),
            "problems_listed": len(self.problems),
            "problems_total": self.errors + self.warnings,
            "totals": {
                phase: {direction: format(amount, "f") for direction, amount in sums.items()}
                for phase, sums in self.totals.items()
            },
            "notes": list(self.notes),
            "seconds": self.seconds,
        }


def problem_dict(problem: Problem) -> dict[str, Any]:
    """A problem as JSON-ready values."""
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "rule": problem.rule,
        "message": problem.message,
        "severity": problem.severity,
        "source": problem.source,
    }


def shorten(value: str, length: int = SHOWN_VALUE) -> str:
    """A value as a report shows it: long ones end with an ellipsis."""
    return value if len(value) <= length else value[: length - 1] + "…"
