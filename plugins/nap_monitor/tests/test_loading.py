"""Files on their way into the site: stored whole or not at all, twice the same, and told row by row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from toolbox_core import FileStore, LimitSettings
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.importers.reading import Wish
from toolbox_nap_monitor.loading import Loaded, load_file, saved_mapping

if TYPE_CHECKING:
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("nap_monitor")
TODAY = date(2026, 11, 1)


@pytest.fixture
def bring(database: Database, tmp_path: Path) -> Callable[..., Loaded]:
    """Import a file: ``bring(path, member="CAN", plan="6")``."""

    def run(path: Path, *, accept: bool = False, **wish: Any) -> Loaded:
        with database.write() as session:
            return load_file(
                session,
                FileStore(tmp_path / "kept"),
                path,
                Wish(today=TODAY, **wish),
                LimitSettings(),
                by="tests",
                accept_rejected=accept,
            )

    return run


def write(path: Path, *rows: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_the_tables_of_the_united_states_in_either_order(
    bring: Callable[..., Loaded], shared_data: Path, database: Database
) -> None:
    """Titles come with the commitments, statuses with the sub-commitments; neither takes away what the other said."""
    wish = {"member": "US", "plan": "5"}
    folder = shared_data / "nap"
    subs = bring(folder / "us_nap5_subcommitments.csv", **wish).to_dict()
    assert (subs["commitments"], subs["milestones"], subs["updates"]) == (36, 70, 127)
    tops = bring(folder / "us_nap5_commitments.csv", **wish).to_dict()
    assert (tops["commitments"], tops["rows_stored"], tops["rows_rejected"]) == (36, 36, 0)
    again = bring(folder / "us_nap5_subcommitments.csv", **wish)
    assert (again.stored.commitments, again.stored.milestones, again.stored.updates) == (0, 0, 0)
    heard = bring(folder / "us_nap5_reasoned_response.csv", **wish).to_dict()
    assert heard["proposals"] == 18
    with database.read() as session:
        titles = session.scalars(select(m.Commitment.titles)).all()
        assert not [one for one in titles if one["en"].startswith("US0")]
        assert Counter(session.scalars(select(m.Commitment.status))) == {"complete": 14, "in-progress": 22}
        assert session.scalar(select(m.Plan.phase)) == "closed"
        assert session.scalar(select(func.count(m.ImportRun.id))) == 4


def test_a_bad_row_stores_nothing_until_it_is_accepted(
    bring: Callable[..., Loaded], tmp_path: Path, database: Database
) -> None:
    path = write(tmp_path / "p.csv", ["No", "Title", "Status"], ["1", "Law", "Complete"], ["2", "Port", "Sort of"])
    refused = bring(path, member="ALD", plan="7").to_dict()
    assert (refused["stored"], refused["commitments"], refused["rows_rejected"]) == (False, 0, 1)
    assert refused["problems"][0] | {"message": ""} == {
        "row": 3,
        "column": "Status",
        "value": "Sort of",
        "rule": "scale",
        "message": "",
        "severity": "error",
        "source": "p.csv",
    }
    with database.read() as session:
        assert session.scalar(select(func.count(m.Plan.id))) == 0
    accepted = bring(path, accept=True, member="ALD", plan="7")
    assert accepted.to_dict()["rows_stored"] == 1
    assert "1 refused" in accepted.as_text()


def test_the_mapping_stays_with_its_plan(bring: Callable[..., Loaded], tmp_path: Path, database: Database) -> None:
    path = write(tmp_path / "p.csv", ["x", "y"], ["Law", "rot"])
    mapping = {"columns": {"x": "title", "y": "status"}, "language": "de", "statuses": {"rot": "not-started"}}
    bring(path, member="DE", plan="4", mapping=mapping)
    with database.read() as session:
        assert saved_mapping(session, "DEU", "4") == mapping
        assert saved_mapping(session, "DEU", "5") == {}


def test_progress_of_what_is_not_there_is_refused(bring: Callable[..., Loaded], tmp_path: Path) -> None:
    columns = ("reporting_period", "indicators", "status", "progress_en", "progress_fr")
    path = write(tmp_path / "nap.csv", columns, ["2025-12", "C01.1.1", "SP", "done", "fait"])
    with pytest.raises(UnknownPlan, match=r"no commitment C01"):
        bring(path, member="CA", plan="6")
