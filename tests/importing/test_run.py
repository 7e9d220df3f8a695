"""The shared path of an import: every row is stored or reported, in batches, with the collector resting."""

from __future__ import annotations

import gc
from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_core.contracts import Problem
from toolbox_core.exceptions import UnreadableFile
from toolbox_core.importing.numbers import NumberFormat
from toolbox_core.importing.report import ImportReport
from toolbox_core.importing.run import import_rows
from toolbox_core.importing.tables import open_table

FORMAT = NumberFormat(".", "")


def parse(number: int, cells: list[str]) -> tuple[int, Decimal] | Problem | list[Problem]:
    if cells[0] == "two":
        return [
            Problem(row=number, column="a", value="two", rule=rule, message=f"{rule}.") for rule in ("one", "other")
        ]
    try:
        return number, FORMAT.parse(cells[1])
    except ValueError as error:
        return Problem(row=number, column="b", value=cells[1], rule="not-a-number", message=str(error))


def table_file(folder: Path, body: str) -> Path:
    path = folder / "t.csv"
    path.write_text("a,b\n" + body)
    return path


def test_every_row_is_stored_or_reported(tmp_path: Path) -> None:
    stored: list[tuple[int, Decimal]] = []
    report = ImportReport()
    with open_table(table_file(tmp_path, "x,1.5\ny,no\ntwo,3\n\nz\nw,2\n"), delimiter=",") as table:
        assert import_rows(table, parse, stored.extend, report, source="t.csv") == 2
    assert stored == [(2, Decimal("1.5")), (7, Decimal(2))]
    assert (report.rows_read, report.rows_stored, report.rows_rejected, report.blank_rows) == (5, 2, 3, 1)
    assert dict(report.counts) == {"not-a-number": 1, "one": 1, "other": 1, "too-few-cells": 1}
    assert {problem.source for problem in report.problems} == {"t.csv"}


def test_batches_and_progress(tmp_path: Path) -> None:
    sizes: list[int] = []
    seen: list[int] = []
    with open_table(table_file(tmp_path, "x,1\n" * 25)) as table:
        import_rows(table, parse, lambda rows: sizes.append(len(rows)), ImportReport(), batch=10, progress=seen.append)
    assert (sizes, seen) == ([10, 10, 5], [10, 20, 25])


def test_the_collector_rests_and_comes_back_after_an_error(tmp_path: Path) -> None:
    def store(rows: list[tuple[int, Decimal]]) -> None:
        assert not gc.isenabled()
        raise RuntimeError("the store failed")

    with open_table(table_file(tmp_path, "x,1\n")) as table, pytest.raises(RuntimeError, match="the store failed"):
        import_rows(table, parse, store, ImportReport())
    assert gc.isenabled()


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    with open_table(table_file(tmp_path, "")) as table, pytest.raises(UnreadableFile, match="a header, but no rows"):
        import_rows(table, parse, lambda rows: None, ImportReport())


def test_several_files_add_up_in_one_report(tmp_path: Path) -> None:
    report = ImportReport()
    for _ in range(2):
        with open_table(table_file(tmp_path, "x,1\n")) as table:
            import_rows(table, parse, lambda rows: None, report)
    assert (report.rows_read, report.rows_stored) == (2, 2)
