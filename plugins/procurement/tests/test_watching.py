"""The watched folder: loaded, refused, left alone while still on its way."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import select

from toolbox_core import DatasetVersion, JobRun
from toolbox_procurement.config import Config
from toolbox_procurement.exceptions import ProcurementSettingsError
from toolbox_procurement.watching import flag_settings, watch

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")
NOW = 2_000_000_000.0


@pytest.fixture
def job(settings: Settings, database: Database) -> Any:
    """What a job's function is given, as far as the watched folder uses it."""
    notes: list[str] = []
    return SimpleNamespace(
        settings=settings,
        database=database,
        notes=notes,
        check=lambda: None,
        note=lambda text, level="info": notes.append(text),
        leave_no_trace=lambda: notes.append("nothing"),
    )


def test_files_are_loaded_published_and_moved(
    job: Any, site: Path, processes: Callable[[int], list[dict[str, Any]]], database: Database
) -> None:
    folder = site / "incoming" / "town"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text(json.dumps(processes(2)), encoding="utf-8")
    (folder / "bad.json").write_text("hello", encoding="utf-8")
    (folder / "half.json.part").write_text("{", encoding="utf-8")
    (folder / "fresh.json").write_text("{", encoding="utf-8")
    os.utime(folder / "fresh.json", (NOW, NOW))
    done = watch(cast(JobRun, job), Config(watch="incoming", watch_publish=True), now=NOW)
    assert done == {"loaded": ["a.json"], "refused": ["bad.json"]}
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*")) == [
        *("fresh.json", "half.json.part", "loaded/a.json", "refused/bad.json"),
    ]
    with database.read() as session:
        assert session.scalars(select(DatasetVersion.status)).all() == ["published"]


def test_without_a_folder_nothing_happens(job: Any) -> None:
    assert watch(cast(JobRun, job), None) is None
    assert job.notes == ["nothing"]


def test_flag_settings_are_the_sites_own(site: Path) -> None:
    assert flag_settings(site).section("R003") == {}
    (site / "procurement.ini").write_text("[R003]\nthreshold = 5\n", encoding="utf-8")
    assert flag_settings(site).section("R003") == {"threshold": "5"}
    (site / "procurement.ini").write_text("[R999]\n", encoding="utf-8")
    with pytest.raises(ProcurementSettingsError):
        flag_settings(site)
