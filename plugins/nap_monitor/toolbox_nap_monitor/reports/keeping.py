"""Versions of a self-assessment's texts: written as drafts, published with the files made of them, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import N_, FileStore, InputError, NotFound, SourceFile, store_source, utcnow
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused, Sentence
from toolbox_nap_monitor.publishing import publish_plan, tell
from toolbox_nap_monitor.queries.records import Plan
from toolbox_nap_monitor.reports.content import KINDS, WRITTEN

DRAFT, PUBLISHED = "draft", "published"
FORMS = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""The forms of a report and their media types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version: its texts by section, who wrote it and when, and the files made of it when it was published."""

    id: int
    kind: str
    language: str
    version: int
    texts: Mapping[str, str]
    state: str
    as_of: date | None
    files: Mapping[str, str]
    author: str
    created: datetime
    published: datetime | None


def versions(
    session: Session, plan: Plan, *, kind: str = "", language: str = "", public: bool = False
) -> list[Version]:
    """The versions of a plan's reports, newest first; ``public`` leaves only the published ones."""
    s = m.SelfAssessment
    query = select(s).where(s.plan_id == plan.id)
    if kind:
        query = query.where(s.kind == kind)
    if language:
        query = query.where(s.language == language)
    if public:
        query = query.where(s.state == PUBLISHED)
    return [_record(row) for row in session.scalars(query.order_by(s.id.desc()))]


def save_texts(
    session: Session,
    plan: Plan,
    kind: str,
    language: str,
    texts: Mapping[str, str],
    *,
    begun_from: int,
    author: str,
    by: str,
) -> Version:
    """Keep texts as the next version and return it; the same words as the newest version make none.

    ``begun_from`` is the newest version (0: none) when the writer began. Raises ``Refused`` when somebody else has
    written one since, or a section is none of the report's: nothing is stored then.
    """
    numbers = set(session.scalars(select(m.Commitment.number).where(m.Commitment.plan_id == plan.id)))
    known = {*WRITTEN, *(f"commitment:{number}" for number in numbers)}
    if kind not in KINDS or set(texts) - known:
        raise Refused([("letter", Sentence(N_("The report has no such section.")))])
    kept = {name: text.strip() for name, text in texts.items() if text.strip()}
    there = versions(session, plan, kind=kind, language=language)
    newest = there[0] if there else None
    if newest is not None and dict(newest.texts) == kept:
        return newest
    number = newest.version if newest else 0
    if number != begun_from:
        raise Refused(
            [
                (
                    "letter",
                    Sentence(
                        N_("%(author)s wrote version %(version)s meanwhile. Copy your words into it."),
                        author=newest.author if newest else "",
                        version=number,
                    ),
                )
            ]
        )
    row = m.SelfAssessment(
        plan_id=plan.id,
        kind=kind,
        language=language,
        version=number + 1,
        texts=kept,
        author=author,
        created_by=by,
    )
    session.add(row)
    session.flush()
    return _record(row)


def publish_version(
    session: Session, plan: Plan, number: int, made: Mapping[str, Path], store: FileStore, *, as_of: date, by: str
) -> None:
    """Publish the version with this id and the files made of it (form to path), counted as of a day.

    Raises ``NotFound``, or ``InputError`` when it is public already.
    """
    row = session.get(m.SelfAssessment, number)
    if row is None or row.plan_id != plan.id:
        raise NotFound(f"Plan {plan.number} has no report {number}.")
    if row.state == PUBLISHED:
        raise InputError(f"Version {row.version} is public already.")
    row.files = {
        form: store_source(session, store, path, name=path.name, media_type=FORMS[form]).sha256
        for form, path in made.items()
    }
    row.state, row.as_of, row.published_by, row.published_at = PUBLISHED, as_of, by, utcnow()
    session.flush()
    code = plan.member.code
    publish_plan(session, code, plan.number)
    tell(session, f"self-assessment:{row.id}", KINDS[row.kind], member=code, plan=plan.number)


def published_file(session: Session, plan: Plan, number: int, form: str) -> tuple[Version, SourceFile]:
    """A published version and the kept file of it in a form. Raises ``NotFound``."""
    row = session.get(m.SelfAssessment, number)
    kept = None
    if row is not None and row.plan_id == plan.id and row.state == PUBLISHED and form in row.files:
        kept = session.scalar(select(SourceFile).where(SourceFile.sha256 == row.files[form]))
    if row is None or kept is None:
        raise NotFound(f"Plan {plan.number} has no public report {number} as {form[:8]}.")
    return _record(row), kept


def _record(row: m.SelfAssessment) -> Version:
    return Version(
        id=row.id,
        kind=row.kind,
        language=row.language,
        version=row.version,
        texts=row.texts,
        state=row.state,
        as_of=row.as_of,
        files=row.files,
        author=row.author,
        created=row.created_at,
        published=row.published_at,
    )
