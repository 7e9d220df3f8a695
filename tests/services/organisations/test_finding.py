"""Organisations are found by every name and identifier, at once, and under what they were merged into."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_core.services import organisations, search
from toolbox_core.services.organisations import Mention


def found(session: Session, typed: str) -> list[str]:
    return [result.plain_title for result in search.find(session, typed).results]


def test_a_new_organisation_is_found_at_once_by_any_name_and_identifier(session: Session) -> None:
    mentions = [
        Mention(reference="1", name="Harbour Authority", identifiers=(("XA-REG", "HA77"),)),
        Mention(reference="2", name="Autorité portuaire", identifiers=(("XA-REG", "HA77"),), language="fr"),
    ]
    organisations.link_organisations(session, "p", mentions)

    for typed in ("harbour", "portuaire", "ha77"):
        assert found(session, typed) == ["Harbour Authority"]


def test_merged_ones_are_found_under_what_they_became(session: Session) -> None:
    one = organisations.link_organisation(session, "p", Mention(reference="1", name="Quayside Board"))
    two = organisations.link_organisation(session, "p", Mention(reference="2", name="Harbour Authority"))

    organisations.merge(session, one.organisation_id, two.organisation_id, by="x")
    assert found(session, "quayside") == ["Harbour Authority"]
    organisations.unmerge(session, one.organisation_id, by="x")
    assert found(session, "quayside") == ["Quayside Board"]


def test_building_anew_gives_the_same_documents(session: Session) -> None:
    one = organisations.link_organisation(session, "p", Mention(reference="1", name="Quayside Board"))
    two = organisations.link_organisation(session, "p", Mention(reference="2", name="Harbour Authority"))
    organisations.merge(session, one.organisation_id, two.organisation_id, by="x")
    session.flush()

    [document] = organisations.search_documents(session, "organisations/directory")

    assert (document.title, document.text, document.address) == (
        "Harbour Authority",
        "Quayside Board",
        "/organisations/harbour-authority",
    )
