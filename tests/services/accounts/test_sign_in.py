"""The sign-in: what gets in, what does not, and what the audit log keeps of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.models import AuditEntry
from toolbox_core.services.accounts import sign_in, totp, users
from toolbox_core.services.accounts.models import User
from toolbox_core.services.accounts.passwords import password_fits

GOOD = "violet harbour twelve kettles"
HERE = "192.0.2.7"


def tried(session: Session, email: str, password: str, *, address: str) -> sign_in.SignIn:
    """The three steps, one after the other."""
    attempt = sign_in.begin(session, email, address=address)
    if attempt is None:
        return sign_in.SignIn("wait")
    return sign_in.finish(session, attempt, fits=password_fits(attempt.stored, password))


def actions(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_the_right_password_gets_in(session: Session, ana: User) -> None:
    signed = tried(session, " ANA@example.org", GOOD, address=HERE)

    assert (signed.outcome, signed.user) == ("in", ana)


def test_a_confirmed_second_factor_is_asked_for(session: Session, ana: User) -> None:
    totp.new_secret(session, ana)
    ana.totp_confirmed = True

    assert tried(session, ana.email, GOOD, address=HERE).outcome == "second-factor"


def test_wrong_unknown_and_disabled_are_refused_alike(session: Session, ana: User) -> None:
    wrong = tried(session, ana.email, "wrong", address=HERE)
    unknown = tried(session, "nobody@example.org", GOOD, address=HERE)
    users.disable(session, ana, by="test")
    disabled = tried(session, ana.email, GOOD, address=HERE)

    assert wrong == unknown == disabled == sign_in.SignIn("refused")
    assert actions(session).count("sign-in.refused") == 3


def test_somebody_without_a_password_cannot_use_an_empty_one(session: Session) -> None:
    users.add_user(session, email="eve@example.org", by="test")

    assert tried(session, "eve@example.org", "", address=HERE).outcome == "refused"


def test_too_many_failures_mean_wait_even_with_the_right_password(session: Session, ana: User) -> None:
    for _ in range(10):
        tried(session, ana.email, "wrong", address=HERE)

    assert tried(session, ana.email, GOOD, address=HERE).outcome == "wait"
    users.enable(session, ana, by="test")
    assert tried(session, ana.email, GOOD, address=HERE).outcome == "in"


def test_one_address_trying_many_people_must_wait(session: Session, ana: User) -> None:
    for number in range(50):
        tried(session, f"p{number}@example.org", "wrong", address=HERE)

    assert tried(session, ana.email, GOOD, address=HERE).outcome == "wait"
    assert tried(session, ana.email, GOOD, address="192.0.2.8").outcome == "in"


def test_no_password_is_ever_in_the_audit_log(session: Session, ana: User) -> None:
    tried(session, ana.email, "canary-secret", address=HERE)
    users.set_password(session, ana, "another harbour thirteen kettles", by="test")

    session.flush()
    written = " ".join(str(entry.detail) + entry.target for entry in session.scalars(select(AuditEntry)))
    assert "canary" not in written
    assert "kettles" not in written


def test_a_flood_of_tries_is_one_line_in_the_audit_log(session: Session, ana: User) -> None:
    for _ in range(30):
        tried(session, ana.email, "wrong", address=HERE)

    assert actions(session).count("sign-in.wait") == 1
    assert actions(session).count("sign-in.refused") == 10


def test_good_tries_are_given_back(session: Session, ana: User) -> None:
    for _ in range(60):
        sign_in.finish(session, begun(session, ana), fits=True)

    assert tried(session, ana.email, "wrong", address=HERE).outcome == "refused"


def begun(session: Session, user: User) -> sign_in.Attempt:
    attempt = sign_in.begin(session, user.email, address=HERE)
    assert attempt is not None
    return attempt


def test_what_changes_while_the_password_is_judged_counts(session: Session, ana: User) -> None:
    attempt = begun(session, ana)
    users.set_password(session, ana, "another harbour thirteen kettles", by="test")

    assert sign_in.finish(session, attempt, fits=True).outcome == "refused"
    attempt = begun(session, ana)
    ana.disabled = True
    assert sign_in.finish(session, attempt, fits=True).outcome == "refused"


def test_an_old_hash_is_made_anew(session: Session, ana: User) -> None:
    sign_in.finish(session, begun(session, ana), fits=True, fresh_hash="newer")

    assert ana.password_hash == "newer"


def test_a_hash_is_not_shown_by_accident(session: Session, ana: User) -> None:
    assert "argon2" not in repr(begun(session, ana))


def test_the_second_factor_is_a_code_or_a_recovery_code(session: Session, ana: User) -> None:
    import pyotp

    secret = totp.new_secret(session, ana)
    [recovery, *_] = totp.confirm(session, ana, pyotp.TOTP(secret).now())

    assert sign_in.second_factor(session, ana, recovery, address=HERE) == sign_in.SignIn("in", ana)
    assert sign_in.second_factor(session, ana, recovery, address=HERE).outcome == "refused"
    assert actions(session).count("sign-in.recovery-code") == 1


def test_guessing_the_second_factor_ends_soon(session: Session, ana: User) -> None:
    totp.new_secret(session, ana)
    for _ in range(6):
        assert sign_in.second_factor(session, ana, "000000", address=HERE).outcome == "refused"

    assert sign_in.second_factor(session, ana, "000000", address=HERE).outcome == "wait"
