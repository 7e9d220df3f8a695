"""The table of monthly facts. Rows of a published version never change."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base


class Month(Base):
    """One amount of one month: ``period`` is ``YYYY-MM``, ``path`` a category of the version's kind, or empty.

    ``amount`` is what happened in that month alone, an integer in the digits that the version's mapping names.
    """

    __tablename__ = "budget_portal_month"

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    direction: Mapped[str] = mapped_column(String(11), primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    source_row: Mapped[int] = mapped_column(Integer)
