"""The tables of following: what happened, who follows what, letters to be sent, webhooks and their deliveries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core.db.base import Base, utcnow


class Event(Base):
    """Something happened that people may want to hear of. Never changed; gone only when its page is public no more.

    ``permission`` is empty for what everybody may know. ``key`` says what it is, so that it is told once.
    """

    __tablename__ = "core_event"
    __table_args__ = (UniqueConstraint("plugin", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    plugin: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text)
    permission: Mapped[str] = mapped_column(String(128), default="")


class EventTopic(Base):
    """The topics an event belongs to: ``dataset:…``, ``organisation:…``, ``object:plugin:kind:key``, ``plugin:…``."""

    __tablename__ = "core_event_topic"

    topic: Mapped[str] = mapped_column(String(300), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("core_event.id", ondelete="CASCADE"), primary_key=True)


class Follower(Base):
    """An e-mail address that follows something."""

    __tablename__ = "core_follower"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    language: Mapped[str] = mapped_column(String(16), default="")
    rhythm: Mapped[str] = mapped_column(String(8), default="daily")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    written_at: Mapped[datetime | None] = mapped_column(default=None)


class FollowerKey(Base):
    """The random part of a settings link, stored hashed. Each letter carries its own; they work for a season."""

    __tablename__ = "core_follower_key"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("core_follower.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


class Follow(Base):
    """One thing an address follows. Nothing is sent before ``confirmed_at`` (double opt-in).

    ``topic`` is a topic of events, or ``search:<words>`` for whatever matches a search. ``told`` is the last event
    that was looked at for it.
    """

    __tablename__ = "core_follow"
    __table_args__ = (UniqueConstraint("follower_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("core_follower.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(String(300))
    label: Mapped[str] = mapped_column(Text)
    confirm_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    told: Mapped[int] = mapped_column(Integer, default=0)


class Letter(Base):
    """An e-mail in the outbox. Without a mail server it waits there, readable for the administrator."""

    __tablename__ = "core_letter"
    __table_args__ = (Index(None, "status", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    status: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_at: Mapped[datetime] = mapped_column(default=utcnow)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)


class Webhook(Base):
    """An address that is called when something happens. ``secret`` signs the calls and is shown once."""

    __tablename__ = "core_webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(String(300))
    secret: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[str] = mapped_column(String(128), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    told: Mapped[int] = mapped_column(Integer, default=0)
    switched_off_at: Mapped[datetime | None] = mapped_column(default=None)


class Delivery(Base):
    """One call of one webhook for one event, and how it went."""

    __tablename__ = "core_delivery"
    __table_args__ = (UniqueConstraint("webhook_id", "event_id"), Index(None, "status", "next_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("core_webhook.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("core_event.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_at: Mapped[datetime] = mapped_column(default=utcnow)
    answer: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
