"""The tables of boundaries: sets of regions that an administrator loaded, and the regions in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from toolbox_core.db.base import Base, utcnow
from toolbox_core.db.models import SourceFile


class BoundarySet(Base):
    """One file of regions: what it is called here, where it comes from, and how it was read.

    ``codes`` and ``labels`` name the properties of the file that were used; ``report`` holds the counts of the reading.
    """

    __tablename__ = "core_boundary_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(255))
    source_id: Mapped[int] = mapped_column(ForeignKey("core_source_file.id"), index=True)
    licence: Mapped[str] = mapped_column(String(64), default="")
    origin: Mapped[str] = mapped_column(Text, default="")
    codes: Mapped[str] = mapped_column(String(255))
    labels: Mapped[str] = mapped_column(String(255))
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    added_by: Mapped[str] = mapped_column(String(128), default="")
    added_at: Mapped[datetime] = mapped_column(default=utcnow)

    file: Mapped[SourceFile] = relationship(lazy="joined")


class BoundaryRegion(Base):
    """One region of a set. ``shape`` is made for drawing (``geography.shapes.write_shape``), empty without a shape."""

    __tablename__ = "core_boundary_region"

    set_id: Mapped[int] = mapped_column(ForeignKey("core_boundary_set.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    label: Mapped[str] = mapped_column(String(255))
    shape: Mapped[str] = mapped_column(Text, default="")
