"""What is wrong in a workbook is told with its sheet, row and column, and that row is not stored."""

from __future__ import annotations

from datetime import date

import pytest

from toolbox_core import InputError
from toolbox_nap_monitor.importers.reading import Reading, Source, Wish
from toolbox_nap_monitor.importers.workbook import read_workbook
from toolbox_nap_monitor.layouts.workbook import SHEETS

TODAY = date(2026, 11, 1)
GOOD: dict[str, list[dict[str, str]]] = {
    "Plan": [{"Member": "ALD", "Plan": "4", "Title (en)": "Plan 4"}],
    "Commitments": [{"Number": "1", "Title (en)": "Owners", "OGP values": "transparency; participation"}],
    "Milestones": [{"Commitment": "1", "Code": "1.1", "Title (en)": "Law", "Deadline": "31 March 2026"}],
    "Institutions": [{"Commitment": "1", "Name": "Ministry", "Role": "lead"}],
    "Updates": [
        {"Commitment": "1", "Milestone": "1.1", "Period": "2025-H2", "Status": "In progress", "Percent": "40 %"}
    ],
    "Verdicts": [{"Commitment": "1", "Assessor": "civil-society", "Word": "Limited"}],
    "Process": [{"Requirement": "3.1", "Value": "yes", "Day": "2025-01-31"}],
}


def read(changes: dict[str, dict[str, str]] | None = None, wish: Wish | None = None) -> Reading:
    """The good workbook with the first row of some sheets changed."""
    contents = {name: [{**rows[0], **(changes or {}).get(name, {})}] for name, rows in GOOD.items()}

    def open_sheet(name: str) -> Source:
        sheet = next(one for one in SHEETS if one.name == name)
        columns = tuple(sheet.columns(["en", "fr"]))
        rows = [(2, [row.get(column, "") for column in columns]) for row in contents[name]]
        return Source(name="plan.xlsx", sheet=name, columns=columns, rows=rows)

    return read_workbook(open_sheet, wish or Wish(today=TODAY))


def test_a_good_workbook() -> None:
    reading = read()
    assert (reading.rows_read, reading.rows_stored, reading.problems) == (7, 7, [])
    bundle = reading.bundle
    assert bundle.commitments[0].tags == {"value": ("transparency", "participation")}
    assert (bundle.updates[0].status, bundle.updates[0].raw_status) == ("in-progress", "In progress")
    assert (bundle.assessments[0].value, bundle.assessments[0].level) == ("limited", 1)
    assert bundle.milestones[0].due.day == date(2026, 3, 31)
    assert bundle.commitments[0].source.sheet == "Commitments"


@pytest.mark.parametrize(
    ("sheet", "change", "column", "rule"),
    [
        ("Commitments", {"Number": ""}, "Number", "required"),
        ("Commitments", {"Title (en)": ""}, "Title (en)", "title"),
        ("Commitments", {"Start": "2026-05-01", "Deadline": "2025-05-01"}, "Deadline", "due"),
        ("Commitments", {"Weight": "heavy"}, "Weight", "number"),
        ("Commitments", {"Weight": "0"}, "Weight", "weight"),
        ("Commitments", {"Other": "{"}, "Other", "json"),
        ("Milestones", {"Commitment": "9"}, "Commitment", "reference"),
        ("Milestones", {"Parent": "1.7"}, "Parent", "reference"),
        ("Institutions", {"Role": "boss"}, "Role", "list"),
        ("Institutions", {"Milestone": "1.9"}, "Milestone", "reference"),
        ("Updates", {"Status": "Nearly"}, "Status", "scale"),
        ("Updates", {"Status": "limited"}, "Challenges (en)", "challenges"),
        ("Updates", {"Percent": "140"}, "Percent", "percent"),
        ("Updates", {"As of": "2026-04-30"}, "Challenges (en)", "challenges"),
        ("Updates", {"As of": "soon"}, "As of", "date"),
        ("Updates", {"Published": "soon"}, "Published", "date"),
        ("Verdicts", {"Word": "17"}, "Word", "scale"),
        ("Verdicts", {"Year": "20.5"}, "Year", "number"),
        ("Process", {"Day": "Fall 2025"}, "Day", "date"),
        ("Plan", {"Start": "2026-05-01", "End": "2025-05-01"}, "End", "ends"),
    ],
)
def test_bad_rows_are_told_with_their_place(sheet: str, change: dict[str, str], column: str, rule: str) -> None:
    reading = read({sheet: change})
    problem = reading.problems[0]
    assert (problem.source, problem.row, problem.column, problem.rule) == (f"plan.xlsx · {sheet}", 2, column, rule)
    assert problem.message.endswith((".", ";"))
    assert reading.rows_rejected >= 1
    assert reading.rows_read == 7


def test_languages_are_all_or_none() -> None:
    reading = read({"Plan": {"Languages": "en; fr"}})
    assert reading.problems[0].rule == "title"
    assert "lacks fr" in reading.problems[0].message


def test_whose_plan_it_is() -> None:
    named = read({"Plan": {"Member": "", "Plan": ""}}, Wish(today=TODAY, member="ca", plan="6"))
    assert (named.bundle.members[0].names, named.bundle.plans[0].number) == ({"en": "Canada"}, "6")
    with pytest.raises(InputError, match="whose plan"):
        read({"Plan": {"Member": "", "Plan": ""}})
    other = read(wish=Wish(today=TODAY, member="ald", plan="5"))
    assert (other.problems[0].column, other.problems[0].rule) == ("Plan", "mismatch")
