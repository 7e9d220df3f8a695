"""Rows that could not be stored, with their reason and as they stand in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_budget_portal.exceptions import UnknownVersion
from toolbox_budget_portal.rejected import COLUMNS, rejected_rows
from toolbox_core.config import Settings
from toolbox_core.db import Database

HEADER = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"


def test_each_row_is_listed_once_with_its_record(
    write_package: Callable[..., Path], load: Callable[..., Any], settings: Settings, database: Database
) -> None:
    text = HEADER + "1;A;1;B;1;C;1;2\n1;A;1;B;1;C;oops;none\n1;A\n2;A;1;B;1;C;x y;2\n"
    outcome = load(write_package({"spending.csv": text}))
    with database.read() as session:
        found = list(rejected_rows(session, settings.files, outcome.version_id))
    names = [column.name for column in COLUMNS]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    assert [(row["file"], row["row"], row["column"], row["record"]) for row in rows] == [
        ("spending.csv", 3, "approved", "1;A;1;B;1;C;oops;none"),
        ("spending.csv", 4, "", "1 | A"),
        ("spending.csv", 5, "approved", "2;A;1;B;1;C;x y;2"),
    ]


def test_a_clean_version_has_none_and_an_unknown_one_is_named(
    write_package: Callable[..., Path], load: Callable[..., Any], settings: Settings, database: Database
) -> None:
    outcome = load(write_package())
    with database.read() as session:
        assert list(rejected_rows(session, settings.files, outcome.version_id)) == []
        with pytest.raises(UnknownVersion):
            rejected_rows(session, settings.files, 99)
