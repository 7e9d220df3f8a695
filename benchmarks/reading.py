"""How fast tables are read and understood, before any database: rows, encodings, number formats, exact amounts.

Against Python's own ``csv.reader`` and ``bytes.decode`` on the same file. Memory is compared at ten times the rows.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from memory import PEAK
from table import Row

from toolbox_core import NumberFormat, open_table, sniff_encoding, sniff_number_format

SMALL, LARGE = 100_000, 1_000_000
CHILD = """
import json, sys
from pathlib import Path
from toolbox_core import open_table
with open_table(Path(sys.argv[1])) as table:
    count = sum(1 for _ in table.rows())
print(json.dumps({"rows": count, "kilobytes": PEAK}))
""".replace("PEAK", PEAK)


def measure() -> Iterator[Row]:
    """Reading, guessing and parsing beside what Python alone needs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = _write(folder / "small.csv", SMALL)
        megabytes = path.stat().st_size / 1e6

        bare = _seconds(lambda: _bare(path))
        known = _seconds(lambda: _read(path, "cp1252", ";", '"'))
        yield _row(f"read {SMALL:,} rows, format known", SMALL / known, "csv.reader", SMALL / bare)
        guessed = _seconds(lambda: _read(path))
        yield _row(f"read {SMALL:,} rows, format guessed", SMALL / guessed, "csv.reader", SMALL / bare)
        decode = _seconds(lambda: path.read_bytes().decode("cp1252"))
        sniff = _seconds(lambda: sniff_encoding(path))
        yield Row(
            f"guess the encoding of {megabytes:.0f} MB",
            f"{megabytes / sniff:,.0f} MB/s",
            f"bytes.decode: {megabytes / decode:,.0f} MB/s",
            decode / sniff,
        )
        cells = [f"{number * 7919 % 1_000_003},{number % 100:02}" for number in range(SMALL)]
        plain = [cell.replace(",", ".") for cell in cells]
        bare_parse = _seconds(lambda: [Decimal(cell) for cell in plain])
        number_format = NumberFormat(",", "")
        parse = _seconds(lambda: [number_format.parse(cell) for cell in cells])
        yield _row("parse exact amounts", SMALL / parse, "Decimal", SMALL / bare_parse, unit="cells/s")
        formats = _seconds(lambda: sniff_number_format(cells))
        yield _row("guess a number format", SMALL / formats, "Decimal", SMALL / bare_parse, unit="cells/s")

        small, large = _memory(path), _memory(_write(folder / "large.csv", LARGE))
        yield Row(
            f"  peak memory of reading {LARGE:,} rows",
            f"{large // 1024} MB",
            f"at {SMALL:,}: {small // 1024} MB",
            large / small,
        )


def _write(path: Path, rows: int) -> Path:
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["código", "descripción", "programa", "capítulo", "inicial", "definitivo", "ejecutado"])
        for number in range(rows):
            amount = f"{number * 7919 % 1_000_003},{number % 100:02}"
            writer.writerow([f"{number:06}", "ADMINISTRACIÓN PÚBLICA", "91216", "1", amount, amount, f"-{amount}"])
    return path


def _bare(path: Path) -> int:
    with path.open(encoding="cp1252", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter=";"))


def _read(path: Path, encoding: str | None = None, delimiter: str | None = None, quotechar: str | None = None) -> int:
    with open_table(path, encoding=encoding, delimiter=delimiter, quotechar=quotechar) as table:
        return sum(1 for _ in table.rows())


def _memory(path: Path) -> int:
    child = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=True)
    return int(json.loads(child.stdout)["kilobytes"])


def _seconds(work: Callable[[], object]) -> float:
    """The best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def _row(what: str, measured: float, against: str, baseline: float, *, unit: str = "rows/s") -> Row:
    return Row(what, f"{measured:,.0f} {unit}", f"{against}: {baseline:,.0f} {unit}", measured / baseline)
