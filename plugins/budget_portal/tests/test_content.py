"""The content hash covers what a version says, and nothing of how it is stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolbox_budget_portal import content
from toolbox_budget_portal.models import BudgetVersion
from toolbox_core.db import Database

HEADER = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"


def test_the_same_content_has_the_same_hash_and_any_change_another(
    write_package: Callable[..., Path], load: Callable[..., Any], database: Database
) -> None:
    texts = [
        HEADER + "1;A;1;B;1;C;1,00;2\n",
        HEADER + "1;A;1;B;1;C;1;2,0\n",
        HEADER + "1;A;1;B;1;C;1,01;2\n",
        HEADER + "1;Z;1;B;1;C;1;2\n",
        HEADER + "1;A;1;B;2;C;1;2\n",
        HEADER + "1;A;1;B;1;C;1;\n",
    ]
    hashes = []
    for text in texts:
        outcome = load(write_package({"spending.csv": text}))
        with database.read() as session:
            hashes.append(content.content_hash_of(session, session.get_one(BudgetVersion, outcome.version_id)))
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 5


def test_lines_are_told_by_codes_and_exact_amounts(
    write_package: Callable[..., Path], load: Callable[..., Any], database: Database
) -> None:
    outcome = load(write_package())
    with database.read() as session:
        budget = session.get_one(BudgetVersion, outcome.version_id)
        names = [column.name for column in content.line_columns(budget)]
        (first, *_) = content.line_rows(session, budget)
        line = dict(zip(names, first, strict=True))
        assert (line["administrative"], line["functional"], str(line["approved"])) == ("001", "1", "1000.50")
        assert ("administrative", "", "001", "City Hall") in list(content.label_rows(session, budget))
