"""Next year's files in the place of last year's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from toolbox_budget_portal import services
from toolbox_budget_portal.exceptions import UnknownVersion
from toolbox_budget_portal.models import CategoryLabel
from toolbox_budget_portal.replay import package_like, place, propose_like
from toolbox_core import InputError
from toolbox_core.config import Settings
from toolbox_core.db import Database


def test_files_take_the_place_of_those_whose_name_or_columns_they_share(
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    settings: Settings,
    database: Database,
    resource: Callable[..., Any],
) -> None:
    income = resource(name="income", path="income.csv")
    income["schema"]["fields"][0]["name"] = "office"
    income["schema"]["extraFields"][2]["constant"] = "revenue"
    header = "body_name;function;function_name;chapter;chapter_name;approved;paid\n"
    files = {"spending.csv": f"body;{header}1;;1;;1;;1;1\n", "income.csv": f"office;{header}1;;1;;1;;1;1\n"}
    outcome = load(write_package(files, [resource(), income]))
    later = write_package(
        {"in-2025.csv": files["income.csv"], "spending.csv": files["spending.csv"]}, folder="later"
    ).parent
    with database.read() as session:
        package, slug = package_like(
            session, settings.files, outcome.version_id, [later / "in-2025.csv", later / "spending.csv"], ""
        )
        assert slug == "testville"
        assert {found.name: found.path for found in package.resources} == {
            "spending": "spending.csv",
            "income": "in-2025.csv",
        }
        only, _ = package_like(session, settings.files, outcome.version_id, [later / "in-2025.csv"], "other")
        assert [found.name for found in only.resources] == ["income"]


def test_a_file_that_fits_nothing_is_refused(
    write_package: Callable[..., Path], load: Callable[..., Any], settings: Settings, database: Database, tmp_path: Path
) -> None:
    outcome = load(write_package())
    other = tmp_path / "other.csv"
    other.write_text("something,else\n1,2\n")
    with database.read() as session, pytest.raises(InputError, match="fits no file of the earlier version"):
        package_like(session, settings.files, outcome.version_id, [other], "")


def test_an_unknown_version_is_named(settings: Settings, database: Database, tmp_path: Path) -> None:
    with database.read() as session, pytest.raises(UnknownVersion, match="no budget version 5"):
        package_like(session, settings.files, 5, [tmp_path], "")


def test_code_lists_are_used_again_unless_there_is_a_new_one(
    load: Callable[..., Any], settings: Settings, database: Database, tmp_path: Path
) -> None:
    example = Path(__file__).parents[1] / "examples" / "little-haven-2025"
    outcome = load(example, entity="little-haven", year=2025)
    later = tmp_path / "spending-2026.csv"
    later.write_text((example / "spending.csv").read_text())
    with database.write() as session:
        package, slug = package_like(session, settings.files, outcome.version_id, [later], "")
        assert [found.name for found in package.resources] == ["spending", "functions"]
        again = services.import_parsed(session, settings.files, package, entity=slug, year=2026, by="tests")
        assert again.report.rows_stored == 11
        labels = session.scalars(select(CategoryLabel.label).where(CategoryLabel.version_id == again.version_id)).all()
        assert "Safety and mobility" in labels


def test_consolidation_entries_take_the_place_of_no_other_file(tmp_path: Path) -> None:
    header = "code;name;paid\n1;x;1\n"
    for name in ("gastos.csv", "gastos_eliminaciones.csv", "ingresos-2025.csv"):
        (tmp_path / name).write_text(header)
    fields = [{"name": name} for name in ("code", "name", "paid")]
    resources: list[dict[str, Any]] = [
        {"name": name, "path": f"{name}.csv", "schema": {"fields": fields}} for name in ("gastos", "ingresos")
    ]
    paths = sorted(tmp_path.glob("*.csv"))
    assert {path.name: at for path, at in place(paths, resources).items()} == {"gastos.csv": 0, "ingresos-2025.csv": 1}


def test_a_file_without_counterpart_is_proposed_as_new_and_a_missing_one_is_named(
    write_package: Callable[..., Path], load: Callable[..., Any], settings: Settings, database: Database, tmp_path: Path
) -> None:
    outcome = load(write_package())
    other = tmp_path / "tolls.csv"
    other.write_text("bridge;toll revenue\nNorth;12,50\nSouth;7,25\n")
    with database.read() as session:
        proposal, kept = propose_like(session, settings.files, outcome.version_id, [other])
    assert kept == {}
    assert [found["path"] for found in proposal.descriptor["resources"]] == ["tolls.csv"]
    assert proposal.questions[0] == "tolls.csv has no counterpart in 2024: check each of its columns."
    assert "spending.csv of 2024 has no counterpart now: nothing is read for it." in proposal.questions
