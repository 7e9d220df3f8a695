"""The tables of accounts: people, their second factors, sessions, tokens, roles, and counters of attempts.

Secrets that the host only has to recognise (session ids, tokens, recovery codes) are stored as SHA-256 of 256 random
bits; passwords as argon2id. What is stored here lets nobody in.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core.db.base import Base, utcnow


class User(Base):
    """A person who can sign in. ``email`` is kept in lower case and is what one signs in with.

    ``password_hash`` is empty for people who only come through the government's own identity provider.
    ``totp_step`` is the last time step whose code was used: a code works once.
    """

    __tablename__ = "core_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    password_changed_at: Mapped[datetime | None] = mapped_column(default=None)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str] = mapped_column(String(64), default="")
    totp_confirmed: Mapped[bool] = mapped_column(default=False)
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0)
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    last_seen_at: Mapped[datetime | None] = mapped_column(default=None)


class UserIdentity(Base):
    """A person as an OpenID Connect provider knows them: issuer and subject, never the e-mail address alone."""

    __tablename__ = "core_user_identity"

    issuer: Mapped[str] = mapped_column(String(200), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id", ondelete="CASCADE"), index=True)


class RecoveryCode(Base):
    """A code for the day the telephone is lost. Works once."""

    __tablename__ = "core_recovery_code"

    code_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id", ondelete="CASCADE"), index=True)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class UserSession(Base):
    """A signed-in browser. ``waits_for`` is ``totp`` between the password and the second factor, else empty."""

    __tablename__ = "core_user_session"

    id_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    last_seen_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    waits_for: Mapped[str] = mapped_column(String(16), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")


class ApiToken(Base):
    """A key for programs. ``hint`` are its first characters, shown so that a person recognises it."""

    __tablename__ = "core_api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(200), default="")
    permissions: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class Role(Base):
    """A named set of permissions. Plugins declare permissions; a site composes roles from them.

    Who has a role that ``demands_second_factor`` can do nothing before switching one on.
    """

    __tablename__ = "core_role"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    permissions: Mapped[list[str]] = mapped_column(JSON, default=list)
    demands_second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())


class RoleGrant(Base):
    """A person has a role, everywhere (``scope`` empty) or for one organisation (its slug)."""

    __tablename__ = "core_role_grant"

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[str] = mapped_column(ForeignKey("core_role.id", ondelete="CASCADE"), primary_key=True)
    scope: Mapped[str] = mapped_column(String(255), primary_key=True, default="")
    granted_at: Mapped[datetime] = mapped_column(default=utcnow)
    granted_by: Mapped[str] = mapped_column(String(128), default="")


class AttemptWindow(Base):
    """How often something was tried in one stretch of time (sign-ins, forms, tokens), counted across processes."""

    __tablename__ = "core_attempt_window"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Integer, default=0)
