"""Signing in: the password, then perhaps a second factor. What is said never tells whether a person exists.

A password is judged in three steps, so that the slow one (argon2) holds no transaction: ``begin`` counts the try and
finds the stored hash, the caller compares, ``finish`` draws the conclusion. Every step counts before it answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.services import audit
from toolbox_core.services.accounts import limits
from toolbox_core.services.accounts.models import User
from toolbox_core.services.accounts.totp import code_fits, recovery_code_fits


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that may go on. ``stored`` is the hash to compare with, empty when there is none."""

    email: str
    address: str
    user_id: int | None = None
    stored: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of a sign-in: ``in``, ``second-factor`` (one more step), ``refused``, or ``wait`` (too many tries)."""

    outcome: Literal["in", "second-factor", "refused", "wait"]
    user: User | None = None


def begin(session: Session, email: str, *, address: str) -> Attempt | None:
    """Count a try and find what to compare the password with; ``None`` when there were too many.

    Ten tries for a person or fifty from a network address in a quarter of an hour are allowed. A good one is given
    back by ``finish``.
    """
    wanted = email.strip().lower()[:254]
    counted = (limits.SIGN_IN_PERSON, wanted), (limits.SIGN_IN_ADDRESS, address)
    if any(limits.used_up(session, limit, subject) for limit, subject in counted):
        _note_wait(session, wanted, address)
        return None
    for limit, subject in counted:
        limits.count_try(session, limit, subject)
    user = session.scalar(select(User).where(User.email == wanted))
    if user is None or user.disabled:
        return Attempt(wanted, address, user.id if user else None)
    return Attempt(wanted, address, user.id, user.password_hash)


def finish(session: Session, attempt: Attempt, *, fits: bool, fresh_hash: str = "") -> SignIn:
    """Conclude a try. ``fresh_hash`` replaces a stored one that was made with yesterday's parameters."""
    user = session.get(User, attempt.user_id) if fits and attempt.user_id is not None else None
    if user is None or user.disabled or user.password_hash != attempt.stored:
        target = f"user:{attempt.user_id}" if attempt.user_id is not None else ""
        audit.record(session, actor="", action="sign-in.refused", target=target, detail={"address": attempt.address})
        return SignIn("refused")
    if fresh_hash:
        user.password_hash = fresh_hash
    limits.forget(session, limits.SIGN_IN_PERSON, attempt.email)
    limits.give_back(session, limits.SIGN_IN_ADDRESS, attempt.address)
    return SignIn("second-factor" if user.totp_confirmed else "in", user)


def second_factor(session: Session, user: User, code: str, *, address: str) -> SignIn:
    """The second step: a code of the authenticator app, or a recovery code. Six tries in a quarter of an hour."""
    subject = str(user.id)
    if limits.used_up(session, limits.SECOND_FACTOR, subject):
        _note_wait(session, f"second {subject}", address)
        return SignIn("wait")
    limits.count_try(session, limits.SECOND_FACTOR, subject)
    by_code = code_fits(session, user, code)
    if not by_code and not recovery_code_fits(session, user, code):
        detail = {"address": address, "step": "second factor"}
        audit.record(session, actor="", action="sign-in.refused", target=f"user:{user.id}", detail=detail)
        return SignIn("refused")
    if not by_code:
        audit.record(session, actor=f"user:{user.id}", action="sign-in.recovery-code", target=f"user:{user.id}")
    limits.forget(session, limits.SECOND_FACTOR, subject)
    return SignIn("in", user)


def _note_wait(session: Session, who: str, address: str) -> None:
    subject = f"{who} {address}"
    if not limits.used_up(session, limits.WAIT_NOTED, subject):
        limits.count_try(session, limits.WAIT_NOTED, subject)
        audit.record(session, actor="", action="sign-in.wait", detail={"address": address})
