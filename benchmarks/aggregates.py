"""How long a question to a budget of a million lines takes, answered from the stored sums and from the lines."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from importing import load, make_site, write_package
from table import Row

from toolbox_core.testing.servers import serve

ROWS = 1_000_000
QUESTIONS = {
    "one classification": "drilldown=functional_1.code|functional_1.label",
    "two classifications": "drilldown=functional_1.code|economic_1.code",
    "one part of it": "drilldown=functional_2.code&cut=functional_1.code:03",
}
PLAIN = {
    "one classification": "SELECT functional_id, sum(executed) FROM budget_portal_line GROUP BY functional_id",
    "two classifications": "SELECT functional_id, economic_id, sum(executed) FROM budget_portal_line GROUP BY 1, 2",
    "one part of it": "SELECT functional_id, sum(executed) FROM budget_portal_line WHERE functional_id IN "
    "(SELECT id FROM budget_portal_category WHERE path LIKE '03/%') GROUP BY 1",
}


def measure() -> Iterator[Row]:
    """The API over HTTP, each question asked anew, beside the same sum over the lines in plain SQL."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = make_site(folder / "site")
        told = load(site, write_package(folder / "package", ROWS), publish=True)
        yield Row(
            f"publish {ROWS:,} rows, sums and hash",
            f"{told['publish']:.1f} s",
            f"import: {told['import']:.1f} s",
            told["publish"] / told["import"],
        )
        with serve(site, env={"TOOLBOX_SERVER_CACHE_MEGABYTES": "0"}) as running:
            fixed = "cut=fiscal_year.year:2025|direction.code:expenditure|phase.code:executed"
            for what, question in QUESTIONS.items():
                address = f"{running.url}/api/v1/budget/cubes/bench/aggregate?{question}"
                address += f"|{fixed[4:]}" if "cut=" in question else f"&{fixed}"
                address = address.replace("|", "%7C")
                asked = _milliseconds(partial(_ask, address), 25)
                with closing(sqlite3.connect(site / "data" / "toolbox.sqlite")) as connection:
                    plain = _milliseconds(partial(_sum, connection, PLAIN[what]), 3)
                yield Row(
                    f"aggregate, {what}", f"{asked:.1f} ms", f"SQL over the lines: {plain:,.0f} ms", asked / plain
                )


def _ask(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        body: bytes = answer.read()
        return body


def _sum(connection: sqlite3.Connection, statement: str) -> list[object]:
    return connection.execute(statement).fetchall()


def _milliseconds(call: Callable[[], object], times: int) -> float:
    """The median of so many calls after one that is not counted."""
    call()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000
