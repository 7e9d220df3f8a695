"""Publishing: processes, parties, flags, sums, directory and search follow the releases, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select

from toolbox_core import PublicationError, organisation_of, search_keys
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_procurement import queries, sharing
from toolbox_procurement.loading.draft import load_files
from toolbox_procurement.loading.outcome import Outcome
from toolbox_procurement.loading.sources import set_repair
from toolbox_procurement.models import ClassName, FlagRow, ItemClass, Party, Process, Repair, Role, Rollup, Source
from toolbox_procurement.publishing.act import compute_again, publish_version, withdraw_version

if TYPE_CHECKING:
    from toolbox_core.config import Settings

pytestmark = pytest.mark.plugins("procurement")
Load = Callable[..., Outcome]
Write = Callable[..., Path]
Many = Callable[[int], list[dict[str, Any]]]


def test_a_published_source(load: Load, write: Write, processes: Many, database: Database) -> None:
    outcome = load(write("a.jsonl", processes(12), lines=True))
    with database.read() as session:
        rows = session.scalars(select(Process).order_by(Process.ocid)).all()
        assert [row.ocid for row in rows] == sorted(f"ocds-t3st00-{number}" for number in range(1, 13))
        first = rows[0]
        assert (first.value, first.currency, first.releases, first.silent) == (9_990_000, "EUR", 4, 1)
        assert first.revision == outcome.version
        assert session.scalar(select(func.count()).select_from(Role)) == 24
        assert session.get_one(ClassName, "CPV:45233130").name == "Highways"
        buyer = session.scalars(select(Party).where(Party.kind == "public-body")).one()
        assert organisation_of(session, "procurement", f"town/{buyer.key}").slug == buyer.slug  # type: ignore[union-attr]
        whole = session.scalars(select(Rollup).where(Rollup.kind == "all")).one()
        assert (whole.count, whole.value, whole.currency) == (12, sum(row.value or 0 for row in rows), "EUR")
        assert whole.figures["single"] == [3, 9]
        assert whole.figures["direct"] == [3, 12]
        shares = [sum(round(900.05 * n * 10_000) for n in range(1, 13) if n % 3 == rest) for rest in range(3)]
        assert whole.figures["hhi"] == sum(share**2 for share in shares) * 10_000 // sum(shares) ** 2
        flagged = session.scalars(select(FlagRow).where(FlagRow.code == "R003")).all()
        assert len(flagged) == 12
        assert all(row.process_id for row in flagged)
        assert flagged[0].sentence == "Bidders had 10 days; the threshold is 15."
        keys, more = search_keys(session, "road number 7", "procurement")
        assert keys == [sharing.document_key(first.source_id, "ocds-t3st00-7")]
        assert not more
        assert queries.computed(session).level == "ok"
        assert len(list(sharing.rows(session, "town"))) == 12


def test_news_change_only_what_they_touch(load: Load, write: Write, processes: Many, database: Database) -> None:
    load(write("a.jsonl", processes(4), lines=True))
    later = {
        **processes(2)[4],
        "id": "2-9",
        "date": "2025-06-01T00:00:00Z",
        "tag": ["tenderUpdate"],
        "tender": {"id": "t", "title": "Renamed bridge"},
    }
    second = load(write("b.json", later))
    with database.read() as session:
        changed = session.scalars(select(Process).where(Process.revision == second.version)).one()
        assert (changed.title, changed.releases) == ("Renamed bridge", 5)
        assert session.scalar(select(func.count()).select_from(Process)) == 4
        assert len(search_keys(session, "renamed bridge", "procurement")[0]) == 1
    with database.write() as session:
        withdraw_version(session, second.version or 0, by="tests", reason="A mistake.")
    with database.read() as session:
        assert session.scalars(select(Process.title).where(Process.ocid == "ocds-t3st00-2")).one() == "Road number 2"
        assert search_keys(session, "renamed bridge", "procurement")[0] == []
        assert queries.computed(session).level == "ok"


def test_a_whole_source_can_be_withdrawn(load: Load, write: Write, processes: Many, database: Database) -> None:
    outcome = load(write("a.jsonl", processes(2), lines=True))
    with database.write() as session:
        withdraw_version(session, outcome.version or 0, by="tests", reason="A mistake.")
    with database.read() as session:
        for table in (Process, Role, ItemClass, FlagRow, Rollup):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert sharing.describe(session) == []
    again = load(write("a.jsonl", processes(2), lines=True))
    assert again.releases == 8  # what was withdrawn does not count as there


def test_a_repair_can_be_taken_back(load: Load, write: Write, processes: Many, database: Database) -> None:
    releases = processes(1)
    releases[0]["tender"]["items"] = releases[0]["tender"]["items"][0]
    load(write("a.jsonl", releases, lines=True))
    with database.read() as session:
        made = session.scalars(select(Repair)).one()
        assert (made.rule, made.count) == ("object-made-list", 1)
        assert made.samples[0]["pointer"] == "/tender/items"
        assert session.scalar(select(func.count()).select_from(ItemClass)) == 5
    with database.write() as session:
        set_repair(session, "town", "object-made-list", on=False)
        compute_again(session, "town", by="tests")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ItemClass)) == 0
        assert {one["rule"]: one["on"] for one in queries.repairs(session, "town")}["object-made-list"] is False


def test_rejected_releases_must_be_accepted(load: Load, write: Write, processes: Many, database: Database) -> None:
    outcome = load(write("a.jsonl", [*processes(1), {"tag": ["tender"]}], lines=True), publish=False)
    with database.write() as session, pytest.raises(PublicationError, match="lacks 1"):
        publish_version(session, outcome.version or 0, by="tests")


def test_the_content_hash_can_be_computed_again(
    load: Load, write: Write, processes: Many, toolbox: Callable[..., Any]
) -> None:
    load(write("a.jsonl", processes(1), lines=True))
    done = toolbox("data", "verify")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.postgresql
def test_postgresql_computes_the_same(
    load: Load, write: Write, processes: Many, database: Database, settings: Settings, postgresql_url: str
) -> None:
    path = write("a.jsonl", processes(6), lines=True)
    load(path)
    there = msgspec.structs.replace(settings, database=msgspec.structs.replace(settings.database, url=postgresql_url))
    other = Database(postgresql_url)
    try:
        migrate(there, other)
        for count in (4, 6):  # the second one changes what the first one published
            part = write(f"{count}.jsonl", processes(count), lines=True)
            outcome = load_files(other.write, there.files, [part], source="town", name="Town", by="tests")
            with other.write() as session:
                publish_version(session, outcome.version or 0, by="tests")
        assert _everything(other) == _everything(database)
    finally:
        other.close()


def _everything(database: Database) -> list[Any]:
    with database.read() as session:
        rollups = select(Rollup.kind, Rollup.subject, Rollup.count, Rollup.value, Rollup.figures)
        flags = select(FlagRow.code, FlagRow.subject, FlagRow.value, FlagRow.sentence)
        return [
            [tuple(row) for row in sharing.rows(session, "town")],
            sorted(msgspec.json.encode(tuple(row)) for row in session.execute(rollups)),
            sorted(tuple(row) for row in session.execute(flags)),
            session.scalars(select(Source.currency)).all(),
        ]
