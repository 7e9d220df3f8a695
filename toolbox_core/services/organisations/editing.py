"""Corrections by hand: names, identifiers, kind and place in the tree of one organisation. All leave a trace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core.db.generation import DATA, bump
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.organisations.directory import (
    LONGEST_CHAIN,
    add_identifier,
    add_name,
    everyone_in,
    name_of_kind,
    rename,
    resolve,
)
from toolbox_core.services.organisations.finding import index_organisations
from toolbox_core.services.organisations.models import (
    Organisation,
    OrganisationEvent,
    OrganisationIdentifier,
    OrganisationName,
)
from toolbox_core.services.organisations.names import normalise

USES = ("alias", "former", "abbreviation", "name")
"""What a further name can be; ``name`` is an official one, usually in another language."""


def correct_name(session: Session, organisation: Organisation, name: str, *, by: str) -> None:
    """Change the name that is shown; the old one stays findable. Nothing happens when it is the same."""
    if name.strip() != organisation.name:
        rename(session, organisation, name, by=by)
        _shown(session, organisation)


def give_name(session: Session, organisation: Organisation, name: str, *, language: str, use: str, by: str) -> None:
    """Add a further name. Raises ``InputError`` for an empty one or an unknown use."""
    if not normalise(name):
        raise InputError("A name needs at least one letter or figure.")
    if use not in USES:
        raise InputError(f"{use!r} is not a use of a name.", fix=f"Choose one of {', '.join(USES)}.")
    add_name(session, organisation, name, language=language, use=use)
    _noted(session, organisation, "name-added", by, {"name": name.strip(), "language": language, "use": use})


def take_name(session: Session, organisation: Organisation, name: str, language: str, *, by: str) -> None:
    """Take a further name away; the one that is shown stays. Names of organisations merged into it count, too."""
    if name == organisation.name:
        raise InputError("This is the name that is shown.", fix="Change the name first, then take the old one away.")
    gone = (
        delete(OrganisationName)
        .where(
            OrganisationName.organisation_id.in_(everyone_in(session, organisation.id)),
            OrganisationName.name == name,
            OrganisationName.language == language,
        )
        .returning(OrganisationName.use)
    )
    uses = session.scalars(gone).all()
    if not uses:
        raise NotFound("It does not have this name.")
    _noted(session, organisation, "name-removed", by, {"name": name, "language": language, "use": uses[0]})


def give_identifier(session: Session, organisation: Organisation, scheme: str, identifier: str, *, by: str) -> None:
    """Add an identifier. Raises ``InputError`` for an empty one or one that another organisation holds."""
    if not scheme.strip() or not identifier.strip():
        raise InputError("An identifier needs a scheme and a number.", fix="For example GB-COH and 01234567.")
    add_identifier(session, organisation, scheme, identifier)
    _noted(session, organisation, "identifier-added", by, {"scheme": scheme.strip(), "identifier": identifier.strip()})


def take_identifier(session: Session, organisation: Organisation, scheme: str, identifier: str, *, by: str) -> None:
    """Take an identifier away that was wrong. Raises ``NotFound`` when the organisation does not hold it."""
    held = session.get(OrganisationIdentifier, (scheme, identifier))
    if held is None or held.organisation_id not in everyone_in(session, organisation.id):
        raise NotFound("It does not hold this identifier.")
    session.delete(held)
    _noted(session, organisation, "identifier-removed", by, {"scheme": scheme, "identifier": identifier})


def change_kind(session: Session, organisation: Organisation, kind: str, *, by: str) -> None:
    """Say what an organisation is. Raises ``InputError`` for an unknown kind."""
    before, organisation.kind = organisation.kind, name_of_kind(kind)
    if before != kind:
        _noted(session, organisation, "kind", by, {"from": before, "to": kind})


def change_parent(session: Session, organisation: Organisation, parent: Organisation | None, *, by: str) -> None:
    """Put an organisation below another one, or below none. Raises ``InputError`` when that would be a circle."""
    above = parent
    for _ in range(LONGEST_CHAIN):
        if above is None:
            break
        if above.id == organisation.id:
            raise InputError("An organisation cannot stand below itself.", fix="Look which of the two is above.")
        above = None if above.parent_id is None else resolve(session, above.parent_id)
    before, organisation.parent_id = organisation.parent_id, None if parent is None else parent.id
    if before != organisation.parent_id:
        _noted(session, organisation, "parent", by, {"from": before, "to": organisation.parent_id})


def merged_into(session: Session, organisation: Organisation) -> list[Organisation]:
    """The organisations that a person merged right into this one, for undoing."""
    query = select(Organisation).where(Organisation.merged_into == organisation.id).order_by(Organisation.id)
    return list(session.scalars(query))


def _noted(session: Session, organisation: Organisation, action: str, by: str, detail: dict[str, Any]) -> None:
    session.add(OrganisationEvent(organisation_id=organisation.id, action=action, actor=by, detail=detail))
    _shown(session, organisation)


def _shown(session: Session, organisation: Organisation) -> None:
    session.flush()
    index_organisations(session, [organisation.id])
    bump(session, DATA)
