"""What programs ask about action plans and what they are answered, field by field."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from toolbox_core import N_


def _about(description: str, **more: Any) -> msgspec.Meta:
    return msgspec.Meta(description=description, **more)


MemberCode = Annotated[str, _about(N_("The country or city, as in the addresses of its pages."), min_length=1)]
PlanNumber = Annotated[str, _about(N_("The number of the action plan."), min_length=1)]
AsOf = Annotated[str, _about(N_("The day to judge by; today when it is left out."), examples=["2026-05-18"])]
Words = Annotated[dict[str, str], _about(N_("A text, by language."))]
Status = Annotated[str, _about(N_("not-started, limited, in-progress, substantial, complete, withdrawn or unclear."))]


class PlansParameters(msgspec.Struct, kw_only=True):
    """Which plans."""

    member: Annotated[str, _about(N_("Only plans of this country or city."))] = ""
    as_of: AsOf = ""


class PlanParameters(msgspec.Struct, kw_only=True):
    """Which plan."""

    member: MemberCode
    plan: PlanNumber
    as_of: AsOf = ""


class CommitmentParameters(PlanParameters, kw_only=True):
    """Which commitment."""

    number: Annotated[str, _about(N_("The number of the commitment; a slash is written as a tilde."), min_length=1)]


class PlanRow(msgspec.Struct, kw_only=True):
    """A plan in the list."""

    member: str
    name: Words
    plan: str
    titles: Words
    phase: str
    starts: date | None
    ends: date | None
    licence: str
    commitments: int
    statuses: Annotated[dict[str, int], _about(N_("Commitments by effective status; the empty word: no report yet."))]
    overdue: int
    verdicts_differ: int
    percent: Decimal | None


class PlansResult(msgspec.Struct, kw_only=True):
    """All plans."""

    as_of: date
    data: list[PlanRow]


class CommitmentRow(msgspec.Struct, kw_only=True):
    """A commitment as it stands in its plan."""

    number: str
    titles: Words
    status: Annotated[str, _about(N_("The effective status; empty when nothing was reported."))]
    percent: Decimal | None
    due: Annotated[date | None, _about(N_("The last day that the plan's words can mean."))]
    due_text: Annotated[str, _about(N_("When it is due, in the plan's words."))]
    overdue_days: int
    stale: bool
    theme: str
    leads: list[str]
    verdicts: Annotated[dict[str, str], _about(N_("Who judges, and the newest verdict on completion."))]
    distance: Annotated[int, _about(N_("Levels between the most distant verdicts."))]


class PlanResult(msgspec.Struct, kw_only=True):
    """A plan with its commitments."""

    as_of: date
    member: str
    plan: str
    titles: Words
    percent: Decimal | None
    statuses: dict[str, int]
    overdue: int
    reports: int
    data: list[CommitmentRow]


class StepRow(msgspec.Struct, kw_only=True):
    """A step of a commitment."""

    code: str
    titles: Words
    due: date | None
    due_text: str
    status: str
    percent: Decimal | None
    overdue_days: int


class EvidenceRow(msgspec.Struct, kw_only=True):
    """A piece of evidence."""

    kind: str
    title: str
    url: str
    sha256: str
    found: Annotated[
        str, _about(N_("What the last look at the address found: alive, moved, dead, refused or nothing."))
    ]


class ReportRow(msgspec.Struct, kw_only=True):
    """A published report."""

    id: int
    step: str
    period: str
    status: Status
    percent: Decimal | None
    progress: Words
    challenges: Words
    next_steps: Words
    actor: str
    published: datetime | None
    supersedes: int | None
    evidence: list[EvidenceRow]


class VerdictRow(msgspec.Struct, kw_only=True):
    """A verdict, in its own word."""

    assessor: str
    indicator: str
    body: str
    report: str
    year: int | None
    scale: str
    raw: str
    value: str
    text: Words
    newest: bool


class CommitmentResult(msgspec.Struct, kw_only=True):
    """A commitment with everything that is public of it."""

    as_of: date
    member: str
    plan: str
    number: str
    ogp_uid: str
    titles: Words
    texts: dict[str, Words]
    tags: dict[str, list[str]]
    status: str
    percent: Decimal | None
    formula: str
    overdue_days: int
    parties: Annotated[dict[str, list[str]], _about(N_("Institutions by what they do for it."))]
    steps: list[StepRow]
    reports: list[ReportRow]
    verdicts: list[VerdictRow]


class AnswerRow(msgspec.Struct, kw_only=True):
    """A reasoned response."""

    stage: str
    obstacles: list[str]
    opportunities: list[str]
    text: Words
    actor: str
    published: datetime
    commitment: Annotated[str, _about(N_("The number of the commitment that resulted, if one did."))]


class ContributionRow(msgspec.Struct, kw_only=True):
    """A contribution of the public."""

    code: str
    kind: str
    titles: Words
    text: Words
    author_kind: str
    received: datetime
    supports: int
    about: str
    answers: list[AnswerRow]


class ContributionsResult(msgspec.Struct, kw_only=True):
    """The contributions to a plan, and how many are answered."""

    member: str
    plan: str
    answered: int
    data: list[ContributionRow]
