"""Open contracting on a site: how quickly a file becomes public, and how quickly its contracts are found.

Loading is everything at once: read, check, keep, merge, compute facts and every red flag, add up, link organisations,
index for the search. It stands beside only decoding the file. Searching is the list with its counts and facets, over
conditions as readers choose them; it stands beside the 100 milliseconds that a reader does not notice.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import procurement
from table import Row

from toolbox_core.config import FileStore, load_settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate

PROCESSES = 10_000
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
        with path.open("w", encoding="utf-8") as stream:
            for number in range(PROCESSES):
                stream.write(json.dumps(procurement.release(number, "2026-03")) + "\n")
        settings = load_settings(site, environ={})
        database = Database(settings.database_url)
        try:
            migrate(settings, database)
            yield from _loading(database, settings.files, path)
            yield _searching(database)
        finally:
            database.close()


def _loading(database: Database, files: FileStore, path: Path) -> Iterator[Row]:
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
    yield _rate(f"load {PROCESSES:,} releases into a draft, checked", megabytes, loaded, decoded)
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
        Conditions(q="things ministry"),
        Conditions(q="company 17"),
        Conditions(method="direct"),
        Conditions(method="open", item_class="CPV:45"),
        Conditions(flag="R018"),
        Conditions(flag="any", low=None, year=2026),
        Conditions(q="supply", method="limited"),
    )
    times = []
    for number in range(ROUNDS):
        for wanted in asked:
            start = time.perf_counter()
            with database.read() as session:
                queries.find(session, wanted, page=1 + number % 2)
            times.append((time.perf_counter() - start) * 1000)
    slow = sorted(times)[int(len(times) * 0.95)]
    return Row(
        f"find contracts among {PROCESSES:,}, 95 of 100 searches",
        f"{slow:.0f} ms",
        f"unnoticed: {UNNOTICED_MS:.0f} ms",
        UNNOTICED_MS / slow,
    )
