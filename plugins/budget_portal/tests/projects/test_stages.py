"""Words for a status, and what stands out about a project: from its own figures alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from toolbox_budget_portal.projects.stages import STAGES, Finding, findings, stage_of

NOTHING: dict[str, Any] = dict.fromkeys(
    ("planned_end", "expected_end", "ended", "estimate", "cost", "spent", "year_budget", "year_spent")
)


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("In construction", "construction"),
        ("TRAVAUX", "construction"),
        ("En cours", "construction"),
        ("Appel d'offres", "procurement"),
        ("handed-over", "finished"),
        ("Achevé", "finished"),
        ("Prévu", "planned"),
        ("diseño", "design"),
        ("cancelled", "stopped"),
        ("waiting for the minister", "other"),
        ("", "other"),
    ],
)
def test_words_of_several_languages(word: str, stage: str) -> None:
    assert stage_of(word) == stage
    assert stage in STAGES


def test_what_stands_out() -> None:
    found = findings(
        **{
            **NOTHING,
            "planned_end": date(2025, 1, 31),
            "expected_end": date(2025, 3, 2),
            "estimate": Decimal(200),
            "cost": Decimal(250),
            "spent": Decimal("250.01"),
            "year_budget": Decimal(100),
            "year_spent": Decimal(110),
        }
    )
    assert found == (
        Finding("late", days=30),
        Finding("over", amount=Decimal(50), share=Decimal("0.25")),
        Finding("beyond", amount=Decimal("0.01"), share=Decimal("0.0000")),
        Finding("above-budget", amount=Decimal(10), share=Decimal("0.1")),
    )


def test_the_real_end_counts_more_than_the_expected_one() -> None:
    days = {"planned_end": date(2025, 1, 1), "expected_end": date(2026, 1, 1), "ended": date(2025, 1, 1)}
    assert findings(**{**NOTHING, **days}) == ()


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert findings(**NOTHING) == ()
    assert findings(**{**NOTHING, "cost": Decimal(5), "spent": Decimal(5)}) == ()
    assert findings(**{**NOTHING, "estimate": Decimal(0), "cost": Decimal(5)}) == (), "no share of nothing"
    assert findings(**{**NOTHING, "estimate": Decimal(5), "spent": Decimal(6)})[0].kind == "beyond"
    (spent,) = findings(**{**NOTHING, "year_budget": Decimal(0), "year_spent": Decimal(6)})
    assert (spent.amount, spent.share) == (Decimal(6), None)
