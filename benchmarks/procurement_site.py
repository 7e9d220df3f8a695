"""Open contracting on a site: how quickly a file becomes public, and how quickly its contracts are found.

Loading is everything at once: read, check, keep, merge, compute facts and every red flag, add up, link organisations,
index for the search. It stands beside only decoding the file. Searching is the list with its counts and facets, over
conditions as readers choose them; it stands beside the 100 milliseconds that a reader does not notice.

``PROCESSES=82500 python benchmarks/run.py procurement_site`` loads a gigabyte. Memory is that of all processes together
(what several share is counted once), as Linux tells it.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from procurement_data import write_releases
from table import Row

from toolbox_core.config import FileStore, load_settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate

PROCESSES = int(os.environ.get("PROCESSES", "10000"))
ROUNDS = 5
UNNOTICED_MS = 100.0
SITE = '[site]\nname = "Benchmark"\n'


def measure() -> Iterator[Row]:
    """Loading and publishing in megabytes a second; the slowest of twenty searches."""
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        (site / "data").mkdir(parents=True)
        (site / "toolbox.toml").write_text(SITE, encoding="utf-8")
        path = Path(name) / "releases.jsonl"
        releases = write_releases(path, PROCESSES)
        settings = load_settings(site, environ={})
        database = Database(settings.database_url)
        try:
            migrate(settings, database)
            with _memory() as peak:
                yield from _loading(database, settings.files, path, releases)
            yield Row("memory of all processes while loading and publishing", f"{peak[0]} MB", "500 MB", 500 / peak[0])
            yield _searching(database)
        finally:
            database.close()


def _loading(database: Database, files: FileStore, path: Path, releases: int) -> Iterator[Row]:
    from toolbox_procurement.loading.draft import load_files
    from toolbox_procurement.publishing.act import publish_version

    megabytes = path.stat().st_size / 1e6
    start = time.perf_counter()
    with path.open("rb") as stream:
        for line in stream:
            json.loads(line)
    decoded = time.perf_counter() - start
    start = time.perf_counter()
    outcome = load_files(database.write, files, [path], source="bench", name="Bench", by="bench")
    loaded = time.perf_counter() - start
    yield _rate(f"load {releases:,} releases ({megabytes:,.0f} MB) into a draft, checked", megabytes, loaded, decoded)
    start = time.perf_counter()
    with database.write() as session:
        publish_version(session, outcome.version or 0, by="bench")
    published = time.perf_counter() - start
    yield _rate("publish them: merge, flags, sums, directory, search", megabytes, published, decoded)
    start = time.perf_counter()
    load_files(database.write, files, [path], source="bench", by="bench")
    yield _rate("load the same again: nothing is new", megabytes, time.perf_counter() - start, decoded)


def _rate(what: str, megabytes: float, seconds: float, decoded: float) -> Row:
    return Row(
        what, f"{megabytes / seconds:.1f} MB/s", f"json.loads alone: {megabytes / decoded:.0f} MB/s", decoded / seconds
    )


def _searching(database: Database) -> Row:
    from toolbox_procurement import queries
    from toolbox_procurement.queries.records import Conditions

    asked = (
        Conditions(),
        Conditions(method="direct"),
        Conditions(method="open", item_class="CPV:45"),
        Conditions(region="Region 3", category="goods", year=2022),
        Conditions(flag="R018"),
        Conditions(flag="any", low=Decimal(1000), high=Decimal(50_000)),
        Conditions(low=Decimal(5_000_000)),
        Conditions(first="2023-01-01", last="2023-03-31", status="complete"),
        Conditions(q="reconstruction of school"),
        Conditions(q="firm 17", method="limited"),
    )
    with database.read() as session:  # what is kept between two publications is read once, by the first visitor
        queries.find(session, asked[0])
    times = []
    for number in range(ROUNDS):
        for wanted in asked:
            for order in ("newest", "largest"):
                start = time.perf_counter()
                with database.read() as session:
                    queries.find(session, wanted, order=order, page=1 + number % 2)
                times.append((time.perf_counter() - start) * 1000)
    slow = sorted(times)[int(len(times) * 0.95)]
    return Row(
        f"find contracts among {PROCESSES:,}, 95 of 100 searches",
        f"{slow:.0f} ms",
        f"unnoticed: {UNNOTICED_MS:.0f} ms",
        UNNOTICED_MS / slow,
    )


@contextmanager
def _memory() -> Iterator[list[int]]:
    """The peak of what this process and those that it started hold, in megabytes, looked at twice a second."""
    peak, done = [1], threading.Event()

    def look() -> None:
        while not done.wait(0.5):
            peak[0] = max(peak[0], _held())

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def _held() -> int:
    """Megabytes of this process and all below it; what several share is counted once."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        below.setdefault(parent, []).append(int(folder.name))
    kilobytes, waiting = 0, [os.getpid()]
    while waiting:
        number = waiting.pop()
        waiting += below.get(number, [])
        try:
            told = Path(f"/proc/{number}/smaps_rollup").read_text().split("Pss:", 1)[1]
        except (OSError, IndexError):
            continue
        kilobytes += int(told.split()[0])
    return kilobytes // 1024
