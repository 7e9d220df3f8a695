"""Which file a visitor gets when a page offers an original: itself, or the redacted copy that took its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolbox_core.services.accounts.actors import may
from toolbox_core.services.provenance import source_path
from toolbox_core.services.redaction import PERMISSION, note_reading, redacted_copy
from toolbox_core.web.host import host_of
from toolbox_core.web.responses import read, write
from toolbox_core.web.sessions import actor_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_core.db.models import SourceFile


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """What this visitor gets: the kept file, where it lies, whether it stands for a redacted original, and whether it
    is one that the public does not get (``private``: no cache may keep it)."""

    source: SourceFile
    path: Path
    redacted: bool = False
    private: bool = False


async def offer_original(request: Request, source: SourceFile) -> OfferedFile:
    """The file behind an original that may be shown to this visitor; who gets a redacted original is written down.

    Raises ``NotFound`` when the file is gone, ``ToolboxError`` when its store does not answer.
    """
    host, actor = host_of(request), actor_of(request)
    sees_all = may(actor, PERMISSION)

    def find(session: Session) -> OfferedFile:
        copy = redacted_copy(session, source)
        given = source if copy is None or sees_all else copy
        path = source_path(host.settings.files, given)  # may fetch it first
        return OfferedFile(given, path, redacted=given is not source, private=copy is not None and given is source)

    offered = await read(request, find)
    if offered.private:
        await write(request, lambda session: note_reading(session, source, by=actor.label))
    return offered
