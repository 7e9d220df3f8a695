"""The report is for a clerk: grouped, counted, with the place and the next step, never a page of raw JSON."""

from __future__ import annotations

from toolbox_procurement.checking.report import lines
from toolbox_procurement.checking.run import Report
from toolbox_procurement.issues import Issues

COUNTS = {"packages": 2, "releases": 3, "processes": 1, "errors": 2, "warnings": 9, "infos": 0}


def test_a_report_with_faults() -> None:
    issues = Issues()
    issues.add("required-missing", "/awards/id", ocid="ocds-213czf-1", pointer="/releases/0/awards/1/id", line=1)
    issues.add("type-wrong", "/tender/title", 5, pointer="/releases/0/tender/title")
    for number in range(9):
        issues.add("field-empty", f"/tender/field{number}")
    text = "\n".join(lines(Report(issues, COUNTS)))
    assert text.startswith("3 releases of 1 process in 2 packages.\nNot valid: 2 faults to correct.")
    assert "1 × /awards/id, e.g. line 1 ocds-213czf-1 /releases/0/awards/1/id" in text
    assert "/releases/0/tender/title: 5" in text
    assert "… and 3 other fields." in text
    assert text.index("To correct") < text.index("To look at")
    assert text.count("A field is there but empty.") == 1


def test_a_valid_file() -> None:
    text = "\n".join(lines(Report(Issues(), {**COUNTS, "packages": 0, "errors": 0})))
    assert text == "3 releases of 1 process.\nValid: nothing breaks the standard."
