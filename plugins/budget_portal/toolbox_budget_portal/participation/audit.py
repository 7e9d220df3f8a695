"""The proof of a count: every decision in its order, so that anybody can repeat it with pencil and paper."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Any

from toolbox_budget_portal.participation.election import Count
from toolbox_core import Column

AUDIT_COLUMNS = (
    Column(name="rule"),
    Column(name="step", type="integer"),
    Column(name="stage"),
    Column(name="project_id"),
    Column(name="name"),
    Column(name="votes", type="number"),
    Column(name="cost", type="number"),
    Column(name="decision"),
    Column(name="budget_left", type="number"),
    Column(name="share", type="number"),
    Column(name="price", type="number"),
    Column(name="payers", type="integer"),
    Column(name="highest_payment", type="number"),
)
"""``share`` is what each voter had to spend. It and ``highest_payment`` are exact fractions rounded to six decimals,
``price`` to twelve; all else is exact."""


def audit_rows(count: Count) -> Iterator[tuple[Any, ...]]:
    """One row for each decision of a count, in the order of ``AUDIT_COLUMNS``."""
    for number, step in enumerate(count.steps, start=1):
        yield (
            count.rule,
            number,
            step.stage,
            step.project.id,
            step.project.name,
            step.support,
            step.project.cost,
            step.decision,
            step.left,
            rounded(count.share, 6),
            rounded(step.price, 12),
            step.payers if step.price is not None else None,
            rounded(step.highest, 6),
        )


def rounded(value: Fraction | None, digits: int) -> Decimal | None:
    """A fraction as a decimal with so many digits after the point, half to even."""
    if value is None:
        return None
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)
