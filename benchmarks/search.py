"""How long a search takes over a million documents, on each database, and how fast the index is built."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate, product
from pathlib import Path
from random import Random
from typing import Any

from memory import forget_peak, peak_kilobytes
from sqlalchemy import text
from table import Row

from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services import search
from toolbox_core.services.search import SearchDocument
from toolbox_core.testing.postgresql import Cluster, binaries

ROWS = 1_000_000
DATASETS = 100
TIMES = 30
QUERIES: dict[str, tuple[str, dict[str, Any]]] = {
    "rare word": ("unikat777", {}),
    "common word": ("school", {}),
    "common words": ("school road", {}),
    "two letters": ("sc", {}),
    "phrase": ('"primary school meals"', {}),
    "common word, one organisation and year": ("school", {"organisation": "body-7", "year": "2021"}),
    "word left out": ("school -road", {}),
}
COMMON = ("school", "road", "contract", "services", "city", "repair")
_PARTS = (
    ("ba", "co", "de", "fi", "gu", "ho", "ki", "lo", "me", "no"),
    ("ra", "te", "li", "mo", "nu", "sa", "pe", "ti", "vo", "ru"),
    ("n", "ster", "ling", "mas", "dor", "vel", "qui", "xes", "yard", "zen", "ton", "wick", "berg", "bury", "ford"),
)


def documents(part: int, rows: int) -> Iterator[SearchDocument]:
    """Invented budget lines: words as unequal in number as real ones, a rare word, a phrase in one of 500."""
    random = Random(part)
    words = ["".join(parts) for parts in product(*_PARTS)]
    unequal = list(accumulate(1 / (place + 1) for place in range(len(words))))
    for number in range(part * rows, (part + 1) * rows):
        drawn = random.choices(words, cum_weights=unequal, k=24)
        drawn[random.randrange(24)] = COMMON[number % len(COMMON)]
        phrase = " primary school meals" if number % 500 == 0 else ""
        yield SearchDocument(
            key=str(number),
            kind=("Budget line", "Contract", "Commitment")[number % 3],
            title=" ".join(drawn[:5]),
            text=f"{' '.join(drawn[5:])}{phrase} unikat{number // 5}",
            address=f"/page/{number}",
            organisation=f"body-{number % 1000}",
            year=2015 + number % 10,
            language="en",
        )


def measure() -> Iterator[Row]:
    """SQLite, then PostgreSQL where it is installed."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(folder=name)
        (Path(name) / "data").mkdir()
        yield from _measured("SQLite", settings, Database(settings.database_url))
    folder = binaries()
    if folder is not None:
        with tempfile.TemporaryDirectory() as name, Cluster(folder) as cluster:
            yield from _measured("PostgreSQL", Settings(folder=name), Database(cluster.url(cluster.create_database())))


def _measured(name: str, settings: Settings, database: Database) -> Iterator[Row]:
    migrate(settings, database, "core")
    before = forget_peak()
    began = time.perf_counter()
    source = search.SearchSource(
        id="bench",
        label="Bench",
        datasets=lambda _: [str(part) for part in range(DATASETS)],
        documents=lambda _, part: documents(int(part), ROWS // DATASETS),
    )
    outcome = search.rebuild(database, [("bench", source)])
    assert outcome.documents == {"bench": ROWS}, outcome.faults
    seconds = time.perf_counter() - began
    grown = (peak_kilobytes() - before) // 1024
    began = time.perf_counter()
    made = sum(1 for _ in documents(0, ROWS // DATASETS)) / (time.perf_counter() - began)
    yield Row(
        f"{name}: build the index of {ROWS:,} documents",
        f"{ROWS / seconds:,.0f} rows/s, {grown} MB more memory",
        f"inventing them alone: {made:,.0f} rows/s",
        ROWS / seconds / made,
    )
    scan = _scan(database)
    for what, (typed, filters) in QUERIES.items():
        times, total, more = _asked(database, typed, filters)
        half, most = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        found = f"{total:,}{'+' if more else ''} found"
        yield Row(
            f"{name}: {what}",
            f"p50 {half:.0f} ms, p95 {most:.0f} ms, {found}",
            f"LIKE over all texts: {scan:,.0f} ms",
            half / scan,
        )
    database.close()


def _asked(database: Database, typed: str, filters: dict[str, Any]) -> tuple[list[float], int, bool]:
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        with database.read() as session:
            found = search.find(session, typed, filters=filters)
        times.append((time.perf_counter() - began) * 1000)
    return times, found.total, found.more


def _scan(database: Database) -> float:
    began = time.perf_counter()
    with database.read() as session:
        session.execute(text("SELECT count(*) FROM core_search WHERE folded_text LIKE '%unikat777 %'"))
    return (time.perf_counter() - began) * 1000
