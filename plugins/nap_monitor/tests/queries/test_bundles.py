"""What was stored comes out as it went in: through the database and through every kind of file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolbox_core import LimitSettings, fold
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.exporters import ogp
from toolbox_nap_monitor.importers.files import read_file
from toolbox_nap_monitor.importers.reading import Wish
from toolbox_nap_monitor.layouts.words import split_names
from toolbox_nap_monitor.queries.bundles import plan_bundle
from toolbox_nap_monitor.rows import Bundle
from toolbox_nap_monitor.services import Stored, store

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")


def test_the_database_gives_back_the_plan(
    keep: Callable[..., Stored], plan: Callable[..., Bundle], database: Database
) -> None:
    keep()
    wanted = plan()
    with database.read() as session:
        found = plan_bundle(session, "ald", "4")
        with pytest.raises(UnknownPlan):
            plan_bundle(session, "ALD", "5")
    assert (found.members, found.plans, found.milestones) == (wanted.members, wanted.plans, wanted.milestones)
    assert found.assessments == wanted.assessments
    first, second = found.commitments
    assert first == wanted.commitments[0]
    assert second.involved[0].name == "Ministry of Justice"  # One institution has one spelling.
    bare = [replace(update, published=None, as_of=None) for update in found.updates]
    assert bare == list(wanted.updates)


def test_ogps_database_comes_out_cell_by_cell(shared_data: Path, database: Database) -> None:
    """Every cell of OGP's file is as it was; of a body's spellings in one country the first one stands for all."""
    path = shared_data / "nap" / "ogp_commitments_open_parliament_2024.csv"
    with database.write() as session:
        reading = read_file(path, Wish(today=date(2026, 11, 1)), LimitSettings())
        store(session, reading.bundle, by="tests", strict=False)
    with database.read() as session:
        out = {row[0]: row for row in ogp.rows(plan_bundle(session))}
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert len(out) == len(rows) == 558
    assert header == ogp.header()
    bodies = {header.index("Lead Institution"), header.index("Supporting Institution(s)")}
    for row in rows:
        for at, (old, new) in enumerate(zip(row, out[row[0]], strict=True)):
            assert (named(old) == named(new)) if at in bodies else (old == new)


def named(cell: str) -> list[str]:
    """The bodies of a cell as one body is told from another."""
    return [fold(name)[:255] for name in split_names(cell)]
