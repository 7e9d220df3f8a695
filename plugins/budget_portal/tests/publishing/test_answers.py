"""What a person answered becomes part of the descriptor."""

from __future__ import annotations

from typing import Any

from toolbox_budget_portal.publishing.answers import corrected


def test_a_person_corrects_what_a_column_means() -> None:
    fields: list[dict[str, object]] = [
        {"name": "a", "type": "number", "normalize": {"phase": "approved"}},
        {"name": "b", "type": "string"},
    ]
    descriptor = {"resources": [{"schema": {"fields": fields, "extraFields": []}}]}
    changed = corrected(descriptor, {"0.0": "", "0.1": "amount:executed"}, {0: "revenue"})["resources"][0]["schema"]
    assert changed["fields"][0] == {"name": "a", "type": "string"}
    assert changed["fields"][1]["normalize"] == {"phase": "executed"}
    assert changed["extraFields"][0]["constant"] == "revenue"
    assert fields[0]["type"] == "number", "what was proposed stays as it was"


def test_a_file_holds_consolidation_entries_when_a_person_says_so() -> None:
    schema: dict[str, Any] = {"fields": [], "extraFields": [{"columnType": "direction", "constant": "expenditure"}]}
    descriptor = {"resources": [{"schema": schema, "elimination": True}, {"schema": {"fields": []}}]}
    one, two = corrected(descriptor, {}, {0: "revenue", 1: "revenue-elimination"})["resources"]
    assert "elimination" not in one
    assert [(entry["columnType"], entry["constant"]) for entry in one["schema"]["extraFields"]] == [
        ("direction", "revenue")
    ]
    assert [(entry["columnType"], entry["constant"]) for entry in two["schema"]["extraFields"]] == [
        ("direction", "revenue"),
        ("budgetary-transfers", "elimination"),
    ]
    untouched = corrected(descriptor, {}, {0: ""})["resources"][0]
    assert untouched == descriptor["resources"][0]
