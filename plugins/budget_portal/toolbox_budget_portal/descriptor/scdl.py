"""France's local budgets: the SCDL schema ``budget`` 0.8.3, known by its headings.

A file holds decisions of a year, one row for each decision and account. What an amount column means depends on the
decision: the amount voted is the budget itself in an original budget (``budget primitif``), and a change in a
supplementary one. So every amount column says its phase for each decision, and no two decisions are added up.

Rules beyond the column names are the schema's own: ``BGT_MTREAL`` is for accounts only, ``BGT_MTBUDGPREC`` repeats an
earlier decision, ``BGT_MTRAR3112`` is of another year unless the decision is an account. Order operations
(``BGT_OPBUDG``) move no money in or out; they are part of the totals and are taken off for net figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolbox_budget_portal.descriptor.evidence import ColumnEvidence, nested_in
from toolbox_budget_portal.descriptor.proposal import ColumnProposal
from toolbox_budget_portal.rows import fold

CURRENCY = "EUR"
RECOGNISED = "The headings are those of France's SCDL schema for budgets."
_NEEDED = ("BGT_NATDEC", "BGT_ANNEE", "BGT_NATURE", "BGT_CODRD")
_ORIGINAL, _CHANGES = ("budget primitif",), ("budget supplémentaire", "décision modificative")
_ACCOUNTS = ("compte administratif", "compte financier unique")
DECISIONS = (*_ORIGINAL, *_CHANGES, *_ACCOUNTS)
"""The decisions that the schema names, and the account that newer files have in place of the administrative one."""


def _phases(original: str = "", changes: str = "", account: str = "") -> dict[str, str]:
    return {
        **dict.fromkeys(_ORIGINAL, original),
        **dict.fromkeys(_CHANGES, changes),
        **dict.fromkeys(_ACCOUNTS, account),
    }


_AMOUNTS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "BGT_MTREAL": (_phases(account="executed"), "What was carried out, in an account."),
    "BGT_MTPREV": (
        _phases("approved", "change"),
        "The amount voted: the budget in an original one, a change in those after it.",
    ),
    "BGT_MTPROPNOUV": (_phases("proposed", "Propositions nouvelles"), "The amount proposed to the vote."),
    "BGT_CREDOUV": (_phases(account="adjusted"), "The credits open in the end, in an account."),
    "BGT_MTRARPREC": (
        _phases("Restes à réaliser N-1", "Restes à réaliser N-1"),
        "What was left from the year before, in a budget.",
    ),
    "BGT_MTRAR3112": (_phases(account="Restes à réaliser au 31/12"), "What is left at the year's end, in an account."),
}
_TYPES = {
    "BGT_NATDEC": ("phase:id", "The decision: it says what the amounts of the row are."),
    "BGT_ANNEE": ("date:fiscal-year", "The year of the budget."),
    "BGT_SIRET": ("administrative-classification:generic:code", "The body's number; fourteen digits stay text."),
    "BGT_NOM": ("administrative-classification:generic:label", "The body's name."),
    "BGT_FONCTION": ("functional-classification:generic:code", "The function's code stays text."),
    "BGT_FONCTION_LABEL": ("functional-classification:generic:label", "The function's name."),
    "BGT_OPERATION": ("activity:generic:project:code", "The operation that was voted."),
    "BGT_SECTION": ("expenditure-type:label", "Running costs (fonctionnement) or investment (investissement)."),
    "BGT_OPBUDG": (
        "budgetary-transfers",
        "Order operations move no money in or out: they count in the totals and are taken off for net figures.",
    ),
    "BGT_CODRD": ("direction", "Expenditure (dépense) or revenue (recette)."),
}
_UNUSED = {
    "BGT_MTBUDGPREC": "It repeats an earlier decision, which would count twice; it stays in the original only.",
    "BGT_ARTSPE": "It is about the vote only; it stays in the original only.",
}


def is_scdl(columns: Sequence[ColumnProposal]) -> bool:
    """Whether the headings are the schema's: those that it asks for, and an amount at least."""
    names = {_name(proposal) for proposal in columns}
    return names.issuperset(_NEEDED) and not names.isdisjoint(_AMOUNTS)


def read_scdl(columns: Sequence[ColumnProposal], questions: list[str]) -> None:
    """Say what each column means. Asks about decisions that the schema does not know."""
    by_name = {_name(proposal): proposal for proposal in columns}
    decisions = {cell.strip() for cell in by_name["BGT_NATDEC"].column.cells if cell.strip()}
    known = {fold(word) for word in DECISIONS}
    questions.extend(
        f"{word!r} in 'BGT_NATDEC' is no decision of the schema, so its rows are refused: "
        "add it to the `phases` of the amount columns."
        for word in sorted(decisions)
        if fold(word) not in known
    )
    for name, proposal in by_name.items():
        if name in _AMOUNTS:
            phases, why = _AMOUNTS[name]
            proposal.phase, proposal.column_type, proposal.phases = "by row", "value", dict(phases)
            proposal.evidence = why
        elif name in _TYPES:
            proposal.column_type, proposal.evidence = _TYPES[name]
            proposal.in_totals = name == "BGT_OPBUDG"
        elif name in _UNUSED:
            proposal.evidence = _UNUSED[name]
    _name_accounts(by_name)
    by_name["BGT_NATDEC"].evidence = f"{RECOGNISED} {by_name['BGT_NATDEC'].evidence}"


def _name(proposal: ColumnProposal) -> str:
    return proposal.column.name.strip().upper()


def _name_accounts(by_name: Mapping[str, ColumnProposal]) -> None:
    """``BGT_CONTNAT`` and ``BGT_NATURE``: which is the chapter and which the account is told by which nests in which.

    The schema's text and the tool that makes most of these files say the opposite of one another.
    """
    nature, content = by_name["BGT_NATURE"], by_name.get("BGT_CONTNAT")
    if content is None or not content.column.filled:
        _level(by_name, "BGT_NATURE", "economic-classification:generic", "The nature of the money")
        return
    chapter, account = "BGT_CONTNAT", "BGT_NATURE"
    if nested_in(content.column, nature.column) > nested_in(nature.column, content.column):
        chapter, account = account, chapter
    told = _nesting(by_name[account].column, by_name[chapter].column)
    _level(by_name, chapter, "economic-classification:generic:level1", f"The chapter: {told}")
    _level(by_name, account, "economic-classification:generic:level2", f"The account: {told}")


def _nesting(inner: ColumnEvidence, outer: ColumnEvidence) -> str:
    share = nested_in(inner, outer)
    return f"{share:.0%} of the codes in {inner.name!r} stand under one code of {outer.name!r}"


def _level(by_name: Mapping[str, ColumnProposal], name: str, stem: str, why: str) -> None:
    by_name[name].column_type = f"{stem}:code"
    by_name[name].evidence = f"{why}. Codes stay text."
    label = by_name.get(f"{name}_LABEL")
    if label is not None:
        label.column_type, label.evidence = f"{stem}:label", f"The name of {name!r}."
