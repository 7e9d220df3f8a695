"""An import in the middle: killed, locked out, on PostgreSQL, on files that change or lie."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from toolbox_budget_portal import loading, services
from toolbox_budget_portal.exceptions import IncompleteDescriptor
from toolbox_budget_portal.models import Line, Rollup
from toolbox_core import DatasetVersion, InputError, current_versions
from toolbox_core.config import DatabaseSettings, Settings
from toolbox_core.db import Database

HEADER = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
SLOW_IMPORT = """
import sys
from pathlib import Path
from toolbox_budget_portal import services, storing
from toolbox_core.config import load_settings
from toolbox_core.db import Database
settings = load_settings(Path(sys.argv[1]), environ={})
database = Database(settings.database_url)
flush = storing.VersionWriter.flush
def slow(self):
    flush(self)
    print("flushed", flush=True)
    import time
    time.sleep(60)
storing.VersionWriter.flush = slow
with database.write() as session:
    services.import_package(session, settings.files, Path(sys.argv[2]), entity="testville", year=2024)
"""
SLOW_PUBLISH = """
import sys
from pathlib import Path
from toolbox_budget_portal import content, services
from toolbox_core.config import load_settings
from toolbox_core.db import Database
settings = load_settings(Path(sys.argv[1]), environ={})
database = Database(settings.database_url)
def slow(session, version, **options):
    print("flushed", flush=True)
    import time
    time.sleep(60)
services.publish = slow
with database.write() as session:
    services.publish_version(session, int(sys.argv[2]), by="tests")
"""


def kill_in_the_middle(code: str, *arguments: str) -> None:
    """Run ``code`` until it says that it is in the middle of its transaction, and kill it there."""
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "flushed\n"
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def test_an_import_that_is_killed_leaves_nothing_behind(
    site: Path, write_package: Callable[..., Path], load: Callable[..., Any], database: Database
) -> None:
    path = write_package()
    kill_in_the_middle(SLOW_IMPORT, str(site), str(path))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(DatasetVersion)) == 0
        assert session.scalar(select(func.count()).select_from(Line)) == 0
    assert load(path).report.rows_stored == 4


def test_a_publication_that_is_killed_keeps_the_previous_version(
    site: Path,
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
    database: Database,
) -> None:
    first = load(write_package()).version_id
    publish(first)
    second = load(write_package()).version_id
    kill_in_the_middle(SLOW_PUBLISH, str(site), str(second))
    with database.read() as session:
        assert [version.id for version in current_versions(session, "budget_portal/testville-2024")] == [first]
        assert set(session.scalars(select(Rollup.version_id))) == {first}
    publish(second)
    with database.read() as session:
        assert [version.id for version in current_versions(session, "budget_portal/testville-2024")] == [second]


def test_a_file_that_changes_while_it_is_read_is_refused(
    write_package: Callable[..., Path], load: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = iter([(1, 1), (1, 2)])
    monkeypatch.setattr(loading, "_stamp", lambda path: next(stamps))
    with pytest.raises(InputError, match="changed while it was read"):
        load(write_package())


def test_a_package_of_code_lists_only_is_incomplete(
    write_package: Callable[..., Path], load: Callable[..., Any]
) -> None:
    resource = {"name": "a", "path": "spending.csv", "schema": {"fields": [{"name": "body"}]}}
    with pytest.raises(IncompleteDescriptor, match="No column of the descriptor holds amounts"):
        load(write_package(resources=[resource]))


def test_a_normalised_package_after_the_specification_s_second_example(
    write_package: Callable[..., Path], load: Callable[..., Any]
) -> None:
    def code_list(name: str, label: str, column_type: str) -> dict[str, Any]:
        fields = [
            {"name": f"{label}ID", "type": "string"},
            {"name": label, "type": "string", "columnType": column_type},
        ]
        return {"name": name, "path": f"{label}.csv", "schema": {"fields": fields}}

    def key(label: str, name: str) -> dict[str, Any]:
        return {"fields": f"{label}ID", "reference": {"resource": name, "fields": f"{label}ID"}}

    budget = {
        "name": "budget",
        "path": "Budget.csv",
        "schema": {
            "fields": [
                {
                    "name": "Week Start",
                    "type": "date",
                    "columnType": "date:fiscal:activity-start",
                    "format": "%Y-%m-%d",
                },
                {"name": "ID", "type": "string", "columnType": "budget-line-id"},
                *({"name": name, "type": "string"} for name in ("BuyerID", "PurposeID", "PhaseID")),
                {"name": "Amount", "type": "number", "bareNumber": False, "columnType": "value"},
            ],
            "foreignKeys": [key("Buyer", "buyer"), key("Purpose", "purpose"), key("Phase", "phase")],
            "extraFields": [
                {"name": "Currency", "type": "string", "columnType": "value-currency:code", "constant": "USD"},
                {"name": "Direction", "type": "string", "columnType": "direction", "constant": "expenditure"},
            ],
        },
    }
    files = {
        "Budget.csv": "Week Start,ID,BuyerID,PurposeID,PhaseID,Amount\n2015-10-01,1,B1,P1,P,$100\n"
        "2015-10-01,1,B1,P1,A,$107.60\n2015-10-01,3.1,B2,P3,P,$25\n2015-10-01,3.1,B2,P3,A,$25\n",
        "Buyer.csv": "BuyerID,Buyer\nB1,George\nB2,Lorraine\n",
        "Purpose.csv": "PurposeID,Purpose\nP1,Food\nP3,Clothing\n",
        "Phase.csv": "PhaseID,Phase\nP,Planned\nA,Actual\n",
    }
    resources = [
        code_list("buyer", "Buyer", "administrative-classification:generic:code"),
        code_list("purpose", "Purpose", "functional-classification:generic:code"),
        code_list("phase", "Phase", "phase:id"),
        budget,
    ]
    report = load(write_package(files, resources), entity="smith", year=2015).to_dict()
    assert report["rows_rejected"] == 0
    assert report["currency"] == "USD"
    assert report["totals"] == {"planned": {"expenditure": "125.00"}, "actual": {"expenditure": "132.60"}}


def test_many_problems_are_counted_and_the_first_listed(
    write_package: Callable[..., Path], load: Callable[..., Any]
) -> None:
    text = HEADER + "1;;1;;1;;1;1\n" + "1;;1;;1;;bad;1\n" * 700
    report = load(write_package({"spending.csv": text})).to_dict()
    assert (report["rows_stored"], report["rows_rejected"], report["problems_total"]) == (1, 700, 700)
    assert len(report["problems"]) == 500


def test_a_descriptor_that_fits_hardly_any_row_stores_nothing(
    write_package: Callable[..., Path], load: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MOST_REJECTED", 5)
    text = HEADER + "1;;1;;1;;1;1\n" + "1;;1;;1;;bad;1\n" * 7
    with pytest.raises(InputError, match=r"does not fit the file\. The first: row 3 of spending\.csv"):
        load(write_package({"spending.csv": text}))


@pytest.fixture
def postgresql(postgresql_url: str, tmp_path: Path) -> Iterator[tuple[Settings, Database]]:
    """A migrated site on PostgreSQL."""
    from toolbox_core.migrate import migrate

    settings = Settings(folder=str(tmp_path), database=DatabaseSettings(url=postgresql_url))
    database = Database(postgresql_url)
    migrate(settings, database)
    yield settings, database
    database.close()


@pytest.mark.postgresql
def test_the_same_on_postgresql(
    postgresql: tuple[Settings, Database],
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
    database: Database,
) -> None:
    settings, server = postgresql
    path = write_package()
    here = load(path, entity="testville")
    publish(here.version_id)
    with server.write() as session:
        there = services.import_package(session, settings.files, path, entity="testville", year=2024, by="tests")
    with server.write() as session:
        services.publish_version(session, there.version_id, by="tests")
    with server.write() as session:
        again = services.import_package(session, settings.files, path, entity="testville", year=2024, by="tests")
        services.discard_version(session, again.version_id)

    assert there.to_dict()["totals"] == here.to_dict()["totals"]
    columns = [Rollup.dims, Rollup.direction, Rollup.eliminated, Rollup.n, Rollup.approved, Rollup.paid]
    with database.read() as one, server.read() as two:
        assert sorted(map(tuple, one.execute(select(*columns)))) == sorted(map(tuple, two.execute(select(*columns))))
        hashes = [
            session.scalars(select(DatasetVersion.content_sha256).where(DatasetVersion.status == "published")).one()
            for session in (one, two)
        ]
    assert hashes[0] == hashes[1]


@pytest.mark.slow
def test_time_is_short_and_memory_flat(site: Path, tmp_path: Path, write_package: Callable[..., Path]) -> None:
    """Ten times the rows take about ten times as long and no more memory: nothing is held but a batch."""
    code = (
        "import resource, sys, time\nfrom pathlib import Path\nfrom toolbox_budget_portal import services\n"
        "from toolbox_core.config import load_settings\nfrom toolbox_core.db import Database\n"
        "settings = load_settings(Path(sys.argv[1]), environ={})\ndatabase = Database(settings.database_url)\n"
        "with database.write() as session:\n"
        "    services.import_package(session, settings.files, Path(sys.argv[2]), entity='big', year=2024)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    peaks = []
    for rows in (3_000, 30_000):
        text = HEADER + "".join(f"{row % 50};A;{row % 70};B;{row % 9};C;{row},5;1\n" for row in range(rows))
        path = write_package({"spending.csv": text}, folder=f"rows-{rows}")
        done = subprocess.run(
            [sys.executable, "-c", code, str(site), str(path)], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] * 1.2
