"""How fast programs are answered, and how fast whole datasets of a million rows come over HTTP, in how much memory.

Nothing is kept between the questions: the cache is switched off, and no two requests ask the same.
"""

from __future__ import annotations

import asyncio
import csv
import itertools
import os
import sqlite3
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import uvloop
from importing import load, make_site, write_package
from memory import peak_kilobytes
from table import Row
from web import Client

from toolbox_core.testing.servers import serve

ROWS = 1_000_000
SECONDS = 5.0
CONNECTIONS = 4
CUBE = "/api/v1/budget/cubes/bench"
CUT = "cut=fiscal_year:2025%7Cdirection:expenditure%7Cphase:executed"
QUESTIONS: dict[str, Callable[[int], str]] = {
    "the list of datasets": lambda number: f"/api/v1/data/datasets?limit={number % 1000 + 1}",
    "sums by one classification": lambda number: (
        f"{CUBE}/aggregate?drilldown=functional_1&{CUT}&pagesize={number % 900 + 100}"
    ),
    "twenty facts": lambda number: f"{CUBE}/facts?{CUT}&pagesize=20&page={number % 40_000 + 1}",
}
FORMATS = ("csv", "parquet", "xlsx")


class Download(NamedTuple):
    """One file as it came: its size, how long it took, how much memory the server had at most."""

    bytes: int
    seconds: float
    megabytes: float


def measure() -> Iterator[Row]:
    """Questions beside the simplest one, downloads beside ``csv.writer`` over the same table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = make_site(folder / "site")
        load(site, write_package(folder / "package", ROWS), publish=True)
        with serve(site, env={"TOOLBOX_SERVER_CACHE_MEGABYTES": "0"}) as running:
            simplest = 0.0
            for what, address in QUESTIONS.items():
                times = _ask(running.url, address)
                median, slow = times[len(times) // 2], times[int(len(times) * 0.95)]
                simplest = simplest or median
                yield Row(
                    f"API, {what}",
                    f"p50 {median * 1000:.1f} ms, p95 {slow * 1000:.1f} ms",
                    f"the list of datasets: p50 {simplest * 1000:.1f} ms",
                    median / simplest,
                )
            first, deep = _walk(running.url)
            yield Row(
                "facts by cursor, page 5,000", f"{deep * 1000:.1f} ms", f"page 1: {first * 1000:.1f} ms", deep / first
            )
            bare = _bare(site / "data" / "toolbox.sqlite")
            before = peak_kilobytes(running.process.pid) / 1024
            for ending in FORMATS:
                told = _download(f"{running.url}/data/budget_portal/bench-2025.{ending}", running.process.pid)
                yield Row(
                    f"download {ROWS:,} rows as {ending}",
                    f"{ROWS / told.seconds:,.0f} rows/s, {told.bytes / 1e6:,.0f} MB, server {told.megabytes:.0f} MB",
                    f"csv.writer over the table: {ROWS / bare:,.0f} rows/s, server before: {before:.0f} MB",
                    bare / told.seconds,
                )


def _ask(url: str, address: Callable[[int], str]) -> list[float]:
    times: list[float] = []
    for seconds in (1.0, SECONDS):  # the first round warms everything up
        times = []
        uvloop.run(_run(url, address, seconds, times))
    return sorted(times)


async def _run(url: str, address: Callable[[int], str], seconds: float, times: list[float]) -> None:
    parts = urlsplit(url)
    requests = (
        f"GET {address(number)} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode() for number in itertools.count()
    )
    until = time.perf_counter() + seconds
    loop, clients = asyncio.get_running_loop(), []
    for _ in range(CONNECTIONS):
        _, client = await loop.create_connection(
            lambda: Client(requests, until, times), parts.hostname or "", parts.port or 80
        )
        clients.append(client)
    await asyncio.gather(*(client.done for client in clients))


def _walk(url: str) -> tuple[float, float]:
    """Seconds for the first page of facts by cursor and for one a hundred thousand facts further down."""
    import msgspec

    from toolbox_core import read_cursor, write_cursor

    def page(cursor: str) -> tuple[float, str]:
        began = time.perf_counter()
        with urllib.request.urlopen(f"{url}{CUBE}/facts?{CUT}&pagesize=20&cursor={cursor}") as answer:
            told = msgspec.json.decode(answer.read())
        return time.perf_counter() - began, str(told["next_cursor"])

    with urllib.request.urlopen(f"{url}{CUBE}/facts?{CUT}&pagesize=20") as answer:
        cursor = str(msgspec.json.decode(answer.read())["next_cursor"])
    key = read_cursor(cursor, tuple[int, str, bool, int, int])
    deep = write_cursor(*key[:3], key[3] + 100_000, key[4])
    return min(page(cursor)[0] for _ in range(5)), min(page(deep)[0] for _ in range(5))


def _download(address: str, process: int) -> Download:
    Path(f"/proc/{process}/clear_refs").write_text("5", encoding="ascii")  # begin a new peak
    began, size = time.perf_counter(), 0
    with urllib.request.urlopen(address, timeout=1200) as answer:
        while piece := answer.read(1 << 20):
            size += len(piece)
    return Download(size, time.perf_counter() - began, peak_kilobytes(process) / 1024)


def _bare(database: Path) -> float:
    """Seconds for Python's own CSV writer over the lines as they are stored."""
    began = time.perf_counter()
    with closing(sqlite3.connect(database)) as connection, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        csv.writer(nowhere).writerows(connection.execute("SELECT * FROM budget_portal_line"))
    return time.perf_counter() - began
