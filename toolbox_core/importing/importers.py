"""What a module says of its way in for files: the objects between ``/admin/imports`` and the module's own services.

Plain frozen dataclasses, like those of ``contracts``. A proposal is stored with its job, so it holds plain values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.config import FileStore, LimitSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportField:
    """One question to the publisher besides the columns: whose data, which year. ``label``, ``hint``: message ids.

    ``rows`` above 0 asks for several lines of text; ``choices`` (answer: message id) asks for one of a few. ``about``
    is what the question is about, such as a file's name, when it is asked more than once.
    """

    key: str
    label: str
    hint: str = ""
    value: str = ""
    required: bool = False
    rows: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


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
    """One file as it was found. ``facts`` are sentences about it: encoding, delimiter, number format, with reasons.

    ``settled``: nothing about it asks for an answer (it is as last year's was), so that the page may fold it.
    """

    name: str
    facts: Sequence[str] = ()
    columns: Sequence[ImportColumn] = ()
    rows: Sequence[ImportRow] = ()
    problem: str = ""
    settled: bool = False


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
class ImportTable:
    """Changes of one kind. ``title`` and ``columns`` are message ids; a cell is text or an exact number.

    ``rows`` may be the first of ``count``; the others stay in the module's own report. ``digits``: decimals of its
    numbers. The first ``words`` columns hold message ids.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Decimal | None]]
    count: int
    digits: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChanges:
    """What a draft changes. ``against`` names what it is compared with, and ``current`` whether that is the very thing
    which it will replace (else it stays public beside it: last year's budget)."""

    against: str
    current: bool
    tables: Sequence[ImportTable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """A way in for files, offered at ``/admin/imports`` to people with ``permission``.

    ``inspect(paths, limits)`` looks at uploaded files and proposes; ``draft(session, answers)`` stores what they hold
    as drafts and returns the ids of the dataset versions; both run as background jobs. ``publish(session, version,
    by, accepted)`` makes one public, without the ``accepted`` rows that could not be stored; ``discard(session,
    version)`` deletes a draft; ``differences(session, version)`` says what changes against what is public, ``None``
    when there is nothing to compare with. The versions are those of the plugin, also when they came in over the
    command line. ``hint`` says what files are wanted. ``label`` and ``hint`` are English message ids.

    Next year's files: ``earlier(session)`` lists versions whose answers can be used again (id, title), the likeliest
    first; ``replay(session, paths, version, files, limits)`` proposes as that version was read, with what is different
    as questions. ``address(session, version)`` is where everybody reads a published version; empty when nowhere.
    """

    id: str
    label: str
    permission: str
    publish_permission: str
    inspect: Callable[[Sequence[Path], LimitSettings], ImportProposal]
    draft: Callable[[Session, ImportAnswers], Sequence[int]]
    publish: Callable[[Session, int, str, int], None]
    discard: Callable[[Session, int], None]
    differences: Callable[[Session, int], ImportChanges | None] | None = None
    hint: str = ""
    earlier: Callable[[Session], Sequence[tuple[int, str]]] | None = None
    replay: Callable[[Session, Sequence[Path], int, FileStore, LimitSettings], ImportProposal] | None = None
    address: Callable[[Session, int], str] | None = None
