"""What a module told about somebody is taken back: the organisation goes, or loses the name that nobody else gives."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.services import search
from toolbox_core.services.organisations import (
    Mention,
    Organisation,
    add_organisation,
    forget_mentions,
    link_organisation,
    organisation_card,
)
from toolbox_core.services.organisations.models import OrganisationEvent, OrganisationIdentifier, OrganisationName

JANE = Mention(reference="town/jane", name="Jane Doe", identifiers=(("XX-ID", "77"),), jurisdiction="XX")


def test_somebody_whom_nobody_else_mentions_is_gone(session: Session) -> None:
    linked = link_organisation(session, "contracts", JANE, by="test")
    assert search.find_keys(session, "jane", "organisations")[0]
    assert forget_mentions(session, "contracts", ["town/jane", "town/unknown"], by="ana") == [linked.slug]
    session.expire_all()
    assert session.scalars(select(Organisation.id)).all() == []
    assert session.scalars(select(OrganisationName.id)).all() == []
    assert session.scalars(select(OrganisationIdentifier.identifier)).all() == []
    assert search.find_keys(session, "jane", "organisations")[0] == []
    events = session.scalars(
        select(OrganisationEvent).where(OrganisationEvent.organisation_id == linked.organisation_id)
    )
    assert all("Jane" not in str(event.detail) for event in events)


def test_what_hangs_on_it_keeps_a_nameless_place(session: Session) -> None:
    linked = link_organisation(session, "contracts", JANE, by="test")
    add_organisation(session, name="Her workshop", parent=linked.organisation_id, by="test")
    forget_mentions(session, "contracts", ["town/jane"], by="ana")
    session.expire_all()
    card = organisation_card(session, f"redacted-{linked.organisation_id}")
    assert (card.name, card.names, card.identifiers) == ("(redacted)", (), ())


def test_others_keep_what_they_said(session: Session) -> None:
    link_organisation(session, "contracts", JANE, by="test")
    same = Mention(reference="b", name="Jane Doe", identifiers=JANE.identifiers)
    link_organisation(session, "budget", same, by="test")
    assert forget_mentions(session, "contracts", ["town/jane"], by="ana") == []
    assert organisation_card(session, "jane-doe").name == "Jane Doe"


def test_only_the_name_goes_where_others_use_another(session: Session) -> None:
    number = link_organisation(session, "contracts", JANE, by="test").organisation_id
    other = Mention(reference="b", name="Doe Carpentry", identifiers=JANE.identifiers)
    link_organisation(session, "budget", other, by="test")
    assert forget_mentions(session, "contracts", ["town/jane"], by="ana") == ["jane-doe"]
    session.expire_all()
    card = organisation_card(session, f"redacted-{number}")
    assert (card.name, {name for name, *_ in card.names}) == ("Doe Carpentry", {"Doe Carpentry"})
    assert search.find_keys(session, "jane", "organisations")[0] == []
