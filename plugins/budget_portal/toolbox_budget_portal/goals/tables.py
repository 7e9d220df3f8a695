"""The tables of goals and of what was observed. Rows of a published version never change."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base


class Goal(Base):
    """One indicator of a goal. Values are exact decimals as text; ``position`` is its place in the file."""

    __tablename__ = "budget_portal_goal"

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    path: Mapped[str] = mapped_column(Text)
    goal: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(String(4))
    baseline_year: Mapped[int | None] = mapped_column(Integer)
    baseline: Mapped[str | None] = mapped_column(Text)
    target_year: Mapped[int] = mapped_column(Integer)
    target: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, default="")
    counts: Mapped[bool] = mapped_column(Boolean, default=False)
    source_row: Mapped[int] = mapped_column(Integer)


class Observation(Base):
    """What was observed of an indicator in one year."""

    __tablename__ = "budget_portal_observation"

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(Text)
    source_row: Mapped[int] = mapped_column(Integer)
