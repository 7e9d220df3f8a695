"""The compliance meter: eight requirements and three triggers, each with what was counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from toolbox_nap_monitor.compliance import RULES, Check, requirements, triggers
from toolbox_nap_monitor.queries.process import Held, Opened, Process, Told
from toolbox_nap_monitor.queries.records import Member, Plan

TODAY = date(2026, 6, 30)
MEMBER = Member(id=1, code="ALD", names={}, level="national", iso3="", region="", status="active")
PLAN = Plan(
    id=1,
    member=MEMBER,
    number="4",
    titles={},
    ogp_id="",
    starts=date(2025, 1, 1),
    ends=date(2027, 12, 31),
    phase="implementation",
    submitted=None,
    licence="",
    moderation="",
)
NOTHING = Process(
    plan=PLAN,
    previous_ends=None,
    meetings=(),
    phases=(),
    facts={},
    documents=0,
    newest=None,
    items=0,
    answered=0,
    statuses={},
)


def held(*days: date, kind: str = "forum", **attendance: int) -> tuple[Held, ...]:
    who = {"government": 3, "civil-society": 4} | {name.replace("_", "-"): count for name, count in attendance.items()}
    return tuple(Held(id=1, day=day, kind=kind, titles={}, url="", has_minutes=True, attendance=who) for day in days)


def opened(**changes: Any) -> Opened:
    base = Opened(
        phase="co-creation",
        titles={},
        opens=date(2024, 9, 1),
        closes=date(2024, 10, 1),
        channel="web",
        published=date(2024, 8, 18),
    )
    return replace(base, **changes)


def verdicts(record: Process) -> dict[str, str]:
    return {check.id: check.verdict for check in requirements(record, TODAY, "/nap/ALD/4")}


def one(record: Process, number: str) -> Check:
    return next(check for check in requirements(record, TODAY, "/nap/ALD/4") if check.id == number)


def test_there_are_eight_requirements_and_silence_is_not_failure() -> None:
    assert list(verdicts(NOTHING)) == list(RULES)
    assert set(verdicts(NOTHING).values()) == {"unknown", "met"}
    assert [check.verdict for check in triggers(NOTHING, requirements(NOTHING, TODAY, ""))] == ["unknown"] * 3


FORUM = (date(2025, 3, 1), date(2025, 8, 15), date(2026, 1, 20), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("number", "changes", "verdict"),
    [
        ("1.1", {"meetings": held(*FORUM)}, "met"),
        ("1.1", {"meetings": held(*FORUM[:2])}, "not-met"),
        ("1.1", {"meetings": held(*FORUM, civil_society=0)}, "unknown"),
        ("2.2", {"newest": date(2025, 12, 30)}, "met"),
        ("2.2", {"newest": date(2025, 12, 29)}, "not-met"),
        ("3.1", {"phases": (opened(),)}, "met"),
        ("3.1", {"phases": (opened(published=date(2024, 8, 19)),)}, "not-met"),
        ("3.1", {"phases": (opened(published=None),)}, "unknown"),
        ("3.2", {"meetings": held(date(2024, 9, 3), kind="outreach")}, "met"),
        ("3.3", {"phases": (opened(),)}, "met"),
        ("4.1", {"items": 3, "answered": 3}, "met"),
        ("4.1", {"items": 3, "answered": 2}, "not-met"),
        ("5.1", {"meetings": held(*FORUM)}, "met"),
        ("5.1", {"meetings": held(FORUM[0], FORUM[2])}, "not-met"),
    ],
)
def test_what_is_counted(number: str, changes: dict[str, Any], verdict: str) -> None:
    found = one(replace(NOTHING, **changes), number)
    assert found.verdict == verdict
    assert found.found % dict(found.values)


def test_a_stated_fact_decides_only_where_nothing_is_counted() -> None:
    said = {"3.2": Told(requirement="3.2", value="yes", note="Two fairs", url="https://a.example", day=None)}
    found = one(replace(NOTHING, facts=said), "3.2")
    assert (found.verdict, found.stated, found.url, dict(found.values)) == (
        *("met", True, "https://a.example"),
        {"note": "Two fairs"},
    )
    boast = {"4.1": Told(requirement="4.1", value="yes", note="", url="", day=None)}
    assert one(replace(NOTHING, facts=boast, items=2, answered=1), "4.1").verdict == "not-met"


@pytest.mark.parametrize(
    ("trigger", "changes", "verdict"),
    [
        (0, {"previous_ends": date(2024, 1, 1)}, "met"),
        (0, {"previous_ends": date(2023, 12, 31)}, "not-met"),
        (1, {"items": 3, "answered": 2}, "not-met"),
        (2, {"statuses": {"not-started": 4, "": 1}}, "not-met"),
        (2, {"statuses": {"not-started": 4, "limited": 1}}, "met"),
        (2, {"statuses": {"": 4}}, "unknown"),
    ],
)
def test_the_three_triggers(trigger: int, changes: dict[str, Any], verdict: str) -> None:
    record = replace(NOTHING, **changes)
    found = triggers(record, requirements(record, TODAY, ""))[trigger]
    assert found.verdict == verdict
    assert found.found % dict(found.values)
