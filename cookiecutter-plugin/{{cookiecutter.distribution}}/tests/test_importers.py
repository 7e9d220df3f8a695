"""Files of many kinds become entries, or are told what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from toolbox_core import InputError
from toolbox_core.config import Settings
from toolbox_core.db import Database

from {{ cookiecutter.package }} import importers, queries

pytestmark = pytest.mark.plugins("{{ cookiecutter.id }}")
EXAMPLE = Path(__file__).parents[1] / "examples" / "entries.csv"


def load(database: Database, settings: Settings, path: Path) -> Any:
    with database.write() as session:
        return importers.load_file(session, settings.files, path, settings.limits, by="tests")


def test_the_example(database: Database, settings: Settings) -> None:
    report = load(database, settings, EXAMPLE)
    assert (report.rows_read, report.rows_stored, report.clean) == (4, 4, True)
    with database.write() as session:
        importers.publish(session, report.version, "tests", 0)
        assert queries.entry(session, "010").name == "Apple by the school"
        assert queries.entry(session, "010").source_row == 4


def test_bad_rows_are_named_and_the_rest_is_loaded(database: Database, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("code,name,since\n1,A,2020-01-01\n,B,\n3,C,yesterday\n1,D,\n", encoding="utf-8")
    report = load(database, settings, path)
    assert (report.rows_read, report.rows_stored, report.rows_rejected) == (4, 1, 3)
    assert sorted(report.counts) == ["code-missing", "code-twice", "no-day"]


def test_a_file_without_codes(database: Database, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"No column of other\.csv holds the code"):
        load(database, settings, path)


def test_the_way_through_the_browser(database: Database, settings: Settings) -> None:
    proposal = importers.inspect([EXAMPLE], settings.limits)
    (file,) = proposal.files
    assert [column.choice for column in file.columns] == ["code", "name", "kind", "since"]
    answers: Any = SimpleNamespace(
        state=proposal.state,
        columns={column.key: column.choice for column in file.columns},
        folder=EXAMPLE.parent,
        files=settings.files,
        limits=settings.limits,
        by="tests",
        progress=lambda rows: None,
    )
    with database.write() as session:
        (version,) = importers.draft(session, answers)
        importers.publish(session, version, "tests", 0)
        assert queries.count_entries(session) == 4


def test_a_file_that_is_no_table_is_told(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (file,) = importers.inspect([path], settings.limits).files
    assert file.problem
