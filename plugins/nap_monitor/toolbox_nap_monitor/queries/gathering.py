"""Phases with what was contributed in each, and the documents of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import SourceFile
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.queries.records import Plan, Texts
from toolbox_nap_monitor.queries.room import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A phase of making or following a plan."""

    id: int
    phase: str
    titles: Texts
    opens: date | None
    closes: date | None
    channel: str
    published: date | None

    def is_open(self, day: date) -> bool:
        """Whether people can take part on that day."""
        return self.opens is not None and self.opens <= day and (self.closes is None or day <= self.closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of the plan's repository: an address, a kept file, or both."""

    id: int
    kind: str
    titles: Texts
    language: str
    url: str
    file_name: str
    size: int
    published: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The contributions made in one phase (``None``: in no phase), and how many of the public ones are answered."""

    phase: Phase | None
    items: Sequence[Item]

    @property
    def count(self) -> int:
        """Public contributions."""
        return sum(one.state == "public" for one in self.items)

    @property
    def answered(self) -> int:
        """Public contributions with a reasoned response."""
        return sum(one.state == "public" and bool(one.answers) for one in self.items)

    @property
    def supports(self) -> int:
        """Supports of the public contributions together."""
        return sum(one.supports for one in self.items if one.state == "public")


def phases(session: Session, plan: Plan) -> list[Phase]:
    """The plan's phases in the order of their opening."""
    e = m.PhaseEvent
    rows = session.scalars(select(e).where(e.plan_id == plan.id).order_by(e.opens, e.id))
    return [
        Phase(
            id=row.id,
            phase=row.phase,
            titles=row.titles,
            opens=row.opens,
            closes=row.closes,
            channel=row.channel,
            published=row.published,
        )
        for row in rows
    ]


def documents(session: Session, plan: Plan) -> list[Document]:
    """The plan's documents, newest first."""
    d = m.Document
    rows = session.scalars(select(d).where(d.plan_id == plan.id).order_by(d.published.desc(), d.id.desc()))
    return [
        Document(
            id=row.id,
            kind=row.kind,
            titles=row.titles,
            language=row.language,
            url=row.url,
            file_name=row.file_name if row.sha256 else "",
            size=row.size,
            published=row.published,
        )
        for row in rows
    ]


def document_file(session: Session, number: int) -> tuple[SourceFile, str]:
    """A kept document and its name. Raises ``UnknownPlan``."""
    d = m.Document
    query = select(SourceFile, d.file_name).join(d, d.sha256 == SourceFile.sha256).where(d.id == number)
    found = session.execute(query).first()
    if found is None:
        raise UnknownPlan(f"There is no document with the number {number}.")
    return found[0], found[1]


def by_phase(found: Sequence[Phase], items: Sequence[Item]) -> list[Group]:
    """Contributions under their phases, in the phases' order; those of no phase last, when there are any."""
    groups = [Group(phase=one, items=[item for item in items if item.phase == one.id]) for one in found]
    known = {one.id for one in found}
    rest = [item for item in items if item.phase not in known]
    return [*groups, Group(phase=None, items=rest)] if rest else groups
