"""The audit file repeats a count decision by decision."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from toolbox_budget_portal.participation import AUDIT_COLUMNS, Ballot, Election, Project, audit_rows, count, rounded


def test_every_project_stands_in_the_audit_with_its_reason() -> None:
    projects = (Project("a", Decimal(60), "Trees"), Project("b", Decimal(50), "Bench"), Project("c", Decimal(7)))
    ballots = tuple(
        Ballot(str(number), {"a": Decimal(1), **({"b": Decimal(1)} if number else {})}) for number in (0, 1, 2)
    )
    votes = Election(Decimal(100), "approval", projects, ballots)
    for rule in ("greedy", "equal-shares"):
        rows = [dict(zip([c.name for c in AUDIT_COLUMNS], row, strict=True)) for row in audit_rows(count(votes, rule))]
        assert [(row["project_id"], row["decision"], row["budget_left"]) for row in rows] == [
            ("a", "funded", Decimal(40)),
            ("b", "too-expensive", Decimal(40)),
            ("c", "unsupported", Decimal(40)),
        ]
    assert (rows[0]["payers"], rows[0]["highest_payment"]) == (3, Decimal(20))
    assert rows[0]["price"] == Decimal("0.333333333333")


def test_rounding_is_half_to_even() -> None:
    assert rounded(Fraction(1, 8), 2) == Decimal("0.12")
    assert rounded(Fraction(3, 8), 2) == Decimal("0.38")
    assert rounded(None, 2) is None
