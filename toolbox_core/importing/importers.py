"""What a module says of its way in for files: the objects between ``/admin/imports`` and the module's own services.

Plain frozen dataclasses, like those of ``contracts``. A proposal is stored with its job, so it holds plain values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.config import FileStore, LimitSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportField:
    """One question to the publisher besides the columns: whose data, which year. ``label``, ``hint``: message ids.

    ``rows`` above 0 asks for several lines of text.
    """

    key: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = False
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportColumn:
    """One column as it is proposed. ``key`` names it in the answers; ``choice`` is one of the proposal's choices.

    ``evidence`` is a sentence: why this was proposed.
    """

    key: str
    name: str
    choice: str
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """One of a file's first rows: its cells as they stand there, and what they are read as."""

    number: int
    raw: Sequence[str]
    read: Sequence[str] = ()
    problems: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """One file as it was found. ``facts`` are sentences about it: encoding, delimiter, number format, with reasons."""

    name: str
    facts: Sequence[str] = ()
    columns: Sequence[ImportColumn] = ()
    rows: Sequence[ImportRow] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProposal:
    """What is proposed for uploaded files: shown to the publisher, who corrects it.

    ``choices`` maps what a column can mean to an English message id (the empty key: it is not used). ``questions`` are
    sentences with what a person should decide. ``state`` is plain JSON that ``draft`` gets back untouched.
    """

    files: Sequence[ImportFile]
    choices: Mapping[str, str]
    fields: Sequence[ImportField] = ()
    questions: Sequence[str] = ()
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAnswers:
    """What the publisher decided: ``fields`` and ``columns`` by key. ``folder`` holds the uploaded files.

    ``files`` is the site's store of originals; ``by`` who it is; ``progress`` is told the rows read.
    """

    state: Mapping[str, Any]
    fields: Mapping[str, str]
    columns: Mapping[str, str]
    folder: Path
    files: FileStore
    limits: LimitSettings
    by: str
    progress: Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """A way in for files, offered at ``/admin/imports`` to people with ``permission``.

    ``inspect(paths, limits)`` looks at uploaded files and proposes; ``draft(session, answers)`` stores what they hold
    as drafts and returns the ids of the dataset versions; both run as background jobs. ``publish(session, version,
    by, accepted)`` makes one public, without the ``accepted`` rows that could not be stored; ``discard(session,
    version)`` deletes a draft; ``differences(session, version)`` says in sentences what changes against what is public
    now. The versions are those of the plugin, also when they came in over the command line.
    ``hint`` says what files are wanted. ``label`` and ``hint`` are English message ids.
    """

    id: str
    label: str
    permission: str
    publish_permission: str
    inspect: Callable[[Sequence[Path], LimitSettings], ImportProposal]
    draft: Callable[[Session, ImportAnswers], Sequence[int]]
    publish: Callable[[Session, int, str, int], None]
    discard: Callable[[Session, int], None]
    differences: Callable[[Session, int], Sequence[str]] | None = None
    hint: str = ""
