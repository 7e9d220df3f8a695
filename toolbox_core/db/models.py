"""The host's own tables: plugin states, kept originals, redactions, dataset versions, publication log, audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from toolbox_core.db.base import Base, utcnow


class Meta(Base):
    """Counters that all processes watch: ``plugin_generation`` and ``data_generation``."""

    __tablename__ = "core_meta"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, default=0)


class PluginState(Base):
    """Desired and observed state of one plugin, installed or gone."""

    __tablename__ = "core_plugin"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    desired: Mapped[str] = mapped_column(String(16), default="disabled")
    state: Mapped[str] = mapped_column(String(32), default="DISCOVERED")
    version: Mapped[str] = mapped_column(String(64), default="")
    distribution: Mapped[str] = mapped_column(String(128), default="")
    phase: Mapped[str] = mapped_column(String(32), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    config: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    config_version: Mapped[int] = mapped_column(Integer, default=0)
    table_prefix: Mapped[str] = mapped_column(String(64), default="")
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    changed_by: Mapped[str] = mapped_column(String(128), default="")
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)


class SourceFile(Base):
    """An original file as it came in, kept by its content hash. Never changed, never overwritten."""

    __tablename__ = "core_source_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(128), default="application/octet-stream")
    encoding: Mapped[str] = mapped_column(String(32), default="")
    licence: Mapped[str] = mapped_column(String(64), default="")
    url: Mapped[str] = mapped_column(Text, default="")
    stored_at: Mapped[datetime] = mapped_column(default=utcnow)


class Redaction(Base):
    """A kept original has a redacted copy: the public gets ``copy``, the original is for those with a permission."""

    __tablename__ = "core_redaction"

    source_id: Mapped[int] = mapped_column(ForeignKey("core_source_file.id"), primary_key=True)
    copy_id: Mapped[int] = mapped_column(ForeignKey("core_source_file.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(128))
    made_at: Mapped[datetime] = mapped_column(default=utcnow)

    copy: Mapped[SourceFile] = relationship(foreign_keys=[copy_id], lazy="joined")


class DatasetVersion(Base):
    """One version of one dataset: draft, published, superseded or withdrawn. Rows never change once published.

    ``dataset`` is ``<plugin>/<slug>``; ``number`` counts from 1 within it; ``slices`` names the parts of the dataset
    that the version holds (a budget: ``expenditure``, ``revenue`` …): a version replaces exactly what it covers.
    """

    __tablename__ = "core_dataset_version"
    __table_args__ = (
        UniqueConstraint("dataset", "number"),
        Index(None, "dataset", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(String(64), index=True)
    dataset: Mapped[str] = mapped_column(String(200))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(16), default="draft")
    slices: Mapped[list[str]] = mapped_column(JSON, default=list)
    row_count: Mapped[int] = mapped_column(BigInteger, default=0)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    licence: Mapped[str] = mapped_column(String(64), default="")
    content_sha256: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(128), default="")
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    published_by: Mapped[str] = mapped_column(String(128), default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    superseded_by: Mapped[int | None] = mapped_column(Integer, default=None)

    sources: Mapped[list[VersionSource]] = relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="VersionSource.position"
    )


class VersionSource(Base):
    """Which original files a version was read from, and under which resource name."""

    __tablename__ = "core_version_source"

    version_id: Mapped[int] = mapped_column(ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("core_source_file.id"), index=True)
    resource: Mapped[str] = mapped_column(String(200), default="")
    dialect: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    version: Mapped[DatasetVersion] = relationship(back_populates="sources")
    source: Mapped[SourceFile] = relationship()


class PublicationEntry(Base):
    """One line of the publication log. ``entry_sha256`` covers the line and the previous line's hash."""

    __tablename__ = "core_publication_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    action: Mapped[str] = mapped_column(String(16))
    dataset: Mapped[str] = mapped_column(String(200), index=True)
    version_id: Mapped[int] = mapped_column(Integer)
    version_number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(255), default="")
    content_sha256: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(128), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    previous_sha256: Mapped[str] = mapped_column(String(64))
    entry_sha256: Mapped[str] = mapped_column(String(64))


class AuditEntry(Base):
    """Who did what to which object, when and from where. Append-only; no secret is ever written here."""

    __tablename__ = "core_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    actor: Mapped[str] = mapped_column(String(128))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(200), default="")
    origin: Mapped[str] = mapped_column(String(64), default="", server_default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
