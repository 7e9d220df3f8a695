"""What changed between two versions of budgets, in codes, labels and totals; and the list of all versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import rows
from toolbox_budget_portal.exceptions import UnknownVersion
from toolbox_budget_portal.models import SLOTS, BudgetVersion, Category, CategoryLabel, Entity, Line, Phase
from toolbox_core import DatasetVersion, InputError

SHOWN = 15


@dataclass(slots=True)
class Differences:
    """Two versions compared. Codes are paths (``4/41000``), per kind (and direction, where codes depend on it)."""

    old: dict[str, Any]
    new: dict[str, Any]
    new_codes: list[dict[str, str]] = field(default_factory=list)
    vanished_codes: list[dict[str, str]] = field(default_factory=list)
    changed_labels: list[dict[str, str]] = field(default_factory=list)
    totals: list[dict[str, Any]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "old": self.old,
            "new": self.new,
            "new_codes": self.new_codes,
            "vanished_codes": self.vanished_codes,
            "changed_labels": self.changed_labels,
            "totals": self.totals,
        }

    def as_text(self) -> str:
        """For people."""
        lines = [f"{_title(self.old)} → {_title(self.new)}", "Totals:"]
        for entry in self.totals:
            change = "" if entry["change"] is None else f" ({Decimal(entry['change']):+,f})"
            before, after = (_amount(entry[key]) for key in ("old", "new"))
            lines.append(f"  {entry['part']} {entry['phase']}: {before} → {after}{change}")
        for title, entries in (("New codes", self.new_codes), ("Vanished codes", self.vanished_codes)):
            lines.append(f"{title}: {len(entries):,}")
            lines += [f"  {entry['kind']} {entry['path']} {entry['label']}" for entry in entries[:SHOWN]]
        lines.append(f"Changed labels: {len(self.changed_labels):,}")
        lines += [
            f"  {entry['kind']} {entry['path']}: {entry['old']} → {entry['new']}"
            for entry in self.changed_labels[:SHOWN]
        ]
        return "\n".join(lines)


def list_versions(session: Session, entity: str = "") -> list[dict[str, Any]]:
    """Every budget version, newest last; of one entity when given."""
    query = (
        select(DatasetVersion, BudgetVersion, Entity)
        .join(BudgetVersion, BudgetVersion.version_id == DatasetVersion.id)
        .join(Entity, Entity.id == BudgetVersion.entity_id)
        .order_by(DatasetVersion.id)
    )
    if entity:
        query = query.where(Entity.slug == entity)
    return [
        {
            "version": version.id,
            "entity": owner.slug,
            "fiscal_year": budget.fiscal_year,
            "number": version.number,
            "status": version.status,
            "parts": list(version.slices),
            "lines": version.row_count,
            "rows_rejected": budget.rows_rejected,
            "created_at": version.created_at.isoformat(),
            "published_at": version.published_at.isoformat() if version.published_at else None,
        }
        for version, budget, owner in session.execute(query)
    ]


def compare(session: Session, old_id: int, new_id: int) -> Differences:
    """Compare two versions of one entity. Raises ``UnknownVersion``, ``InputError`` when they are of two entities."""
    old, new = (_version(session, version_id) for version_id in (old_id, new_id))
    if old.entity_id != new.entity_id:
        raise InputError("The two versions belong to different entities.", fix="Compare versions of one entity.")
    found = Differences(_describe(session, old), _describe(session, new))
    before, after = (_labels(session, budget.version_id) for budget in (old, new))
    for key in sorted(after.keys() - before.keys()):
        found.new_codes.append(_code(key, after[key]))
    for key in sorted(before.keys() - after.keys()):
        found.vanished_codes.append(_code(key, before[key]))
    for key in sorted(before.keys() & after.keys()):
        if before[key] != after[key]:
            kind, scheme, path = key
            found.changed_labels.append(
                {"kind": kind, "scheme": scheme, "path": path, "old": before[key], "new": after[key]}
            )
    found.totals = _totals(session, old, new)
    return found


def _version(session: Session, version_id: int) -> BudgetVersion:
    budget = session.get(BudgetVersion, version_id)
    if budget is None:
        raise UnknownVersion(f"There is no budget version {version_id}.", fix="`toolbox budget versions` lists them.")
    return budget


def _describe(session: Session, budget: BudgetVersion) -> dict[str, Any]:
    version = session.get_one(DatasetVersion, budget.version_id)
    return {
        "version": version.id,
        "dataset": version.dataset,
        "number": version.number,
        "status": version.status,
        "fiscal_year": budget.fiscal_year,
        "currency": budget.currency,
        "lines": version.row_count,
    }


def _labels(session: Session, version_id: int) -> dict[tuple[str, str, str], str]:
    query = (
        select(Category.kind, Category.scheme, Category.path, CategoryLabel.label)
        .join(CategoryLabel, CategoryLabel.category_id == Category.id)
        .where(CategoryLabel.version_id == version_id)
    )
    return {(row.kind, row.scheme, row.path): row.label for row in session.execute(query)}


def _totals(session: Session, old: BudgetVersion, new: BudgetVersion) -> list[dict[str, Any]]:
    phases = session.scalars(select(Phase).where(Phase.entity_id == new.entity_id).order_by(Phase.position, Phase.id))
    before, after = (_sums(session, budget) for budget in (old, new))
    listed = []
    for phase in phases:
        for part in sorted(before.keys() | after.keys()):
            one, two = before.get(part, {}).get(phase.slot), after.get(part, {}).get(phase.slot)
            if one is None and two is None:
                continue
            change = format(two - one, "f") if one is not None and two is not None else None
            shown = [None if amount is None else format(amount, "f") for amount in (one, two)]
            listed.append({"phase": phase.code, "part": part, "old": shown[0], "new": shown[1], "change": change})
    return listed


def _sums(session: Session, budget: BudgetVersion) -> Mapping[str, Mapping[str, Decimal | None]]:
    query = (
        select(Line.direction, Line.eliminated, *(func.sum(getattr(Line, slot)).label(slot) for slot in SLOTS))
        .where(Line.version_id == budget.version_id)
        .group_by(Line.direction, Line.eliminated)
    )
    return {
        row.direction + (rows.ELIMINATION if row.eliminated else ""): {
            slot: None if (value := getattr(row, slot)) is None else rows.money(int(value), budget.digits)
            for slot in SLOTS
        }
        for row in session.execute(query)
    }


def _code(key: tuple[str, str, str], label: str) -> dict[str, str]:
    kind, scheme, path = key
    return {"kind": kind, "scheme": scheme, "path": path, "label": label}


def _title(described: Mapping[str, Any]) -> str:
    return f"version {described['version']} ({described['dataset']}, {described['status']})"


def _amount(text: str | None) -> str:
    return "–" if text is None else f"{Decimal(text):,f}"
