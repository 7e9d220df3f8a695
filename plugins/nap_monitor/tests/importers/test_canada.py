"""Canada's tracker: nested codes, pairs of languages, deadlines with and without a date, reasons when late."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from toolbox_nap_monitor.importers.canada import read_indicators, read_progress, recognises
from toolbox_nap_monitor.importers.reading import Source, Wish

WISH = Wish(today=date(2026, 11, 1), member="CA", plan="6")
INDICATORS = (
    *("plan_period", "commitment_id", "commitment_title_en", "milestone_id", "milestone_en", "indicator_id"),
    *("indicator_en", "indicator_fr", "deadline_en", "lead_dept"),
)
GOOD = ["2025-2029", "C01", "Take part", "C01.1", "A forum", "C01.1.1", "A plan", "Un plan", "Fall 2027", "jus; xyz"]
PROGRESS = (
    *("reporting_period", "commitments", "milestones", "indicators", "status", "progress_en", "progress_fr"),
    *("evidence_en", "evidence_fr", "challenges_en", "challenges_fr"),
)
REPORTED = ["2025-12", "C01", "C01.1", "C01.1.1", "SP", "- done", "- fait", "[a](https://a.example/x).", "b", "", ""]


def source(columns: tuple[str, ...], *rows: list[str]) -> Source:
    return Source(name="canada.csv", columns=columns, rows=list(enumerate(rows, 2)))


@pytest.mark.parametrize(
    ("name", "indicators", "milestones", "by_commitment"),
    [
        ("canada_nap6_2025-2029_indicators.csv", 65, 19, {"C01": 23, "C02": 10, "C03": 13, "C04": 19}),
        ("canada_nap5_2022-2024_indicators.csv", 106, 19, {"C01": 13, "C02": 26, "C03": 7, "C04": 22, "C05": 38}),
    ],
)
def test_the_real_lists(
    shared_data: Path, name: str, indicators: int, milestones: int, by_commitment: dict[str, int]
) -> None:
    with (shared_data / "nap" / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert recognises(tuple(header)) == "canada-indicators"
    reading = read_indicators(source(tuple(header), *rows), WISH)
    assert (reading.rows_read, reading.rows_stored, reading.problems) == (indicators, indicators, [])
    found = reading.bundle.milestones
    assert Counter(one.commitment for one in found if one.parent) == by_commitment
    assert sum(not one.parent for one in found) == milestones
    assert all(set(one.titles) == {"en", "fr"} for one in found)
    assert not [one.code for one in found if one.parent and one.due.precision == "none"]


def test_a_row_becomes_a_step_with_its_deadline_and_departments() -> None:
    reading = read_indicators(source(INDICATORS, GOOD), WISH)
    plan, step = reading.bundle.plans[0], reading.bundle.milestones[-1]
    assert (plan.starts, plan.ends, plan.phase) == (date(2025, 1, 1), date(2029, 12, 31), "implementation")
    assert (step.parent, step.due.day, step.due.text) == ("C01.1", date(2027, 11, 30), "Fall 2027")
    assert [one.name for one in step.involved] == ["Department of Justice Canada", "xyz"]
    assert step.involved[0].identifiers == (("canada-department", "jus"),)


@pytest.mark.parametrize(
    ("at", "value", "rule"),
    [(1, "", "required"), (3, "C02.1", "parent"), (5, "C01.2.1", "parent"), (7, "", "languages")],
)
def test_bad_rows_of_the_list_are_refused(at: int, value: str, rule: str) -> None:
    reading = read_indicators(source(INDICATORS, [*GOOD[:at], value, *GOOD[at + 1 :]]), WISH)
    assert (reading.rows_rejected, reading.problems[0].rule) == (1, rule)
    assert not reading.bundle.milestones


def test_an_indicator_that_is_there_twice() -> None:
    reading = read_indicators(source(INDICATORS, GOOD, GOOD), WISH)
    assert (reading.rows_stored, reading.rows_rejected, reading.problems[0].rule) == (1, 1, "unique")


def test_progress_becomes_updates() -> None:
    assert recognises(PROGRESS) == "canada-progress"
    reading = read_progress(source(PROGRESS, REPORTED), WISH)
    (update,) = reading.bundle.updates
    told = (update.commitment, update.milestone, update.period, update.status)
    assert told == ("C01", "C01.1.1", "2025-12", "substantial")
    assert [one.url for one in update.evidence] == ["https://a.example/x"]
    assert update.extra["evidence_fr"] == "b"


@pytest.mark.parametrize(
    ("at", "value", "rule"),
    [
        (0, "", "required"),
        (3, "17", "required"),
        (2, "C01.2", "parent"),
        (4, "17", "scale"),
        (4, "LP", "challenges"),
        (6, "", "languages"),
        (8, "", "languages"),
    ],
)
def test_bad_rows_of_progress_are_refused(at: int, value: str, rule: str) -> None:
    reading = read_progress(source(PROGRESS, [*REPORTED[:at], value, *REPORTED[at + 1 :]]), WISH)
    assert (reading.rows_rejected, reading.problems[0].rule, reading.problems[0].row) == (1, rule, 2)


def test_a_period_is_reported_once() -> None:
    reading = read_progress(source(PROGRESS, REPORTED, REPORTED), WISH)
    assert (reading.rows_stored, reading.problems[0].rule) == (1, "unique")
