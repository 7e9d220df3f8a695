"""The directory's tables: organisations, their names and identifiers, modules' links, open questions, history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core.db.base import Base, utcnow

Key = String(255).with_variant(String(255, collation="C"), "postgresql")
"""Text compared byte by byte on every database, so that an index answers "begins with"."""

KINDS = ("public-body", "company", "civil-society", "international", "other")
"""What an organisation can be. ``public-body`` covers ministries, agencies, municipalities, courts and parliaments."""

MERGED = text("merged_into IS NOT NULL")


class Organisation(Base):
    """One organisation. ``merged_into`` is set when a person found that it is the same as another one.

    ``jurisdiction`` is an ISO 3166 code (``ES``, ``ES-MD``), a module's own word for a place without one, or empty;
    ``slug`` is its part of addresses and never changes; ``sorting`` is the normalised name, by which lists are in
    order. Rows are never deleted: an address that was printed keeps working.
    """

    __tablename__ = "core_organisation"
    __table_args__ = (
        Index(None, "sorting"),
        Index(None, "kind", "sorting"),
        Index(None, "jurisdiction", "sorting"),
        # Of the merged ones alone: almost nobody is, and the list of all others must be read in its own order.
        Index(None, "merged_into", sqlite_where=MERGED, postgresql_where=MERGED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Key, unique=True)
    kind: Mapped[str] = mapped_column(String(24))
    jurisdiction: Mapped[str] = mapped_column(String(16), default="")
    name: Mapped[str] = mapped_column(Text)
    sorting: Mapped[str] = mapped_column(Key, default="", server_default="")
    language: Mapped[str] = mapped_column(String(16), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("core_organisation.id"), default=None, index=True)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("core_organisation.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(128), default="")


class OrganisationName(Base):
    """A name an organisation goes by. ``normalised`` and ``core`` are the keys that matching looks up.

    ``use`` is ``name`` (official), ``alias``, ``former`` or ``abbreviation``. ``jurisdiction`` repeats the
    organisation's, so that one index answers a look-up.
    """

    __tablename__ = "core_organisation_name"
    __table_args__ = (Index(None, "normalised", "jurisdiction"), Index(None, "core", "jurisdiction"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("core_organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16), default="")
    use: Mapped[str] = mapped_column(String(16), default="name")
    jurisdiction: Mapped[str] = mapped_column(String(16), default="")
    normalised: Mapped[str] = mapped_column(Key)
    core: Mapped[str] = mapped_column(Key)


class OrganisationIdentifier(Base):
    """An identifier in a scheme of org-id.guide (``GB-COH``) or a scheme of the site's own (``x_…``)."""

    __tablename__ = "core_organisation_identifier"

    scheme: Mapped[str] = mapped_column(String(32), primary_key=True)
    identifier: Mapped[str] = mapped_column(String(128), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("core_organisation.id"), index=True)


class OrganisationLink(Base):
    """Where a module's own key leads: ``(plugin, reference)`` → organisation, and how sure that is.

    ``certainty`` is ``identifier``, ``name``, ``new`` (first seen here), ``question`` (a person is asked) or
    ``person`` (a person said so).
    """

    __tablename__ = "core_organisation_link"

    plugin: Mapped[str] = mapped_column(String(64), primary_key=True)
    reference: Mapped[str] = mapped_column(String(255), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("core_organisation.id"), index=True)
    certainty: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text, default="")


class OrganisationQuestion(Base):
    """Two organisations that may be one: for a person to decide ``same``, ``different`` or ``unsure``.

    The newer one is the subject: if they are the same, it is merged into the candidate.
    """

    __tablename__ = "core_organisation_question"
    __table_args__ = (Index(None, "status", "id"), Index(None, "subject_id", "candidate_id", unique=True))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("core_organisation.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("core_organisation.id"), index=True)
    reason: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16), default="open")
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(String(128), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class OrganisationEvent(Base):
    """What was done to an organisation, by whom, and enough detail to undo it. Append-only."""

    __tablename__ = "core_organisation_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    organisation_id: Mapped[int] = mapped_column(Integer, index=True)
    action: Mapped[str] = mapped_column(String(24))
    actor: Mapped[str] = mapped_column(String(128))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
