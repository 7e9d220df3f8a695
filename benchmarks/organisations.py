"""How many mentions a second are linked when the directory holds a million organisations."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from memory import forget_peak, peak_kilobytes
from table import Row

from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.services import organisations
from toolbox_core.services.organisations import Mention

ROWS = 1_000_000
STEP = 50_000
MENTIONS = 20_000
ONE_BY_ONE = 300
WORDS = ("North", "Harbour", "Paving", "Foods", "Systems", "Works", "Transport", "Clinic", "Print", "Timber")
FORMS = ("Ltd", "SA", "GmbH", "SL", "PLC")


def company(number: int) -> Mention:
    """An invented company: every tenth without an identifier."""
    name = f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number // 3} {FORMS[number % 5]}"
    held = (("XA-REG", f"{number:09}"),) if number % 10 else ()
    return Mention(reference=f"r{number}", name=name, identifiers=held, jurisdiction="XA", kind="company")


def again(number: int, kind: str) -> Mention:
    """The same company as another module may mention it."""
    first = company(number)
    if kind == "identifier":
        return Mention(reference=f"i{number}", name=first.name.upper(), identifiers=first.identifiers)
    if kind == "name":
        return Mention(reference=f"n{number}", name=first.name.upper(), jurisdiction="XA")
    return Mention(reference=f"o{number}", name=f"{first.name} {kind}", jurisdiction="XB")


def measure() -> Iterator[Row]:
    """Fill the directory, then link mentions of each kind to it, in batches and one by one."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(folder=name)
        (Path(name) / "data").mkdir()
        database = Database(settings.database_url)
        migrate(settings, database, "core")
        began = time.perf_counter()
        for start in range(0, ROWS, STEP):
            with database.write() as session:
                for _ in organisations.link_in_batches(session, "bench", map(company, range(start, start + STEP))):
                    pass
            if start == 0:
                first = STEP / (time.perf_counter() - began)
                memory = forget_peak()
        seconds = time.perf_counter() - began
        grown = (peak_kilobytes() - memory) // 1024
        yield Row(
            f"add {ROWS:,} organisations, searchable",
            f"{ROWS / seconds:,.0f} a second, {grown} MB more memory",
            f"the first {STEP:,}: {first:,.0f} a second",
            ROWS / seconds / first,
        )
        for kind in ("identifier", "name", "new"):
            together = _rate(database, kind, MENTIONS, 0, at_once=True)
            apart = _rate(database, kind, ONE_BY_ONE, MENTIONS, at_once=False)
            yield Row(
                f"link by {kind}, {ROWS:,} organisations there" if kind != "new" else "link what is new",
                f"{together:,.0f} a second",
                f"one by one: {apart:,.0f} a second",
                together / apart,
            )
        yield from _pages(database)
        database.close()


def _rate(database: Database, kind: str, number: int, start: int, *, at_once: bool) -> float:
    # Every forty-seventh, so that they lie all over the directory; none of those without an identifier.
    numbers = [place * 47 % ROWS for place in range(start, start + number)]
    mentions = [again(one if one % 10 else one + 1, kind) for one in numbers]
    began = time.perf_counter()
    with database.write() as session:
        if at_once:
            linked = organisations.link_organisations(session, "bench", mentions)
            wanted = "new" if kind == "new" else kind
            assert all(one.certainty == wanted for one in linked.values())
        else:
            for mention in mentions:
                organisations.link_organisation(session, "bench", mention)
    return number / (time.perf_counter() - began)


def _pages(database: Database) -> Iterator[Row]:
    lists: dict[str, dict[str, Any]] = {
        "first page of the directory": {},
        "a page in the middle": {"after": "500000~print paving 200000 sa"},
        "names that begin so": {"starts_with": "harbour works 2"},
        "one kind and place": {"kind": "other", "jurisdiction": "XB"},
    }
    for what, options in lists.items():
        times = []
        for _ in range(20):
            began = time.perf_counter()
            with database.read() as session:
                found = organisations.browse(session, **options)
            times.append((time.perf_counter() - began) * 1000)
        assert found.entries
        began = time.perf_counter()
        with database.read() as session:
            organisations.total(session)
        scan = (time.perf_counter() - began) * 1000
        half = statistics.median(times)
        yield Row(what, f"{half:.1f} ms", f"counting all of them: {scan:.0f} ms", half / scan)
