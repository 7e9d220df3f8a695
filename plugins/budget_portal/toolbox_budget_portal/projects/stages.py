"""What the words for a project's status mean, and what is worth knowing about a project, by stated rules. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolbox_core import fold

PLANNED, DESIGN, PROCUREMENT, CONSTRUCTION, FINISHED, STOPPED, OTHER = (
    *("planned", "design", "procurement", "construction", "finished", "stopped"),
    "other",
)
STAGES = (PLANNED, DESIGN, PROCUREMENT, CONSTRUCTION, FINISHED, STOPPED, OTHER)
"""From the idea to the end; ``other`` is a word of the file that is none of these."""
_WORDS = {
    PLANNED: "planned|planning|proposed|identification|prefeasibility|feasibility|not started|idea|prevu|projet|"
    "en projet|planificado|previsto|planifie",
    DESIGN: "design|prepared|preparation|designed|studies|etudes|conception|diseno|en estudio|proyecto|inception",
    PROCUREMENT: "procurement|tender|tendered|tendering|procured|appel d offres|consultation|licitacion|adjudicacion|"
    "marche|passation",
    CONSTRUCTION: "construction|in construction|under construction|ongoing|in progress|works|execution|implementation|"
    "en cours|travaux|chantier|en obras|en ejecucion|works started",
    FINISHED: "finished|completed|complete|handed over|closed|done|close out|termine|acheve|livre|finalizado|"
    "terminado|practical completion|final completion",
    STOPPED: "stopped|cancelled|canceled|suspended|on hold|terminated|abandonne|arrete|suspendu|cancelado|suspendido|"
    "package withdrawn",
}
_STAGE = {word: stage for stage, words in _WORDS.items() for word in words.split("|")}


def stage_of(word: str) -> str:
    """The stage that a file's word for a status means; ``other`` for one that is not known, and for none."""
    plain = " ".join("".join(sign if sign.isalnum() else " " for sign in fold(word)).split())
    return _STAGE.get(plain, OTHER)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands out. ``days`` or ``amount`` say how much, ``share`` in parts of one."""

    kind: str
    days: int = 0
    amount: Decimal = Decimal(0)
    share: Decimal | None = None


LATE, OVER, BEYOND, ABOVE_BUDGET = "late", "over", "beyond", "above-budget"
KINDS = (LATE, OVER, BEYOND, ABOVE_BUDGET)


def findings(
    *,
    planned_end: date | None,
    expected_end: date | None,
    ended: date | None,
    estimate: Decimal | None,
    cost: Decimal | None,
    spent: Decimal | None,
    year_budget: Decimal | None,
    year_spent: Decimal | None,
) -> tuple[Finding, ...]:
    """What stands out about a project, from its own figures alone; nothing is compared with today.

    ``late``: the real or expected end lies after the planned one. ``over``: it costs more than was estimated.
    ``beyond``: more was spent than it is to cost. ``above-budget``: more was spent in the year than was budgeted.
    """
    found = []
    last = ended or expected_end
    if planned_end and last and last > planned_end:
        found.append(Finding(LATE, days=(last - planned_end).days))
    if estimate and cost is not None and cost > estimate > 0:
        found.append(Finding(OVER, amount=cost - estimate, share=_share(cost - estimate, estimate)))
    whole = cost if cost is not None else estimate
    if whole is not None and spent is not None and spent > whole:
        found.append(Finding(BEYOND, amount=spent - whole, share=_share(spent - whole, whole)))
    if year_budget is not None and year_spent is not None and year_spent > year_budget:
        found.append(
            Finding(ABOVE_BUDGET, amount=year_spent - year_budget, share=_share(year_spent - year_budget, year_budget))
        )
    return tuple(found)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.0001")) if whole > 0 else None
