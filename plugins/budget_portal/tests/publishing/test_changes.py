"""What a draft is compared with, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolbox_budget_portal.publishing.changes import changes
from toolbox_core.db import Database

HEAD = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"


def test_the_version_it_replaces_else_the_year_before_else_the_nearest(
    write_package: Callable[..., Path], load: Callable[..., Any], publish: Callable[..., None], database: Database
) -> None:
    def draft(year: int, approved: str) -> int:
        text = f"{HEAD}001;City;{year};Of {year};1;Staff;{approved};1\n"
        package = write_package({"spending.csv": text}, folder=f"{year}-{approved}")
        return int(load(package, year=year).version_id)

    first = draft(2020, "10,50")
    with database.read() as session:
        assert changes(session, first) is None, "there is nothing to compare the first with"
    publish(first)
    publish(draft(2023, "20"))
    expected = {2024: ("2023", False), 2022: ("2020", False), 2021: ("2020", False), 2023: ("2023", True)}
    for year, (against, current) in expected.items():
        with database.read() as session:
            found = changes(session, draft(year, "30"))
        assert found is not None
        assert (found.against, found.current) == (against, current), year
    assert found is not None
    totals, new, vanished, labels = found.tables
    assert totals.rows[0] == ("approved", "expenditure", Decimal("20.00"), Decimal("30.00"), Decimal("10.00"))
    assert (totals.digits, new.count, vanished.count, labels.count) == (2, 0, 0, 0)
