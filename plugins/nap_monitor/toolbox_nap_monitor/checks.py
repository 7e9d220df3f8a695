"""The rules that plans, milestones and updates keep. Pure: faults in, sentences out, ``(field, sentence)`` each.

Importers make a row's problem of them, forms show them beside the field, and services refuse what has any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from toolbox_nap_monitor.rows import EVIDENCE_KINDS, ROLES, STATUSES, Commitment, Milestone, Plan, Texts, Update

Fault = tuple[str, str]
NEEDS_CHALLENGES = ("not-started", "limited")
"""Who reports one of these says what stands in the way (Canada's tracker asks the same)."""
_SEPARATORS = ".-/"


def plan_faults(plan: Plan) -> Iterator[Fault]:
    """What is wrong with a plan."""
    if not plan.number.strip():
        yield "number", "The plan has no number."
    if plan.starts and plan.ends and plan.ends < plan.starts:
        yield "ends", f"The plan ends ({plan.ends}) before it starts ({plan.starts})."


def commitment_faults(commitment: Commitment, languages: Sequence[str] = ()) -> Iterator[Fault]:
    """What is wrong with a commitment. ``languages``: those of which every text has all or none."""
    if not commitment.number.strip():
        yield "number", "The commitment has no number."
    if not any(text.strip() for text in commitment.titles.values()):
        yield "title", f"Commitment {commitment.number} has no title."
    if commitment.starts and commitment.due.day and commitment.due.day < commitment.starts:
        yield (
            "due",
            f"Commitment {commitment.number} ends ({commitment.due.day}) before it starts ({commitment.starts}).",
        )
    if commitment.weight <= 0:
        yield "weight", f"Commitment {commitment.number} weighs {commitment.weight}; a weight is above zero."
    yield from _pairs({"title": commitment.titles, **commitment.texts}, languages)
    for involved in commitment.involved:
        if involved.role not in ROLES:
            yield "role", f"{involved.role!r} is not a role. Roles are {', '.join(ROLES)}."


def milestone_faults(
    milestone: Milestone, commitments: Collection[str] = (), languages: Sequence[str] = ()
) -> Iterator[Fault]:
    """What is wrong with a milestone. ``commitments`` are the numbers of all commitments of its plan.

    A code that begins with its parent's code is the rule where codes are nested (``C01.1.1`` lies under ``C01.1``); a
    code that begins with the number of another commitment lies under the wrong one.
    """
    if not milestone.code.strip():
        yield "code", f"A milestone of commitment {milestone.commitment} has no code."
    if not any(text.strip() for text in milestone.titles.values()):
        yield "title", f"Milestone {milestone.code} has no title."
    if milestone.parent and not _lies_under(milestone.code, milestone.parent):
        yield "code", f"Milestone {milestone.code} does not begin with the code of its parent, {milestone.parent}."
    if not _lies_under(milestone.code, milestone.commitment):
        stranger = next((other for other in commitments if _lies_under(milestone.code, other)), None)
        if stranger is not None:
            here = f"and stands under {milestone.commitment}."
            yield "code", f"Milestone {milestone.code} belongs to commitment {stranger} by its code, {here}"
    if milestone.starts and milestone.due.day and milestone.due.day < milestone.starts:
        yield "due", f"Milestone {milestone.code} ends ({milestone.due.day}) before it starts ({milestone.starts})."
    if milestone.weight <= 0:
        yield "weight", f"Milestone {milestone.code} weighs {milestone.weight}; a weight is above zero."
    yield from _pairs({"title": milestone.titles, **milestone.texts}, languages)


def update_faults(update: Update, *, overdue: bool = False, languages: Sequence[str] = ()) -> Iterator[Fault]:
    """What is wrong with an update. ``overdue``: what it reports on is past its due date."""
    if update.status not in STATUSES:
        yield "status", f"{update.status!r} is not a status. Statuses are {', '.join(STATUSES)}."
    if not update.period.strip():
        yield "period", "Say which period the update is about, for example 2026-H1."
    if update.percent is not None and not Decimal(0) <= update.percent <= Decimal(100):
        yield "percent", f"{update.percent} is not a percentage from 0 to 100."
    if update.percent == 100 and update.status in ("not-started", "limited"):
        yield "percent", f"100 percent and the status {update.status} contradict each other."
    late = overdue and update.status != "complete"
    if (update.status in NEEDS_CHALLENGES or late) and not _has_text(update.challenges):
        yield "challenges", "Say what stands in the way: what is late, limited or not started needs a reason."
    for evidence in update.evidence:
        if evidence.kind not in EVIDENCE_KINDS:
            yield "evidence", f"{evidence.kind!r} is not a kind of evidence. Kinds are {', '.join(EVIDENCE_KINDS)}."
        if not evidence.url and not evidence.sha256:
            yield "evidence", "Evidence needs an address or a file."
    yield from _pairs(
        {"progress": update.progress, "challenges": update.challenges, "next_steps": update.next_steps}, languages
    )


def _pairs(texts: Mapping[str, Texts], languages: Sequence[str]) -> Iterator[Fault]:
    for name, text in texts.items():
        there = [language for language in languages if text.get(language, "").strip()]
        if there and len(there) < len(languages):
            lacking = ", ".join(language for language in languages if language not in there)
            yield name, f"The text “{name}” is there in {', '.join(there)} and lacks {lacking}: all languages or none."


def _has_text(texts: Texts) -> bool:
    return any(text.strip() for text in texts.values())


def _lies_under(code: str, parent: str) -> bool:
    return code.startswith(parent) and len(code) > len(parent) and (code[len(parent)] in _SEPARATORS)
