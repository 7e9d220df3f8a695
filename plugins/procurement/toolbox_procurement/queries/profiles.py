"""Profiles of buyers, suppliers, classes and regions, from the stored sums: no page scans the processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core import NotFound, OrganisationCard
from toolbox_procurement.models import FlagRow, Owner, Party, Rollup
from toolbox_procurement.privacy import REDACTED
from toolbox_procurement.queries.records import OwnedBy, Person, Profile
from toolbox_procurement.queries.redactions import redactions
from toolbox_procurement.sharing import money

KINDS: Final = ("buyer", "supplier", "class", "region")
PAGE: Final = 50


def profile(session: Session, kind: str, subject: str) -> Profile:
    """One subject. Raises ``NotFound``."""
    row = session.scalar(select(Rollup).where(Rollup.kind == kind, Rollup.subject == subject))
    if row is None:
        raise NotFound(f"There is no {kind} {subject[:80]!r} in the published contracts.")
    return _profile(row, _names(session, row))


def whole(session: Session) -> Profile | None:
    """The sums of everything: what a subject is compared with. ``None`` when nothing is published."""
    row = session.scalar(select(Rollup).where(Rollup.kind == "all"))
    return None if row is None else _profile(row, _names(session, row))


def profiles(session: Session, kind: str, *, order: str = "value", page: int = 1) -> tuple[list[Profile], int]:
    """A page of the subjects of one kind, the largest first; and how many there are."""
    total = session.scalar(select(func.count()).where(Rollup.kind == kind)) or 0
    column = Rollup.count if order == "count" else Rollup.value
    query = select(Rollup).where(Rollup.kind == kind)
    if kind == "class":
        query = query.where(Rollup.subject.not_like("%:___%"))
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(column.desc(), Rollup.subject).limit(PAGE).offset((page - 1) * PAGE)).all()
    return [_profile(row, {}) for row in rows], total


def _profile(row: Rollup, names: dict[str, str]) -> Profile:
    top = tuple(
        (Person(names.get(key, key), key), int(count), money(int(value)))
        for key, count, value in row.figures.get("top", ())
    )
    return Profile(
        kind=row.kind,
        subject=row.subject,
        name=row.name or row.subject,
        count=row.count,
        value=money(row.value) if row.valued else None,
        valued=row.valued,
        currency=row.currency,
        flagged=row.flagged,
        figures=row.figures,
        top=top,
    )


def _names(session: Session, row: Rollup) -> dict[str, str]:
    keys = [entry[0] for entry in row.figures.get("top", ())]
    query = select(Party.slug, func.min(Party.name)).where(Party.slug.in_(keys)).group_by(Party.slug)
    return dict(session.execute(query).all()) if keys else {}


def party_flags(session: Session, slug: str) -> list[tuple[str, str]]:
    """``(code, sentence)`` of the red flags that are about an organisation itself."""
    query = (
        select(FlagRow.code, FlagRow.sentence)
        .join(Party, Party.id == FlagRow.party_id)
        .where(Party.slug == slug)
        .order_by(FlagRow.code, FlagRow.id)
        .limit(50)
    )
    return [(code, sentence) for code, sentence in session.execute(query)]


def owners_of(session: Session, slug: str) -> list[OwnedBy]:
    """Who owns or controls an organisation, as far as statements about its register numbers are loaded."""
    query = (
        select(Owner)
        .join(Party, (Party.scheme == Owner.scheme) & (Party.identifier == Owner.identifier))
        .where(Party.slug == slug)
        .order_by(Owner.kind.desc(), Owner.name, Owner.statement)
        .limit(100)
    )
    hidden = {one.value for one in redactions(session) if one.path.endswith("name") and one.value}
    return [
        OwnedBy(REDACTED if one.name in hidden else one.name, one.kind, tuple(one.interests), one.since, one.file)
        for one in session.scalars(query).unique()
    ]


def contracts_of(session: Session, card: OrganisationCard, references: Sequence[str]) -> dict[str, Any] | None:
    """The panel of an organisation's page: what it buys and what it sells."""
    del card
    slugs: set[str] = set()
    for text in references[:200]:
        _, _, key = text.partition("/")
        slugs.update(session.scalars(select(Party.slug).where(Party.key == key, Party.slug != "")))
    found: list[Profile] = []
    for kind in ("buyer", "supplier"):
        rows = session.scalars(select(Rollup).where(Rollup.kind == kind, Rollup.subject.in_(sorted(slugs)))).all()
        found += [_profile(row, _names(session, row)) for row in rows]
    return {"profiles": found} if found else None
