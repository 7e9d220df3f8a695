"""How a plan is made, kept by the contact point: the phases in which people take part, and the plan's documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import N_, FileStore, InputError, NotFound, check_public, store_source
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused, Sentence
from toolbox_nap_monitor.publishing import publish_plan, tell
from toolbox_nap_monitor.queries.records import Plan
from toolbox_nap_monitor.rows import PHASES

DOCUMENT_KINDS = ("plan", "report", "evidence", "minutes", "reasoned-response", "other")
"""What OGP's repository principles ask for: the plan, reports, evidence of co-creation and of implementation."""


def keep_phase(
    session: Session,
    plan: Plan,
    *,
    phase: str,
    title: str,
    opens: date | None,
    closes: date | None,
    channel: str = "",
    published: date | None = None,
    number: int | None = None,
    language: str = "en",
) -> int:
    """Add a phase, or change that with this number; returns its number. ``published``: since when its dates are public.

    Raises ``Refused`` with every fault (nothing is stored then), or ``NotFound``.
    """
    faults = []
    if phase not in PHASES:
        faults.append(("phase", Sentence(N_("Choose which phase it is."))))
    if not 3 <= len(title.strip()) <= 200:
        faults.append(("title", Sentence(N_("Give it a title of 3 to 200 characters."))))
    if opens is None:
        faults.append(("opens", Sentence(N_("Say on which day it opens."))))
    if opens and closes and closes < opens:
        faults.append(("closes", Sentence(N_("It closes before it opens."))))
    if faults:
        raise Refused(faults)
    row = _phase(session, plan, number) if number is not None else m.PhaseEvent(plan_id=plan.id, titles={})
    row.phase, row.opens, row.closes, row.channel, row.published = phase, opens, closes, channel.strip(), published
    row.titles = {**row.titles, language: title.strip()}
    session.add(row)
    session.flush()
    publish_plan(session, plan.member.code, plan.number)
    return row.id


def drop_phase(session: Session, plan: Plan, number: int) -> None:
    """Take a phase away; contributions made in it stay, without one. Raises ``NotFound``."""
    session.delete(_phase(session, plan, number))
    session.flush()
    publish_plan(session, plan.member.code, plan.number)


def _phase(session: Session, plan: Plan, number: int) -> m.PhaseEvent:
    row = session.get(m.PhaseEvent, number)
    if row is None or row.plan_id != plan.id:
        raise NotFound(f"Plan {plan.number} has no phase {number}.")
    return row


def keep_document(
    session: Session,
    plan: Plan,
    *,
    kind: str,
    title: str,
    published: date | None,
    url: str = "",
    file: tuple[Path, str, str] | None = None,
    store: FileStore | None = None,
    language: str = "",
    said_in: str = "en",
) -> int:
    """Add a document, an address or a ``file`` (path, name, media type) kept in ``store``; returns its number.

    Raises ``Refused`` with every fault; nothing is stored then.
    """
    faults: list[tuple[str, str]] = []
    if kind not in DOCUMENT_KINDS:
        faults.append(("kind", Sentence(N_("Choose what kind of document it is."))))
    if not 3 <= len(title.strip()) <= 300:
        faults.append(("title", Sentence(N_("Give it a title of 3 to 300 characters."))))
    if published is None:
        faults.append(("published", Sentence(N_("Say on which day it was published."))))
    if not url.strip() and file is None:
        faults.append(("url", Sentence(N_("Give an address or a file."))))
    if url.strip():
        try:
            check_public(url.strip())
        except InputError as error:
            faults.append(("url", str(error)))
    if faults or published is None:
        raise Refused(faults)
    row = m.Document(
        plan_id=plan.id,
        kind=kind,
        titles={said_in: title.strip()},
        language=language.strip()[:16],
        url=url.strip(),
        published=published,
    )
    if file is not None and store is not None:
        kept = store_source(session, store, file[0], name=file[1], media_type=file[2])
        row.sha256, row.file_name, row.size = kept.sha256, file[1][:255], kept.bytes
    session.add(row)
    session.flush()
    code = plan.member.code
    publish_plan(session, code, plan.number)
    tell(session, f"document:{row.id}", title.strip(), member=code, plan=plan.number)
    return row.id


def drop_document(session: Session, plan: Plan, number: int) -> None:
    """Take a document off the plan's pages. Raises ``NotFound``."""
    row = session.scalar(select(m.Document).where(m.Document.id == number, m.Document.plan_id == plan.id))
    if row is None:
        raise NotFound(f"Plan {plan.number} has no document {number}.")
    session.delete(row)
    session.flush()
    publish_plan(session, plan.member.code, plan.number)
