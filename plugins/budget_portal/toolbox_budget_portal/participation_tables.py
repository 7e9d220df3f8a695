"""The tables of participatory budgeting: processes, projects, the register of voters, the ballot box, the counts; and
those of the simulator.

**Who voted and what was voted are never in one row.** ``Pass`` is the register: a keyed hash of an e-mail address or of
a code, and whether it was used. ``Ballot`` is the box: choices under a random number. Nothing leads from one to the
other, neither table has a row number that tells in which order rows came, and with the results the key (``secret``) and
the whole register are deleted.

Amounts are integers in units of ``10 ** -digits`` of the process's currency.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base, UtcDateTime, utcnow


class Process(Base):
    """A participatory budget. ``phases``: phase → first and last day (ISO 8601); ``ballot`` a kind of ``ballots.py``.

    ``voting`` is how people prove that they may vote: ``email``, ``code``, or ``file`` for a vote that was held
    elsewhere. ``rule`` decides who wins. ``least`` and ``most`` limit how many projects a ballot names, ``points`` and
    ``most_points`` what a cumulative ballot may give together and to one project. ``meta`` keeps the header of the
    Pabulib file it came from. ``secret`` is the key of the register, empty once the results are public.
    """

    __tablename__ = "budget_portal_pb_process"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    entity_id: Mapped[int | None] = mapped_column(ForeignKey("budget_portal_entity.id"), default=None, index=True)
    name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    area: Mapped[str] = mapped_column(String(200), default="")
    currency: Mapped[str] = mapped_column(String(3))
    digits: Mapped[int] = mapped_column(SmallInteger, default=2)
    budget: Mapped[int] = mapped_column(BigInteger)
    ballot: Mapped[str] = mapped_column(String(16))
    least: Mapped[int] = mapped_column(Integer, default=1)
    most: Mapped[int | None] = mapped_column(Integer, default=None)
    points: Mapped[int | None] = mapped_column(Integer, default=None)
    most_points: Mapped[int | None] = mapped_column(Integer, default=None)
    voting: Mapped[str] = mapped_column(String(16))
    rule: Mapped[str] = mapped_column(String(16))
    phases: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="draft")
    secret: Mapped[str] = mapped_column(String(64), default="")
    meta: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    created_by: Mapped[str] = mapped_column(String(200), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    results_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Project(Base):
    """Something to be paid for. ``state``: unconfirmed, waiting, proposed, accepted or refused (with ``reason``).

    ``funded`` is the decision, ``None`` before the results. ``line_entity`` and ``line_uid`` point to the budget line
    that pays for a winner (``line_year``: the year it was linked in). ``email`` and ``token`` are the proposer's, kept
    until the decision is told.
    """

    __tablename__ = "budget_portal_pb_project"
    __table_args__ = (UniqueConstraint("process_id", "code"), Index(None, "line_entity", "line_uid"))

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_pb_process.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer, default=0)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[int | None] = mapped_column(BigInteger, default=None)
    place: Mapped[str] = mapped_column(String(200), default="")
    category: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    token: Mapped[str] = mapped_column(String(64), default="")
    language: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    funded: Mapped[bool | None] = mapped_column(Boolean, default=None)
    line_entity: Mapped[str] = mapped_column(String(64), default="")
    line_uid: Mapped[str] = mapped_column(String(16), default="")
    line_year: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    more: Mapped[dict[str, Any]] = mapped_column(JSON)


class ProjectStep(Base):
    """A step on the way from the vote to the thing itself. ``state``: planned, started, done or dropped."""

    __tablename__ = "budget_portal_pb_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_pb_project.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    due: Mapped[date | None] = mapped_column(Date, default=None)
    state: Mapped[str] = mapped_column(String(16), default="planned")
    done_on: Mapped[date | None] = mapped_column(Date, default=None)
    note: Mapped[str] = mapped_column(Text, default="")


class Pass(Base):
    """The right to one vote. ``key`` is a keyed hash of the address or code, ``token`` of what opens the ballot."""

    __tablename__ = "budget_portal_pb_pass"
    __table_args__ = (Index(None, "process_id", "token"), {"sqlite_with_rowid": False})

    process_id: Mapped[int] = mapped_column(
        ForeignKey("budget_portal_pb_process.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), default="")
    used: Mapped[bool] = mapped_column(Boolean, default=False)


class Ballot(Base):
    """One vote: ``choices`` are pairs of project code and points. ``number`` is random, or the voter id of a file."""

    __tablename__ = "budget_portal_pb_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    process_id: Mapped[int] = mapped_column(
        ForeignKey("budget_portal_pb_process.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    choices: Mapped[list[Any]] = mapped_column(JSON)
    more: Mapped[dict[str, Any]] = mapped_column(JSON)


class Tally(Base):
    """The count by one rule as it was published: winners, what was spent, and every step of the audit file."""

    __tablename__ = "budget_portal_pb_tally"

    process_id: Mapped[int] = mapped_column(
        ForeignKey("budget_portal_pb_process.id", ondelete="CASCADE"), primary_key=True
    )
    rule: Mapped[str] = mapped_column(String(16), primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class Pace(Base):
    """What one sender did within the last hour, by a hash of the sender; older rows are deleted at the next look."""

    __tablename__ = "budget_portal_pace"
    __table_args__ = (Index(None, "what", "sender"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(64))
    sender: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class Simulation(Base):
    """A simulator of one budget year: its parts as they were when it was made, how far each may be moved, the deficit
    that is allowed.

    ``parts`` are ``[key, direction, label, amount, fixed]``, amounts and ``deficit`` in units of ``10 ** -digits``.
    Bounds are whole per cent. Answers are shown from ``least_answers`` on. ``secret`` is the key of the pace.
    """

    __tablename__ = "budget_portal_simulation"
    __table_args__ = (UniqueConstraint("entity_id", "fiscal_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    phase: Mapped[str] = mapped_column(String(64))
    parts: Mapped[list[Any]] = mapped_column(JSON)
    currency: Mapped[str] = mapped_column(String(3))
    digits: Mapped[int] = mapped_column(SmallInteger)
    down: Mapped[int] = mapped_column(SmallInteger)
    up: Mapped[int] = mapped_column(SmallInteger)
    deficit: Mapped[int] = mapped_column(BigInteger, default=0)
    least_answers: Mapped[int] = mapped_column(Integer)
    closes: Mapped[date] = mapped_column(Date)
    secret: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    created_by: Mapped[str] = mapped_column(String(200), default="")


class SimulationAnswer(Base):
    """One anonymous answer: ``changes`` maps the keys of parts to whole per cent. No time, no sender, no order."""

    __tablename__ = "budget_portal_simulation_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    simulation_id: Mapped[int] = mapped_column(
        ForeignKey("budget_portal_simulation.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    balance: Mapped[int] = mapped_column(BigInteger)
