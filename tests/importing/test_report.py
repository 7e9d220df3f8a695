"""The report of an import: counts are complete, the list is capped, the file of problems has them all."""

from __future__ import annotations

import json
from decimal import Decimal

from toolbox_core.contracts import Problem
from toolbox_core.importing.report import SAMPLE, ImportReport, shorten


def problem(row: int, rule: str = "not-a-number") -> Problem:
    return Problem(row=row, column="amount", value="x", rule=rule, message=f"Row {row}: 'x' is not a number.")


def test_counting_is_complete_and_listing_is_capped() -> None:
    report = ImportReport()
    for row in range(SAMPLE + 100):
        report.add(problem(row))
    assert report.counts["not-a-number"] == report.errors == SAMPLE + 100
    assert len(report.problems) == SAMPLE
    shown = report.to_dict()
    assert (shown["problems_listed"], shown["problems_total"]) == (SAMPLE, SAMPLE + 100)


def test_totals_are_exact_and_become_text() -> None:
    report = ImportReport(version=7)
    for _ in range(10):
        report.add_total("approved", "expenditure", Decimal("0.1"))
    report.add_total("approved", "revenue", Decimal("1E+3"))
    assert report.to_dict()["totals"] == {"approved": {"expenditure": "1.0", "revenue": "1000"}}


def test_the_dictionary_is_json_with_what_scripts_rely_on() -> None:
    report = ImportReport(name="gastos.csv", version=3, rows_read=2, rows_stored=1, rows_rejected=1)
    report.add(problem(2))
    data = json.loads(json.dumps(report.finish().to_dict()))
    assert {"version", "rows_read", "rows_stored", "rows_rejected", "problems", "totals"} <= set(data)
    assert {"row", "column", "value", "rule", "message"} <= set(data["problems"][0])


def test_a_clean_report_says_so() -> None:
    report = ImportReport(rows_read=1234, rows_stored=1234, blank_rows=2)
    assert report.clean
    assert report.summary() == "1,234 rows read, 1,234 stored, 0 refused, 2 blank rows passed over."


def test_a_warning_is_counted_and_is_not_clean() -> None:
    report = ImportReport(rows_read=1, rows_stored=1)
    report.add(Problem(row=1, column="", value="", rule="odd", message="Odd.", severity="warning"))
    assert not report.clean
    assert (report.warnings, report.errors) == (1, 0)
    assert report.summary() == "1 rows read, 1 stored, 0 refused, 1 warnings."


def test_every_problem_is_handed_over() -> None:
    seen: list[Problem] = []
    report = ImportReport(on_problem=seen.append)
    for row in range(SAMPLE + 5):
        report.add(problem(row))
    assert [item.row for item in seen] == list(range(SAMPLE + 5))


def test_long_values_are_shortened() -> None:
    assert shorten("x" * 300) == "x" * 199 + "…"
    assert shorten("short") == "short"
