"""Plans through the site's own imports: looked at, drafted with a report, published whole, or discarded."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from toolbox_core import FileStore, ImportAnswers, InputError, LimitSettings, NotFound, find_version
from toolbox_core.db import Database
from toolbox_nap_monitor import drafting, queries
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.exporters.workbook import write_workbook
from toolbox_nap_monitor.rows import Bundle

pytestmark = pytest.mark.plugins("nap_monitor")
TODAY = date(2026, 5, 18)
LIMITS = LimitSettings()


@pytest.fixture
def place(tmp_path: Path) -> drafting.Site:
    return drafting.Site(FileStore(tmp_path / "kept"), LIMITS, lambda: TODAY)


@pytest.fixture
def draft(database: Database, place: drafting.Site) -> Callable[..., int]:
    """Draft one file with the answers as they were proposed, or with others."""

    def run(path: Path, columns: dict[str, str] | None = None, **fields: str) -> int:
        proposal = drafting.inspect([path], LIMITS)
        proposed = {column.key: column.choice for column in proposal.files[0].columns}
        answers = ImportAnswers(
            state=proposal.state,
            fields=fields,
            columns={**proposed, **(columns or {})},
            folder=path.parent,
            files=place.files,
            limits=LIMITS,
            by="tests",
            progress=lambda rows: None,
        )
        with database.write() as session:
            (number,) = drafting.importer(place).draft(session, answers)
            return number

    return run


def _publish(database: Database, place: drafting.Site, number: int, accepted: int = 0) -> None:
    with database.write() as session:
        drafting.importer(place).publish(session, number, "tests", accepted)


def test_a_workbook_becomes_a_plan_when_it_is_published(
    database: Database, place: drafting.Site, draft: Callable[..., int], plan: Callable[..., Bundle], tmp_path: Path
) -> None:
    file = tmp_path / "plan 4.xlsx"
    write_workbook(file, plan())
    (found,) = drafting.inspect([file], LIMITS).files
    assert found.facts == ["It is the toolbox's workbook of a plan."]
    number = draft(file)
    with database.read() as session:
        version = find_version(session, number)
        assert (version.status, version.dataset, version.report["rows_rejected"]) == ("draft", "nap_monitor/ald-4", 0)
        assert "2 commitments" in version.report["notes"][0]
        with pytest.raises(UnknownPlan):
            queries.plan(session, "ALD", "4")
    _publish(database, place, number)
    with database.read() as session:
        assert len(queries.overview(session, "ALD", "4", TODAY).lines) == 2
        assert queries.commitment(session, "ALD", "4", "1", TODAY).origin["file"] == "plan 4.xlsx"
        assert find_version(session, number).status == "published"
        assert drafting.address(session, number) == "/nap/ALD/4"


def test_an_unknown_table_is_mapped_and_its_bad_rows_are_accepted_by_number(
    database: Database, place: drafting.Site, draft: Callable[..., int], tmp_path: Path
) -> None:
    file = tmp_path / "tracker.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(
            [
                ["No", "Promise", "Colour", "Status"],
                ["1", "Open the register", "blue", "Complete"],
                ["2", "Publish budgets", "red", "Perhaps"],
            ]
        )
    proposal = drafting.inspect([file], LIMITS)
    assert [field.required for field in proposal.fields] == [True, True, False]
    names = [column.name for column in proposal.files[0].columns]
    assert names == ["No", "Promise", "Colour", "Status"]
    chosen = {"No": "commitment", "Promise": "title", "Colour": "", "Status": "status"}
    columns = {f"{file.name}:{name}": choice for name, choice in chosen.items()}
    number = draft(file, columns, member="ALD", plan="5", language="en")
    with database.read() as session:
        report = find_version(session, number).report
    assert report["rows_read"] == 2
    refused = report["rows_rejected"]
    if refused:
        with pytest.raises(InputError, match="cannot be stored"):
            _publish(database, place, number)
    _publish(database, place, number, accepted=refused)
    with database.read() as session:
        lines = queries.overview(session, "ALD", "5", TODAY).lines
    assert len(lines) == 2 - refused
    assert lines[0].status == "complete"


def test_a_draft_is_discarded_and_a_broken_file_is_named(
    database: Database, place: drafting.Site, draft: Callable[..., int], plan: Callable[..., Bundle], tmp_path: Path
) -> None:
    file = tmp_path / "plan.xlsx"
    write_workbook(file, plan())
    number = draft(file)
    with database.write() as session:
        drafting.importer(place).discard(session, number)
    with database.read() as session, pytest.raises(NotFound):
        find_version(session, number)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(60))
    assert drafting.inspect([broken], LIMITS).files[0].problem
