"""What importers produce, services store and exporters give back: plans, commitments, milestones, updates, verdicts.

Frozen dataclasses without a database. Things are named by their codes, never by numbers of rows: a commitment by
``(member, plan, number)``, a milestone by that and its code. Texts are dictionaries from a language tag (BCP 47,
``en``, ``fr-CA``; ``und`` when a file does not say) to the text.

``extra`` keeps every cell of a source row that has no field of its own, by the name of its column, so that exporting
what was imported gives the same file again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Texts = Mapping[str, str]

STATUSES = ("not-started", "limited", "in-progress", "substantial", "complete", "withdrawn", "unclear")
"""Where something stands. Four levels are OGP's; ``in-progress`` is what coarser scales say between begun and done."""
LEVELS: Mapping[str, tuple[int, int]] = {
    "not-started": (0, 0),
    "limited": (1, 1),
    "in-progress": (1, 2),
    "substantial": (2, 2),
    "complete": (3, 3),
}
"""Lowest and highest level that a status can mean on OGP's completion scale. Others have no level."""
NOTHINGS = ("not-reviewed", "no-data", "not-applicable", "no-evidence")
"""Why there is no value: NR, ND and NA of OGP's files, and the IRM's "No Evidence Available". Four different things."""
ASSESSORS = ("government", "civil-society", "irm")
ROLES = ("lead", "co-lead", "support", "consulted", "monitor")
ACTOR_KINDS = (
    "government",
    "parliament",
    "judiciary",
    "local",
    "civil-society",
    "private",
    "academia",
    "international",
    "other",
)
PRECISIONS = ("day", "month", "quarter", "season", "half", "year", "ongoing", "none")
UPDATE_STATES = ("draft", "submitted", "published", "returned")
EVIDENCE_KINDS = ("law", "dataset", "web-page", "report", "meeting", "photo", "code")
PHASES = ("preparing", "co-creation", "submitted", "implementation", "evaluation", "closed")
MEMBER_STATUSES = ("active", "procedural-review", "inactive", "withdrawn", "non-member")
COMMITMENT_TEXTS = (
    "description",
    "problem",
    "causes",
    "solution",
    "result",
    "baseline",
    "target",
    "transparency",
    "participation",
    "accountability",
    "inclusion",
    "budget",
)
"""The long texts of a commitment, in the order of OGP's template (2022 and later)."""
MILESTONE_TEXTS = ("output", "indicator", "baseline", "target", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When something is due: the text as written, and the last day it can mean (``None``: it names no day).

    ``precision`` is one of ``PRECISIONS``: how much the text says. ``Fall 2027`` is a season and ends 21 December 2027.
    """

    text: str = ""
    day: date | None = None
    precision: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """Where a row came from: the file's name, its sheet, and the record's number as a spreadsheet shows it."""

    file: str = ""
    row: int = 0
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A country or local government. ``code`` names it in addresses (``CAN``, ``BUE``): two to sixteen letters.

    ``level`` is ``national``, ``local`` or ``other``; ``iso3`` the country's ISO 3166 code, also of a local member.
    """

    code: str
    names: Texts
    level: str = "national"
    iso3: str = ""
    region: str = ""
    status: str = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One action plan (cycle) of a member. ``number`` is text (``4``); ``submitted`` is the day it was made public."""

    member: str
    number: str
    titles: Texts = field(default_factory=dict)
    ogp_id: str = ""
    starts: date | None = None
    ends: date | None = None
    phase: str = "implementation"
    submitted: date | None = None
    licence: str = "CC-BY-4.0"
    languages: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Involvement:
    """An institution and what it does for a commitment or milestone. ``name`` as the file or person wrote it.

    ``parent`` is the name of the body above it, when given; ``contact`` a role's mailbox, never a person's own.
    """

    name: str
    role: str = "lead"
    kind: str = "government"
    parent: str = ""
    contact: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A promise. ``texts`` has the long texts by field (``COMMITMENT_TEXTS``); ``tags`` the classifications:

    ``value`` (transparency, participation, accountability, technology), ``policy-area``, ``challenge-area``, ``sdg``
    (``16`` or ``16.6``), ``theme``, ``working-group``. ``carried_from`` is ``(plan, number)`` of the same member.
    """

    member: str
    plan: str
    number: str
    titles: Texts
    short_titles: Texts = field(default_factory=dict)
    ogp_uid: str = ""
    texts: Mapping[str, Texts] = field(default_factory=dict)
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    starts: date | None = None
    starts_text: str = ""
    due: Deadline = Deadline()
    weight: Decimal = Decimal(1)
    cluster: str = ""
    carried_from: tuple[str, str] | None = None
    involved: tuple[Involvement, ...] = ()
    url: str = ""
    source: SourceRow = SourceRow()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step of a commitment, or of another milestone (``parent`` is its code; ``C01.1.1`` lies under ``C01.1``)."""

    member: str
    plan: str
    commitment: str
    code: str
    titles: Texts
    parent: str = ""
    texts: Mapping[str, Texts] = field(default_factory=dict)
    starts: date | None = None
    starts_text: str = ""
    due: Deadline = Deadline()
    weight: Decimal = Decimal(1)
    involved: tuple[Involvement, ...] = ()
    source: SourceRow = SourceRow()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something that proves an update: an address, a file, or both. ``kind`` is one of ``EVIDENCE_KINDS``."""

    kind: str = "web-page"
    title: str = ""
    url: str = ""
    sha256: str = ""
    file_name: str = ""
    size: int = 0
    archived_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What was done by the end of a period. ``milestone`` is empty when the whole commitment is meant.

    ``period`` is the reporting period as the tracker names it (``2023-08``, ``2024-H1``), ``as_of`` its last day.
    ``raw_status`` is the word of the source. ``state`` is one of ``UPDATE_STATES``.
    """

    member: str
    plan: str
    commitment: str
    period: str
    status: str
    milestone: str = ""
    as_of: date | None = None
    raw_status: str = ""
    percent: Decimal | None = None
    progress: Texts = field(default_factory=dict)
    challenges: Texts = field(default_factory=dict)
    next_steps: Texts = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    actor: str = ""
    state: str = "published"
    published: datetime | None = None
    source: SourceRow = SourceRow()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One verdict of one assessor on one indicator, kept as given.

    ``indicator`` is ``completion``, ``specificity``, ``verifiable``, ``relevance``, ``potential-impact``,
    ``potential-for-results``, ``early-results``, ``diog`` (did it open government) and so on; ``product`` the report
    (``progress``, ``end-of-term``, ``action-plan-review``, ``results``, ``self-assessment``, ``shadow``).
    ``raw`` is the word of the source, ``value`` the normalised one (a status for ``completion``, one of ``NOTHINGS``
    when there is none), ``level`` its place on the scale, ``scale`` the scale's version (``v1``, ``v2``, ``v3``).
    """

    member: str
    plan: str
    commitment: str
    assessor: str
    indicator: str = "completion"
    product: str = ""
    body: str = ""
    report: str = ""
    year: int | None = None
    day: date | None = None
    scale: str = ""
    raw: str = ""
    value: str = ""
    level: int | None = None
    text: Texts = field(default_factory=dict)
    url: str = ""
    source: SourceRow = SourceRow()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFact:
    """A fact about how a plan was made or followed, as a file or person states it.

    ``requirement`` is the id of a minimum requirement (``1.1`` … ``5.1``) or the source's own name of the question.
    """

    member: str
    plan: str
    requirement: str
    value: str
    note: str = ""
    url: str = ""
    day: date | None = None
    source: SourceRow = SourceRow()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A reasoned response. ``stage``, ``obstacles`` and ``opportunities``: words of the taxonomy in ``scales.py``."""

    text: Texts
    stage: str = ""
    obstacles: tuple[str, ...] = ()
    opportunities: tuple[str, ...] = ()
    commitment: str = ""
    actor: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody proposed or commented. ``code`` is its number in the plan; ``parent`` the code commented on."""

    member: str
    plan: str
    code: str
    text: Texts
    kind: str = "proposal"
    titles: Texts = field(default_factory=dict)
    parent: str = ""
    commitment: str = ""
    author_kind: str = ""
    author: str = ""
    state: str = "public"
    created: datetime | None = None
    responses: tuple[Response, ...] = ()
    source: SourceRow = SourceRow()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Everything that was read from one file or several, in an order that can be stored: parents first."""

    members: tuple[Member, ...] = ()
    plans: tuple[Plan, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    updates: tuple[Update, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    facts: tuple[ProcessFact, ...] = ()
    proposals: tuple[Proposal, ...] = ()
