"""Which explanation holds for a line in a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.explaining.tables import Explanation


@dataclass(frozen=True, slots=True)
class Explained:
    """A text, paragraph by paragraph, with its language, the first year that it holds for (0: every) and when it was
    written.
    """

    paragraphs: tuple[str, ...]
    language: str
    from_year: int
    written_at: datetime

    @property
    def text(self) -> str:
        """The paragraphs with an empty line between them, as they are typed."""
        return "\n\n".join(self.paragraphs)


def explained(
    session: Session, entity_id: int, uid: str, fiscal_year: int, languages: Sequence[str]
) -> Explained | None:
    """The newest text that holds for ``fiscal_year``, in the first of ``languages`` that has one, else in any."""
    found = [one for one in explanations(session, entity_id, uid) if one.from_year <= fiscal_year]
    for language in (*languages, *(one.language for one in found)):
        wanted = [one for one in found if one.language == language]
        if wanted:
            return max(wanted, key=lambda one: one.from_year)
    return None


def explanations(session: Session, entity_id: int, uid: str) -> list[Explained]:
    """All texts about a line, by language and first year."""
    query = select(Explanation).where(Explanation.entity_id == entity_id, Explanation.uid == uid)
    return [
        Explained(paragraphs_of(row.text), row.language, row.from_year, row.written_at)
        for row in session.scalars(query.order_by(Explanation.language, Explanation.from_year))
    ]


def paragraphs_of(text: str) -> tuple[str, ...]:
    """A text as paragraphs: an empty line ends one."""
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())
