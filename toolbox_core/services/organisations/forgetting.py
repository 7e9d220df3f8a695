"""Taking back what a module told the directory about somebody: for names that must no longer be shown.

The opposite of linking. An organisation that nobody else mentions goes; one that others mention loses the names that
only the forgotten mentions gave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from toolbox_core.db.generation import DATA, bump
from toolbox_core.services.organisations.finding import index_organisations
from toolbox_core.services.organisations.models import (
    Organisation,
    OrganisationEvent,
    OrganisationIdentifier,
    OrganisationLink,
    OrganisationName,
    OrganisationQuestion,
)
from toolbox_core.services.organisations.names import normalise

NAMELESS = "(redacted)"


def forget_mentions(session: Session, plugin: str, references: Iterable[str], *, by: str) -> list[str]:
    """Forget these references of one plugin, and what the directory knows through them alone.

    Returns the slugs of organisations that are gone or became nameless. References that were never linked are passed
    over. The trace that is left says who did it, not what the name was.
    """
    gone: list[str] = []
    touched: set[int] = set()
    for reference in references:
        link = session.get(OrganisationLink, (plugin, reference))
        if link is None:
            continue
        number, name = link.organisation_id, link.name
        session.delete(link)
        session.flush()
        touched.add(number)
        organisation = session.get_one(Organisation, number)
        others = set(session.scalars(select(OrganisationLink.name).where(OrganisationLink.organisation_id == number)))
        slug = organisation.slug
        if not others:
            _forget(session, organisation)
            gone.append(slug)
        elif name not in others and _take_name(session, organisation, name, sorted(others - {""})):
            gone.append(slug)
        session.add(OrganisationEvent(organisation_id=number, action="forgotten", actor=by, detail={"plugin": plugin}))
    session.flush()
    index_organisations(session, touched)
    bump(session, DATA)
    return gone


def _forget(session: Session, organisation: Organisation) -> None:
    """Delete an organisation, or leave a nameless one where others hang on it."""
    number, name = organisation.id, organisation.name
    for model in (OrganisationName, OrganisationIdentifier):
        session.execute(delete(model).where(model.organisation_id == number))
    asked = or_(OrganisationQuestion.subject_id == number, OrganisationQuestion.candidate_id == number)
    session.execute(delete(OrganisationQuestion).where(asked))
    for event in session.scalars(select(OrganisationEvent).where(OrganisationEvent.organisation_id == number)):
        event.detail = _without(event.detail, name)
    hanging = or_(Organisation.parent_id == number, Organisation.merged_into == number)
    if session.scalar(select(exists().where(hanging))):
        organisation.name, organisation.sorting = NAMELESS, normalise(NAMELESS)
        organisation.slug = f"redacted-{number}"
    else:
        session.delete(organisation)
    session.flush()


def _take_name(session: Session, organisation: Organisation, name: str, others: list[str]) -> bool:
    """Take a name away; ``True`` when its address, which was made of the name, had to change."""
    session.execute(
        delete(OrganisationName).where(
            OrganisationName.organisation_id == organisation.id, OrganisationName.name == name
        )
    )
    for event in session.scalars(select(OrganisationEvent).where(OrganisationEvent.organisation_id == organisation.id)):
        event.detail = _without(event.detail, name)
    if organisation.name != name:
        return False
    organisation.name = others[0] if others else NAMELESS
    organisation.sorting = normalise(organisation.name)
    organisation.slug = f"redacted-{organisation.id}"
    session.flush()
    return True


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(below, name) for key, below in value.items()}
    if isinstance(value, list):
        return [_without(below, name) for below in value]
    return NAMELESS if value == name else value
