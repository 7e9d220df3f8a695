"""People: who can be added, what a new password and a lock end, whom a provider vouches for."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.accounts import roles, sessions, users
from toolbox_core.services.accounts.models import User


def test_a_new_password_ends_every_session(session: Session, ana: User) -> None:
    token = sessions.start(session, ana)

    users.set_password(session, ana, "another harbour thirteen kettles", by="test")

    assert sessions.find(session, token) is None


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@example.org", "a b@example.org", "a@b..c", "x" * 250 + "@e.org"]
)
def test_impossible_addresses_are_refused(session: Session, email: str) -> None:
    with pytest.raises(InputError, match="@"):
        users.add_user(session, email=email, by="test")


def test_an_address_has_one_account(session: Session, ana: User) -> None:
    with pytest.raises(InputError, match="already"):
        users.add_user(session, email="ANA@example.org", by="test")
    assert users.find_user(session, "ANA@example.org") is ana
    with pytest.raises(NotFound):
        users.find_user(session, "ben@example.org")


def test_a_weak_password_is_refused(session: Session) -> None:
    with pytest.raises(InputError, match="easy to guess"):
        users.add_user(session, email="ben@example.org", password="password1234", by="test")


def test_a_provider_s_identity_signs_in_its_person_only(session: Session, ana: User) -> None:
    who = {"issuer": "https://id.example.org", "email": ana.email, "name": "Ana", "may_add": True}

    assert users.person_from_provider(session, subject="1", **who) is None  # type: ignore[arg-type]
    users.link_identity(session, ana, issuer="https://id.example.org", subject="1", by="admin")
    assert users.person_from_provider(session, subject="1", **who) is ana  # type: ignore[arg-type]
    with pytest.raises(InputError, match="already"):
        users.link_identity(session, ana, issuer="https://id.example.org", subject="1", by="admin")


def test_an_unknown_identity_is_added_only_where_the_site_says_so(session: Session) -> None:
    who = {"issuer": "https://id.example.org", "subject": "2", "email": "ben@example.org", "name": "Ben"}

    assert users.person_from_provider(session, may_add=False, **who) is None
    added = users.person_from_provider(session, may_add=True, **who)
    assert added is not None
    assert users.person_from_provider(session, may_add=False, **who) is added
    users.disable(session, added, by="admin")
    assert users.person_from_provider(session, may_add=False, **who) is None


def test_the_last_administrator_cannot_be_locked_out(session: Session, ana: User) -> None:
    roles.grant(session, ana, "administrator", by="test")

    with pytest.raises(InputError, match="last administrator"):
        users.disable(session, ana, by="test")
    ben = users.add_user(session, email="ben@example.org", by="test")
    roles.grant(session, ben, "administrator", by="test")
    users.disable(session, ana, by="test")
    with pytest.raises(InputError, match="last administrator"):
        roles.revoke(session, ben, "administrator", by="test")
