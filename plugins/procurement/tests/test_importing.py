"""The publisher's path: what is proposed, the draft with its report, the publication."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_core import ImportAnswers, InputError, LimitSettings, find_version
from toolbox_procurement.exceptions import SchemaFileError
from toolbox_procurement.importing import importer, inspect
from toolbox_procurement.indicators.settings import Settings as FlagSettings

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")
FIELDS = {"source": "town", "name": "Town", "country": "", "licence": "CC-BY-4.0"}


def test_a_proposal_shows_what_was_found(write: Callable[..., Path], processes: Any) -> None:
    good = write("a.json", {"version": "1.1", "releases": processes(1)})
    bad = write("b.json", b"hello")
    proposal = inspect([good, bad], LimitSettings())
    first, second = proposal.files
    assert first.facts[:2] == ["It holds a release package, OCDS 1.1.", "4 releases."]
    assert first.rows[0].raw == ("ocds-t3st00-1", "2025-01-10T00:00:00Z", "tender", "Road number 1")
    assert "holds no JSON" in second.problem


def test_a_schema_of_the_site_is_part_of_the_check(
    write: Callable[..., Path], processes: Any, settings: Settings, database: Database
) -> None:
    folder = settings.path / "procurement-schemas"
    folder.mkdir()
    (folder / "colour.json").write_text('{"properties": {"colour": {"type": "integer"}}}', encoding="utf-8")
    release = {**processes(1)[0], "colour": "red"}
    path = write("a.json", [release])
    answers = ImportAnswers(
        state={"names": [path.name]},
        fields=FIELDS,
        columns={},
        folder=path.parent,
        files=settings.files,
        limits=settings.limits,
        by="tests",
        progress=lambda count: None,
    )
    way = importer(FlagSettings, settings.path)
    with database.write() as session:
        (version,) = way.draft(session, answers)
        report = find_version(session, version).report
    assert ("type-wrong", "/colour") in {(issue["rule"], issue["path"]) for issue in report["contracts"]["issues"]}
    (folder / "colour.json").write_text("hello", encoding="utf-8")
    with pytest.raises(SchemaFileError, match=r"colour\.json is not JSON"), database.write() as session:
        way.draft(session, answers)


def test_from_upload_to_publication(
    write: Callable[..., Path], processes: Any, settings: Settings, database: Database
) -> None:
    way = importer(FlagSettings, settings.path)
    path = write("a.json", processes(2))
    answers = ImportAnswers(
        state={"names": [path.name]},
        fields=FIELDS,
        columns={},
        folder=path.parent,
        files=settings.files,
        limits=settings.limits,
        by="tests",
        progress=lambda count: None,
    )
    with database.write() as session:
        (number,) = way.draft(session, answers)
    with database.write() as session:
        way.publish(session, number, "tests", 0)
    with database.read() as session:
        version = find_version(session, number)
        assert (version.status, version.licence) == ("published", "CC-BY-4.0")
    with database.write() as session, pytest.raises(InputError, match="Nothing in the files is new"):
        way.draft(session, answers)
