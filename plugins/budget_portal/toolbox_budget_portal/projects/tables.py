"""The tables of capital projects. Rows of a published version never change."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base


class ProjectList(Base):
    """The projects that an entity tells of in one fiscal year; ``digits`` are the decimals of their amounts."""

    __tablename__ = "budget_portal_project_list"
    __table_args__ = (Index(None, "entity_id", "fiscal_year"),)

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    entity_id: Mapped[int] = mapped_column(Integer, ForeignKey("budget_portal_entity.id"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    digits: Mapped[int] = mapped_column(SmallInteger)


class CapitalProject(Base):
    """One project. Amounts are integers in the list's digits; a place on the earth is in ten-millionths of a degree.

    ``status`` is the file's own word, ``stage`` what it means (``stages.STAGES``). ``place`` names budget lines.
    """

    __tablename__ = "budget_portal_capital_project"

    version_id: Mapped[int] = mapped_column(
        Integer,
        ForeignKey("budget_portal_project_list.version_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    source_row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(100), default="")
    stage: Mapped[str] = mapped_column(String(16))
    department: Mapped[str] = mapped_column(Text, default="")
    contractor: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(1000), default="")
    location: Mapped[str] = mapped_column(Text, default="")
    region: Mapped[str] = mapped_column(String(100), default="")
    latitude_e7: Mapped[int | None] = mapped_column(Integer, default=None)
    longitude_e7: Mapped[int | None] = mapped_column(Integer, default=None)
    started: Mapped[date | None] = mapped_column(Date, default=None)
    planned_end: Mapped[date | None] = mapped_column(Date, default=None)
    expected_end: Mapped[date | None] = mapped_column(Date, default=None)
    ended: Mapped[date | None] = mapped_column(Date, default=None)
    estimate: Mapped[int | None] = mapped_column(BigInteger, default=None)
    cost: Mapped[int | None] = mapped_column(BigInteger, default=None)
    spent: Mapped[int | None] = mapped_column(BigInteger, default=None)
    year_budget: Mapped[int | None] = mapped_column(BigInteger, default=None)
    year_spent: Mapped[int | None] = mapped_column(BigInteger, default=None)
    ocid: Mapped[str] = mapped_column(String(200), default="")
    url: Mapped[str] = mapped_column(Text, default="")
