"""The texts that people write for a plan's self-assessment, version by version."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base, utcnow
from toolbox_nap_monitor.models.plans import owned


class SelfAssessment(Base):
    """One version of the texts of a report; a later one stands beside it, never instead.

    ``texts`` leads from a section (``letter``, ``commitment:3`` …) to its words in ``language``. Numbers and charts are
    computed, not kept here; a published version has ``files`` (``pdf`` and so on to the SHA-256 of what was made of it)
    and ``as_of``, the day it was counted on.
    """

    __tablename__ = "nap_monitor_self_assessment"
    __table_args__ = (UniqueConstraint("plan_id", "kind", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = owned("plan")
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    as_of: Mapped[date | None]
    files: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    author: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[str] = mapped_column(String(128), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    published_by: Mapped[str] = mapped_column(String(128), default="")
    published_at: Mapped[datetime | None]
