"""The table by which lists of millions are narrowed and counted; it is thrown away and written anew at will."""

from __future__ import annotations

from sqlalchemy import Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base


class Posting(Base):
    """The processes of one facet as bits, so that lists of millions are narrowed and counted at once.

    ``kind`` and ``subject`` as in ``procurement_rollup`` and some more; bit *n* is the process at place *n*, the newest
    first. ``kind`` ``order`` holds the places themselves. See ``publishing/postings.py``.
    """

    __tablename__ = "procurement_posting"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(255))
    count: Mapped[int] = mapped_column(Integer)
    bits: Mapped[bytes] = mapped_column(LargeBinary)
