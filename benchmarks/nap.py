"""How long a plan of 100 commitments with 500 updates each takes to show, and 10,000 commitments of all countries."""

from __future__ import annotations

import statistics
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from table import Row

from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.testing.servers import run_toolbox, serve
from toolbox_nap_monitor.rows import (
    STATUSES,
    Assessment,
    Bundle,
    Commitment,
    Deadline,
    Involvement,
    Member,
    Milestone,
    Plan,
    Update,
)
from toolbox_nap_monitor.services import store

COMMITMENTS, UPDATES = 100, 500
COUNTRIES = 100
ADDRESSES = {
    f"plan of {COMMITMENTS} commitments × {UPDATES} updates, uncached": "/nap/BNC/1",
    "one of its commitments, uncached": "/nap/BNC/1/commitments/7",
    f"comparison of {COUNTRIES * COMMITMENTS:,} commitments, uncached": "/nap/compare",
}


def measure() -> Iterator[Row]:
    """Pages over HTTP without the cache, beside the list of software, a page of the same frame without a query."""
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        for command in (("init", str(site)), ("--site", str(site), "plugins", "enable", "nap_monitor")):
            made = run_toolbox(*command)
            assert made.returncode == 0, made.stderr
        database = Database(load_settings(site, environ={}).database_url)
        started = time.perf_counter()
        with database.write() as session:
            store(session, _world(), by="bench")
        stored = time.perf_counter() - started
        with database.write() as session:
            store(session, _deep(), by="bench")
        database.close()
        yield Row(
            f"store {COUNTRIES * COMMITMENTS:,} commitments with verdicts",
            f"{stored:.1f} s",
            f"{stored / COUNTRIES / COMMITMENTS * 1000:.2f} ms each",
            1.0,
        )
        with serve(site, env={"TOOLBOX_SERVER_CACHE_MEGABYTES": "0"}) as running:
            frame = _milliseconds(f"{running.url}/nap/how")
            for what, address in ADDRESSES.items():
                took = _milliseconds(running.url + address)
                yield Row(what, f"{took:.0f} ms", f"a page without a query: {frame:.1f} ms", took / frame)


def _milliseconds(address: str) -> float:
    def ask() -> float:
        started = time.perf_counter()
        with urllib.request.urlopen(address, timeout=60) as answer:
            answer.read()
        return (time.perf_counter() - started) * 1000

    ask()
    return statistics.median(ask() for _ in range(9))


def _commitments(member: str, plan: str) -> tuple[Commitment, ...]:
    return tuple(
        Commitment(
            member=member,
            plan=plan,
            number=str(number),
            titles={"en": f"Promise {number} of {member}"},
            tags={"theme": (f"Theme {number % 7}",)},
            due=Deadline(text="2026", day=date(2026, 1 + number % 12, 28), precision="day"),
            involved=(Involvement(name=f"Ministry {number % 12} of {member}"),),
        )
        for number in range(1, COMMITMENTS + 1)
    )


def _world() -> Bundle:
    members = [f"C{number:02}" for number in range(COUNTRIES)]
    words = ("not-started", "limited", "substantial", "complete", "not-reviewed")
    return Bundle(
        members=tuple(Member(code=code, names={"en": f"Country {code}"}) for code in members),
        plans=tuple(Plan(member=code, number="1") for code in members),
        commitments=tuple(one for code in members for one in _commitments(code, "1")),
        assessments=tuple(
            Assessment(
                member=code,
                plan="1",
                commitment=str(number),
                assessor="irm",
                raw=words[(number + place) % 5],
                value=words[(number + place) % 5],
                scale="v2",
            )
            for place, code in enumerate(members)
            for number in range(1, COMMITMENTS + 1)
        ),
    )


def _deep() -> Bundle:
    here = {"member": "BNC", "plan": "1"}
    return Bundle(
        members=(Member(code="BNC", names={"en": "Benchland"}),),
        plans=(Plan(member="BNC", number="1", starts=date(2024, 1, 1), ends=date(2026, 12, 31)),),
        commitments=_commitments("BNC", "1"),
        milestones=tuple(
            Milestone(**here, commitment=str(number), code=f"{number}.{step}", titles={"en": f"Step {step}"})  # type: ignore[arg-type]
            for number in range(1, COMMITMENTS + 1)
            for step in range(1, 6)
        ),
        updates=tuple(
            Update(
                **here,  # type: ignore[arg-type]
                commitment=str(number),
                milestone=f"{number}.{1 + entry % 5}",
                period=f"{1975 + entry // 12:04}-{1 + entry % 12:02}",
                status=STATUSES[(number + entry) % 5],
                percent=Decimal(entry % 101),
                progress={"en": "Something was done."},
                challenges={"en": "Something stood in the way."},
            )
            for number in range(1, COMMITMENTS + 1)
            for entry in range(UPDATES)
        ),
    )
