"""What queries answer: frozen dataclasses of plain values. Texts stay in all their languages; pages choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A country or local government with the numbers of its plans, newest first."""

    id: int
    code: str
    names: Texts
    level: str
    iso3: str
    region: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan with its member."""

    id: int
    member: Member
    number: str
    titles: Texts
    ogp_id: str
    starts: date | None
    ends: date | None
    phase: str
    submitted: date | None
    licence: str
    moderation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One verdict on one indicator, as recorded."""

    assessor: str
    indicator: str
    body: str = ""
    product: str = ""
    report: str = ""
    year: int | None = None
    day: date | None = None
    scale: str = ""
    raw: str = ""
    value: str = ""
    level: int | None = None
    text: Texts = field(default_factory=dict)
    url: str = ""
    is_current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An institution and its role. ``slug`` is its address in the host's directory."""

    institution: int
    name: str
    slug: str
    role: str
    kind: str
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A commitment as it stands in a plan's list. ``overdue`` counts days, 0 when it is not."""

    id: int
    number: str
    titles: Texts
    short_titles: Texts
    status: str
    percent: Decimal | None
    due: date | None
    due_text: str
    next_due: date | None
    overdue: int
    stale: bool
    reported: date | None
    distance: int
    steps: int
    theme: str
    leads: tuple[Party, ...]
    words: Mapping[str, str]
    """Assessor → value of the newest verdict on completion."""

    @property
    def disagrees(self) -> bool:
        """Whether two verdicts lie two levels or more apart."""
        return self.distance >= 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A plan at a glance, as of ``today``. ``counts`` are commitments by effective status (``""``: nothing said)."""

    plan: Plan
    today: date
    lines: tuple[Line, ...]
    counts: Mapping[str, int]
    percent: Decimal | None
    late: tuple[Line, ...]
    disputed: tuple[Line, ...]
    stale: tuple[Line, ...]
    updates: int
    newest: datetime | None
    completeness: Mapping[str, int]
    """Field → how many commitments have it (lead, contact, due, title, problem, milestones)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A piece of evidence and what the last look at its address found."""

    id: int
    kind: str
    title: str
    url: str
    sha256: str
    file_name: str
    size: int
    archived_url: str
    checked_at: datetime | None
    found: str
    http_status: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A published update of a commitment or one of its steps. ``before`` is the one it replaces, if any."""

    id: int
    milestone: str
    period: str
    as_of: date | None
    status: str
    raw_status: str
    percent: Decimal | None
    progress: Texts
    challenges: Texts
    next_steps: Texts
    actor: str
    published: datetime | None
    is_current: bool
    supersedes: int | None
    evidence: tuple[Proof, ...]
    origin: Mapping[str, object]
    state: str = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A milestone with where it stands. ``depth`` counts from 0; ``has_children``: its own is the sum of theirs."""

    id: int
    code: str
    titles: Texts
    texts: Mapping[str, Texts]
    depth: int
    has_children: bool
    starts: date | None
    due: date | None
    due_text: str
    due_precision: str
    weight: Decimal
    status: str
    percent: Decimal | None
    finished: date | None
    overdue: int
    late_by: int
    """Days after the due date at which a finished step was reported complete (its period's end), 0 when in time."""
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Everything a commitment's page shows."""

    plan: Plan
    id: int
    number: str
    ogp_uid: str
    titles: Texts
    short_titles: Texts
    texts: Mapping[str, Texts]
    tags: Mapping[str, tuple[str, ...]]
    starts: date | None
    starts_text: str
    due: date | None
    due_text: str
    due_precision: str
    url: str
    cluster: str
    carried_from: tuple[str, str] | None
    carried_into: tuple[tuple[str, str], ...]
    status: str
    rule: str
    percent: Decimal | None
    formula: str
    overdue: int
    stale: bool
    reported: date | None
    distance: int
    parties: tuple[Party, ...]
    stages: tuple[Stage, ...]
    reports: tuple[Report, ...]
    judgements: tuple[Judgement, ...]
    origin: Mapping[str, object]
    today: date

    @property
    def disagrees(self) -> bool:
        """Whether two verdicts lie two levels or more apart."""
        return self.distance >= 2
