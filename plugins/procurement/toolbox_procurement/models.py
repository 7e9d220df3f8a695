"""The tables, all named ``procurement_…``.

What came in stands in ``source``, ``file``, ``package`` and ``release`` and never changes: a release is kept as it was
published, byte for byte (compressed), once for each source, under the dataset version that brought it. Everything else
is computed from the published releases when a version is published, and can be thrown away and computed again.

Amounts that are searched, sorted and summed are whole ten-thousandths of the currency (``UNITS``); the exact amount is
that of the compiled release. Days are text in ISO form, so that both databases compare them alike.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base, utcnow

UNITS: Final = 10_000
"""Parts of a currency's unit that stored amounts are counted in."""
SOURCE: Final = "procurement_source.id"
PROCESS: Final = "procurement_process.id"
PARTY: Final = "procurement_party.id"


class Source(Base):
    """Where releases come from: a ministry's system, a city's portal. ``slug`` is its part of addresses.

    ``jurisdiction`` is the place within which names of organisations are compared (the country unless said otherwise);
    ``repairs_off`` names the repairs that are not wanted here; ``currency`` is the most frequent one.
    """

    __tablename__ = "procurement_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2), default="")
    jurisdiction: Mapped[str] = mapped_column(String(16), default="")
    currency: Mapped[str] = mapped_column(String(3), default="")
    licence: Mapped[str] = mapped_column(String(255), default="")
    repairs_off: Mapped[list[str]] = mapped_column(JSON, default=list)
    processes: Mapped[int] = mapped_column(Integer, default=0)
    published_at: Mapped[datetime | None] = mapped_column(default=None)


class File(Base):
    """A file of one import. ``done`` releases of it are stored; a killed import goes on behind them."""

    __tablename__ = "procurement_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SOURCE), index=True)
    version_id: Mapped[int] = mapped_column(Integer, index=True)
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(8), default="reading")
    done: Mapped[int] = mapped_column(BigInteger, default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    issues: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class Package(Base):
    """What stood around the releases of a package: publisher, licence, extensions."""

    __tablename__ = "procurement_package"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("procurement_file.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(String(8))
    sha256: Mapped[str] = mapped_column(String(64))
    envelope: Mapped[dict[str, Any]] = mapped_column(JSON)


class Release(Base):
    """One release as it was published. ``line`` and ``pointer`` say where it stands in its file."""

    __tablename__ = "procurement_release"
    __table_args__ = (
        Index(None, "source_id", "ocid", "id"),
        Index(None, "source_id", "sha256"),
        Index(None, "version_id", "ocid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SOURCE))
    version_id: Mapped[int] = mapped_column(Integer)
    file_id: Mapped[int] = mapped_column(ForeignKey("procurement_file.id"), index=True)
    package_id: Mapped[int | None] = mapped_column(ForeignKey("procurement_package.id"), default=None)
    ocid: Mapped[str] = mapped_column(String(255))
    release_id: Mapped[str] = mapped_column(Text, default="")
    date: Mapped[str] = mapped_column(String(64), default="")
    tag: Mapped[str] = mapped_column(String(255), default="")
    old: Mapped[int] = mapped_column(SmallInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64))
    line: Mapped[int] = mapped_column(BigInteger, default=0)
    pointer: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Process(Base):
    """One contracting process: its compiled release, and the facts that lists and sums are made of.

    ``revision`` is the version whose publication changed it last: what a program asks for with ``since``.
    """

    __tablename__ = "procurement_process"
    __table_args__ = (
        UniqueConstraint("source_id", "ocid"),
        Index(None, "ocid"),
        Index(None, "date", "id"),
        Index(None, "value", "id"),
        Index(None, "revision", "id"),
        Index(None, "method", "date", "id"),
        Index(None, "category", "date", "id"),
        Index(None, "status", "date", "id"),
        Index(None, "region", "date", "id"),
        Index(None, "year", "date", "id"),
        Index(None, "source_id", "date", "id"),
        Index(None, "main_class", "date", "id"),
        Index(None, "converted", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SOURCE))
    ocid: Mapped[str] = mapped_column(String(255))
    revision: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(32), default="")
    method: Mapped[str] = mapped_column(String(32), default="")
    method_details: Mapped[str] = mapped_column(String(255), default="")
    category: Mapped[str] = mapped_column(String(32), default="")
    value: Mapped[int | None] = mapped_column(BigInteger, default=None)
    converted: Mapped[int | None] = mapped_column(BigInteger, default=None)
    currency: Mapped[str] = mapped_column(String(8), default="")
    value_from: Mapped[str] = mapped_column(String(8), default="")
    bidders: Mapped[int | None] = mapped_column(Integer, default=None)
    tender_start: Mapped[str] = mapped_column(String(10), default="")
    tender_end: Mapped[str] = mapped_column(String(10), default="")
    award_date: Mapped[str] = mapped_column(String(10), default="")
    sign_date: Mapped[str] = mapped_column(String(10), default="")
    tender_days: Mapped[int | None] = mapped_column(Integer, default=None)
    award_days: Mapped[int | None] = mapped_column(Integer, default=None)
    date: Mapped[str] = mapped_column(String(10), default="")
    year: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    region: Mapped[str] = mapped_column(String(128), default="")
    main_class: Mapped[str] = mapped_column(String(64), default="")
    releases: Mapped[int] = mapped_column(Integer, default=0)
    silent: Mapped[int] = mapped_column(Integer, default=0)
    flags: Mapped[int] = mapped_column(SmallInteger, default=0)
    compiled: Mapped[bytes] = mapped_column(LargeBinary)


class Party(Base):
    """An organisation as one source names it. ``slug`` is that of the site's directory: the same for all sources."""

    __tablename__ = "procurement_party"
    __table_args__ = (UniqueConstraint("source_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SOURCE))
    key: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(Text, default="")
    scheme: Mapped[str] = mapped_column(String(64), default="")
    identifier: Mapped[str] = mapped_column(String(128), default="")
    region: Mapped[str] = mapped_column(String(128), default="")
    kind: Mapped[str] = mapped_column(String(16), default="other")
    slug: Mapped[str] = mapped_column(String(255), default="", index=True)


class Role(Base):
    """Who did what in a process: buyer, entity (procuring entity), bidder, supplier.

    ``value`` is what a supplier was awarded in the process, in ten-thousandths of ``currency``.
    """

    __tablename__ = "procurement_role"
    __table_args__ = (Index(None, "party_id", "role", "process_id"),)

    process_id: Mapped[int] = mapped_column(ForeignKey(PROCESS, ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(8), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey(PARTY), primary_key=True)
    value: Mapped[int | None] = mapped_column(BigInteger, default=None)
    currency: Mapped[str] = mapped_column(String(8), default="")


class ItemClass(Base):
    """A class that a process buys from, and each class above it. ``code`` is ``SCHEME:digits``."""

    __tablename__ = "procurement_item_class"
    __table_args__ = (Index(None, "code", "process_id"),)

    process_id: Mapped[int] = mapped_column(ForeignKey(PROCESS, ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)


class DeliveryPlace(Base):
    """A place where a process delivers, as the data call it; ``alone`` is 1 when the process names no other.

    ``longitude`` and ``latitude`` are degrees (WGS 84) where the data have a point.
    """

    __tablename__ = "procurement_place"
    __table_args__ = (Index(None, "area", "process_id"),)

    process_id: Mapped[int] = mapped_column(ForeignKey(PROCESS, ondelete="CASCADE"), primary_key=True)
    area: Mapped[str] = mapped_column(String(128), primary_key=True)
    alone: Mapped[int] = mapped_column(SmallInteger, default=1)
    longitude: Mapped[float | None] = mapped_column(Float, default=None)
    latitude: Mapped[float | None] = mapped_column(Float, default=None)


class ClassName(Base):
    """What a class is called, as the releases call it; the most specific name that was seen for exactly this code."""

    __tablename__ = "procurement_class_name"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")


class FlagRow(Base):
    """A red flag that was raised: about a process, or about a party. ``evidence`` holds the numbers of the case."""

    __tablename__ = "procurement_flag"
    __table_args__ = (Index(None, "code", "process_id"), Index(None, "source_id", "code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SOURCE))
    code: Mapped[str] = mapped_column(String(8))
    subject_group: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(255))
    process_id: Mapped[int | None] = mapped_column(ForeignKey(PROCESS), default=None, index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey(PARTY), default=None, index=True)
    value: Mapped[float] = mapped_column(Float)
    sentence: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class FlagRun(Base):
    """What an indicator found in a source: cases looked at, flags, its quartiles and fences, or why it found nothing.

    ``spread`` is how the number behind the indicator is spread over all cases; empty where there is no such number.
    """

    __tablename__ = "procurement_flag_run"
    __table_args__ = (UniqueConstraint("source_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SOURCE))
    code: Mapped[str] = mapped_column(String(8))
    cases: Mapped[int] = mapped_column(Integer)
    flags: Mapped[int] = mapped_column(Integer)
    meta: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    gap: Mapped[str] = mapped_column(Text, default="")
    spread: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Coverage(Base):
    """How many processes of a source fill in a field (``tender/value/amount``)."""

    __tablename__ = "procurement_coverage"

    source_id: Mapped[int] = mapped_column(ForeignKey(SOURCE), primary_key=True)
    path: Mapped[str] = mapped_column(String(255), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class Repair(Base):
    """What was mended on the way from the releases to the processes: how often, with samples."""

    __tablename__ = "procurement_repair"
    __table_args__ = (UniqueConstraint("source_id", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SOURCE))
    rule: Mapped[str] = mapped_column(String(64))
    count: Mapped[int] = mapped_column(Integer)
    samples: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class Rollup(Base):
    """Sums over the processes of one subject, kept so that no page scans the processes.

    ``kind`` is ``all``, ``buyer``, ``supplier``, ``class``, ``region``, ``place``, ``method``, ``category``,
    ``status``, ``year``, ``stage`` or ``flag``; ``subject`` its key (a slug of the directory for buyers and
    suppliers). ``value`` counts only amounts in ``currency``, the subject's most frequent one.
    """

    __tablename__ = "procurement_rollup"
    __table_args__ = (UniqueConstraint("kind", "subject"), Index(None, "kind", "count"), Index(None, "kind", "value"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(Text, default="")
    count: Mapped[int] = mapped_column(Integer)
    value: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(8), default="")
    valued: Mapped[int] = mapped_column(Integer, default=0)
    flagged: Mapped[int] = mapped_column(Integer, default=0)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Redaction(Base):
    """A request to hide a value everywhere on the site: honoured in pages and exports, and on record.

    ``path`` is a field (``parties/name``); ``value`` its text; an empty ocid means every process.
    """

    __tablename__ = "procurement_redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    ocid: Mapped[str] = mapped_column(String(255), default="")
    path: Mapped[str] = mapped_column(String(255))
    value: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(String(128), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Owner(Base):
    """Who owns or controls a company, from a beneficial ownership statement; joined by the company's register number.

    ``interests`` are what the statement lists: type, and the least and most per cent where it says so.
    """

    __tablename__ = "procurement_owner"
    __table_args__ = (Index(None, "scheme", "identifier"),)

    statement: Mapped[str] = mapped_column(String(255), primary_key=True)
    scheme: Mapped[str] = mapped_column(String(64))
    identifier: Mapped[str] = mapped_column(String(128))
    name: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(16))
    interests: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    since: Mapped[str] = mapped_column(String(10), default="")
    file: Mapped[str] = mapped_column(String(255), default="")


class Dossier(Base):
    """A contracting process that a buyer keeps in forms. ``state`` is what was typed, ``published`` what is public.

    ``organisation`` is the buyer's slug in the site's directory: who may work on it is decided there. ``edition``
    counts savings, so that two people do not overwrite one another unseen; ``releases`` counts what was published.
    """

    __tablename__ = "procurement_dossier"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[str] = mapped_column(String(255), index=True)
    ocid: Mapped[str] = mapped_column(String(255), unique=True)
    title: Mapped[str] = mapped_column(Text, default="")
    buyer: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    published: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    edition: Mapped[int] = mapped_column(Integer, default=1)
    releases: Mapped[int] = mapped_column(Integer, default=0)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    created_by: Mapped[str] = mapped_column(String(128), default="")
    updated_by: Mapped[str] = mapped_column(String(128), default="")
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)


class Threshold(Base):
    """A setting of a red flag that an administrator changed in the browser; ``value`` as the settings file has it.

    ``scope`` is empty for a setting that holds for all processes, and ``name`` its name; else ``procurement_method``,
    ``procurement_method_details`` or ``category``, and ``name`` which one. ``since`` is when it began to hold.
    """

    __tablename__ = "procurement_threshold"
    __table_args__ = (UniqueConstraint("code", "scope", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(32), default="")
    name: Mapped[str] = mapped_column(String(255))
    value: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(default=utcnow)
