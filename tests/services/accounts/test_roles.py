"""Roles: nothing is allowed but what a role says, where it says so."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from toolbox_core.contracts import Permission
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


def test_a_role_that_plugins_name_follows_them(session: Session, ana: User) -> None:
    permissions = [
        Permission(id="budget.import", label="Load", default_roles=("editor", "publisher")),
        Permission(id="budget.publish", label="Publish", default_roles=("publisher",)),
    ]
    today = roles.default_roles(permissions)
    assert today == {"editor": {"budget.import"}, "publisher": {"budget.import", "budget.publish"}}
    roles.grant(session, ana, "editor", by="test", defaults=today)

    assert may(roles.actor_for(session, ana, defaults=today), "budget.import")
    assert not may(roles.actor_for(session, ana, defaults=today), "budget.publish")
    tomorrow = {"editor": frozenset({"budget.import", "budget.check"})}
    assert may(roles.actor_for(session, ana, defaults=tomorrow), "budget.check")
    assert roles.actor_for(session, ana).allowed == frozenset()


def test_a_role_that_the_site_composed_is_what_it_says(session: Session, ana: User) -> None:
    roles.save_role(session, "editor", label="Editor", permissions=["budget.see"], by="test")
    roles.grant(session, ana, "editor", by="test", defaults={"editor": frozenset({"budget.import"})})

    actor = roles.actor_for(session, ana, defaults={"editor": frozenset({"budget.import"})})
    assert actor.allowed == {("budget.see", "")}


def test_an_unknown_role_is_named_with_those_there_are(session: Session, ana: User) -> None:
    with pytest.raises(NotFound, match="administrator, editor"):
        roles.grant(session, ana, "emperor", by="test", defaults={"editor": frozenset()})
