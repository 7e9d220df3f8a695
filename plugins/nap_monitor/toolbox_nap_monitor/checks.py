"""The rules that plans, milestones and updates keep. Pure: faults in, sentences out, ``(field, sentence)`` each.

Importers make a row's problem of them, forms show them beside the field, and services refuse what has any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from toolbox_core import N_
from toolbox_nap_monitor.exceptions import Sentence
from toolbox_nap_monitor.rows import EVIDENCE_KINDS, ROLES, STATUSES, Commitment, Milestone, Plan, Texts, Update

Fault = tuple[str, str]
NEEDS_CHALLENGES = ("not-started", "limited")
"""Who reports one of these says what stands in the way (Canada's tracker asks the same)."""
_SEPARATORS = ".-/"


def plan_faults(plan: Plan) -> Iterator[Fault]:
    """What is wrong with a plan."""
    if not plan.number.strip():
        yield "number", Sentence(N_("The plan has no number."))
    if plan.starts and plan.ends and plan.ends < plan.starts:
        yield (
            "ends",
            Sentence(N_("The plan ends (%(end)s) before it starts (%(start)s)."), end=plan.ends, start=plan.starts),
        )


def commitment_faults(commitment: Commitment, languages: Sequence[str] = ()) -> Iterator[Fault]:
    """What is wrong with a commitment. ``languages``: those of which every text has all or none."""
    if not commitment.number.strip():
        yield "number", Sentence(N_("The commitment has no number."))
    if not any(text.strip() for text in commitment.titles.values()):
        yield "title", Sentence(N_("Commitment %(number)s has no title."), number=commitment.number)
    if commitment.starts and commitment.due.day and commitment.due.day < commitment.starts:
        yield (
            "due",
            Sentence(
                N_("Commitment %(number)s ends (%(end)s) before it starts (%(start)s)."),
                number=commitment.number,
                end=commitment.due.day,
                start=commitment.starts,
            ),
        )
    if commitment.weight <= 0:
        yield (
            "weight",
            Sentence(
                N_("Commitment %(number)s weighs %(weight)s; a weight is above zero."),
                number=commitment.number,
                weight=commitment.weight,
            ),
        )
    yield from _pairs({"title": commitment.titles, **commitment.texts}, languages)
    for involved in commitment.involved:
        if involved.role not in ROLES:
            yield (
                "role",
                Sentence(
                    N_("%(value)s is not a role. Roles are %(there)s."),
                    value=repr(involved.role),
                    there=", ".join(ROLES),
                ),
            )


def milestone_faults(
    milestone: Milestone, commitments: Collection[str] = (), languages: Sequence[str] = ()
) -> Iterator[Fault]:
    """What is wrong with a milestone. ``commitments`` are the numbers of all commitments of its plan.

    A code that begins with its parent's code is the rule where codes are nested (``C01.1.1`` lies under ``C01.1``); a
    code that begins with the number of another commitment lies under the wrong one.
    """
    if not milestone.code.strip():
        yield "code", Sentence(N_("A milestone of commitment %(number)s has no code."), number=milestone.commitment)
    if not any(text.strip() for text in milestone.titles.values()):
        yield "title", Sentence(N_("Milestone %(code)s has no title."), code=milestone.code)
    if milestone.parent and not _lies_under(milestone.code, milestone.parent):
        yield (
            "code",
            Sentence(
                N_("Milestone %(code)s does not begin with the code of its parent, %(parent)s."),
                code=milestone.code,
                parent=milestone.parent,
            ),
        )
    if not _lies_under(milestone.code, milestone.commitment):
        stranger = next((other for other in commitments if _lies_under(milestone.code, other)), None)
        if stranger is not None:
            yield (
                "code",
                Sentence(
                    N_("Milestone %(code)s belongs to commitment %(other)s by its code, and stands under %(here)s."),
                    code=milestone.code,
                    other=stranger,
                    here=milestone.commitment,
                ),
            )
    if milestone.starts and milestone.due.day and milestone.due.day < milestone.starts:
        yield (
            "due",
            Sentence(
                N_("Milestone %(code)s ends (%(end)s) before it starts (%(start)s)."),
                code=milestone.code,
                end=milestone.due.day,
                start=milestone.starts,
            ),
        )
    if milestone.weight <= 0:
        yield (
            "weight",
            Sentence(
                N_("Milestone %(code)s weighs %(weight)s; a weight is above zero."),
                code=milestone.code,
                weight=milestone.weight,
            ),
        )
    yield from _pairs({"title": milestone.titles, **milestone.texts}, languages)


def update_faults(update: Update, *, overdue: bool = False, languages: Sequence[str] = ()) -> Iterator[Fault]:
    """What is wrong with an update. ``overdue``: what it reports on is past its due date."""
    if update.status not in STATUSES:
        yield (
            "status",
            Sentence(
                N_("%(value)s is not a status. Statuses are %(there)s."),
                value=repr(update.status),
                there=", ".join(STATUSES),
            ),
        )
    if not update.period.strip():
        yield "period", Sentence(N_("Say which period the update is about, for example 2026-H1."))
    if update.percent is not None and not Decimal(0) <= update.percent <= Decimal(100):
        yield "percent", Sentence(N_("%(value)s is not a percentage from 0 to 100."), value=update.percent)
    if update.percent == 100 and update.status in ("not-started", "limited"):
        yield (
            "percent",
            Sentence(N_("100 percent and the status %(status)s contradict each other."), status=update.status),
        )
    late = overdue and update.status != "complete"
    if (update.status in NEEDS_CHALLENGES or late) and not _has_text(update.challenges):
        yield (
            "challenges",
            Sentence(N_("Say what stands in the way: what is late, limited or not started needs a reason.")),
        )
    for evidence in update.evidence:
        if evidence.kind not in EVIDENCE_KINDS:
            yield (
                "evidence",
                Sentence(
                    N_("%(value)s is not a kind of evidence. Kinds are %(there)s."),
                    value=repr(evidence.kind),
                    there=", ".join(EVIDENCE_KINDS),
                ),
            )
        if not evidence.url and not evidence.sha256:
            yield "evidence", Sentence(N_("Evidence needs an address or a file."))
    yield from _pairs(
        {"progress": update.progress, "challenges": update.challenges, "next_steps": update.next_steps}, languages
    )


def _pairs(texts: Mapping[str, Texts], languages: Sequence[str]) -> Iterator[Fault]:
    for name, text in texts.items():
        there = [language for language in languages if text.get(language, "").strip()]
        if there and len(there) < len(languages):
            lacking = ", ".join(language for language in languages if language not in there)
            yield (
                name,
                Sentence(
                    N_("The text “%(name)s” is there in %(there)s and lacks %(lacking)s: all languages or none."),
                    name=name,
                    there=", ".join(there),
                    lacking=lacking,
                ),
            )


def _has_text(texts: Texts) -> bool:
    return any(text.strip() for text in texts.values())


def _lies_under(code: str, parent: str) -> bool:
    return code.startswith(parent) and len(code) > len(parent) and (code[len(parent)] in _SEPARATORS)
