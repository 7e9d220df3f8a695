"""Exchange rates: each loaded file is a set that stays as it came; one set is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base, utcnow

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
ENDED: Final = "ended"


class RateSet(Base):
    """One file of rates. ``origin`` says whose rates they are; ``base`` is the currency of which one unit is priced.

    ``target`` is what amounts are converted to, ``days`` how old a rate may be on the day of a value. ``counts`` tells
    what became of the values when they were last converted.
    """

    __tablename__ = "procurement_rate_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(Text)
    base: Mapped[str] = mapped_column(String(3))
    target: Mapped[str] = mapped_column(String(3), default="")
    days: Mapped[int] = mapped_column(Integer, default=10)
    status: Mapped[str] = mapped_column(String(16), default=DRAFT, index=True)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    added_by: Mapped[str] = mapped_column(String(128))
    added_at: Mapped[datetime] = mapped_column(default=utcnow)
    published_at: Mapped[datetime | None] = mapped_column(default=None)


class Rate(Base):
    """What one unit of the set's base costs in ``currency`` on a day; ``rate`` is the decimal as it was published."""

    __tablename__ = "procurement_rate"

    set_id: Mapped[int] = mapped_column(ForeignKey("procurement_rate_set.id", ondelete="CASCADE"), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    rate: Mapped[str] = mapped_column(String(64))
