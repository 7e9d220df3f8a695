"""The words of a budget, each in one or two plain sentences: a page of all, and a few in place where they are used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolbox_budget_portal.pages.wording import PHASE_MEANINGS
from toolbox_core import N_, render, translate, url

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means, as English messages; ``id`` is its place on the page."""

    id: str
    word: str
    meaning: str


TERMS = (
    Term(
        "budget",
        N_("Budget"),
        N_("What a government plans to take in and to spend in one year, decided by vote."),
    ),
    Term(
        "fiscal-year",
        N_("Fiscal year"),
        N_("The twelve months that a budget is for. Not everywhere do they begin in January."),
    ),
    Term(
        "phase",
        N_("Phase"),
        N_(
            "A step in the life of public money: asked for, voted, changed, promised, spent, paid out. The "
            "same money appears in each step, so phases are never added together."
        ),
    ),
    Term("proposed", N_("Proposed"), PHASE_MEANINGS["proposed"]),
    Term("approved", N_("Approved"), PHASE_MEANINGS["approved"]),
    Term("adjusted", N_("Approved, with changes"), PHASE_MEANINGS["adjusted"]),
    Term("committed", N_("Committed"), PHASE_MEANINGS["committed"]),
    Term("executed", N_("Spent"), PHASE_MEANINGS["executed"]),
    Term("paid", N_("Paid out"), PHASE_MEANINGS["paid"]),
    Term(
        "rate",
        N_("Execution rate"),
        N_(
            "What was spent out of every hundred that were approved with all changes. Far below a hundred, "
            "something was not done or not yet billed."
        ),
    ),
    Term(
        "unbudgeted",
        N_("Spent without a budget"),
        N_(
            "A line on which money was spent although nothing was approved for it. There may be a good "
            "reason; it is worth asking."
        ),
    ),
    Term(
        "virement",
        N_("Change during the year"),
        N_(
            "Money moved from one line to another, or added, after the vote. Also called virement or transfer"
            " of appropriations."
        ),
    ),
    Term(
        "spending",
        N_("Spending"),
        N_("Money that leaves the government: wages, purchases, grants, works, interest. Also called expenditure."),
    ),
    Term(
        "revenue",
        N_("Revenue"),
        N_(
            "Money that comes to the government: taxes, fees, grants from other governments, loans where the "
            "files count them."
        ),
    ),
    Term(
        "balance",
        N_("Balance"),
        N_("Revenue less spending. Below zero, the government spent more than it took in and used savings or loans."),
    ),
    Term(
        "net",
        N_("Net"),
        N_("Without the money that only moves between two parts of the same government, which would count twice."),
    ),
    Term(
        "files",
        N_("As in the files"),
        N_("With everything that the files hold, movements inside the government included. Also called gross."),
    ),
    Term(
        "purpose",
        N_("Purpose"),
        N_("What the money is for: schools, roads, health. Also called functional classification."),
    ),
    Term(
        "economic",
        N_("Economic type"),
        N_("What kind of payment or income it is: wages, purchases, taxes, fees. Also called economic classification."),
    ),
    Term(
        "department",
        N_("Department"),
        N_("Which office spends or collects it. Also called administrative classification."),
    ),
    Term(
        "programme",
        N_("Programme"),
        N_("Spending that serves one aim together, often with goals of its own."),
    ),
    Term(
        "fund",
        N_("Fund"),
        N_("Where the money for a line comes from, when it is tied: a grant, a loan, an earmarked tax."),
    ),
    Term(
        "cofog",
        N_("COFOG"),
        N_(
            "The United Nations' classification of the functions of government: ten divisions, the same in "
            "every country, so that governments can be laid side by side."
        ),
    ),
    Term(
        "line",
        N_("Budget line"),
        N_("The smallest amount that was decided on its own: one row of the file. Here each one leads to that row."),
    ),
    Term(
        "real",
        N_("In prices of one year"),
        N_(
            "Prices rise, so the same sum buys less each year. Amounts of different years are brought to the "
            "prices of one year to compare what they could buy."
        ),
    ),
    Term(
        "per-inhabitant",
        N_("Per inhabitant"),
        N_("The amount divided by the number of people who live there in that year."),
    ),
)
IN_PLACE = ("approved", "executed", "balance", "net", "purpose", "economic", "real")
"""The words of the page of a year, explained on it."""


def explained(request: Request, ids: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Place, word and meaning in the reader's language; of all terms without ``ids``."""
    return [
        (term.id, translate(request, term.word), translate(request, term.meaning))
        for term in TERMS
        if not ids or term.id in ids
    ]


async def glossary(request: Request) -> Response:
    """``/budget/words``: every word with its meaning."""
    crumbs = [
        (translate(request, "Home"), url(request, "home:index")),
        (translate(request, "Budget"), url(request, "budget_portal:home")),
    ]
    return render(request, "budget_portal/glossary.html", terms=explained(request), crumbs=crumbs)
