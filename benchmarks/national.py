"""A national budget as ministries publish it: seventy-five thousand rows, twenty-nine columns, nine of them amounts.

Against the least that an exact import must do: read with ``csv``, parse every amount as ``Decimal``, write all cells
into one SQLite table with ``executemany``.
"""

from __future__ import annotations

import csv
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from importing import load, make_site
from table import Row

ROWS = 75_312
PHASES = ("proposed", "approved", "change", "adjusted", "authorised", "committed", "executed", "paid", "forecast")
LEVELS = (
    ("ministry", "administrative-classification:generic:level1", 30),
    ("unit", "administrative-classification:generic:level2", 12),
    ("function", "functional-classification:generic:level1", 20),
    ("subfunction", "functional-classification:generic:level2", 9),
    ("programme", "activity:generic:program", 150),
    ("project", "activity:generic:project", 4),
    ("chapter", "economic-classification:generic:level1", 9),
    ("item", "economic-classification:generic:level2", 40),
    ("source", "fin-source:generic", 6),
)
MARGIN = 20 - 2 * len(LEVELS)
"""Columns that nobody described, to make twenty-nine."""


def measure() -> Iterator[Row]:
    """Seconds to a draft with its report, beside the bare minimum."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        descriptor = write_package(folder / "package")
        told = load(make_site(folder / "site"), descriptor, publish=True)
        bare = _bare_seconds(folder / "package" / "national.csv", folder / "bare.sqlite")
        what = f"national budget, {ROWS:,} rows × 29 columns"
        yield Row(
            f"{what}, imported",
            f"{told['import']:.1f} s",
            f"csv, Decimal, executemany: {bare:.1f} s",
            told["import"] / bare,
        )
        yield Row(f"{what}, published", f"{told['publish']:.1f} s", "the import", told["publish"] / told["import"])


def write_package(folder: Path) -> Path:
    """The file and its descriptor, the same every time."""
    folder.mkdir(parents=True)
    generator = random.Random(29)
    names = [f"{name}_{part}" for name, _, _ in LEVELS for part in ("code", "label")]
    with (folder / "national.csv").open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*names, *(f"remark_{at}" for at in range(MARGIN)), *PHASES])
        for _ in range(ROWS):
            codes: list[str] = []
            for name, _, size in LEVELS:
                code = f"{generator.randrange(size):03}"
                codes += [code, f"{name.capitalize()} número {code}"]
            amounts = [f"{generator.randrange(-10_000, 10**11) / 100:.2f}".replace(".", ",") for _ in PHASES]
            writer.writerow([*codes, *(["–"] * MARGIN), *amounts])
    fields: list[dict[str, object]] = [
        {"name": f"{name}_{part}", "columnType": f"{stem}:{part}"}
        for name, stem, _ in LEVELS
        for part in ("code", "label")
    ]
    fields += [{"name": f"remark_{at}"} for at in range(MARGIN)]
    fields += [{"name": phase, "type": "number", "decimalChar": ",", "normalize": {"phase": phase}} for phase in PHASES]
    extra = [
        {"name": "phase", "columnType": "phase:id"},
        {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True},
        {"name": "direction", "columnType": "direction", "constant": "expenditure"},
        {"name": "currency", "columnType": "value-currency:code", "constant": "EUR"},
    ]
    resource = {
        "name": "national",
        "path": "national.csv",
        "encoding": "cp1252",
        "dialect": {"delimiter": ";"},
        "schema": {"fields": fields, "extraFields": extra},
    }
    descriptor = folder / "datapackage.json"
    descriptor.write_text(json.dumps({"name": "national", "resources": [resource]}), encoding="utf-8")
    return descriptor


def _bare_seconds(path: Path, target: Path) -> float:
    first = 29 - len(PHASES)
    began = time.perf_counter()
    with closing(sqlite3.connect(target)) as connection, path.open(encoding="cp1252", newline="") as file:
        connection.execute("PRAGMA journal_mode=WAL")
        reader = csv.reader(file, delimiter=";")
        columns = next(reader)
        connection.execute(f"CREATE TABLE budget ({', '.join(columns)})")

        def rows() -> Iterator[list[str | int]]:
            for cells in reader:
                amounts = [int(Decimal(cell.replace(",", ".")).scaleb(2)) for cell in cells[first:]]
                yield [*cells[:first], *amounts]

        connection.executemany(f"INSERT INTO budget VALUES ({', '.join('?' * len(columns))})", rows())
        connection.commit()
    return time.perf_counter() - began
