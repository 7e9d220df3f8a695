"""Write, change and take back the administration's own words about a line; each act is in the audit log."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal import queries
from toolbox_budget_portal.explaining.queries import paragraphs_of
from toolbox_budget_portal.explaining.tables import Explanation
from toolbox_budget_portal.following import tell_of_words
from toolbox_budget_portal.queries.naming import line_name
from toolbox_core import InputError, NotFound, record_act, renew_pages, utcnow

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
LONGEST = 4_000
"""Letters of an explanation: as much as somebody reads on a telephone."""


def number_of(line: str) -> tuple[int, int, int]:
    """Year, version and number of ``<year>/<version>-<number>``. Raises ``NotFound`` for anything else."""
    fiscal_year, _, address = line.partition("/")
    version, _, number = address.partition("-")
    parts = (fiscal_year, version, number)
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise NotFound(f"{line[:40]!r} is no line.", fix="Write its year, version and number, as in 2025/2-1460.")
    return int(fiscal_year), int(version), int(number)


def explain(session: Session, slug: str, line: str, *, text: str, language: str, from_year: int = 0, by: str) -> str:
    """Say in the administration's words what a line is, and return the line's ``uid``. An empty text takes it back.

    ``line`` is ``<year>/<version>-<number>``, the end of the line's address. ``from_year`` is the first fiscal year
    that the text holds for (0: all). Raises ``NotFound`` for a line that is not there, ``InputError`` for a text that
    is too long.
    """
    found = queries.line(session, slug, *number_of(line))
    kept = "\n\n".join(paragraphs_of(text.replace("\x00", "")))
    if not _LANGUAGE.fullmatch(language):
        raise InputError(f"{language[:20]!r} is no language.", fix="Write its code, such as en, fr or pt-BR.")
    if len(kept) > LONGEST:
        raise InputError(f"The text has {len(kept):,} letters.", fix=f"Say it in {LONGEST:,} letters or fewer.")
    owner = queries.entity(session, slug)
    row = session.scalar(
        select(Explanation).where(
            Explanation.entity_id == owner.id,
            Explanation.uid == found.row.uid,
            Explanation.language == language,
            Explanation.from_year == from_year,
        )
    )
    if kept and row is None:
        row = Explanation(entity_id=owner.id, uid=found.row.uid, language=language, from_year=from_year)
        session.add(row)
    if row is not None:
        if kept:
            row.text, row.written_by, row.written_at = kept, by, utcnow()
        else:
            session.delete(row)
    record_act(
        session,
        actor=by,
        action="budget_portal.explain" if kept else "budget_portal.explain-clear",
        target=f"{slug}/{found.row.uid}",
        detail={"line": line, "language": language, "from_year": from_year, "text": kept},
    )
    renew_pages(session)  # the page of the line is kept, also by browsers
    session.flush()
    if kept and row is not None:
        tell_of_words(
            session,
            slug,
            found.row.uid,
            name=line_name(found.row),
            text=kept,
            key=f"{row.id}:{row.written_at.isoformat()}",
        )
    return found.row.uid
