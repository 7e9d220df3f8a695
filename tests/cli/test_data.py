"""``toolbox data``: list, export, and prove that nothing was changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.config import load_settings
from toolbox_core.db.engine import Database
from toolbox_core.services.provenance import create_draft, finish_draft, publish, store_source

Make = Callable[..., Path]
CODE = """
    from datetime import UTC, datetime
    from decimal import Decimal
    from toolbox_core import Column, DatasetDescription, DatasetProvider, NotFound, hookimpl

    COLUMNS = (Column(name="code"), Column(name="amount", type="number"))
    ROWS = [("001", Decimal("1.50")), ("=2", Decimal("-3"))]

    def describe(session):
        modified = datetime(2024, 1, 1, tzinfo=UTC)
        return [
            DatasetDescription(
                id="budgets/town-2024", title="Town 2024", description="", columns=COLUMNS, version=1,
                version_ids=(1,), publisher="Town", licence="CC0-1.0", modified=modified, row_count=2,
            )
        ]

    def rows(session, slug):
        yield from ROWS

    def version_tables(session, version_id):
        if version_id > 1:
            raise NotFound("gone")
        return [("rows", COLUMNS, iter(ROWS))]

    @hookimpl
    def register_datasets():
        return [DatasetProvider(id="budgets", describe=describe, rows=rows, version_tables=version_tables)]
"""


@pytest.fixture
def published(command: Any, make: Make, tmp_path: Path) -> Any:
    """A site with one plugin that publishes one dataset of two rows."""
    from decimal import Decimal

    from toolbox_core.contracts import Column
    from toolbox_core.exporting.text import version_hash

    make("budgets", CODE)
    assert command("plugins", "enable", "budgets").exit_code == 0
    settings = load_settings(command.folder, environ={})
    database = Database(settings.database_url)
    (tmp_path / "town.csv").write_text("code,amount\n001,1.5\n")
    columns = (Column(name="code"), Column(name="amount", type="number"))
    with database.write() as session:
        source = store_source(session, settings.files, tmp_path / "town.csv", name="town.csv")
        version = create_draft(session, plugin="budgets", dataset="budgets/town-2024", title="Town 2024")
        finish_draft(session, version, report={}, row_count=2, sources=[(source, "town", {})])
        rows = [("001", Decimal("1.50")), ("=2", Decimal(-3))]
        publish(session, version, content_sha256=version_hash([("rows", columns, rows)]), by="maria")
    database.close()
    return command


def sql(command: Any, statement: str) -> None:
    from sqlalchemy import text

    database = Database(load_settings(command.folder, environ={}).database_url)
    with database.write() as session:
        session.execute(text(statement))
    database.close()


def test_datasets_and_versions_are_listed(published: Any) -> None:
    assert published("data", "list").stdout == "budgets/town-2024  version 1, 2 rows, Town 2024\n"
    assert published.json("data", "list")["datasets"][0]["licence"] == "CC0-1.0"
    versions = published.json("data", "list", "--versions")["versions"]
    assert [(item["number"], item["status"], item["rows"]) for item in versions] == [(1, "published", 2)]


def test_an_empty_site_says_so(command: Any) -> None:
    assert command("data", "list").stdout == "Nothing is published yet.\n"
    assert command("data", "list", "--versions").stdout == "There are no versions yet.\n"
    assert command.json("data", "verify")["ok"] is True


def test_a_plugin_that_raises_is_named_and_hides_nothing(published: Any, make: Make) -> None:
    make(
        "broken",
        "from toolbox_core import DatasetProvider, hookimpl\n\n"
        "def describe(session):\n    raise RuntimeError('boom')\n\n"
        "@hookimpl\ndef register_datasets():\n    return [DatasetProvider(id='b', describe=describe, rows=describe)]\n",
    )
    assert published("plugins", "enable", "broken").exit_code == 0
    result = published("data", "list")
    assert "budgets/town-2024" in result.stdout
    assert "boom" in result.stderr


def test_a_dataset_is_exported(published: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert published("data", "export", "budgets/town-2024").exit_code == 0
    path = tmp_path / "budgets-town-2024-v1.csv"
    assert path.read_bytes() == b"code,amount\r\n001,1.50\r\n'=2,-3\r\n"
    assert "is there already" in published.refused("data", "export", "budgets/town-2024")
    answer = published.json("data", "export", "budgets/town-2024", "--format", "jsonl", "--output", "out.jsonl")
    assert answer["bytes"] == (tmp_path / "out.jsonl").stat().st_size
    assert json.loads((tmp_path / "out.jsonl").read_text().splitlines()[0]) == {"code": "001", "amount": "1.50"}
    shown = published("data", "export", "budgets/town-2024", "--output", "-")
    assert shown.stdout_bytes == path.read_bytes()


def test_what_cannot_be_exported_is_one_line(published: Any, tmp_path: Path) -> None:
    assert "Did you mean budgets/town-2024?" in published.refused("data", "export", "budgets/town-2042")
    assert "Choose one of csv" in published.refused("data", "export", "budgets/town-2024", "--format", "pdf")
    assert "cannot be written" in published.refused(
        "data", "export", "budgets/town-2024", "--output", str(tmp_path / "no" / "x.csv")
    )
    assert "both write" in published.refused("data", "export", "budgets/town-2024", "--output", "-", "--json")


def test_verify_finds_nothing_on_a_sound_site(published: Any) -> None:
    answer = published.json("data", "verify")
    assert (answer["ok"], answer["entries"], answer["versions_compared"], answer["faults"]) == (True, 1, 1, [])
    assert "All intact: 1 log entries, 1 versions compared" in published("data", "verify").stdout


def test_verify_finds_a_changed_log_a_changed_original_and_changed_rows(published: Any) -> None:
    kept = next(path for path in (published.folder / "data" / "files").rglob("*") if path.is_file())
    kept.chmod(0o644)
    kept.write_text("code,amount\n001,9.5\n")
    assert "was changed" in published.json("data", "verify", code=1)["originals"][0]
    sql(published, "UPDATE core_publication_log SET actor = 'somebody else'")
    assert "was changed" in published.json("data", "verify", code=1)["log"][0]
    sql(published, "UPDATE core_dataset_version SET content_sha256 = 'x'")
    assert "was changed after it was published" in published.json("data", "verify", code=1)["content"][0]


def test_verify_says_what_it_could_not_compare(published: Any) -> None:
    assert published("plugins", "disable", "budgets").exit_code == 0
    answer = published.json("data", "verify")
    assert (answer["ok"], answer["versions_compared"]) == (True, 0)
    assert "plugin budgets is not active" in answer["not_compared"][0]
