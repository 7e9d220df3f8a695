"""Reading and keeping the directory: add, rename, find, and walk from a merged organisation to the one it became."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.organisations.models import (
    KINDS,
    Organisation,
    OrganisationEvent,
    OrganisationIdentifier,
    OrganisationName,
)
from toolbox_core.services.organisations.names import core, normalise, slug

LONGEST_CHAIN = 32
LONGEST_SCHEME, LONGEST_IDENTIFIER = 32, 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An organisation as pages show it. ``ids`` are the ids of everything that was merged into it, its own first."""

    id: int
    slug: str
    kind: str
    jurisdiction: str
    name: str
    ids: tuple[int, ...]
    names: tuple[tuple[str, str, str], ...] = field(default=())
    identifiers: tuple[tuple[str, str], ...] = field(default=())
    parent: tuple[str, str] | None = None


def add_organisation(
    session: Session,
    *,
    name: str,
    kind: str = "other",
    jurisdiction: str = "",
    identifiers: Iterable[tuple[str, str]] = (),
    names: Iterable[tuple[str, str, str]] = (),
    language: str = "",
    parent: int | None = None,
    by: str = "",
) -> Organisation:
    """Add one organisation and return it.

    ``identifiers`` are ``(scheme, id)`` pairs, ``names`` further ``(name, language, use)`` triples. Raises
    ``InputError`` for an empty name, an unknown kind, or an identifier that another organisation holds already.
    """
    if not normalise(name):
        raise InputError("An organisation needs a name with at least one letter or figure.")
    organisation = Organisation(
        slug=_free_slug(session, name),
        kind=name_of_kind(kind),
        jurisdiction=jurisdiction,
        name=name.strip(),
        sorting=normalise(name),
        language=language,
        parent_id=parent,
        created_by=by,
    )
    session.add(organisation)
    session.flush()
    add_name(session, organisation, name, language=language, use="name")
    for further, its_language, use in names:
        add_name(session, organisation, further, language=its_language, use=use)
    for scheme, identifier in identifiers:
        add_identifier(session, organisation, scheme, identifier)
    return organisation


def add_name(
    session: Session, organisation: Organisation, name: str, *, language: str = "", use: str = "alias"
) -> None:
    """Add a name to an organisation; a name it has already in that language is left as it is."""
    key = normalise(name)
    known = select(OrganisationName.id).where(
        OrganisationName.organisation_id == organisation.id,
        OrganisationName.normalised == key,
        OrganisationName.language == language,
    )
    if key and session.scalar(known) is None:
        session.add(
            OrganisationName(
                organisation_id=organisation.id,
                name=name.strip(),
                language=language,
                use=use,
                jurisdiction=organisation.jurisdiction,
                normalised=key,
                core=core(name),
            )
        )
        session.flush()


def add_identifier(session: Session, organisation: Organisation, scheme: str, identifier: str) -> None:
    """Give an organisation an identifier. Raises ``InputError`` when another organisation holds it."""
    scheme, identifier = clean_identifier(scheme, identifier)
    held = session.get(OrganisationIdentifier, (scheme, identifier))
    if held is None:
        session.add(OrganisationIdentifier(scheme=scheme, identifier=identifier, organisation_id=organisation.id))
        session.flush()
    elif held.organisation_id != organisation.id:
        other = session.get_one(Organisation, held.organisation_id)
        raise InputError(
            f"{scheme} {identifier} belongs to {other.name!r} already.", fix="Merge the two if they are the same."
        )


def clean_identifier(scheme: str, identifier: str) -> tuple[str, str]:
    """An identifier without the spaces around it, its scheme in capitals (org-id.guide codes are capitals).

    Raises ``InputError`` for one that is too long to be kept.
    """
    plain, value = scheme.strip(), identifier.strip()
    if len(plain) > LONGEST_SCHEME or len(value) > LONGEST_IDENTIFIER or "\0" in plain + value:
        raise InputError(f"{plain[:40]!r} {value[:40]!r} is too long to be an identifier.")
    return (plain if plain.startswith("x_") else plain.upper()), value


def name_of_kind(kind: str) -> str:
    """The kind itself. Raises ``InputError`` when there is no such kind."""
    if kind not in KINDS:
        raise InputError(f"{kind!r} is not a kind of organisation.", fix=f"Choose one of {', '.join(KINDS)}.")
    return kind


def rename(session: Session, organisation: Organisation, name: str, *, by: str) -> None:
    """Change the name that is shown; the old one stays findable as a former name. The address does not change."""
    if not normalise(name):
        raise InputError("An organisation needs a name with at least one letter or figure.")
    old = organisation.name
    for row in session.scalars(
        select(OrganisationName).where(
            OrganisationName.organisation_id == organisation.id, OrganisationName.use == "name"
        )
    ):
        if row.name == old:
            row.use = "former"
    organisation.name, organisation.sorting = name.strip(), normalise(name)
    add_name(session, organisation, name, language=organisation.language, use="name")
    session.add(
        OrganisationEvent(organisation_id=organisation.id, action="rename", actor=by, detail={"from": old, "to": name})
    )


def resolve(session: Session, organisation_id: int) -> Organisation:
    """The organisation that ``organisation_id`` stands for today: itself, or what it was merged into."""
    organisation = session.get(Organisation, organisation_id)
    for _ in range(LONGEST_CHAIN):
        if organisation is None:
            raise NotFound("There is no such organisation.")
        if organisation.merged_into is None:
            return organisation
        organisation = session.get(Organisation, organisation.merged_into)
    raise NotFound("There is no such organisation.")


def by_slug(session: Session, address: str) -> Organisation:
    """The organisation at an address. Raises ``NotFound``; a merged one is returned as itself, for a redirect."""
    organisation = session.scalar(select(Organisation).where(Organisation.slug == address))
    if organisation is None:
        raise NotFound("There is no organisation at this address.")
    return organisation


def look_up(session: Session, words: str, *, jurisdiction: str = "") -> Organisation | None:
    """The one organisation that ``SCHEME:id``, or else a name in a jurisdiction, means; ``None`` if none or several."""
    scheme, mark, value = words.partition(":")
    if mark and len(scheme) <= LONGEST_SCHEME and len(value) <= LONGEST_IDENTIFIER:
        held = session.get(OrganisationIdentifier, clean_identifier(scheme, value))
        if held is not None:
            return resolve(session, held.organisation_id)
    named = select(OrganisationName.organisation_id).where(
        OrganisationName.normalised == normalise(words), OrganisationName.jurisdiction == jurisdiction
    )
    found = {resolve(session, one).id for one in session.scalars(named.distinct().limit(LONGEST_CHAIN))}
    return session.get(Organisation, found.pop()) if len(found) == 1 else None


def everyone_in(session: Session, organisation_id: int) -> tuple[int, ...]:
    """The ids that stand for one organisation: its own and, at any depth, those merged into it."""
    found, frontier = [organisation_id], [organisation_id]
    while frontier:
        frontier = list(session.scalars(select(Organisation.id).where(Organisation.merged_into.in_(frontier))))
        found.extend(frontier)
    return tuple(found)


def card(session: Session, organisation: Organisation) -> Card:
    """What a page needs to know of an organisation, names and identifiers of merged ones included."""
    ids = everyone_in(session, organisation.id)
    names = session.execute(
        select(OrganisationName.name, OrganisationName.language, OrganisationName.use)
        .where(OrganisationName.organisation_id.in_(ids))
        .order_by(OrganisationName.id)
    )
    identifiers = session.execute(
        select(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier)
        .where(OrganisationIdentifier.organisation_id.in_(ids))
        .order_by(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier)
    )
    parent = None if organisation.parent_id is None else resolve(session, organisation.parent_id)
    if parent is not None and parent.id == organisation.id:
        parent = None
    return Card(
        id=organisation.id,
        slug=organisation.slug,
        kind=organisation.kind,
        jurisdiction=organisation.jurisdiction,
        name=organisation.name,
        ids=ids,
        names=tuple((name, language, use) for name, language, use in names),
        identifiers=tuple((scheme, identifier) for scheme, identifier in identifiers),
        parent=None if parent is None else (parent.slug, parent.name),
    )


def organisation_card(session: Session, words: str) -> Card:
    """The card of the organisation at an address (its slug) or with ``SCHEME:id``, as it is called today.

    Raises ``NotFound`` when there is none.
    """
    found = session.scalar(select(Organisation).where(Organisation.slug == words))
    found = found if found is not None else look_up(session, words)
    if found is None:
        raise NotFound(f"There is no organisation {words[:80]!r} in the directory.", fix="See /organisations/.")
    return card(session, resolve(session, found.id))


def _free_slug(session: Session, name: str) -> str:
    wanted = slug(name)
    if session.scalar(select(Organisation.id).where(Organisation.slug == wanted)) is None:
        return wanted
    taken = set(
        session.scalars(
            select(Organisation.slug).where(Organisation.slug >= f"{wanted}-", Organisation.slug < f"{wanted}-~")
        )
    )
    number = len(taken) + 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
