"""The tables, all named ``budget_portal_…``: a star with wide amounts.

One budget line is one row of ``line``: who, for what, of which kind (ids into ``category``), and one amount column per
phase of the budget's life (``approved``, ``executed`` …), so that every phase of a page comes from a single pass.
Amounts are integers in units of ``10 ** -digits`` of the version's currency. An amount is NULL when the file gives no
number there; ``presence`` then says why (blank, a dash, not for publication).

``rollup`` repeats the sums for every category at every level and for pairs of kinds; it is rebuilt when a version is
published. Rows of a published version never change.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_budget_portal import participation_tables  # noqa: F401 - so that whoever asks for the tables has all
from toolbox_core import Base

KINDS = (
    "administrative",
    "functional",
    "cofog",
    "economic",
    "gfsm",
    "object",
    "programme",
    "geographic",
    "fund",
    "type",
)
"""Classifications a line can have, in canonical order (pairs in ``Rollup.dims`` follow it)."""

SLOTS = (
    "proposed",
    "approved",
    "change",
    "adjusted",
    "authorised",
    "committed",
    "executed",
    "paid",
    "extra1",
    "extra2",
    "extra3",
    "extra4",
)
"""Amount columns of ``line`` and ``rollup``: the eight standard phases in order of a budget's life, four to spare."""

MAX_LEVELS = 8


class Entity(Base):
    """A government or body that has budgets. ``slug`` is its part of addresses and of dataset ids."""

    __tablename__ = "budget_portal_entity"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(32), default="")
    currency: Mapped[str] = mapped_column(String(3), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("budget_portal_entity.id"), default=None)
    country: Mapped[str] = mapped_column(String(2), default="")
    identifier: Mapped[str] = mapped_column(String(64), default="")


class Phase(Base):
    """A stage in a budget's life, as the entity names it. ``slot`` is the amount column that holds it.

    ``role`` is one of the eight standard slots, or ``other``; ``position`` orders phases on pages.
    """

    __tablename__ = "budget_portal_phase"
    __table_args__ = (UniqueConstraint("entity_id", "code"), UniqueConstraint("entity_id", "slot"))

    id: Mapped[int] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    code: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    slot: Mapped[str] = mapped_column(String(16))
    position: Mapped[int] = mapped_column(SmallInteger, default=0)


class Category(Base):
    """One node of one classification tree of one entity.

    A code is unique only under its parent, so identity is ``path``: the codes from the root, joined by ``/`` (a slash
    or per cent sign inside a code is percent-encoded). ``scheme`` keeps trees apart that share a kind: economic codes
    of revenue and of expenditure mean different things, so their scheme is the direction; elsewhere it is empty.

    ``label`` is the label of the latest published year; what each version said is in ``category_label``.
    ``l1`` … ``l8`` are the ids of the node's ancestors from the root, itself included at its own ``level``.
    """

    __tablename__ = "budget_portal_category"
    __table_args__ = (UniqueConstraint("entity_id", "kind", "scheme", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    kind: Mapped[str] = mapped_column(String(16))
    scheme: Mapped[str] = mapped_column(String(16), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("budget_portal_category.id"), default=None, index=True)
    code: Mapped[str] = mapped_column(String(255))
    label: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[int] = mapped_column(SmallInteger)
    path: Mapped[str] = mapped_column(Text)
    l1: Mapped[int | None] = mapped_column(Integer, default=None)
    l2: Mapped[int | None] = mapped_column(Integer, default=None)
    l3: Mapped[int | None] = mapped_column(Integer, default=None)
    l4: Mapped[int | None] = mapped_column(Integer, default=None)
    l5: Mapped[int | None] = mapped_column(Integer, default=None)
    l6: Mapped[int | None] = mapped_column(Integer, default=None)
    l7: Mapped[int | None] = mapped_column(Integer, default=None)
    l8: Mapped[int | None] = mapped_column(Integer, default=None)


class CategoryLabel(Base):
    """What one version calls one category: a complete row for every category the version uses (ancestors too)."""

    __tablename__ = "budget_portal_category_label"

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("budget_portal_version.version_id", ondelete="CASCADE"), primary_key=True
    )
    category_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    label: Mapped[str] = mapped_column(Text)


class BudgetVersion(Base):
    """What a dataset version of the host means as a budget: whose, which year, in which money, and its shape.

    ``digits``: amounts are integers in units of ``10 ** -digits`` of ``currency``. ``shape`` tells pages what there
    is, per slice: ``{"expenditure": {"kinds": {"functional": 4, …levels}, "phases": ["approved", …codes],
    "slots": ["approved", …columns], "lines": 7891, "resources": [0, …positions of its files]}, …}``.
    """

    __tablename__ = "budget_portal_version"
    __table_args__ = (Index(None, "entity_id", "fiscal_year"),)

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    currency: Mapped[str] = mapped_column(String(3))
    digits: Mapped[int] = mapped_column(SmallInteger)
    period_start: Mapped[date | None] = mapped_column(default=None)
    period_end: Mapped[date | None] = mapped_column(default=None)
    rows_rejected: Mapped[int] = mapped_column(Integer, default=0)
    shape: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Line(Base):
    """One budget line of one version: one row of a source file in one direction.

    ``(version_id, number)`` is its address; ``uid`` is a hash of entity, direction and codes without the year, so that
    a line can be followed across years (rows with the very same codes share it). ``eliminated`` marks consolidation
    entries: stored with the sign of the file, subtracted for net figures. ``source_row`` counts the file's records
    from 1, the header included; ``resource`` is the file's position among the version's sources. ``code`` is the
    publisher's own line id, ``label`` the line's own description, if any.
    """

    __tablename__ = "budget_portal_line"
    __table_args__ = (
        Index(None, "uid"),
        *(
            Index(
                f"ix_budget_portal_line_{kind}",
                "version_id",
                f"{kind}_id",
                sqlite_where=text(f"{kind}_id IS NOT NULL"),
                postgresql_where=text(f"{kind}_id IS NOT NULL"),
            )
            for kind in KINDS
        ),
        {"sqlite_with_rowid": False},
    )

    version_id: Mapped[int] = mapped_column(
        Integer,
        ForeignKey("budget_portal_version.version_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    direction: Mapped[str] = mapped_column(String(11))
    eliminated: Mapped[bool] = mapped_column(default=False)
    resource: Mapped[int] = mapped_column(SmallInteger)
    source_row: Mapped[int] = mapped_column(Integer)
    uid: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(255), default="")
    label: Mapped[str] = mapped_column(Text, default="")
    presence: Mapped[str] = mapped_column(Text, default="")

    administrative_id: Mapped[int | None] = mapped_column(Integer)
    functional_id: Mapped[int | None] = mapped_column(Integer)
    cofog_id: Mapped[int | None] = mapped_column(Integer)
    economic_id: Mapped[int | None] = mapped_column(Integer)
    gfsm_id: Mapped[int | None] = mapped_column(Integer)
    object_id: Mapped[int | None] = mapped_column(Integer)
    programme_id: Mapped[int | None] = mapped_column(Integer)
    geographic_id: Mapped[int | None] = mapped_column(Integer)
    fund_id: Mapped[int | None] = mapped_column(Integer)
    type_id: Mapped[int | None] = mapped_column(Integer)

    proposed: Mapped[int | None] = mapped_column(BigInteger)
    approved: Mapped[int | None] = mapped_column(BigInteger)
    change: Mapped[int | None] = mapped_column(BigInteger)
    adjusted: Mapped[int | None] = mapped_column(BigInteger)
    authorised: Mapped[int | None] = mapped_column(BigInteger)
    committed: Mapped[int | None] = mapped_column(BigInteger)
    executed: Mapped[int | None] = mapped_column(BigInteger)
    paid: Mapped[int | None] = mapped_column(BigInteger)
    extra1: Mapped[int | None] = mapped_column(BigInteger)
    extra2: Mapped[int | None] = mapped_column(BigInteger)
    extra3: Mapped[int | None] = mapped_column(BigInteger)
    extra4: Mapped[int | None] = mapped_column(BigInteger)


class Rollup(Base):
    """Sums of a published version, one row per category (or pair of categories), direction and elimination flag.

    ``dims`` names the kinds: ``""`` (the grand total; ``a_id`` and ``b_id`` 0), ``"functional"`` (``a_id`` a category
    of any level), ``"functional+economic"`` (``a_id`` and ``b_id`` of any level each, kinds in the order of ``KINDS``).
    A pair that would sum hardly anything up may be left out. The id 0 stands for lines without a category of that
    kind. A sum is NULL when no line has a number there; ``n`` counts lines.
    """

    __tablename__ = "budget_portal_rollup"
    __table_args__ = ({"sqlite_with_rowid": False},)

    version_id: Mapped[int] = mapped_column(
        Integer,
        ForeignKey("budget_portal_version.version_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    dims: Mapped[str] = mapped_column(String(33), primary_key=True)
    direction: Mapped[str] = mapped_column(String(11), primary_key=True)
    eliminated: Mapped[bool] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    b_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer)

    proposed: Mapped[int | None] = mapped_column(BigInteger)
    approved: Mapped[int | None] = mapped_column(BigInteger)
    change: Mapped[int | None] = mapped_column(BigInteger)
    adjusted: Mapped[int | None] = mapped_column(BigInteger)
    authorised: Mapped[int | None] = mapped_column(BigInteger)
    committed: Mapped[int | None] = mapped_column(BigInteger)
    executed: Mapped[int | None] = mapped_column(BigInteger)
    paid: Mapped[int | None] = mapped_column(BigInteger)
    extra1: Mapped[int | None] = mapped_column(BigInteger)
    extra2: Mapped[int | None] = mapped_column(BigInteger)
    extra3: Mapped[int | None] = mapped_column(BigInteger)
    extra4: Mapped[int | None] = mapped_column(BigInteger)


class Yardstick(Base):
    """What a dataset version of the host means as a yardstick: a figure for each year to measure budgets by.

    ``kind`` is ``population`` (inhabitants), ``inflation`` (change of prices on the year before, in per cent),
    ``prices`` (an index of prices) or ``gdp`` (gross domestic product in major units of the entity's currency).
    """

    __tablename__ = "budget_portal_yardstick"
    __table_args__ = (Index(None, "entity_id"),)

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    kind: Mapped[str] = mapped_column(String(16))


class YardstickValue(Base):
    """One year of a yardstick: the exact decimal as text, and the row of the file it was read from."""

    __tablename__ = "budget_portal_yardstick_value"

    version_id: Mapped[int] = mapped_column(
        Integer,
        ForeignKey("budget_portal_yardstick.version_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(String(64))
    source_row: Mapped[int] = mapped_column(Integer)


class ChangeList(Base):
    """What a dataset version of the host means as the changes made to one year's budget (virements)."""

    __tablename__ = "budget_portal_change_list"
    __table_args__ = (Index(None, "entity_id", "fiscal_year"),)

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    digits: Mapped[int] = mapped_column(SmallInteger)


class ChangeMove(Base):
    """One move of money: from and to as the file names the lines, the amount in units of ``10 ** -digits``."""

    __tablename__ = "budget_portal_change_move"

    version_id: Mapped[int] = mapped_column(
        Integer,
        ForeignKey("budget_portal_change_list.version_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    source_row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    day: Mapped[date]
    act: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, default="")
    target: Mapped[str] = mapped_column(Text, default="")
    amount: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str] = mapped_column(Text, default="")


class PaymentList(Base):
    """What a dataset version of the host means as the payments made in one year."""

    __tablename__ = "budget_portal_payment_list"
    __table_args__ = (Index(None, "entity_id", "fiscal_year"),)

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    digits: Mapped[int] = mapped_column(SmallInteger)


class Payment(Base):
    """One payment in units of ``10 ** -digits``. Of a natural person nothing but day, line and amount is kept.

    ``folded`` is what search looks in; ``source_row`` counts the rows of the kept copy.
    """

    __tablename__ = "budget_portal_payment"
    __table_args__ = (Index(None, "version_id", "identifier"), Index(None, "version_id", "place"))

    version_id: Mapped[int] = mapped_column(
        Integer,
        ForeignKey("budget_portal_payment_list.version_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    source_row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    day: Mapped[date]
    payee: Mapped[str] = mapped_column(Text, default="")
    identifier: Mapped[str] = mapped_column(String(200), default="")
    person: Mapped[bool]
    place: Mapped[str] = mapped_column(String(1000), default="")
    amount: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(Text, default="")
    folded: Mapped[str] = mapped_column(Text, default="")


class RejectedRow(Base):
    """A source row that could not be stored, with its first problem: listed on the report, never silently dropped."""

    __tablename__ = "budget_portal_rejected"

    version_id: Mapped[int] = mapped_column(
        Integer,
        ForeignKey("budget_portal_version.version_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    resource: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    source_row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    column: Mapped[str] = mapped_column(String(255))
    value: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(Text)
