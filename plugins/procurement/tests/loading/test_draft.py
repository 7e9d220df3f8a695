"""Files into drafts: everything counted, nothing twice, and on again after a kill."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from toolbox_core import DatasetVersion, InputError, ToolboxError
from toolbox_procurement.loading import draft
from toolbox_procurement.loading.draft import discard_version, load_files
from toolbox_procurement.loading.outcome import Outcome
from toolbox_procurement.models import File, Package, Release

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")
Load = Callable[..., Outcome]
Write = Callable[..., Path]


def test_a_draft_with_its_report(
    load: Load, write: Write, processes: Callable[[int], list[dict[str, Any]]], database: Database
) -> None:
    package = {"version": "1.1", "uri": "https://x.example", "publisher": {"name": "X"}, "releases": processes(3)}
    outcome = load(write("package.json", package), publish=False)
    assert (outcome.packages, outcome.releases, outcome.processes) == (1, 12, 3)
    assert (outcome.duplicates, outcome.rejected) == (0, 0)
    with database.read() as session:
        version = session.get_one(DatasetVersion, outcome.version)
        assert (version.status, version.row_count, version.dataset) == ("draft", 12, "procurement/town")
        assert version.report["rows_stored"] == 12
        assert {problem["rule"] for problem in version.report["problems"]} >= {"required-missing"}
        assert session.scalars(select(Package)).one().envelope["publisher"] == {"name": "X"}
        release = session.scalars(select(Release).order_by(Release.id)).first()
        assert release is not None
        assert (release.line, release.pointer) == (1, "/releases/0")


def test_the_same_again_changes_nothing(
    load: Load, write: Write, processes: Callable[[int], list[dict[str, Any]]], database: Database
) -> None:
    path = write("a.jsonl", processes(2), lines=True)
    first = load(path)
    again = load(path)
    assert (first.releases, again.releases, again.duplicates, again.version) == (8, 0, 8, None)
    more = load(write("b.jsonl", processes(3), lines=True))
    assert (more.releases, more.duplicates) == (4, 8)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Release)) == 12
        assert session.scalar(select(func.count()).select_from(DatasetVersion)) == 2


def test_a_killed_import_goes_on_where_it_was(
    write: Write,
    processes: Callable[[int], list[dict[str, Any]]],
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write("a.jsonl", [*processes(5), {"ocid": 5}], lines=True)
    whole = load_files(database.write, settings.files, [path], source="whole")
    monkeypatch.setattr(draft, "CHUNK", 6)

    def dying(count: int) -> None:
        if count == 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_files(database.write, settings.files, [path], source="town", progress=dying)
    outcome = load_files(database.write, settings.files, [path], source="town")
    assert outcome.resumed == 12
    assert (outcome.releases, outcome.duplicates, outcome.rejected) == (20, 0, 1)
    assert outcome.issues.to_list() == whole.issues.to_list()
    with database.read() as session:
        files = session.scalars(select(File).order_by(File.id)).all()
        assert [(file.status, file.done, file.counts["releases"]) for file in files] == [("done", 21, 20)] * 2


def test_what_cannot_be_used_is_counted_and_named(load: Load, write: Write, processes: Any) -> None:
    lines = [json.dumps(one) for one in processes(1)]
    path = write(
        "dirty.jsonl", "\n".join([*lines, '{"ocid": null, "tag": []}', "[1]", '{"ocid": "o", "x": }']).encode()
    )
    outcome = load(path, publish=False)
    assert (outcome.releases, outcome.rejected) == (4, 3)
    assert {"ocid-missing", "line-not-json", "value-not-an-object"} <= {one.rule for one in outcome.issues.sorted()}


def test_text_in_another_encoding_is_kept_as_utf_8(load: Load, write: Write, database: Database) -> None:
    text = '{"ocid": "o", "id": "1", "date": "2025-01-01T00:00:00Z", "tag": ["tender"], "tender": {"title": "Café"}}\n'
    load(write("old.jsonl", text.encode("cp1252")), publish=True)
    with database.read() as session:
        from toolbox_procurement.models import Process

        assert session.scalars(select(Process.title)).one() == "Café"


def test_an_unreadable_file_leaves_no_draft(load: Load, write: Write, database: Database, tmp_path: Path) -> None:
    with pytest.raises(ToolboxError):
        load(write("no.json", b"hello"))
    with pytest.raises(ToolboxError):
        load(tmp_path / "missing.json")
    with pytest.raises(InputError):
        load(tmp_path)
    with pytest.raises(InputError):
        load(write("a.json", b"{}"), source="Not a slug")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(DatasetVersion)) == 0


def test_a_discarded_draft_is_gone(load: Load, write: Write, processes: Any, database: Database) -> None:
    outcome = load(write("a.json", processes(1)), publish=False)
    with database.write() as session:
        discard_version(session, outcome.version or 0)
    with database.read() as session:
        for table in (Release, File, Package, DatasetVersion):
            assert session.scalar(select(func.count()).select_from(table)) == 0
