"""What the forms ask: each question with its place in a release, in the order in which a clerk answers them.

A question's ``path`` is its place in the release with dots (``tender.value.amount``), which is also the name of its
field in the form. A :class:`Part` is a list of things of one kind, with questions and parts of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from toolbox_core import N_

Kind = Literal["text", "long", "amount", "currency", "number", "count", "start", "end", "moment", "url", "code", "link"]
State = dict[str, Any]
"""What was typed: objects, lists of objects with an ``id``, and texts. Nothing else."""


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form. ``codes`` are the answers of a ``code``; a ``link`` names the list that it chooses from."""

    path: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    codes: tuple[str, ...] = ()
    to: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A list of things: what it and one of them are called, and what is asked about each.

    ``changes``: the list holds amendments, which are asked for only once something is public.
    """

    path: str
    title: str
    one: str
    add: str
    questions: tuple[Question, ...]
    parts: tuple[Part, ...] = ()
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One form."""

    key: str
    title: str
    hint: str
    roots: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    parts: tuple[Part, ...] = ()


def _value(path: str, label: str, hint: str = "") -> tuple[Question, Question]:
    return (
        Question(f"{path}.amount", label, "amount", hint),
        Question(f"{path}.currency", N_("Currency"), "currency", N_("Three letters of ISO 4217, such as EUR")),
    )


def _documents(path: str, *codes: str) -> Part:
    return Part(
        path,
        N_("Documents"),
        N_("Document %(number)s"),
        N_("Add a document"),
        (
            Question("documentType", N_("Kind of document"), "code", codes=codes),
            Question("title", N_("Title")),
            Question("url", N_("Address"), "url", N_("Where everybody can read it: https://…")),
            Question("datePublished", N_("Published on"), "start"),
        ),
    )


def _amendments(path: str) -> Part:
    return Part(
        path,
        N_("Amendments"),
        N_("Amendment %(number)s"),
        N_("Announce a change"),
        (
            Question("description", N_("What changes"), "long"),
            Question("rationale", N_("Why it changes"), "long"),
        ),
        changes=True,
    )


_LOTS: Final = Part(
    "tender.lots",
    N_("Lots"),
    N_("Lot %(number)s"),
    N_("Add a lot"),
    (
        Question("title", N_("Title")),
        Question("description", N_("Description"), "long"),
        *_value("value", N_("Estimated value")),
    ),
)
_ITEMS: Final = Part(
    "tender.items",
    N_("Items"),
    N_("Item %(number)s"),
    N_("Add an item"),
    (
        Question("description", N_("What it is")),
        Question("classification.scheme", N_("Classification"), "code", codes=("CPV", "UNSPSC", "CPC", "HS")),
        Question("classification.id", N_("Class"), hint=N_("The code in that classification, such as 45233120-6")),
        Question("quantity", N_("Quantity"), "number"),
        Question("unit.name", N_("Unit"), hint=N_("Such as piece, metre, hour")),
        *_value("unit.value", N_("Estimated price of one unit")),
        Question("relatedLot", N_("Lot that it belongs to"), "link", to="tender.lots"),
    ),
)
_SUPPLIERS: Final = Part(
    "suppliers",
    N_("Suppliers"),
    N_("Supplier %(number)s"),
    N_("Add a supplier"),
    (
        Question("name", N_("Name of the supplier")),
        Question("identifier.scheme", N_("Register"), hint=N_("Its code at org-id.guide, such as GB-COH")),
        Question("identifier.id", N_("Number in the register")),
    ),
)
_AWARDS: Final = Part(
    "awards",
    N_("Awards"),
    N_("Award %(number)s"),
    N_("Add an award"),
    (
        Question("title", N_("Title")),
        Question(
            "status",
            N_("Status"),
            "code",
            N_("What was published is never deleted: an award that does not hold is cancelled"),
            codes=("pending", "active", "cancelled", "unsuccessful"),
        ),
        Question("date", N_("Day of the decision"), "start"),
        *_value("value", N_("Value awarded")),
        Question("relatedLots", N_("Lot that it belongs to"), "link", to="tender.lots"),
    ),
    (_SUPPLIERS, _documents("documents", "awardNotice", "evaluationReports", "winningBid"), _amendments("amendments")),
)
_PAYMENTS: Final = Part(
    "implementation.transactions",
    N_("Payments"),
    N_("Payment %(number)s"),
    N_("Add a payment"),
    (Question("date", N_("Day"), "start"), *_value("value", N_("Paid"))),
)
_CONTRACTS: Final = Part(
    "contracts",
    N_("Contracts"),
    N_("Contract %(number)s"),
    N_("Add a contract"),
    (
        Question("awardID", N_("Award that it follows"), "link", to="awards"),
        Question("title", N_("Title")),
        Question("status", N_("Status"), "code", codes=("pending", "active", "cancelled", "terminated")),
        Question("dateSigned", N_("Signed on"), "start"),
        *_value("value", N_("Value of the contract")),
        Question("period.startDate", N_("It begins on"), "start"),
        Question("period.endDate", N_("It ends on"), "end"),
    ),
    (
        _documents("documents", "contractNotice", "contractSigned", "contractAnnexe", "completionCertificate"),
        _amendments("amendments"),
        _PAYMENTS,
    ),
)

SECTIONS: Final[Mapping[str, Section]] = {
    one.key: one
    for one in (
        Section(
            "plan",
            N_("Plan"),
            N_("What is to be bought, why, and from which budget."),
            ("title", "planning"),
            (
                Question("title", N_("What is bought, in a few words")),
                Question("planning.rationale", N_("Why it is needed"), "long"),
                Question("planning.budget.description", N_("Budget line")),
                *_value("planning.budget.amount", N_("Amount in the budget")),
                Question("planning.budget.project", N_("Project")),
            ),
            (_documents("planning.documents", "procurementPlan", "needsAssessment", "marketStudies", "projectPlan"),),
        ),
        Section(
            "tender",
            N_("Tender"),
            N_("What bidders need to know: what is bought, how, and until when they may bid."),
            ("tender",),
            (
                Question("tender.title", N_("Title")),
                Question("tender.description", N_("Description"), "long"),
                Question(
                    "tender.status",
                    N_("Status"),
                    "code",
                    codes=("planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"),
                ),
                Question(
                    "tender.procurementMethod",
                    N_("Procurement method"),
                    "code",
                    codes=("open", "selective", "limited", "direct"),
                ),
                Question("tender.procurementMethodDetails", N_("Its name in your law")),
                Question(
                    "tender.procurementMethodRationale",
                    N_("Why this method"),
                    "long",
                    N_("Needed when the tender is not open to everybody"),
                ),
                Question(
                    "tender.mainProcurementCategory", N_("Category"), "code", codes=("goods", "works", "services")
                ),
                *_value("tender.value", N_("Estimated value")),
                Question("tender.tenderPeriod.startDate", N_("Bids from"), "start"),
                Question("tender.tenderPeriod.endDate", N_("Bids until"), "moment"),
                Question("tender.contractPeriod.startDate", N_("The contract is to begin on"), "start"),
                Question("tender.contractPeriod.endDate", N_("The contract is to end on"), "end"),
                Question(
                    "tender.awardCriteria",
                    N_("Award criteria"),
                    "code",
                    codes=("priceOnly", "costOnly", "qualityOnly", "ratedCriteria"),
                ),
                Question("tender.eligibilityCriteria", N_("Who may bid"), "long"),
                Question("tender.submissionMethodDetails", N_("How bids are submitted"), "long"),
                Question(
                    "tender.numberOfTenderers", N_("Number of bidders"), "count", N_("Once the bids have been opened")
                ),
            ),
            (
                _LOTS,
                _ITEMS,
                _documents(
                    "tender.documents",
                    "tenderNotice",
                    "biddingDocuments",
                    "technicalSpecifications",
                    "evaluationCriteria",
                    "clarifications",
                ),
                _amendments("tender.amendments"),
            ),
        ),
        Section("awards", N_("Awards"), N_("Who won, for how much, or that nobody did."), ("awards",), (), (_AWARDS,)),
        Section(
            "contracts",
            N_("Contracts"),
            N_("What was signed, how it changed, and what was paid."),
            ("contracts",),
            (),
            (_CONTRACTS,),
        ),
    )
}
"""The four forms, in their order."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about something that is there: its full ``path``, and the list entries above it."""

    path: str
    question: Question


def asked(state: State, section: Section) -> Iterator[Asked]:
    """Every question of a form, for everything that is there."""
    for question in section.questions:
        yield Asked(question.path, question)
    for part in section.parts:
        yield from _of_part(state, part, part.path)


def _of_part(state: State, part: Part, path: str) -> Iterator[Asked]:
    for number, _ in enumerate(entries(state, path)):
        place = f"{path}.{number}"
        for question in part.questions:
            yield Asked(f"{place}.{question.path}", question)
        for below in part.parts:
            yield from _of_part(state, below, f"{place}.{below.path}")


def lists(state: State, section: Section) -> Iterator[tuple[str, Part]]:
    """Every list of a form by its path, for everything that is there."""
    waiting = [(part.path, part) for part in section.parts]
    while waiting:
        path, part = waiting.pop(0)
        yield path, part
        for number, _ in enumerate(entries(state, path)):
            waiting += [(f"{path}.{number}.{below.path}", below) for below in part.parts]


def get(state: State, path: str) -> str:
    """The text at a place; empty when there is none."""
    found: Any = state
    for part in path.split("."):
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        else:
            return ""
    return found if isinstance(found, str) else ""


def entries(state: State, path: str) -> list[State]:
    """The list at a place; an empty one when there is none."""
    found: Any = state
    for part in path.split("."):
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        else:
            return []
    return found if isinstance(found, list) else []


def put(state: State, path: str, text: str) -> None:
    """Set the text at a place, in objects that are made on the way; list entries on the way must be there."""
    *way, last = path.split(".")
    found: Any = state
    for part in way:
        found = found[int(part)] if isinstance(found, list) else found.setdefault(part, {})
    found[last] = text
