"""People and the sign-in: what gets in, what does not, and what the audit log keeps of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.models import AuditEntry
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.accounts import sessions, totp, users
from toolbox_core.services.accounts.models import User

GOOD = "violet harbour twelve kettles"
HERE = "192.0.2.7"


def actions(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_the_right_password_gets_in(session: Session, ana: User) -> None:
    signed = users.check_password(session, " ANA@example.org", GOOD, address=HERE)

    assert (signed.outcome, signed.user) == ("in", ana)


def test_a_confirmed_second_factor_is_asked_for(session: Session, ana: User) -> None:
    totp.new_secret(session, ana)
    ana.totp_confirmed = True

    assert users.check_password(session, ana.email, GOOD, address=HERE).outcome == "second-factor"


def test_wrong_unknown_and_disabled_are_refused_alike(session: Session, ana: User) -> None:
    wrong = users.check_password(session, ana.email, "wrong", address=HERE)
    unknown = users.check_password(session, "nobody@example.org", GOOD, address=HERE)
    users.disable(session, ana, by="test")
    disabled = users.check_password(session, ana.email, GOOD, address=HERE)

    assert wrong == unknown == disabled == users.SignIn("refused")
    assert actions(session).count("sign-in.refused") == 3


def test_somebody_without_a_password_cannot_use_an_empty_one(session: Session) -> None:
    users.add_user(session, email="eve@example.org", by="test")

    assert users.check_password(session, "eve@example.org", "", address=HERE).outcome == "refused"


def test_too_many_failures_mean_wait_even_with_the_right_password(session: Session, ana: User) -> None:
    for _ in range(10):
        users.check_password(session, ana.email, "wrong", address=HERE)

    assert users.check_password(session, ana.email, GOOD, address=HERE).outcome == "wait"
    users.enable(session, ana, by="test")
    assert users.check_password(session, ana.email, GOOD, address=HERE).outcome == "in"


def test_one_address_trying_many_people_must_wait(session: Session, ana: User) -> None:
    for number in range(50):
        users.check_password(session, f"p{number}@example.org", "wrong", address=HERE)

    assert users.check_password(session, ana.email, GOOD, address=HERE).outcome == "wait"
    assert users.check_password(session, ana.email, GOOD, address="192.0.2.8").outcome == "in"


def test_no_password_is_ever_in_the_audit_log(session: Session, ana: User) -> None:
    users.check_password(session, ana.email, "canary-secret", address=HERE)
    users.set_password(session, ana, "another harbour thirteen kettles", by="test")

    session.flush()
    written = " ".join(str(entry.detail) + entry.target for entry in session.scalars(select(AuditEntry)))
    assert "canary" not in written
    assert "kettles" not in written


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
