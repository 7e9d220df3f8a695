"""The rules of plans, milestones and updates, each with a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from toolbox_nap_monitor.checks import commitment_faults, milestone_faults, plan_faults, update_faults
from toolbox_nap_monitor.rows import Commitment, Deadline, Evidence, Involvement, Milestone, Plan, Update


def _update(**changes: Any) -> Update:
    parts: dict[str, Any] = {"period": "2026-H1", "status": "substantial", **changes}
    return Update(member="ALD", plan="4", commitment="1", **parts)


def _milestone(code: str, **changes: Any) -> Milestone:
    return Milestone(member="ALD", plan="4", commitment="C01", code=code, titles={"en": "x"}, **changes)


def test_an_end_before_its_start_is_told_with_both_days() -> None:
    plan = Plan(member="ALD", number="4", starts=date(2026, 1, 1), ends=date(2025, 1, 1))
    assert list(plan_faults(plan)) == [("ends", "The plan ends (2025-01-01) before it starts (2026-01-01).")]
    due = Deadline(text="2025", day=date(2025, 12, 31), precision="year")
    milestone = _milestone("C01.1", starts=date(2026, 1, 1), due=due)
    assert [name for name, _ in milestone_faults(milestone)] == ["due"]


@pytest.mark.parametrize(
    ("code", "parent", "wrong"),
    [
        ("C01.1.1", "C01.1", False),
        ("C01.2.1", "C01.1", True),
        ("C01.10", "C01.1", True),
        ("C02.1", "", True),
        ("C01.1", "", False),
        ("first", "", False),
    ],
)
def test_a_code_lies_under_its_parent(code: str, parent: str, wrong: bool) -> None:
    faults = list(milestone_faults(_milestone(code, parent=parent), ["C01", "C02"]))
    assert bool(faults) == wrong, faults


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "nearly"}, "status"),
        ({"status": "limited"}, "challenges"),
        ({"status": "not-started", "challenges": {"en": "  "}}, "challenges"),
        ({"percent": Decimal(101)}, "percent"),
        ({"period": " "}, "period"),
        ({"evidence": (Evidence(kind="rumour", url="https://a.example"),)}, "evidence"),
        ({"evidence": (Evidence(kind="law"),)}, "evidence"),
        ({"progress": {"en": "Done"}}, "progress"),
    ],
)
def test_a_broken_rule_names_its_field(changes: dict[str, Any], field: str) -> None:
    assert [name for name, _ in update_faults(_update(**changes), languages=("en", "fr"))] == [field]


def test_what_is_late_needs_a_reason_until_it_is_complete() -> None:
    assert not list(update_faults(_update()))
    assert [name for name, _ in update_faults(_update(), overdue=True)] == ["challenges"]
    assert not list(update_faults(_update(challenges={"en": "The court."}), overdue=True))
    assert not list(update_faults(_update(status="complete"), overdue=True))


def test_a_commitment_needs_number_title_and_known_roles() -> None:
    commitment = Commitment(
        member="ALD", plan="4", number="", titles={}, weight=Decimal(0), involved=(Involvement(name="A", role="boss"),)
    )
    assert [name for name, _ in commitment_faults(commitment)] == ["number", "title", "weight", "role"]
