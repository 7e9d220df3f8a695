"""What the page asks about uploaded files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolbox_budget_portal.publishing.proposals import earlier, inspect, like
from toolbox_core import LimitSettings
from toolbox_core.config import Settings
from toolbox_core.db import Database


def test_each_file_is_asked_what_it_holds(tmp_path: Path) -> None:
    spending, moved = tmp_path / "gastos.csv", tmp_path / "gastos_eliminaciones.csv"
    spending.write_text("Programa;Descripcion Programa;Obligaciones reconocidas\n01;A;12,50\n02;B;3,25\n")
    moved.write_text(spending.read_text())
    proposal = inspect([spending, moved], LimitSettings())
    asked = {field.about: field.value for field in proposal.fields if field.choices}
    assert asked == {"gastos.csv": "expenditure", "gastos_eliminaciones.csv": "expenditure-elimination"}
    assert not any(file.settled for file in proposal.files)
    offered = {column.choice for file in proposal.files for column in file.columns}
    assert offered <= proposal.choices.keys()


def test_like_an_earlier_version_nothing_is_asked_twice(
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
    settings: Settings,
    database: Database,
) -> None:
    package = write_package()
    version = load(package, name="Testville").version_id
    with database.read() as session:
        assert earlier(session) == [], "a draft's answers have not proved themselves"
    publish(version)
    with database.read() as session:
        assert earlier(session) == [(version, "Testville 2024")]
        proposal = like(session, [package.parent / "spending.csv"], version, settings.files, LimitSettings())
    values = {field.key: field.value for field in proposal.fields}
    assert values == {
        "entity": "testville",
        "name": "Testville",
        "year": "2025",
        "currency": "EUR",
        "direction-0": "expenditure",
        "controls": "",
    }
    assert (proposal.questions, [file.settled for file in proposal.files]) == ([], [True])
    assert proposal.state["like"] == version
