"""How fast a budget file becomes a draft, and in how much memory, at ten thousand, a hundred thousand, a million rows.

Against reading the same file with ``csv`` and writing its cells as text into one SQLite table: the least that any
import must do.
"""

from __future__ import annotations

import csv
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from memory import PEAK
from table import Row

from toolbox_core.testing.servers import run_toolbox

SIZES = (10_000, 100_000, 1_000_000)
COLUMNS = {
    "office": "administrative-classification:generic:level1:code",
    "department": "administrative-classification:generic:level2:code",
    "division": "functional-classification:generic:level1:code",
    "function": "functional-classification:generic:level2:code",
    "chapter": "economic-classification:generic:level1:code",
    "item": "economic-classification:generic:level2:code",
    "approved": "value",
    "adjusted": "value",
    "executed": "value",
}
CHILD = """
import json, sys, time
from pathlib import Path
from toolbox_budget_portal.services import import_package, publish_version
from toolbox_core.config import load_settings
from toolbox_core.db import Database
site, descriptor, publish = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "publish"
settings = load_settings(site)
database = Database(settings.database_url)
began = time.perf_counter()
with database.write() as session:
    outcome = import_package(session, settings.files, descriptor, entity="bench", year=2025, by="bench")
imported = time.perf_counter() - began
memory = PEAK
began = time.perf_counter()
if publish:
    with database.write() as session:
        publish_version(session, outcome.version_id, by="bench")
print(json.dumps({"import": imported, "publish": time.perf_counter() - began, "kilobytes": memory}))
""".replace("PEAK", PEAK)


def measure() -> Iterator[Row]:
    """Rows a second and peak memory of an import, beside the bare minimum."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        smallest: tuple[float, float] | None = None
        for rows in SIZES:
            descriptor = write_package(folder / f"package-{rows}", rows)
            site = make_site(folder / f"site-{rows}")
            bare = _bare_seconds(descriptor.parent / "budget.csv", folder / f"bare-{rows}.sqlite")
            told = load(site, descriptor, publish=False)
            seconds, megabytes = told["import"], told["kilobytes"] / 1024
            yield Row(
                f"import {rows:,} rows",
                f"{rows / seconds:,.0f} rows/s",
                f"csv to sqlite3: {rows / bare:,.0f} rows/s",
                seconds / bare,
            )
            if smallest is None:
                smallest = seconds / rows, megabytes
            else:
                first = f"{SIZES[0]:,} rows"
                yield Row(
                    f"  time a row at {rows:,}",
                    f"{seconds / rows * 1e6:.1f} µs",
                    f"at {first}: {smallest[0] * 1e6:.1f} µs",
                    seconds / rows / smallest[0],
                )
                yield Row(
                    f"  peak memory at {rows:,}",
                    f"{megabytes:.0f} MB",
                    f"at {first}: {smallest[1]:.0f} MB",
                    megabytes / smallest[1],
                )


def write_package(folder: Path, rows: int) -> Path:
    """A budget of so many different lines, with its descriptor."""
    folder.mkdir(parents=True)
    generator = random.Random(rows)
    with (folder / "budget.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(rows):
            office, function, item = number % 60, generator.randrange(70), generator.randrange(120)
            amount = generator.randrange(-10_000, 10**9)
            writer.writerow(
                [
                    f"{office:03}",
                    f"{office:03}{generator.randrange(20):02}",
                    f"{function // 7:02}",
                    f"{function // 7:02}{function % 7}",
                    f"{item // 12:02}",
                    f"{item // 12:02}{item % 12:02}",
                    f"{amount / 100:.2f}",
                    f"{amount // 100}.00",
                    f"{amount // 101}.17",
                ]
            )
    fields = [
        {"name": column, "type": "number", "columnType": kind, "normalize": {"phase": column}}
        if kind == "value"
        else {"name": column, "columnType": kind}
        for column, kind in COLUMNS.items()
    ]
    extra = [
        {"name": "phase", "columnType": "phase:id"},
        {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True},
        {"name": "direction", "columnType": "direction", "constant": "expenditure"},
        {"name": "currency", "columnType": "value-currency:code", "constant": "EUR"},
    ]
    resource = {"name": "budget", "path": "budget.csv", "schema": {"fields": fields, "extraFields": extra}}
    descriptor = folder / "datapackage.json"
    descriptor.write_text(json.dumps({"name": "bench", "resources": [resource]}), encoding="utf-8")
    return descriptor


def make_site(folder: Path) -> Path:
    """A new site with the budget portal enabled."""
    for words in (("init", str(folder)), ("--site", str(folder), "plugins", "enable", "budget_portal")):
        done = run_toolbox(*words)
        if done.returncode:
            sys.exit(done.stderr)
    return folder


def load(site: Path, descriptor: Path, *, publish: bool) -> dict[str, float]:
    """Import (and publish) in a process of its own; seconds of both, and its peak memory in kilobytes."""
    command = [sys.executable, "-c", CHILD, str(site), str(descriptor), "publish" if publish else "draft"]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return told


def _bare_seconds(path: Path, target: Path) -> float:
    began = time.perf_counter()
    with closing(sqlite3.connect(target)) as connection, path.open(encoding="utf-8", newline="") as file:
        connection.execute("PRAGMA journal_mode=WAL")
        reader = csv.reader(file)
        columns = next(reader)
        connection.execute(f"CREATE TABLE budget ({', '.join(columns)})")
        connection.executemany(f"INSERT INTO budget VALUES ({', '.join('?' * len(columns))})", reader)
        connection.commit()
    return time.perf_counter() - began
