"""What a version contains, independent of database ids: its rows for the content hash, its sums for control totals."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import rows
from toolbox_budget_portal.loading import Loaded
from toolbox_budget_portal.models import KINDS, SLOTS, BudgetVersion, Category, CategoryLabel, Line
from toolbox_core import Column, ControlTotalMismatch, InputError, content_hash

_TEXTS = ("direction", "uid", "code", "label", "presence")


def content_columns() -> list[Column]:
    """The columns of ``content_rows``."""
    return [
        Column(name="number", type="integer"),
        Column(name="resource", type="integer"),
        Column(name="source_row", type="integer"),
        Column(name="eliminated", type="boolean"),
        *(Column(name=name) for name in _TEXTS),
        *(Column(name=kind) for kind in KINDS),
        *(Column(name=f"{kind}_label") for kind in KINDS),
        *(Column(name=slot, type="number") for slot in SLOTS),
    ]


def content_rows(session: Session, budget: BudgetVersion) -> Iterator[tuple[Any, ...]]:
    """Every line of a version in order: codes as paths, labels of this version, amounts as exact decimals."""
    labelled = (
        select(Category.id, Category.path, CategoryLabel.label)
        .join(CategoryLabel, CategoryLabel.category_id == Category.id)
        .where(CategoryLabel.version_id == budget.version_id)
    )
    names = {row.id: (row.path, row.label) for row in session.execute(labelled)}
    nothing = ("", "")
    columns = [
        *(getattr(Line, name) for name in ("number", "resource", "source_row", "eliminated", *_TEXTS)),
        *(getattr(Line, f"{kind}_id") for kind in KINDS),
        *(getattr(Line, slot) for slot in SLOTS),
    ]
    first, last = 4 + len(_TEXTS), 4 + len(_TEXTS) + len(KINDS)
    query = select(*columns).where(Line.version_id == budget.version_id).order_by(Line.number)
    for row in session.execute(query.execution_options(yield_per=5_000)):
        found = [names.get(category, nothing) for category in row[first:last]]
        amounts = (None if value is None else rows.money(value, budget.digits) for value in row[last:])
        yield (*row[:first], *(path for path, _ in found), *(label for _, label in found), *amounts)


def content_hash_of(session: Session, budget: BudgetVersion) -> str:
    """The content hash of a version, as the publication log records it."""
    return content_hash(content_columns(), content_rows(session, budget))


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
