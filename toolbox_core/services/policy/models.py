"""The tables of the policy: verdicts about installed plugins, waivers, advisories, catalogues."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core.db.base import Base, utcnow


class PolicyVerdict(Base):
    """What the rules said of one plugin, of exactly the code with this fingerprint."""

    __tablename__ = "core_policy_verdict"

    plugin: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64), default="")
    tier: Mapped[str] = mapped_column(String(16))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    judged_at: Mapped[datetime] = mapped_column(default=utcnow)


class PolicyWaiver(Base):
    """An administrator's decision to run a plugin all the same, until the end of a day. Public, and never deleted.

    ``about`` is ``tier``, or the id of an advisory.
    """

    __tablename__ = "core_policy_waiver"

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(String(64), index=True)
    about: Mapped[str] = mapped_column(String(128), default="tier")
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[date] = mapped_column(Date)
    made_by: Mapped[str] = mapped_column(String(128))
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class PolicyAdvisory(Base):
    """A warning about versions of a package, from a signed list. ``key`` is the public key that signed it."""

    __tablename__ = "core_policy_advisory"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    distribution: Mapped[str] = mapped_column(String(128), index=True)
    versions: Mapped[str] = mapped_column(String(200))
    sentence: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text, default="")
    published: Mapped[date] = mapped_column(Date)
    key: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(default=utcnow)


class PolicyCatalogue(Base):
    """A catalogue that the site reads: a folder, or an address whose last answer is kept in ``entries``."""

    __tablename__ = "core_policy_catalogue"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    location: Mapped[str] = mapped_column(Text)
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    added_by: Mapped[str] = mapped_column(String(128), default="")
    read_at: Mapped[datetime] = mapped_column(default=utcnow)
