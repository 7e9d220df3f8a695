"""Modules link their rows to the directory: by identifier, then by name within a jurisdiction, else a person is asked.

Nothing is guessed. A name that fits one organisation exactly is taken, unless identifiers contradict it; everything
less certain adds the organisation as a new one and puts a question in the queue, so that nothing is lost meanwhile
and a wrong guess never has to be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError
from toolbox_core.services.organisations.directory import add_identifier, add_name, add_organisation, clean_identifier
from toolbox_core.services.organisations.directory import resolve as resolve_organisation
from toolbox_core.services.organisations.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationLink,
    OrganisationName,
    OrganisationQuestion,
)
from toolbox_core.services.organisations.names import core, normalise

Certainty = Literal["identifier", "name", "new", "question", "person"]
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An organisation as a module's data mentions it. ``reference`` is the module's own key for it."""

    reference: str
    name: str
    identifiers: tuple[tuple[str, str], ...] = ()
    jurisdiction: str = ""
    kind: str = "other"
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Where a mention leads. ``questions`` counts the pairs a person is asked about because of it."""

    organisation_id: int
    certainty: Certainty
    questions: int = 0


def link_organisation(session: Session, plugin: str, mention: Mention, *, by: str = "") -> Linked:
    """Link one mention and remember the link under ``(plugin, mention.reference)``.

    The same reference again gives the same organisation, with names and identifiers it did not have yet added. Raises
    ``InputError`` when the mention has neither a name nor an identifier.
    """
    identifiers = tuple(clean_identifier(scheme, value) for scheme, value in mention.identifiers if value.strip())
    if not normalise(mention.name) and not identifiers:
        raise InputError(f"{mention.reference!r} mentions an organisation without a name or an identifier.")
    known = session.get(OrganisationLink, (plugin, mention.reference))
    if known is not None and (known.certainty == "person" or known.name == mention.name):
        organisation = resolve_organisation(session, known.organisation_id)
        _enrich(session, organisation, mention, identifiers)
        return Linked(organisation_id=organisation.id, certainty=_certainty(known.certainty))
    linked = _match(session, mention, identifiers, by)
    if known is None:
        known = OrganisationLink(plugin=plugin, reference=mention.reference)
        session.add(known)
    known.organisation_id = linked.organisation_id
    known.certainty = linked.certainty
    known.name = mention.name
    session.flush()
    return linked


def link_organisations(
    session: Session, plugin: str, mentions: Iterable[Mention], *, by: str = ""
) -> dict[str, Linked]:
    """Link many mentions; the answer has one entry per reference. Equal mentions are looked up once."""
    answers: dict[str, Linked] = {}
    for mention in mentions:
        if mention.reference not in answers:
            answers[mention.reference] = link_organisation(session, plugin, mention, by=by)
    return answers


def linked_references(session: Session, plugin: str, ids: Sequence[int]) -> list[str]:
    """The references of one plugin that lead to any of ``ids`` (an organisation's own id and those merged into it)."""
    return list(
        session.scalars(
            select(OrganisationLink.reference)
            .where(OrganisationLink.plugin == plugin, OrganisationLink.organisation_id.in_(ids))
            .order_by(OrganisationLink.reference)
        )
    )


def organisation_of(session: Session, plugin: str, reference: str) -> Organisation | None:
    """The organisation that a module's reference leads to today, or ``None`` when it was never linked."""
    link = session.get(OrganisationLink, (plugin, reference))
    return None if link is None else resolve_organisation(session, link.organisation_id)


def _certainty(text: str) -> Certainty:
    match text:
        case "identifier" | "name" | "question" | "person":
            return text
        case _:
            return "new"


def _match(session: Session, mention: Mention, identifiers: tuple[tuple[str, str], ...], by: str) -> Linked:
    holders = _holders(session, identifiers)
    if holders:
        organisation = holders[0]
        asked = sum(_ask(session, organisation.id, other.id, "identifiers disagree") for other in holders[1:])
        _enrich(session, organisation, mention, identifiers if len(holders) == 1 else ())
        return Linked(organisation_id=organisation.id, certainty="identifier", questions=asked)
    exact = _named(session, OrganisationName.normalised, normalise(mention.name), mention.jurisdiction)
    free = [candidate for candidate in exact if not _contradicts(session, candidate, identifiers)]
    if len(free) == 1 and (mention.jurisdiction or len(exact) == 1):
        _enrich(session, free[0], mention, identifiers)
        return Linked(organisation_id=free[0].id, certainty="name")
    alike = free or [
        candidate
        for candidate in _named(session, OrganisationName.core, core(mention.name), mention.jurisdiction)
        if not _contradicts(session, candidate, identifiers)
    ]
    organisation = add_organisation(
        session,
        name=mention.name or f"{identifiers[0][0]} {identifiers[0][1]}",
        kind=mention.kind,
        jurisdiction=mention.jurisdiction,
        identifiers=identifiers,
        language=mention.language,
        by=by,
    )
    reason = "same name" if free else "similar name"
    asked = sum(_ask(session, organisation.id, candidate.id, reason) for candidate in alike)
    return Linked(organisation_id=organisation.id, certainty="question" if asked else "new", questions=asked)


def _holders(session: Session, identifiers: tuple[tuple[str, str], ...]) -> list[Organisation]:
    """The organisations that hold any of the identifiers, merged ones followed, in the order of the identifiers."""
    found: dict[int, Organisation] = {}
    for key in identifiers:
        row = session.get(OrganisationIdentifier, key)
        if row is not None:
            organisation = resolve_organisation(session, row.organisation_id)
            found.setdefault(organisation.id, organisation)
    return list(found.values())


def _named(session: Session, column: object, key: str, jurisdiction: str) -> list[Organisation]:
    """Organisations with that name key in that jurisdiction, at most one more than a person would be asked about."""
    if not key:
        return []
    which = OrganisationName.normalised if column is OrganisationName.normalised else OrganisationName.core
    ids = session.scalars(
        select(OrganisationName.organisation_id)
        .where(which == key, OrganisationName.jurisdiction == jurisdiction)
        .distinct()
        .limit(MOST_CANDIDATES)
    )
    found = {organisation.id: organisation for organisation in (resolve_organisation(session, one) for one in ids)}
    return list(found.values())


def _contradicts(session: Session, candidate: Organisation, identifiers: tuple[tuple[str, str], ...]) -> bool:
    """Whether the candidate holds another identifier in a scheme that the mention names: then it is another body."""
    schemes = [scheme for scheme, _ in identifiers]
    if not schemes:
        return False
    held = session.execute(
        select(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier).where(
            OrganisationIdentifier.organisation_id == candidate.id, OrganisationIdentifier.scheme.in_(schemes)
        )
    ).all()
    return any((scheme, value) not in identifiers for scheme, value in held)


def _enrich(
    session: Session, organisation: Organisation, mention: Mention, identifiers: tuple[tuple[str, str], ...]
) -> None:
    if mention.name:
        add_name(session, organisation, mention.name, language=mention.language)
    for scheme, value in identifiers:
        if session.get(OrganisationIdentifier, (scheme, value)) is None:
            add_identifier(session, organisation, scheme, value)


def _ask(session: Session, subject: int, candidate: int, reason: str) -> int:
    """Put a pair in the queue once; 1 when it is new there, 0 when it was asked before or is one and the same."""
    if subject == candidate:
        return 0
    pair = (max(subject, candidate), min(subject, candidate))
    asked = select(OrganisationQuestion.id).where(
        OrganisationQuestion.subject_id == pair[0], OrganisationQuestion.candidate_id == pair[1]
    )
    if session.scalar(asked) is not None:
        return 0
    session.add(OrganisationQuestion(subject_id=pair[0], candidate_id=pair[1], reason=reason))
    session.flush()
    return 1
