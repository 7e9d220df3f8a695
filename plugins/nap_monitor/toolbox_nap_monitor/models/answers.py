"""What the public proposes and is answered, and what the forum decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base, utcnow
from toolbox_nap_monitor.models.plans import TextsColumn, owned


class Proposal(Base):
    """A proposal or a comment of the public. ``code`` is its number in the plan; ``confirmed`` that the address is."""

    __tablename__ = "nap_monitor_proposal"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = owned("plan")
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_proposal.id", ondelete="CASCADE"), index=True, default=None
    )
    commitment_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_commitment.id", ondelete="SET NULL"), index=True, default=None
    )
    phase_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_phase_event.id", ondelete="SET NULL"), default=None
    )
    code: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(12), default="proposal")
    titles: TextsColumn = mapped_column(JSON, default=dict)
    text: TextsColumn = mapped_column(JSON, default=dict)
    author_kind: Mapped[str] = mapped_column(String(16), default="")
    author: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(255), default="", index=True)
    token: Mapped[str] = mapped_column(String(64), default="", index=True)
    state: Mapped[str] = mapped_column(String(12), default="unconfirmed")
    supports: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    published_at: Mapped[datetime | None]
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Endorsement(Base):
    """Somebody's support for a proposal, once each; ``key`` is a hash that leads back to nobody."""

    __tablename__ = "nap_monitor_endorsement"
    __table_args__ = ({"sqlite_with_rowid": False},)

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("nap_monitor_proposal.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)


class SupportRequest(Base):
    """A support whose address is not confirmed yet: ``token`` and ``who`` are hashes; gone after a week."""

    __tablename__ = "nap_monitor_support_request"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    proposal_id: Mapped[int] = owned("proposal", index=True)
    who: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Response(Base):
    """A reasoned response to a proposal. A later one corrects it and stands beside it."""

    __tablename__ = "nap_monitor_response"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = owned("proposal", index=True)
    stage: Mapped[str] = mapped_column(String(32), default="")
    obstacles: Mapped[list[str]] = mapped_column(JSON, default=list)
    opportunities: Mapped[list[str]] = mapped_column(JSON, default=list)
    text: TextsColumn = mapped_column(JSON)
    commitment_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_commitment.id", ondelete="SET NULL"), index=True, default=None
    )
    actor: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[str] = mapped_column(String(128), default="")
    published_at: Mapped[datetime] = mapped_column(default=utcnow)


class Meeting(Base):
    """A meeting of the forum: agenda, minutes, attendance by sector (``{"government": 4, "civil-society": 6}``)."""

    __tablename__ = "nap_monitor_meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = owned("plan", index=True)
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(16), default="forum")
    titles: TextsColumn = mapped_column(JSON, default=dict)
    agenda: TextsColumn = mapped_column(JSON, default=dict)
    minutes: TextsColumn = mapped_column(JSON, default=dict)
    url: Mapped[str] = mapped_column(Text, default="")
    attendance: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    published_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(128), default="")


class Decision(Base):
    """What a meeting decided, linked to a commitment where it is about one."""

    __tablename__ = "nap_monitor_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = owned("meeting", index=True)
    commitment_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_commitment.id", ondelete="SET NULL"), index=True, default=None
    )
    text: TextsColumn = mapped_column(JSON)
