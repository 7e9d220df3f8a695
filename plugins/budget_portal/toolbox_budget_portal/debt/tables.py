"""The table of debts. Rows of a published version never change."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base


class Debt(Base):
    """A part of an entity's debt in one year. Amounts are integers in the digits that the version's mapping names."""

    __tablename__ = "budget_portal_debt"

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    source_row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    fiscal_year: Mapped[int] = mapped_column(Integer)
    instrument: Mapped[str] = mapped_column(Text, default="")
    creditor: Mapped[str] = mapped_column(Text, default="")
    residence: Mapped[str] = mapped_column(String(8), default="")
    currency: Mapped[str] = mapped_column(Text, default="")
    opening: Mapped[int | None] = mapped_column(BigInteger)
    borrowing: Mapped[int | None] = mapped_column(BigInteger)
    repayment: Mapped[int | None] = mapped_column(BigInteger)
    other: Mapped[int | None] = mapped_column(BigInteger)
    closing: Mapped[int | None] = mapped_column(BigInteger)
    interest: Mapped[int | None] = mapped_column(BigInteger)
