"""The directory itself: addresses, names, pages of it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import organisations


def test_addresses_are_unique_and_outlive_a_new_name(session: Session) -> None:
    one = organisations.add_organisation(session, name="Port Authority")
    two = organisations.add_organisation(session, name="Port authority")
    organisations.rename(session, one, "Harbour Authority", by="ana")

    assert (one.slug, two.slug) == ("port-authority", "port-authority-2")
    assert organisations.by_slug(session, "port-authority").name == "Harbour Authority"
    assert ("Port Authority", "", "former") in organisations.card(session, one).names


@pytest.mark.parametrize("name", ["", "  ", "--"])
def test_an_organisation_needs_a_name(session: Session, name: str) -> None:
    with pytest.raises(InputError, match="needs a name"):
        organisations.add_organisation(session, name=name)


def test_an_unknown_kind_and_a_taken_identifier_are_refused(session: Session) -> None:
    with pytest.raises(InputError, match="not a kind"):
        organisations.add_organisation(session, name="X", kind="ministry")
    organisations.add_organisation(session, name="X", identifiers=[("GB-COH", "1")])
    with pytest.raises(InputError, match="belongs to 'X'"):
        organisations.add_organisation(session, name="Y", identifiers=[("GB-COH", "1")])


def test_what_is_not_there_is_not_found(session: Session) -> None:
    for call in (
        lambda: organisations.by_slug(session, "none"),
        lambda: organisations.resolve(session, 99),
        lambda: organisations.unmerge(session, 99, by="x"),
        lambda: organisations.answer_question(session, 99, "same", by="x"),
    ):
        with pytest.raises(NotFound):
            call()
