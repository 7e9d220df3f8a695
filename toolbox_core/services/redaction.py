"""Originals that hold what the public may not see: a redacted copy takes their place for everybody else.

The original stays as it is, with its checksum, so that figures can still be traced and verified by those who may; each
time one of them takes it along, the audit log says so. The copy is kept like any original.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.config import FileStore
from toolbox_core.db.generation import DATA, bump
from toolbox_core.db.models import Redaction, SourceFile
from toolbox_core.exceptions import InputError
from toolbox_core.services.audit import record
from toolbox_core.services.file_types import checked_type
from toolbox_core.services.provenance import store_source

PERMISSION = "admin.originals"
"""Who has it everywhere sees originals that were redacted, and redacts."""


def redact(
    session: Session,
    files: FileStore,
    source: SourceFile,
    copy: Path,
    *,
    name: str,
    reason: str,
    by: str,
    most_bytes: int = 0,
) -> Redaction:
    """Keep ``copy`` and offer it instead of ``source`` from now on; an earlier copy is replaced.

    ``reason`` is one public sentence. Raises ``InputError`` without one, and for a copy that is the original itself or
    a redacted copy's own; ``UnreadableFile`` for one of the wrong type or size (see ``checked_type``).
    """
    reason = reason.strip()
    if not reason:
        raise InputError("A redaction needs a reason.", fix="Say in one sentence what was taken out and why.")
    if session.scalar(select(Redaction).where(Redaction.copy_id == source.id).limit(1)) is not None:
        raise InputError(f"{source.name} is itself a redacted copy.", fix="Redact the original again.")
    kept = store_source(
        session,
        files,
        copy,
        name=name,
        media_type=checked_type(copy, name, most_bytes=most_bytes),
        licence=source.licence,
    )
    if kept.id == source.id or session.get(Redaction, kept.id) is not None:
        raise InputError("The copy is the original itself: nothing was taken out.", fix="Choose the redacted file.")
    found = session.get(Redaction, source.id)
    if found is None:
        found = Redaction(source_id=source.id, copy_id=kept.id, reason=reason, made_by=by)
        session.add(found)
    else:
        found.copy_id, found.reason, found.made_by = kept.id, reason, by
    _note(session, "original.redact", source, by, {"copy": kept.sha256, "reason": reason})
    session.flush()
    session.refresh(found)
    return found


def lift(session: Session, source: SourceFile, *, reason: str, by: str) -> None:
    """Offer the original itself again. Raises ``InputError`` without a reason, or when it has no redacted copy."""
    if not reason.strip():
        raise InputError("This needs a reason.", fix="Say in one sentence why the original may be public.")
    found = session.get(Redaction, source.id)
    if found is None:
        raise InputError(f"{source.name} has no redacted copy.")
    session.delete(found)
    _note(session, "original.unredact", source, by, {"reason": reason.strip()})
    session.flush()


def redactions(session: Session, sources: Iterable[int]) -> dict[int, Redaction]:
    """The redactions among some originals, by the original's id."""
    query = select(Redaction).where(Redaction.source_id.in_(list(sources)))
    return {one.source_id: one for one in session.scalars(query)}


def redacted_copy(session: Session, source: SourceFile) -> SourceFile | None:
    """What the public gets instead of an original; ``None`` when it gets the original itself."""
    found = session.get(Redaction, source.id)
    return None if found is None else found.copy


def note_reading(session: Session, source: SourceFile, *, by: str) -> None:
    """Write into the audit log that somebody took a redacted original along."""
    target = f"original:{source.sha256[:12]}"
    record(session, actor=by, action="original.read", target=target, detail={"name": source.name})


def _note(session: Session, action: str, source: SourceFile, by: str, detail: dict[str, str]) -> None:
    bump(session, DATA)  # pages that name the file are made anew
    about = {"name": source.name, **detail}
    record(session, actor=by, action=action, target=f"original:{source.sha256[:12]}", detail=about)
