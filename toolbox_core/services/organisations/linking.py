"""Modules link their rows to the directory: by identifier, then by name within a jurisdiction, else a person is asked.

Nothing is guessed. A name that fits one organisation exactly is taken, unless identifiers contradict it; everything
less certain adds the organisation as a new one and puts a question in the queue, so that nothing is lost meanwhile
and a wrong guess never has to be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError
from toolbox_core.services.organisations.desk import Desk, Known
from toolbox_core.services.organisations.directory import clean_identifier, name_of_kind
from toolbox_core.services.organisations.directory import resolve as resolve_organisation
from toolbox_core.services.organisations.finding import index_organisations
from toolbox_core.services.organisations.models import Organisation, OrganisationLink
from toolbox_core.services.organisations.names import core, normalise, slug

Certainty = Literal["identifier", "name", "new", "question", "person"]
MOST_CANDIDATES = 5
LONGEST_REFERENCE, LONGEST_CODE = 255, 16
BATCH = 1000
"""Mentions that are looked up and written together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An organisation as a module's data mentions it. ``reference`` is the module's own key for it.

    ``parent`` is the id of the organisation above it; it is taken over where the directory knows none yet.
    """

    reference: str
    name: str
    identifiers: tuple[tuple[str, str], ...] = ()
    jurisdiction: str = ""
    kind: str = "other"
    language: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Where a mention leads: id and slug. ``questions`` counts the pairs a person is asked about because of it."""

    organisation_id: int
    certainty: Certainty
    questions: int = 0
    slug: str = ""


def link_organisation(session: Session, plugin: str, mention: Mention, *, by: str = "") -> Linked:
    """Link one mention and remember the link under ``(plugin, mention.reference)``.

    The same reference again gives the same organisation, with names and identifiers it did not have yet added. Raises
    ``InputError`` when the mention has neither a name nor an identifier.
    """
    return link_organisations(session, plugin, [mention], by=by)[mention.reference]


def link_organisations(
    session: Session, plugin: str, mentions: Iterable[Mention], *, by: str = ""
) -> dict[str, Linked]:
    """Link many mentions, a thousand at a time; the answer has one entry per reference, the first one's."""
    answers: dict[str, Linked] = {}
    for linked in link_in_batches(session, plugin, mentions, by=by):
        for reference, one in linked.items():
            answers.setdefault(reference, one)
    return answers


def link_in_batches(
    session: Session, plugin: str, mentions: Iterable[Mention], *, by: str = ""
) -> Iterator[dict[str, Linked]]:
    """``link_organisations`` for more than fits into memory: yields the answers of each batch when it is written."""
    source = iter(mentions)
    while batch := list(islice(source, BATCH)):
        yield _link_batch(session, plugin, batch, by)


def linked_references(session: Session, plugin: str, ids: Sequence[int]) -> list[str]:
    """The references of one plugin that lead to any of ``ids`` (an organisation's own id and those merged into it)."""
    return list(
        session.scalars(
            select(OrganisationLink.reference)
            .where(OrganisationLink.plugin == plugin, OrganisationLink.organisation_id.in_(ids))
            .order_by(OrganisationLink.reference)
        )
    )


def organisation_of(session: Session, plugin: str, reference: str) -> Organisation | None:
    """The organisation that a module's reference leads to today, or ``None`` when it was never linked."""
    link = session.get(OrganisationLink, (plugin, reference))
    return None if link is None else resolve_organisation(session, link.organisation_id)


def organisations_of(session: Session, plugin: str, references: Iterable[str]) -> dict[str, Organisation]:
    """``organisation_of`` for many references, a thousand in one query; those that were never linked are left out."""
    found: dict[str, Organisation] = {}
    wanted = iter(dict.fromkeys(references))
    while batch := list(islice(wanted, BATCH)):
        query = (
            select(OrganisationLink.reference, Organisation)
            .join(Organisation, Organisation.id == OrganisationLink.organisation_id)
            .where(OrganisationLink.plugin == plugin, OrganisationLink.reference.in_(batch))
        )
        for reference, organisation in session.execute(query):
            merged = organisation.merged_into is not None
            found[reference] = resolve_organisation(session, organisation.id) if merged else organisation
    return found


def link_counts(session: Session) -> dict[str, dict[str, int]]:
    """How many links each plugin has, by certainty."""
    rows = session.execute(
        select(OrganisationLink.plugin, OrganisationLink.certainty, func.count())
        .group_by(OrganisationLink.plugin, OrganisationLink.certainty)
        .order_by(OrganisationLink.plugin, OrganisationLink.certainty)
    )
    found: dict[str, dict[str, int]] = {}
    for plugin, certainty, number in rows:
        found.setdefault(plugin, {})[certainty] = number
    return found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A mention, cleaned, with the keys it is looked up by."""

    mention: Mention
    identifiers: tuple[tuple[str, str], ...]
    key: str
    core: str

    @property
    def shown(self) -> str:
        """The name a new organisation gets."""
        return self.mention.name if self.key else " ".join(self.identifiers[0])


def _link_batch(session: Session, plugin: str, batch: Sequence[Mention], by: str) -> dict[str, Linked]:
    wanted: dict[str, _Wanted] = {}
    for mention in batch:
        if mention.reference not in wanted:
            wanted[mention.reference] = _clean(mention)
    desk = Desk(session, plugin, by)
    desk.look_up(
        references=list(wanted),
        identifiers={pair for one in wanted.values() for pair in one.identifiers},
        names={(one.key, one.mention.jurisdiction) for one in wanted.values() if one.key},
        cores={(one.core, one.mention.jurisdiction) for one in wanted.values() if one.core},
        slugs={slug(one.shown) for one in wanted.values()},
    )
    answers = {reference: _link(desk, one) for reference, one in wanted.items()}
    desk.write()
    index_organisations(session, desk.touched)
    return answers


def _clean(mention: Mention) -> _Wanted:
    identifiers = tuple(
        dict.fromkeys(clean_identifier(scheme, value) for scheme, value in mention.identifiers if value.strip())
    )
    key = normalise(mention.name)
    if not key and not identifiers:
        raise InputError(f"{mention.reference!r} mentions an organisation without a name or an identifier.")
    if not mention.reference or len(mention.reference) > LONGEST_REFERENCE:
        raise InputError(f"A reference has 1 to {LONGEST_REFERENCE} characters; {mention.reference[:40]!r} has not.")
    for text in (mention.jurisdiction, mention.language):
        if len(text) > LONGEST_CODE:
            raise InputError(f"{text[:40]!r} is too long to be the code of a place or a language.")
    return _Wanted(mention, identifiers, key, core(mention.name))


def _link(desk: Desk, wanted: _Wanted) -> Linked:
    mention = wanted.mention
    known = desk.links.get(mention.reference)
    if known is not None and (known.certainty == "person" or known.name == mention.name):
        organisation = desk.today(known.organisation_id)
        _enrich(desk, organisation, wanted, wanted.identifiers)
        return Linked(organisation_id=organisation.id, certainty=_certainty(known.certainty), slug=organisation.slug)
    organisation, certainty, questions = _match(desk, wanted)
    desk.keep_link(mention.reference, organisation.id, certainty, mention.name)
    return Linked(organisation_id=organisation.id, certainty=certainty, questions=questions, slug=organisation.slug)


def _certainty(text: str) -> Certainty:
    match text:
        case "identifier" | "name" | "question" | "person":
            return text
        case _:
            return "new"


def _match(desk: Desk, wanted: _Wanted) -> tuple[Known, Certainty, int]:
    mention, identifiers = wanted.mention, wanted.identifiers
    holders = desk.holders(identifiers)
    if holders:
        organisation = holders[0]
        asked = sum(desk.ask(organisation.id, other.id, "identifiers disagree") for other in holders[1:])
        _enrich(desk, organisation, wanted, identifiers if len(holders) == 1 else ())
        return organisation, "identifier", asked
    exact = desk.named(wanted.key, mention.jurisdiction)
    free = [candidate for candidate in exact if not desk.contradicts(candidate, identifiers)]
    if len(free) == 1 and (mention.jurisdiction or len(exact) == 1):
        _enrich(desk, free[0], wanted, identifiers)
        return free[0], "name", 0
    alike = free or [
        candidate
        for candidate in desk.alike(wanted.core, mention.jurisdiction)
        if not desk.contradicts(candidate, identifiers)
    ]
    organisation = desk.add(
        name=wanted.shown,
        kind=name_of_kind(mention.kind),
        jurisdiction=mention.jurisdiction,
        language=mention.language,
        parent=mention.parent,
        identifiers=identifiers,
    )
    reason = "same name" if free else "similar name"
    asked = sum(desk.ask(organisation.id, candidate.id, reason) for candidate in alike[:MOST_CANDIDATES])
    return organisation, "question" if asked else "new", asked


def _enrich(desk: Desk, organisation: Known, wanted: _Wanted, identifiers: tuple[tuple[str, str], ...]) -> None:
    if wanted.key:
        desk.add_name(organisation, wanted.mention.name, wanted.mention.language)
    for pair in identifiers:
        desk.add_identifier(organisation, pair)
    if wanted.mention.parent is not None:
        desk.adopt(organisation, wanted.mention.parent)
