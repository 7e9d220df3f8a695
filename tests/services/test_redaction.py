"""A redacted copy takes the original's place for the public; the original stays, and the audit log tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.db.generation import generations
from toolbox_core.db.models import AuditEntry, SourceFile
from toolbox_core.exceptions import InputError, UnreadableFile
from toolbox_core.services.provenance import source_path, store_source, verify_sources
from toolbox_core.services.redaction import lift, note_reading, redact, redacted_copy, redactions

REASON = "Names of private persons were taken out."


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.fixture
def original(settings: Settings, database: Database, tmp_path: Path) -> int:
    with database.write() as session:
        path = written(tmp_path, "payees.csv", b"name,amount\nAna,1\n")
        return store_source(session, settings.files, path, name="payees.csv", licence="CC0-1.0").id


def source_of(session: object, number: int) -> SourceFile:
    found = session.get(SourceFile, number)  # type: ignore[attr-defined]
    assert isinstance(found, SourceFile)
    return found


def test_the_copy_takes_the_originals_place_and_back(
    settings: Settings, database: Database, tmp_path: Path, original: int
) -> None:
    with database.read() as session:
        assert redacted_copy(session, source_of(session, original)) is None
        before = generations(session)
    copy = written(tmp_path, "copy", b"name,amount\n-,1\n")
    with database.write() as session:
        source = source_of(session, original)
        redact(session, settings.files, source, copy, name="payees-redacted.csv", reason=REASON, by="Ana")
    with database.read() as session:
        source = source_of(session, original)
        found = redacted_copy(session, source)
        assert found is not None
        assert (found.name, found.media_type, found.licence) == ("payees-redacted.csv", "text/csv", "CC0-1.0")
        assert source_path(settings.files, found).read_bytes() == b"name,amount\n-,1\n"
        assert source_path(settings.files, source).read_bytes() == b"name,amount\nAna,1\n"
        assert redactions(session, [original, 99])[original].reason == REASON
        assert verify_sources(session, settings.files) == []
        assert generations(session) > before, "pages that name the file are made anew"
    better = written(tmp_path, "copy", b"name,amount\nA.,1\n")
    with database.write() as session:
        source = source_of(session, original)
        redact(session, settings.files, source, better, name="second.csv", reason=REASON, by="Ben")
        note_reading(session, source, by="Ben")
        lift(session, source, reason="Everybody agreed.", by="Ana")
    with database.read() as session:
        assert redacted_copy(session, source_of(session, original)) is None
        told = session.execute(select(AuditEntry.actor, AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [(actor, action) for actor, action in told if action.startswith("original.")] == [
        ("Ana", "original.redact"),
        ("Ben", "original.redact"),
        ("Ben", "original.read"),
        ("Ana", "original.unredact"),
    ]


def test_what_is_no_redaction(settings: Settings, database: Database, tmp_path: Path, original: int) -> None:
    good, same = written(tmp_path, "good", b"name\n-\n"), written(tmp_path, "same", b"name,amount\nAna,1\n")

    def attempt(path: Path, name: str = "copy.csv", reason: str = REASON, most_bytes: int = 0) -> None:
        with database.write() as session:
            source = source_of(session, original)
            redact(session, settings.files, source, path, name=name, reason=reason, by="Ana", most_bytes=most_bytes)

    with pytest.raises(InputError, match="needs a reason"):
        attempt(good, reason="  ")
    with pytest.raises(InputError, match="the original itself"):
        attempt(same)
    with pytest.raises(UnreadableFile, match="not what its ending says"):
        attempt(good, name="copy.pdf")
    with pytest.raises(UnreadableFile, match="at most 3"):
        attempt(good, most_bytes=3)
    attempt(good)
    with database.write() as session:
        copy = redacted_copy(session, source_of(session, original))
        assert copy is not None
        with pytest.raises(InputError, match="itself a redacted copy"):
            redact(session, settings.files, copy, same, name="copy.csv", reason=REASON, by="Ana")
        with pytest.raises(InputError, match="needs a reason"):
            lift(session, source_of(session, original), reason="", by="Ana")
        with pytest.raises(InputError, match="no redacted copy"):
            lift(session, copy, reason="Why not.", by="Ana")
    with database.read() as session:
        assert len(session.scalars(select(SourceFile)).all()) == 2
