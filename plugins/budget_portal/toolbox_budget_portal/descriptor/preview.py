"""The first rows of a file as a descriptor reads them, beside the raw ones, for the person who confirms it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from toolbox_budget_portal import rows
from toolbox_budget_portal.descriptor.model import Package, Resource
from toolbox_budget_portal.importers import fiscal, opening
from toolbox_budget_portal.importers.plan import KindPlan
from toolbox_budget_portal.models import SLOTS
from toolbox_budget_portal.rows import MAX_DIGITS, BudgetRow
from toolbox_core import LimitSettings

SHOWN = 20
UNTOLD = 0
"""Stands for the fiscal year until the publisher says it."""


@dataclass(slots=True)
class PreviewRow:
    """One source row: its number, its raw cells, and the lines it becomes or the problems it has."""

    row: int
    raw: list[str]
    lines: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"row": self.row, "raw": self.raw, "lines": self.lines, "problems": self.problems}


def preview(
    package: Package, resource: Resource, *, year: int | None = None, limits: LimitSettings | None = None
) -> list[PreviewRow]:
    """Read the first rows of a resource; a year that neither the file nor ``year`` tells is shown as ``None``.

    Raises ``DescriptorError`` or ``UnreadableFile`` as an import would.
    """
    phases: dict[str, int] = {}

    def slot_of(text: str) -> int:
        code = rows.phase_code(text)
        if not code:
            raise ValueError("The phase is blank.")
        if len(phases) >= len(SLOTS) and code not in phases:
            raise ValueError(f"{text.strip()!r} would be a phase too many.")
        return phases.setdefault(code, len(phases))

    settings = fiscal.Settings(slot_of, year=year, currency=fiscal.declared_currency(package), digits=MAX_DIGITS)
    with opening.open_resource(package, resource, limits) as table:
        plan = opening.plan_resource(package, resource, table, limits)
        if year is None and not any(measure.year.known for measure in plan.measures):
            settings.year = UNTOLD
        reader = fiscal.FileReader(plan, settings)
        found = {number: PreviewRow(number, list(cells)) for number, cells in table.sample(SHOWN)}
        last = max(found, default=0)
        kinds = list(plan.kinds)
        for lines, problems in reader.read(table):
            names = {slot: code for code, slot in phases.items()}
            for line in lines:
                if line.source_row in found:
                    found[line.source_row].lines.append(_line(line, kinds, names))
            if problems and problems[0].row in found:
                told = found[problems[0].row].problems
                told += [f"{problem.column}: {problem.message}".lstrip(": ") for problem in problems]
            if (lines[-1].source_row if lines else problems[0].row) > last:
                break
    return list(found.values())


def _line(row: BudgetRow, kinds: list[KindPlan], names: dict[int, str]) -> dict[str, Any]:
    classified = {
        kind.kind: [
            {"code": code.strip() or rows.text_code(label.strip()), "label": label.strip()}
            for code, label in zip(kind.expand(key)[::2], kind.expand(key)[1::2], strict=True)
            if code.strip() or label.strip()
        ]
        for kind, key in zip(kinds, row.keys, strict=True)
    }
    absent = dict(part.split(":", 1) for part in row.presence.split(";") if part)
    amounts: dict[str, str] = {}
    for slot, name in names.items():
        value = row.amounts[slot]
        if value is not None:
            amounts[name] = rows.exact(value, MAX_DIGITS)
        elif str(slot) in absent:
            amounts[name] = absent[str(slot)]
    return {
        "fiscal_year": row.year if row.year != UNTOLD else None,
        "direction": row.direction,
        "elimination": row.eliminated,
        "label": row.label,
        "classifications": classified,
        "amounts": amounts,
    }
