"""What the directory's pages are made from, each read on one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from toolbox_core.services import organisations
from toolbox_core.services.organisations import Card, Entry, Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from sqlalchemy.orm import Session

MOST_CHILDREN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """One page of the list, how long it is (``more``: longer), and the jurisdictions there are."""

    listing: Listing
    count: int
    more: bool
    jurisdictions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that was done to an organisation. ``other`` is slug and name of the other one, if there is one."""

    at: datetime
    action: str
    other: tuple[str, str] | None = None
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One organisation with what stands around it. ``moved`` is the address of what it was merged into."""

    card: Card
    children: tuple[Entry, ...] = ()
    more_children: bool = False
    history: tuple[Happening, ...] = ()
    moved: str = ""


def directory(session: Session, starts_with: str, filters: Mapping[str, str], after: str) -> Directory:
    """A page of the list."""
    kind, jurisdiction = filters.get("kind", ""), filters.get("jurisdiction", "")
    listing = organisations.browse(session, starts_with=starts_with, kind=kind, jurisdiction=jurisdiction, after=after)
    number, more = organisations.count(session, starts_with=starts_with, kind=kind, jurisdiction=jurisdiction)
    return Directory(
        listing=listing, count=number, more=more, jurisdictions=tuple(organisations.jurisdictions(session))
    )


def view(session: Session, slug: str) -> View:
    """The organisation at an address. Raises ``NotFound``."""
    found = organisations.by_slug(session, slug)
    today = organisations.resolve(session, found.id)
    card = organisations.card(session, today)
    if today.id != found.id:
        return View(card=card, moved=today.slug)
    children = organisations.children(session, card.ids, limit=MOST_CHILDREN + 1)
    return View(
        card=card,
        children=children[:MOST_CHILDREN],
        more_children=len(children) > MOST_CHILDREN,
        history=_history(session, card.ids),
    )


def _history(session: Session, ids: Sequence[int]) -> tuple[Happening, ...]:
    found = []
    for event in organisations.history(session, ids):
        other = event.detail.get("other")
        if other == ids[0] and event.organisation_id != ids[0]:
            continue  # the other side of what is told of this organisation itself
        found.append(
            Happening(
                at=event.at,
                action=event.action,
                other=_named(session, other) if isinstance(other, int) else None,
                before=str(event.detail.get("from", "")),
            )
        )
    return tuple(found)


def _named(session: Session, organisation_id: int) -> tuple[str, str] | None:
    found = session.get(organisations.Organisation, organisation_id)
    return None if found is None else (found.slug, found.name)


def panel(
    session: Session,
    plugin: str,
    answer: Callable[[Session, Card, Sequence[str]], dict[str, Any] | None],
    card: Card,
) -> dict[str, Any] | None:
    """What one module says about an organisation, asked with its own references to it."""
    return answer(session, card, organisations.linked_references(session, plugin, card.ids))
