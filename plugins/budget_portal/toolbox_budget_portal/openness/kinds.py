"""The eight documents that a budget's life should leave behind, by the Open Budget Survey of the International Budget
Partnership, with the day until which each counts as public. Pure.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from toolbox_core import N_, InputError

PBS, EBP, EB, CB, IYR, MYR, YER, AR = "pbs", "ebp", "eb", "cb", "iyr", "myr", "yer", "ar"


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the eight. ``code`` is the survey's abbreviation; ``rule`` says in words until when it counts."""

    code: str
    word: str
    name: str
    meaning: str
    rule: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            PBS,
            "pre-budget-statement",
            N_("Pre-budget statement"),
            N_("How much there will be to spend, and on what broadly: before the details are drawn up."),
            N_("at least one month before the proposal goes to the elected members"),
        ),
        Kind(
            EBP,
            "budget-proposal",
            N_("Budget proposal"),
            N_("What the government asks the elected members to approve."),
            N_("before the elected members approve the budget"),
        ),
        Kind(
            EB,
            "enacted-budget",
            N_("Enacted budget"),
            N_("What the elected members approved: the law or decision that binds the government."),
            N_("within three months after the approval"),
        ),
        Kind(
            CB,
            "citizens-budget",
            N_("Citizens budget"),
            N_("The same budget in plain words, for everybody."),
            N_("within three months after the document that it explains"),
        ),
        Kind(
            IYR,
            "in-year-report",
            N_("In-year reports"),
            N_("What has been spent and taken in so far, period by period."),
            N_("within three months after each period"),
        ),
        Kind(
            MYR,
            "mid-year-review",
            N_("Mid-year review"),
            N_("How the first half went, and what will probably come of the second."),
            N_("within three months after the middle of the year"),
        ),
        Kind(
            YER,
            "year-end-report",
            N_("Year-end report"),
            N_("What was really spent and taken in, and why it differs from the plan."),
            N_("within twelve months after the end of the year"),
        ),
        Kind(
            AR,
            "audit-report",
            N_("Audit report"),
            N_("Whether independent auditors find the accounts true and the spending lawful."),
            N_("within eighteen months after the end of the year"),
        ),
    )
}
"""In the order of a budget's life."""

EXPLAINED = (EB, EBP)
"""What a citizens budget may explain; the enacted budget unless its record says otherwise."""


def read_kind(text: str) -> str:
    """The code of a kind by its code or its word. Raises ``InputError`` with the nearest ones."""
    wanted = text.strip().lower().replace("_", "-").replace(" ", "-")
    for kind in KINDS.values():
        if wanted in (kind.code, kind.word):
            return kind.code
    words = [kind.word for kind in KINDS.values()]
    near = difflib.get_close_matches(wanted, words, n=1)
    raise InputError(
        f"{text[:60]!r} is none of the eight budget documents." + (f" Did you mean {near[0]}?" if near else ""),
        fix=f"They are {', '.join(words)}.",
    )
