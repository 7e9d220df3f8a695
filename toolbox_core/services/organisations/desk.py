"""A desk for one batch of mentions: what the directory knows of them is fetched at once, what is new written at once.

Asking the database once for each mention would take a hundred times longer than asking for a thousand together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from toolbox_core.db.bulk import reserve_ids
from toolbox_core.services.organisations.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationLink,
    OrganisationName,
    OrganisationQuestion,
)
from toolbox_core.services.organisations.names import core, normalise, slug

T = TypeVar("T")
CHUNK = 400
"""Keys in one question to the database."""
MOST_OF_ONE_NAME = 200
"""Organisations of one name in one place that are looked at; more than that a person cannot tell apart either."""


@dataclass(slots=True)
class Known:
    """An organisation as a desk knows it."""

    id: int
    slug: str
    jurisdiction: str
    merged_into: int | None = None
    parent: int | None = None


@dataclass(slots=True)
class Link:
    """A link as it stands in the database."""

    organisation_id: int
    certainty: str
    name: str


@dataclass(slots=True)
class _New:
    organisations: list[dict[str, Any]] = field(default_factory=list)
    names: list[dict[str, Any]] = field(default_factory=list)
    identifiers: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    changed_links: list[dict[str, Any]] = field(default_factory=list)
    parents: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)


class Desk:
    """What is known of the organisations of one batch, and what is to be written of them."""

    def __init__(self, session: Session, plugin: str, by: str) -> None:
        self._session, self._plugin, self._by = session, plugin, by
        self.touched: set[int] = set()
        self.links: dict[str, Link] = {}
        self._known: dict[int, Known] = {}
        self._holders: dict[tuple[str, str], int] = {}
        self._by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_core: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._identifiers: dict[int, set[tuple[str, str]]] = defaultdict(set)
        self._names: dict[int, set[tuple[str, str]]] = defaultdict(set)
        self._asked: set[tuple[int, int]] = set()
        self._ids: list[int] = []
        self._most = 0
        self._added: set[int] = set()
        self._there: set[str] = set()
        self._numbers: dict[str, Iterator[str]] = {}
        self._taken: set[str] = set()
        self._new = _New()

    def look_up(
        self,
        *,
        references: Sequence[str],
        identifiers: Collection[tuple[str, str]],
        names: Collection[tuple[str, str]],
        cores: Collection[tuple[str, str]],
        slugs: Collection[str],
    ) -> None:
        """Fetch everything that may be meant, and everything that is known of it. ``slugs``: addresses wanted."""
        self._most = len(references)
        for part in _chunks(references):
            query = select(OrganisationLink).where(
                OrganisationLink.plugin == self._plugin, OrganisationLink.reference.in_(part)
            )
            for row in self._session.scalars(query):
                self.links[row.reference] = Link(row.organisation_id, row.certainty, row.name)
        for scheme, values in _grouped(identifiers):
            for part in _chunks(values):
                held = select(OrganisationIdentifier.identifier, OrganisationIdentifier.organisation_id).where(
                    OrganisationIdentifier.scheme == scheme, OrganisationIdentifier.identifier.in_(part)
                )
                for value, organisation in self._session.execute(held):
                    self._holders[scheme, value] = organisation
        for part in _chunks(sorted(slugs)):
            self._there.update(self._session.scalars(select(Organisation.slug).where(Organisation.slug.in_(part))))
        self._fill(self._by_name, OrganisationName.normalised, names)
        self._fill(self._by_core, OrganisationName.core, cores)
        met = {link.organisation_id for link in self.links.values()} | set(self._holders.values())
        met.update(one for found in (self._by_name, self._by_core) for ids in found.values() for one in ids)
        self._fetch(met)

    def _fill(self, found: dict[tuple[str, str], list[int]], column: Any, keys: Collection[tuple[str, str]]) -> None:
        for jurisdiction, names in _grouped((jurisdiction, name) for name, jurisdiction in keys):
            for part in _chunks(names):
                query = select(column, OrganisationName.organisation_id).where(
                    OrganisationName.jurisdiction == jurisdiction, column.in_(part)
                )
                for name, organisation in sorted(tuple(row) for row in self._session.execute(query)):
                    ids = found[name, jurisdiction]
                    if organisation not in ids[-1:] and len(ids) < MOST_OF_ONE_NAME:
                        ids.append(organisation)

    def _fetch(self, ids: Iterable[int]) -> None:
        """Organisations, what they were merged into at any depth, and the names and identifiers they have."""
        columns = (
            Organisation.id,
            Organisation.slug,
            Organisation.jurisdiction,
            Organisation.merged_into,
            Organisation.parent_id,
        )
        missing = set(ids) - self._known.keys()
        fetched = set(missing)
        while missing:
            for part in _chunks(sorted(missing)):
                for row in self._session.execute(select(*columns).where(Organisation.id.in_(part))):
                    self._known[row.id] = Known(*row)
            targets = {one.merged_into for one in self._known.values() if one.merged_into is not None}
            missing = targets - self._known.keys()
            fetched |= missing
        for part in _chunks(sorted(fetched)):
            held = select(OrganisationIdentifier).where(OrganisationIdentifier.organisation_id.in_(part))
            for identifier in self._session.scalars(held):
                self._identifiers[identifier.organisation_id].add((identifier.scheme, identifier.identifier))
            columns_of_names = (
                OrganisationName.organisation_id,
                OrganisationName.normalised,
                OrganisationName.language,
            )
            named = select(*columns_of_names).where(OrganisationName.organisation_id.in_(part))
            for organisation, name, language in self._session.execute(named):
                self._names[organisation].add((name, language))

    def today(self, organisation_id: int) -> Known:
        """The organisation that an id stands for today."""
        known = self._known[organisation_id]
        while known.merged_into is not None:
            known = self._known[known.merged_into]
        return known

    def holders(self, identifiers: Iterable[tuple[str, str]]) -> list[Known]:
        """The organisations that hold any of the identifiers, in the order of the identifiers."""
        return self._today(self._holders[pair] for pair in identifiers if pair in self._holders)

    def named(self, key: str, jurisdiction: str) -> list[Known]:
        """The organisations with exactly that name in that jurisdiction."""
        return self._today(self._by_name.get((key, jurisdiction), ())) if key else []

    def alike(self, key: str, jurisdiction: str) -> list[Known]:
        """The organisations with that core of a name in that jurisdiction."""
        return self._today(self._by_core.get((key, jurisdiction), ())) if key else []

    def _today(self, ids: Iterable[int]) -> list[Known]:
        return list({known.id: known for known in (self.today(one) for one in ids)}.values())

    def contradicts(self, candidate: Known, identifiers: Sequence[tuple[str, str]]) -> bool:
        """Whether the candidate holds another identifier in a scheme of ``identifiers``: then it is another body."""
        schemes = {scheme for scheme, _ in identifiers}
        return any(
            scheme in schemes and (scheme, value) not in identifiers
            for scheme, value in self._identifiers.get(candidate.id, ())
        )

    def add(
        self,
        *,
        name: str,
        kind: str,
        jurisdiction: str,
        language: str,
        parent: int | None,
        identifiers: Sequence[tuple[str, str]],
    ) -> Known:
        """A new organisation, known to the rest of the batch at once."""
        known = Known(self._next_id(), self._free_slug(name), jurisdiction, None, parent)
        self._known[known.id] = known
        self._added.add(known.id)
        self._new.organisations.append(
            {
                "id": known.id,
                "slug": known.slug,
                "kind": kind,
                "jurisdiction": jurisdiction,
                "name": name.strip(),
                "sorting": normalise(name),
                "language": language,
                "parent_id": parent,
                "created_by": self._by,
            }
        )
        self.add_name(known, name, language, use="name")
        for pair in identifiers:
            self.add_identifier(known, pair)
        return known

    def add_name(self, organisation: Known, name: str, language: str, *, use: str = "alias") -> None:
        """A name that the organisation does not have yet in that language; one it has stays as it is."""
        key = normalise(name)
        if (key, language) in self._names[organisation.id]:
            return
        self._names[organisation.id].add((key, language))
        self.touched.add(organisation.id)
        shared = core(name)
        for found, value in ((self._by_name, key), (self._by_core, shared)):
            if organisation.id not in found[value, organisation.jurisdiction]:
                found[value, organisation.jurisdiction].append(organisation.id)
        self._new.names.append(
            {
                "organisation_id": organisation.id,
                "name": name.strip(),
                "language": language,
                "use": use,
                "jurisdiction": organisation.jurisdiction,
                "normalised": key,
                "core": shared,
            }
        )

    def add_identifier(self, organisation: Known, pair: tuple[str, str]) -> None:
        """An identifier that nobody holds yet."""
        if pair not in self._holders:
            self._holders[pair] = organisation.id
            self._identifiers[organisation.id].add(pair)
            self.touched.add(organisation.id)
            self._new.identifiers.append({"scheme": pair[0], "identifier": pair[1], "organisation_id": organisation.id})

    def adopt(self, organisation: Known, parent: int) -> None:
        """Remember the organisation above, where none is known yet."""
        if organisation.parent is None and organisation.id != parent:
            organisation.parent = parent
            self._new.parents.append({"id": organisation.id, "parent_id": parent})

    def keep_link(self, reference: str, organisation_id: int, certainty: str, name: str) -> None:
        """Remember where a reference leads."""
        values = {
            "plugin": self._plugin,
            "reference": reference,
            "organisation_id": organisation_id,
            "certainty": certainty,
            "name": name,
        }
        (self._new.changed_links if reference in self.links else self._new.links).append(values)
        self.links[reference] = Link(organisation_id, certainty, name)

    def ask(self, subject: int, candidate: int, reason: str) -> int:
        """Put a pair in the queue once; 1 when it is new there, 0 when it was asked before or is one and the same."""
        pair = (max(subject, candidate), min(subject, candidate))
        if subject == candidate or pair in self._asked:
            return 0
        self._asked.add(pair)
        known = select(OrganisationQuestion.id).where(
            OrganisationQuestion.subject_id == pair[0], OrganisationQuestion.candidate_id == pair[1]
        )
        if pair[0] not in self._added and self._session.scalar(known) is not None:
            return 0
        self._new.questions.append({"subject_id": pair[0], "candidate_id": pair[1], "reason": reason})
        return 1

    def write(self) -> None:
        """Write everything that is new, in the order in which it refers to one another."""
        new = self._new
        rows: list[dict[str, Any]]
        for model, rows in (
            (Organisation, new.organisations),
            (OrganisationName, new.names),
            (OrganisationIdentifier, new.identifiers),
            (OrganisationLink, new.links),
            (OrganisationQuestion, new.questions),
        ):
            if rows:
                self._session.execute(insert(model.__table__), rows)  # type: ignore[arg-type]
        if new.changed_links:
            self._session.execute(update(OrganisationLink), new.changed_links)
        if new.parents:
            self._session.execute(update(Organisation), new.parents)
        self._new = _New()
        # What the session holds already must not hide what was written beside it; the caller's own objects stay.
        for one in list(self._session.identity_map.values()):
            if isinstance(one, (Organisation, OrganisationLink)):
                self._session.expire(one)

    # --- ids and addresses -------------------------------------------------------------------------------------------

    def _next_id(self) -> int:
        if not self._ids:
            table = Organisation.__table__
            assert isinstance(table, Table)
            # As many as the batch can need, so that SQLite, which counts on from the last row, is asked only once.
            self._ids = reserve_ids(self._session, table, self._most)[::-1]
        return self._ids.pop()

    def _free_slug(self, name: str) -> str:
        wanted = slug(name)
        numbers = self._numbers.get(wanted)
        if numbers is None:
            numbers = self._numbers[wanted] = self._free_numbers(wanted)
        address = next(numbers)
        while address in self._taken:
            address = next(numbers)
        self._taken.add(address)
        return address

    def _free_numbers(self, wanted: str) -> Iterator[str]:
        """``port-authority``, then ``port-authority-2`` …, without those that are in the database."""
        if wanted not in self._there:
            yield wanted
        below = select(Organisation.slug).where(Organisation.slug >= f"{wanted}-", Organisation.slug < f"{wanted}-~")
        taken = set(self._session.scalars(below))
        number = 2
        while True:
            if f"{wanted}-{number}" not in taken:
                yield f"{wanted}-{number}"
            number += 1


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _grouped(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """The second values of each first one, in order.

    A database looks ``first = ? AND second IN (…)`` up in an index; for a list of pairs SQLite reads the whole table.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for first, second in sorted(pairs):
        groups[first].append(second)
    yield from groups.items()
