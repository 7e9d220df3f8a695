"""Roles: nothing is allowed but what a role says, where it says so."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.accounts import ANONYMOUS, may, roles, scopes_of, users
from toolbox_core.services.accounts.models import User


def test_a_visitor_may_nothing() -> None:
    assert not may(ANONYMOUS, "budget.publish")
    assert not may(ANONYMOUS, "*")
    assert ANONYMOUS.label == ""


def test_an_administrator_may_everything_everywhere(session: Session, ana: User) -> None:
    roles.grant(session, ana, "administrator", by="test")
    actor = roles.actor_for(session, ana)

    assert may(actor, "budget.publish")
    assert may(actor, "anything.else", "port-sennen")
    assert scopes_of(actor, "budget.publish") is None


def test_a_role_for_one_organisation_reaches_no_further(session: Session, ana: User) -> None:
    roles.save_role(session, "publisher", label="Publisher", permissions=["budget.publish"], by="test")
    roles.grant(session, ana, "publisher", scope="port-sennen", by="test")
    actor = roles.actor_for(session, ana)

    assert may(actor, "budget.publish", "port-sennen")
    assert not may(actor, "budget.publish")
    assert not may(actor, "budget.publish", "aldora")
    assert not may(actor, "budget.withdraw", "port-sennen")
    assert scopes_of(actor, "budget.publish") == frozenset({"port-sennen"})
    assert scopes_of(actor, "budget.withdraw") == frozenset()


def test_a_role_taken_away_is_gone(session: Session, ana: User) -> None:
    roles.save_role(session, "publisher", label="Publisher", permissions=["budget.publish"], by="test")
    roles.grant(session, ana, "publisher", by="test")
    roles.grant(session, ana, "publisher", by="test")
    roles.revoke(session, ana, "publisher", by="test")

    assert not may(roles.actor_for(session, ana), "budget.publish")
    with pytest.raises(NotFound, match="does not have the role"):
        roles.revoke(session, ana, "publisher", by="test")


def test_the_last_administrator_stays(session: Session, ana: User) -> None:
    roles.grant(session, ana, "administrator", by="test")

    with pytest.raises(InputError, match="last administrator"):
        roles.revoke(session, ana, "administrator", by="test")
    ben = users.add_user(session, email="ben@example.org", by="test")
    roles.grant(session, ben, "administrator", by="test")
    roles.revoke(session, ana, "administrator", by="test")


def test_an_unknown_role_is_named_with_the_known_ones(session: Session, ana: User) -> None:
    with pytest.raises(NotFound, match="administrator"):
        roles.grant(session, ana, "boss", by="test")


def test_everything_can_be_taken_from_somebody_who_leaves(session: Session, ana: User) -> None:
    roles.grant(session, ana, "administrator", by="test")
    roles.end_all_grants(session, ana, by="test")

    assert roles.actor_for(session, ana).allowed == frozenset()
