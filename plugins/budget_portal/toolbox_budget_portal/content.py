"""What a version contains, independent of database ids: its rows for the content hash, its sums for control totals."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import rows
from toolbox_budget_portal.drafts import Loaded
from toolbox_budget_portal.models import KINDS, SLOTS, BudgetVersion, Category, CategoryLabel, Line
from toolbox_core import Column, ContentTable, ControlTotalMismatch, InputError, NotFound, version_hash

_FACTS = (
    Column(name="number", type="integer"),
    Column(name="resource", type="integer"),
    Column(name="source_row", type="integer"),
    Column(name="eliminated", type="boolean"),
    *(Column(name=name) for name in ("direction", "uid", "code", "label", "presence")),
)


def content_hash_of(session: Session, budget: BudgetVersion) -> str:
    """The content hash of a version, as the publication log records it: that of its lines and labels."""
    return version_hash(tables_of(session, budget))


def version_tables(session: Session, version_id: int) -> list[ContentTable]:
    """The lines and the labels of one version, for ``toolbox data verify``. Raises ``NotFound``."""
    budget = session.get(BudgetVersion, version_id)
    if budget is None:
        raise NotFound(f"There are no budget lines of version {version_id}.")
    return tables_of(session, budget)


def tables_of(session: Session, budget: BudgetVersion) -> list[ContentTable]:
    """What a version consists of: ``line_rows`` and ``label_rows``."""
    labels = [Column(name=name) for name in _LABELS]
    return [
        ("lines", line_columns(budget), line_rows(session, budget)),
        ("labels", labels, label_rows(session, budget)),
    ]


def line_columns(budget: BudgetVersion) -> list[Column]:
    """The columns of ``line_rows``: the facts of a line, the kinds and the amount columns that the version uses."""
    kinds, slots = _used(budget)
    return [*_FACTS, *(Column(name=kind) for kind in kinds), *(Column(name=slot, type="number") for slot in slots)]


def line_rows(session: Session, budget: BudgetVersion) -> Iterator[tuple[Any, ...]]:
    """Every line of a version in order: codes as paths, amounts as exact digits; no id of the database."""
    kinds, slots = _used(budget)
    used = select(CategoryLabel.category_id).where(CategoryLabel.version_id == budget.version_id)
    query = select(Category.id, Category.path).where(Category.id.in_(used))
    paths = {row.id: row.path for row in session.execute(query)}
    columns = [
        getattr(Line, name) for name in (*(fact.name for fact in _FACTS), *(f"{kind}_id" for kind in kinds), *slots)
    ]
    first, last = len(_FACTS), len(_FACTS) + len(kinds)
    lines = select(*columns).where(Line.version_id == budget.version_id).order_by(Line.number)
    digits, plain = budget.digits, rows.plain
    for row in session.execute(lines.execution_options(yield_per=5_000)):
        codes = [paths.get(category, "") for category in row[first:last]]
        amounts = [None if value is None else plain(value, digits) for value in row[last:]]
        yield (*row[:first], *codes, *amounts)


_LABELS = ("kind", "scheme", "path", "label")


def label_rows(session: Session, budget: BudgetVersion) -> Iterator[tuple[str, str, str, str]]:
    """What a version calls each of its categories, in order of kind and path."""
    query = (
        select(Category.kind, Category.scheme, Category.path, CategoryLabel.label)
        .join(CategoryLabel, CategoryLabel.category_id == Category.id)
        .where(CategoryLabel.version_id == budget.version_id)
    )
    yield from sorted((row.kind, row.scheme, row.path, row.label) for row in session.execute(query))


def _used(budget: BudgetVersion) -> tuple[list[str], list[str]]:
    """Kinds and amount columns in use, in canonical order."""
    kinds = {kind for part in budget.shape.values() for kind in part["kinds"]}
    slots = {slot for part in budget.shape.values() for slot in part["slots"]}
    return [kind for kind in KINDS if kind in kinds], [slot for slot in SLOTS if slot in slots]


def check_control_total(drafts: Sequence[Loaded], phase: str, part: str, amount: Decimal) -> None:
    """Compare what the publisher typed with the sum of the files. ``part``: ``expenditure``, ``revenue-elimination`` …

    Without a part the only direction present is meant, and expenditure when there are both. Raises
    ``ControlTotalMismatch`` with the difference, ``InputError`` when the files have no such sum.
    """
    if len(drafts) > 1:
        years = ", ".join(str(draft.fiscal_year) for draft in drafts)
        raise InputError(f"The files hold several fiscal years ({years}).", fix="Give --year beside --control-total.")
    draft, code = drafts[0], rows.phase_code(phase)
    eliminated = part.endswith(rows.ELIMINATION)
    totals = draft.eliminations if eliminated else draft.totals
    sums = totals.get(code)
    if sums is None:
        near = difflib.get_close_matches(code, totals, n=1)
        raise InputError(
            f"The files have no amounts in the phase {phase!r}." + (f" Did you mean {near[0]!r}?" if near else ""),
            fix=f"Their phases are {', '.join(totals) or 'none'}.",
        )
    direction = part.removesuffix(rows.ELIMINATION) or ("expenditure" if "expenditure" in sums else next(iter(sums)))
    if direction not in sums:
        raise InputError(f"The files have no {direction} in the phase {phase!r}.", fix=f"They have {', '.join(sums)}.")
    found = Decimal(sums[direction])
    if found != amount:
        difference = found - amount
        raise ControlTotalMismatch(
            f"The {phase} {part or direction} of the files is {found:,f} {draft.currency}, not {amount:,f}: "
            f"it is {abs(difference):,f} too {'high' if difference > 0 else 'low'}.",
            fix="Nothing was stored. Check the descriptor, or the control total.",
        )
