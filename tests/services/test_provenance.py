"""Versions, slices and the publication log: one current version per slice, and a chain that shows every change."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from toolbox_core.config import Settings
from toolbox_core.db.base import Base
from toolbox_core.db.engine import Database
from toolbox_core.db.generation import generations
from toolbox_core.db.models import DatasetVersion
from toolbox_core.exceptions import DatabaseProblem, NotFound, PublicationError
from toolbox_core.services import audit
from toolbox_core.services.provenance import (
    CHAIN_START,
    all_versions,
    create_draft,
    current_versions,
    discard_draft,
    entry_hash,
    find_version,
    finish_draft,
    publication_log,
    publish,
    source_path,
    store_source,
    verify_content,
    verify_log,
    verify_sources,
    withdraw,
)

DATASET = "budget_portal/port-sennen-2024"
HASH = "ab" * 32


def draft(session: Session, *slices: str, dataset: str = DATASET, rows: int = 10) -> DatasetVersion:
    version = create_draft(
        session,
        plugin="budget_portal",
        dataset=dataset,
        title="Budget 2024",
        slices=slices,
        licence="CC-BY-4.0",
        by="maria",
    )
    return finish_draft(session, version, report={"rows_read": rows}, row_count=rows)


def released(session: Session, *slices: str, dataset: str = DATASET) -> DatasetVersion:
    version = draft(session, *slices, dataset=dataset)
    publish(session, version, content_sha256=HASH, by="maria")
    return version


def test_a_draft_becomes_the_current_version(database: Database) -> None:
    with database.write() as session:
        version = draft(session, "expenditure")
        assert (version.number, version.status) == (1, "draft")
        assert current_versions(session, DATASET) == []
        entry = publish(session, version, content_sha256=HASH, by="maria")
        assert current_versions(session, DATASET) == [version]
        assert (entry.number, entry.action, entry.previous_sha256) == (1, "publish", CHAIN_START)
        assert (version.published_by, version.content_sha256) == ("maria", HASH)
        assert generations(session)[1] == 1
        assert audit.entries(session, target=DATASET)[0].action == "dataset.publish"
        assert verify_log(session) == []


def test_a_newer_version_supersedes_what_it_covers_and_nothing_else(database: Database) -> None:
    with database.write() as session:
        spending = released(session, "expenditure")
        revenue = released(session, "revenue")
        assert current_versions(session, DATASET) == [spending, revenue]
        corrected = released(session, "expenditure")
        assert current_versions(session, DATASET) == [revenue, corrected]
        assert (spending.status, spending.superseded_by) == ("superseded", corrected.id)
        both = released(session, "revenue", "expenditure")
        assert current_versions(session, DATASET) == [both]
        assert publication_log(session)[0].note == "supersedes 2, 3"
        assert verify_log(session) == []


def test_a_version_that_covers_only_a_part_is_refused(database: Database) -> None:
    with database.write() as session:
        released(session, "expenditure", "revenue")
        part = draft(session, "expenditure")
        with pytest.raises(PublicationError, match="revenue would be lost"):
            publish(session, part, content_sha256=HASH, by="maria")
        assert part.status == "draft"


def test_a_whole_dataset_replaces_its_parts_and_is_not_replaced_by_one(database: Database) -> None:
    with database.write() as session:
        released(session, "expenditure")
        whole = released(session)
        assert whole.slices == ["all"]
        assert current_versions(session, DATASET) == [whole]
        with pytest.raises(PublicationError, match="all would be lost"):
            publish(session, draft(session, "expenditure"), content_sha256=HASH, by="maria")


def test_only_a_finished_draft_with_rows_is_published(database: Database) -> None:
    with database.write() as session:
        empty = draft(session, rows=0)
        with pytest.raises(PublicationError, match="has no rows"):
            publish(session, empty, content_sha256=HASH, by="maria")
        version = released(session)
        with pytest.raises(PublicationError, match="is published; only a draft can be published"):
            publish(session, version, content_sha256=HASH, by="maria")
        with pytest.raises(PublicationError, match="only a draft can be completed"):
            finish_draft(session, version, report={}, row_count=1)
        with pytest.raises(PublicationError, match="only a draft can be discarded"):
            discard_draft(session, version)


def test_a_draft_can_be_discarded_and_its_number_is_used_again(database: Database) -> None:
    with database.write() as session:
        discard_draft(session, draft(session))
        assert all_versions(session) == []
        assert draft(session).number == 1


def test_withdrawing_needs_a_reason_and_stays_in_the_log(database: Database) -> None:
    with database.write() as session:
        version = released(session)
        with pytest.raises(PublicationError, match="needs a reason"):
            withdraw(session, version, by="maria", reason=" ")
        entry = withdraw(session, version, by="maria", reason="A name was in it.")
        assert (entry.number, entry.action, entry.note) == (2, "withdraw", "A name was in it.")
        assert current_versions(session, DATASET) == []
        assert verify_log(session) == []
        with pytest.raises(PublicationError, match="is withdrawn"):
            withdraw(session, version, by="maria", reason="Again.")
        assert released(session).number == 2


def test_a_dataset_belongs_to_its_plugin(database: Database) -> None:
    with database.write() as session, pytest.raises(PublicationError, match="does not belong"):
        create_draft(session, plugin="procurement", dataset=DATASET, title="x")


def test_versions_are_found_and_listed(database: Database) -> None:
    with database.write() as session:
        version = released(session)
        draft(session, dataset="budget_portal/other")
        assert find_version(session, version.id) is version
        assert [item.dataset for item in all_versions(session, plugin="budget_portal")] == [
            "budget_portal/other",
            DATASET,
        ]
        assert all_versions(session, dataset=DATASET) == [version]
        with pytest.raises(NotFound, match="no version 99"):
            find_version(session, 99)


def test_originals_are_remembered_once_and_checked(database: Database, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "budget.csv"
    path.write_bytes(b"a,b\n1,2\n")
    with database.write() as session:
        source = store_source(session, settings.files, path, name="budget.csv", encoding="utf-8", licence="CC-BY-4.0")
        assert store_source(session, settings.files, path, name="copy.csv") is source
        version = create_draft(session, plugin="budget_portal", dataset=DATASET, title="x")
        finish_draft(session, version, report={}, row_count=1, sources=[(source, "budget", {"delimiter": ","})])
    with database.write() as session:
        linked = all_versions(session)[0].sources[0]
        assert (linked.resource, linked.dialect, linked.source.name) == ("budget", {"delimiter": ","}, "budget.csv")
        kept = source_path(settings.files, linked.source)
        assert kept.read_bytes() == b"a,b\n1,2\n"
        assert verify_sources(session, settings.files) == []
        kept.chmod(0o644)
        kept.write_bytes(b"a,b\n1,3\n")
        assert "was changed" in verify_sources(session, settings.files)[0]
        kept.unlink()
        assert "is missing" in verify_sources(session, settings.files)[0]
        with pytest.raises(NotFound, match="missing"):
            source_path(settings.files, linked.source)


def test_the_hash_of_an_entry_is_the_documented_formula(database: Database) -> None:
    import hashlib
    import json

    with database.write() as session:
        released(session)
        entry = publication_log(session)[0]
        fields = {
            "number": 1, "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "action": "publish", "dataset": DATASET,
            "version_id": entry.version_id, "version_number": 1, "title": "Budget 2024", "content_sha256": HASH,
            "actor": "maria", "note": "", "previous_sha256": "0" * 64,
        }  # fmt: skip
        line = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert entry.entry_sha256 == entry_hash(entry) == hashlib.sha256(line.encode()).hexdigest()


TAMPERINGS = {
    "a changed entry": "UPDATE core_publication_log SET title = 'Another' WHERE number = 2",
    "a changed time": "UPDATE core_publication_log SET at = '2001-01-01 00:00:00.000000' WHERE number = 1",
    "a removed entry": "DELETE FROM core_publication_log WHERE number = 2",
    "a version that was never logged": "UPDATE core_dataset_version SET status = 'published' WHERE status = 'draft'",
    "a changed content hash": "UPDATE core_dataset_version SET content_sha256 = 'x' WHERE number = 1",
    "a withdrawal undone": "UPDATE core_dataset_version SET status = 'published' WHERE status = 'withdrawn'",
    "a forged entry": "UPDATE core_publication_log SET title = 'x', entry_sha256 = '{}' WHERE number = 1".format(
        "cd" * 32
    ),
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS)
def test_the_chain_shows_every_tampering(database: Database, statement: str) -> None:
    with database.write() as session:
        released(session, dataset="budget_portal/a")
        released(session, dataset="budget_portal/b")
        third = released(session, dataset="budget_portal/c")
        withdraw(session, third, by="maria", reason="Wrong file.")
        draft(session, dataset="budget_portal/d")
    with database.write() as session:
        assert verify_log(session) == []
        session.execute(text(statement))
    with database.read() as session:
        faults = verify_log(session)
    assert faults
    assert all(fault.endswith(".") for fault in faults)


def test_changed_rows_are_noticed(database: Database) -> None:
    with database.write() as session:
        version = released(session)
        released(session, dataset="budget_portal/other")
        assert verify_content(session, lambda item: HASH) == ([], 2)
        assert verify_content(session, lambda item: None) == ([], 0)
        faults, compared = verify_content(session, lambda item: "cd" * 32 if item is version else HASH)
        assert compared == 2
        assert "was changed after it was published" in faults[0]


SLICES = st.sets(st.sampled_from(["expenditure", "revenue", "elimination"]), max_size=3)


@given(st.lists(st.tuples(SLICES, st.booleans()), max_size=8))
def test_whatever_is_published_no_two_current_versions_overlap(acts: list[tuple[set[str], bool]]) -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[t for t in Base.metadata.sorted_tables if t.name.startswith("core_")])
    with Session(engine) as session:
        for slices, take_back in acts:
            version = draft(session, *slices)
            try:
                publish(session, version, content_sha256=HASH, by="maria")
            except PublicationError:
                assert version.status == "draft"
            else:
                if take_back:
                    withdraw(session, version, by="maria", reason="Wrong.")
            current = current_versions(session, DATASET)
            covered = [part for item in current for part in item.slices]
            assert len(covered) == len(set(covered))
            assert len(current) == 1 or "all" not in covered
        assert verify_log(session) == []
    engine.dispose()


def _child(site: Path, body: str) -> subprocess.Popen[str]:
    head = f"""
        from pathlib import Path
        from toolbox_core.config import load_settings
        from toolbox_core.db.engine import Database
        from toolbox_core.services.provenance import *
        settings = load_settings(Path({str(site)!r}), environ={{}})
        database = Database(settings.database_url)
    """
    program = textwrap.dedent(head) + textwrap.dedent(body)
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("moment", ["import", "publish"])
def test_a_process_killed_half_way_leaves_the_previous_version_served(
    site: Path, database: Database, moment: str
) -> None:
    with database.write() as session:
        before = released(session).id
        second = draft(session).id
    act = {
        "import": f"""
            version = create_draft(session, plugin="budget_portal", dataset={DATASET!r}, title="x")
            finish_draft(session, version, report={{}}, row_count=1)
        """,
        "publish": f"""
            publish(session, find_version(session, {second}), content_sha256="{HASH}", by="maria")
        """,
    }[moment]
    body = "with database.write() as session:\n" + textwrap.indent(textwrap.dedent(act), "    ")
    with _child(site, body + '\n    print("half-way", flush=True)\n    __import__("time").sleep(60)') as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "half-way"
        os.kill(child.pid, signal.SIGKILL)
    fresh = Database(str(database.url))
    with fresh.write() as session:
        assert [version.id for version in current_versions(session, DATASET)] == [before]
        assert len(all_versions(session)) == 2
        assert verify_log(session) == []
        publish(session, find_version(session, second), content_sha256=HASH, by="maria")
    fresh.close()


def test_a_locked_database_is_one_sentence(settings: Settings, database: Database) -> None:
    impatient = Database(settings.database_url, busy_timeout=0.1)
    with database.write() as session:
        draft(session)
        with pytest.raises(DatabaseProblem, match="locked by another program"), impatient.write() as other:
            draft(other)
    impatient.close()


def test_a_read_only_database_is_one_sentence(database: Database) -> None:
    with pytest.raises(DatabaseProblem, match="The database is read-only"), database.read() as session:
        draft(session)


def test_a_full_disk_is_one_sentence_and_the_old_version_stays(database: Database) -> None:
    with database.write() as session:
        before = released(session).id
    with sqlite3.connect(str(database.path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    with pytest.raises(DatabaseProblem, match="disk is full"), database.write() as session:
        session.execute(text(f"PRAGMA max_page_count={pages}"))
        version = create_draft(session, plugin="budget_portal", dataset=DATASET, title="x")
        finish_draft(session, version, report={"problems": ["x" * 1000] * 500}, row_count=1)
    database.close()
    with database.write() as session:
        assert [version.id for version in current_versions(session, DATASET)] == [before]
        assert released(session).number == 2


@pytest.mark.postgresql
def test_postgresql_keeps_the_same_rules(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    Base.metadata.create_all(
        database.writer, tables=[t for t in Base.metadata.sorted_tables if t.name.startswith("core_")]
    )
    with database.write() as session:
        first = released(session, "expenditure")
        second = released(session, "expenditure", "revenue")
        assert current_versions(session, DATASET) == [second]
        assert first.status == "superseded"
    with database.read() as session:
        assert verify_log(session) == []
    database.close()


def test_an_original_is_kept_only_when_the_transaction_commits(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "budget.csv"
    path.write_text("code,amount\n001,1.00\n", encoding="utf-8")
    with pytest.raises(RuntimeError), database.write() as session:
        store_source(session, settings.files, path, name="budget.csv")
        raise RuntimeError("the import failed")
    assert [found for found in settings.files.folder.rglob("*") if found.is_file()] == []
    with database.write() as session:
        source = store_source(session, settings.files, path, name="budget.csv")
        assert store_source(session, settings.files, path, name="again.csv") is source
    assert source_path(settings.files, source).read_bytes() == path.read_bytes()
    assert [found.name for found in settings.files.folder.rglob("*") if found.is_file()] == [source.sha256]
