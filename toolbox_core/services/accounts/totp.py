"""The second factor: time-based one-time passwords (RFC 6238) and codes for the day the telephone is lost."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.services.accounts.models import RecoveryCode, User

STEP_SECONDS = 30
RECOVERY_CODES = 10


def new_secret(session: Session, user: User) -> str:
    """Give the person a new, still unconfirmed secret (base32) and return it to be shown once."""
    user.totp_secret, user.totp_confirmed, user.totp_step = pyotp.random_base32(), False, 0
    session.flush()
    return user.totp_secret


def address(user: User, issuer: str) -> str:
    """The ``otpauth://`` address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(user.totp_secret).provisioning_uri(name=user.email, issuer_name=issuer)


def code_fits(session: Session, user: User, code: str, *, now: datetime | None = None) -> bool:
    """Whether ``code`` is right now, one step of clock drift either way allowed. A code works once (ASVS 6.5.1)."""
    digits = "".join(code.split())
    if not user.totp_secret or len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return False
    step = int((now or utcnow()).timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(user.totp_secret, interval=STEP_SECONDS)
    for candidate in (step, step - 1, step + 1):
        if secrets.compare_digest(totp.generate_otp(candidate), digits):
            used = update(User).where(User.id == user.id, User.totp_step < candidate).values(totp_step=candidate)
            fits = session.execute(used.returning(User.id)).scalar_one_or_none() is not None
            session.refresh(user)
            return fits
    return False


def confirm(session: Session, user: User, code: str, *, now: datetime | None = None) -> list[str]:
    """Switch the second factor on with a first right code; returns recovery codes to be shown once, else nothing."""
    if not code_fits(session, user, code, now=now):
        return []
    user.totp_confirmed = True
    return new_recovery_codes(session, user)


def switch_off(session: Session, user: User) -> None:
    """Take the second factor away, its recovery codes too."""
    user.totp_secret, user.totp_confirmed, user.totp_step = "", False, 0
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def new_recovery_codes(session: Session, user: User) -> list[str]:
    """Ten fresh recovery codes, shown once; earlier ones stop working. 48 bits each, behind the sign-in's limits."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(code_sha256=_sha256(user, code), user_id=user.id) for code in codes)
    session.flush()
    return codes


def recovery_code_fits(session: Session, user: User, code: str) -> bool:
    """Whether an unused recovery code was given; it is used up by this."""
    key = _sha256(user, code.strip().lower())
    used = (
        update(RecoveryCode)
        .where(RecoveryCode.code_sha256 == key, RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
        .values(used_at=utcnow())
        .returning(RecoveryCode.user_id)
    )
    return session.execute(used).scalar_one_or_none() is not None


def recovery_codes_left(session: Session, user: User) -> int:
    """How many recovery codes are still unused."""
    unused = select(RecoveryCode.code_sha256).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return len(session.scalars(unused).all())


def _sha256(user: User, code: str) -> str:
    return hashlib.sha256(f"{user.id}:{code}".encode()).hexdigest()
