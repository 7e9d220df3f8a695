"""What importers give: counts that add up, and the plan that the person named."""

from __future__ import annotations

from datetime import date

from toolbox_core import Problem
from toolbox_nap_monitor.importers.reading import Reading, Source, Wish, own_plan, problem
from toolbox_nap_monitor.rows import Bundle

SOURCE = Source(name="plan.xlsx", columns=("A",), rows=[], sheet="Updates")


def test_rows_read_are_rows_stored_and_rejected() -> None:
    torn = Problem(row=7, column="", value="", rule="bad-quotes", message="Row 7 is torn.")
    source = Source(name="plan.csv", columns=("A",), rows=[], unreadable=[torn])
    reading = Reading("mapped", passed_over=3)
    reading.take()
    reading.reject(problem(source, 3, "A", "x", "required", "A is missing."))
    reading.finish(source, Bundle())
    assert (reading.rows_read, reading.rows_stored, reading.rows_rejected) == (3, 1, 2)
    assert [one.source for one in reading.problems] == ["plan.csv", "plan.csv"]
    assert "3 rows of other members" in reading.notes[0]


def test_a_problem_names_its_sheet_and_cuts_long_values() -> None:
    found = problem(SOURCE, 2, "Status", "x" * 500, "scale", "No such status.", warn=True)
    assert (found.source, len(found.value), found.severity) == ("plan.xlsx · Updates", 200, "warning")
    assert SOURCE.origin(2).sheet == "Updates"


def test_the_plan_that_was_named() -> None:
    member, plan = own_plan(Wish(today=date(2026, 1, 1), member="ca", plan=" 6 "))
    assert (member.code, member.names["en"], plan.member, plan.number) == ("CAN", "Canada", "CAN", "6")
    assert own_plan(Wish(today=date(2026, 1, 1), member="ald", plan="4"))[0].names == {"en": "ALD"}
