"""The plans and what they promise: members, plans, institutions, commitments, milestones."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, Numeric, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base, utcnow

TextsColumn = Mapped[dict[str, str]]
"""A text in several languages: an object from a language tag to the text."""


def owned(table: str, *, index: bool = False) -> Any:
    """A column that points at a table of ours; the row goes when what it points at goes."""
    return mapped_column(ForeignKey(f"nap_monitor_{table}.id", ondelete="CASCADE"), index=index)


class Member(Base):
    """A country or a local government that makes plans. ``code`` is its part of addresses, in capital letters."""

    __tablename__ = "nap_monitor_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    names: TextsColumn = mapped_column(JSON)
    level: Mapped[str] = mapped_column(String(16), default="national")
    iso3: Mapped[str] = mapped_column(String(3), default="")
    region: Mapped[str] = mapped_column(String(64), default="")
    status: Mapped[str] = mapped_column(String(24), default="active")


class Plan(Base):
    """One cycle. ``moderation`` overrides the site's (empty: as the site says); ``mapping`` is how its file is read."""

    __tablename__ = "nap_monitor_plan"
    __table_args__ = (UniqueConstraint("member_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = owned("member")
    number: Mapped[str] = mapped_column(String(32))
    titles: TextsColumn = mapped_column(JSON, default=dict)
    ogp_id: Mapped[str] = mapped_column(String(32), default="")
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    phase: Mapped[str] = mapped_column(String(16), default="implementation")
    submitted: Mapped[date | None]
    licence: Mapped[str] = mapped_column(String(64), default="CC-BY-4.0")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    moderation: Mapped[str] = mapped_column(String(8), default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class PhaseEvent(Base):
    """A phase of making or following a plan: when it opens and closes, where, and since when that was public."""

    __tablename__ = "nap_monitor_phase_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = owned("plan", index=True)
    phase: Mapped[str] = mapped_column(String(16))
    titles: TextsColumn = mapped_column(JSON, default=dict)
    opens: Mapped[date | None]
    closes: Mapped[date | None]
    channel: Mapped[str] = mapped_column(Text, default="")
    published: Mapped[date | None]


class Institution(Base):
    """A body as a member's plans name it, once per member and name; linked to the host's directory by ``reference``."""

    __tablename__ = "nap_monitor_institution"
    __table_args__ = (UniqueConstraint("member_id", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = owned("member")
    name: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(16), default="government")
    parent: Mapped[str] = mapped_column(Text, default="")
    slug: Mapped[str] = mapped_column(String(255), default="", index=True)


class Commitment(Base):
    """A promise of a plan. ``texts`` are the long texts by field; ``position`` is its place in the plan.

    ``status``, ``percent``, ``next_due``, ``reported`` and ``distance`` are what ``standing.py`` makes of its steps,
    updates and verdicts, kept here by ``services/settling.py`` so that ten thousand commitments are compared at once:
    the effective status, the percentage, the earliest day on which something unfinished is due, the end of the newest
    period reported on, and how many levels the verdicts lie apart.
    """

    __tablename__ = "nap_monitor_commitment"
    __table_args__ = (UniqueConstraint("plan_id", "number"), Index(None, "plan_id", "status"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = owned("plan")
    number: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer, default=0)
    ogp_uid: Mapped[str] = mapped_column(String(32), default="", index=True)
    titles: TextsColumn = mapped_column(JSON)
    short_titles: TextsColumn = mapped_column(JSON, default=dict)
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    starts: Mapped[date | None]
    starts_text: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[date | None]
    due_text: Mapped[str] = mapped_column(Text, default="")
    due_precision: Mapped[str] = mapped_column(String(8), default="none")
    weight: Mapped[Decimal] = mapped_column(Numeric(9, 3), default=Decimal(1))
    cluster: Mapped[str] = mapped_column(String(64), default="")
    carried_from: Mapped[list[str] | None] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(16), default="")
    percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    next_due: Mapped[date | None]
    reported: Mapped[date | None]
    distance: Mapped[int] = mapped_column(SmallInteger, default=0)
    url: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Tag(Base):
    """A classification of a commitment: scheme (``policy-area``, ``value``, ``challenge-area``, ``sdg``) and word."""

    __tablename__ = "nap_monitor_tag"
    __table_args__ = (Index(None, "scheme", "word"), {"sqlite_with_rowid": False})

    commitment_id: Mapped[int] = mapped_column(
        ForeignKey("nap_monitor_commitment.id", ondelete="CASCADE"), primary_key=True
    )
    scheme: Mapped[str] = mapped_column(String(24), primary_key=True)
    word: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, default=0)


class Milestone(Base):
    """A step. ``parent_id`` is the step above, of the same commitment; ``position`` its place among all of them."""

    __tablename__ = "nap_monitor_milestone"
    __table_args__ = (UniqueConstraint("commitment_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = owned("commitment")
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_milestone.id", ondelete="CASCADE"), index=True, default=None
    )
    code: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer, default=0)
    titles: TextsColumn = mapped_column(JSON)
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    starts: Mapped[date | None]
    starts_text: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[date | None]
    due_text: Mapped[str] = mapped_column(Text, default="")
    due_precision: Mapped[str] = mapped_column(String(8), default="none")
    weight: Mapped[Decimal] = mapped_column(Numeric(9, 3), default=Decimal(1))
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Involvement(Base):
    """Who does what for a commitment or (``milestone_id``) one of its steps. ``contact`` is a role's mailbox."""

    __tablename__ = "nap_monitor_involvement"

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = owned("commitment", index=True)
    milestone_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_milestone.id", ondelete="CASCADE"), default=None
    )
    institution_id: Mapped[int] = owned("institution", index=True)
    role: Mapped[str] = mapped_column(String(16), default="lead")
    contact: Mapped[str] = mapped_column(String(255), default="")
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
