"""Two versions compared, and the list of all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_budget_portal import differences
from toolbox_budget_portal.exceptions import UnknownVersion
from toolbox_core import InputError
from toolbox_core.db import Database


def test_codes_labels_and_totals_that_changed(
    write_package: Callable[..., Path], load: Callable[..., Any], database: Database
) -> None:
    old = load(write_package())
    header = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
    new = load(
        write_package({"spending.csv": header + "001;Town Hall;1;Services;9;Debt;7;\n"}, folder="new"), year=2025
    )
    with database.read() as session:
        found = differences.compare(session, old.version_id, new.version_id)
    assert [(code["kind"], code["scheme"], code["path"]) for code in found.new_codes] == [
        ("economic", "expenditure", "9")
    ]
    assert ("administrative", "002") in [(code["kind"], code["path"]) for code in found.vanished_codes]
    assert [(code["path"], code["old"], code["new"]) for code in found.changed_labels] == [
        ("001", "City Hall", "Town Hall")
    ]
    assert found.totals == [
        {"phase": "approved", "part": "expenditure", "old": "1480.40", "new": "7.00", "change": "-1473.40"},
        {"phase": "paid", "part": "expenditure", "old": "1463.00", "new": None, "change": None},
    ]
    text = found.as_text()
    assert "1,480.40 → 7.00 (-1,473.40)" in text
    assert "administrative 001: City Hall → Town Hall" in text


def test_versions_of_two_entities_are_not_compared(
    write_package: Callable[..., Path], load: Callable[..., Any], database: Database
) -> None:
    one, two = load(write_package()), load(write_package(), entity="elsewhere")
    with database.read() as session, pytest.raises(InputError, match="different entities"):
        differences.compare(session, one.version_id, two.version_id)
    with database.read() as session, pytest.raises(UnknownVersion):
        differences.compare(session, one.version_id, 99)


def test_all_versions_are_listed_or_one_entity_s(
    write_package: Callable[..., Path], load: Callable[..., Any], publish: Callable[..., None], database: Database
) -> None:
    publish(load(write_package()).version_id)
    load(write_package(), entity="elsewhere", year=2023)
    with database.read() as session:
        found = differences.list_versions(session)
        assert [(item["entity"], item["fiscal_year"], item["status"], item["lines"]) for item in found] == [
            ("testville", 2024, "published", 4),
            ("elsewhere", 2023, "draft", 4),
        ]
        assert len(differences.list_versions(session, "elsewhere")) == 1
        assert found[0]["parts"] == ["expenditure"]
