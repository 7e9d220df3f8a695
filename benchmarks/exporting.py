"""How fast datasets become files, and in how much memory, in every format.

Against the least that any export must do: the same rows through Python's own ``csv.writer`` into nothing. Each
measurement runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from memory import PEAK
from table import Row

SMALL, LARGE = 100_000, 1_000_000
FORMATS = ("csv", "jsonl", "json", "datapackage", "parquet", "xlsx")
GROWING = ("csv", "jsonl", "datapackage", "parquet")
"""Formats whose memory is compared at ten times the rows; a workbook of a million rows only takes long."""
CHILD = """
import csv, json, sys, time
from datetime import UTC, datetime
from decimal import Decimal
from toolbox_core import Column, DatasetDescription, stream_rows
name, count = sys.argv[1], int(sys.argv[2])
COLUMNS = [Column(name=f"code{n}") for n in range(4)] + [Column(name=f"label{n}") for n in range(4)]
COLUMNS += [Column(name=f"amount{n}", type="number") for n in range(4)]
DESCRIPTION = DatasetDescription(id="bench/rows", title="Rows", description="", columns=COLUMNS, version=1,
    version_ids=(1,), publisher="", licence="CC0-1.0", modified=datetime(2025, 1, 1, tzinfo=UTC), row_count=count)
AMOUNTS = [Decimal(n * 7919 % 1_000_003) / 100 for n in range(1000)]
def rows():
    for n in range(count):
        code, amount = f"{n:06}", AMOUNTS[n % 1000]
        yield (code, "001", "22502", code[:3], "Police and fire", "Gestión de ingresos", "A", "Line " + code,
               amount, -amount, amount, None)
class Nowhere:
    def write(self, text):
        return len(text)
began = time.perf_counter()
size = 0
if name == "bare":
    csv.writer(Nowhere()).writerows(rows())
else:
    for piece in stream_rows(name, DESCRIPTION, rows()):
        size += len(piece)
seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "bytes": size,
    "kilobytes": PEAK}))
""".replace("PEAK", PEAK)


def measure() -> Iterator[Row]:
    """Rows a second in each format beside bare ``csv.writer``, and memory at ten times the rows."""
    bare = SMALL / _run("bare", SMALL)["seconds"]
    small = {}
    for name in FORMATS:
        small[name] = told = _run(name, SMALL)
        speed = SMALL / told["seconds"]
        yield Row(
            f"export {SMALL:,} rows as {name}",
            f"{speed:,.0f} rows/s, {told['kilobytes'] // 1024:.0f} MB",
            f"csv.writer: {bare:,.0f} rows/s",
            speed / bare,
        )
    for name in GROWING:
        told = _run(name, LARGE)
        yield Row(
            f"  peak memory of {name} at {LARGE:,}",
            f"{told['kilobytes'] // 1024:.0f} MB",
            f"at {SMALL:,}: {small[name]['kilobytes'] // 1024:.0f} MB",
            told["kilobytes"] / small[name]["kilobytes"],
        )


def _run(name: str, rows: int) -> dict[str, float]:
    child = subprocess.run([sys.executable, "-c", CHILD, name, str(rows)], capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(child.stdout)
    return told
