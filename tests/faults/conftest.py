"""What every fault must look like from outside: one clear line, exit code 2, nothing stored, nothing lost."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from toolbox_core.testing.servers import run_toolbox

Answer = subprocess.CompletedProcess[str]
COLUMNS = {
    "code": "administrative-classification:generic:level1:code",
    "name": "administrative-classification:generic:level1:label",
    "approved": "value",
    "executed": "value",
}
ROWS = (("001", "Streets", "120000.00", "118455.20"), ("002", "Schools", "410000.00", "409999.99"))


@pytest.fixture
def refused() -> Callable[[Answer], str]:
    """``refused(answer)``: the command ended with code 2 and one line on standard error, which is returned."""

    def check(answer: Answer) -> str:
        assert answer.returncode == 2, f"code {answer.returncode}\n{answer.stdout}\n{answer.stderr}"
        assert answer.stdout == ""
        lines = answer.stderr.strip().splitlines()
        assert len(lines) == 1, answer.stderr
        line = lines[0]
        assert "Traceback" not in line
        assert line.rstrip().endswith((".", "?")), line
        assert len(line) > 25, "a whole sentence"
        return line

    return check


@pytest.fixture
def stored(site: Path) -> Callable[[], dict[str, int]]:
    """``stored()`` counts what the site has kept: versions, lines of budgets, originals."""

    def count() -> dict[str, int]:
        with closing(sqlite3.connect(site / "data" / "toolbox.sqlite")) as connection:
            numbers = {
                table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
                for table in ("core_dataset_version", "budget_portal_line", "core_publication_log")
            }
        kept = (path for path in (site / "data" / "files").rglob("*") if path.is_file())
        return {**numbers, "files": sum(1 for _ in kept)}

    return count


@pytest.fixture
def nothing_stored(stored: Callable[[], dict[str, int]]) -> Callable[[], None]:
    """``nothing_stored()`` asserts that the site is as empty as it was."""

    def check() -> None:
        assert set(stored().values()) == {0}, stored()

    return check


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    """``package(rows=…, …)`` writes a small budget with its descriptor, and returns the descriptor.

    ``columns`` maps names to column types, ``change`` may alter the descriptor before it is written, ``data`` replaces
    the bytes of the file.
    """

    def write(
        rows: Sequence[Sequence[str]] = ROWS,
        *,
        columns: dict[str, str] = COLUMNS,
        data: bytes | None = None,
        change: Callable[[dict[str, object]], None] | None = None,
        name: str = "package",
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        if data is None:
            with (folder / "budget.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([list(columns), *rows])
        else:
            (folder / "budget.csv").write_bytes(data)
        fields = [
            {"name": column, "type": "number", "columnType": kind, "normalize": {"phase": column}}
            if kind == "value"
            else {"name": column, "type": "string", "columnType": kind}
            for column, kind in columns.items()
        ]
        extra = [
            {"name": "phase", "columnType": "phase:id"},
            {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True},
            {"name": "direction", "columnType": "direction", "constant": "expenditure"},
            {"name": "currency", "columnType": "value-currency:code", "constant": "EUR"},
        ]
        document: dict[str, object] = {
            "name": "budget",
            "resources": [{"name": "budget", "path": "budget.csv", "schema": {"fields": fields, "extraFields": extra}}],
        }
        if change is not None:
            change(document)
        descriptor = folder / "datapackage.json"
        descriptor.write_text(json.dumps(document), encoding="utf-8")
        return descriptor

    return write


@pytest.fixture
def load(site: Path) -> Callable[..., Answer]:
    """``load(descriptor, *options)`` imports a package into the test's site as the year 2025 of ``test-city``."""

    def run(descriptor: Path, *options: str, **more: object) -> Answer:
        command = ("budget", "import", str(descriptor), "--entity", "test-city", "--year", "2025", *options)
        return run_toolbox(*command, site=site, **more)  # type: ignore[arg-type]

    return run
