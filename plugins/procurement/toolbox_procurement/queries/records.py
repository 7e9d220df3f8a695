"""What the queries give out: frozen records, amounts exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from toolbox_procurement.conversion.computing import Converted
from toolbox_procurement.differences import Change


@dataclass(frozen=True, slots=True)
class Person:
    """An organisation in a list: its name, and its address in the directory (empty when it has none)."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A buyer and a supplier, in how many processes, and what was awarded."""

    buyer: Person
    supplier: Person
    count: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class CoBidder:
    """One who bid in the same ``times`` processes; ``ours`` of them were won by the one in the middle, ``theirs`` by
    this one.
    """

    person: Person
    times: int
    ours: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Item:
    """One process in a list."""

    id: int
    ocid: str
    source: str
    title: str
    stage: str
    status: str
    method: str
    category: str
    value: Decimal | None
    currency: str
    value_from: str
    bidders: int | None
    date: str
    flags: int
    silent: int
    revision: int
    buyers: tuple[Person, ...] = ()
    suppliers: tuple[Person, ...] = ()
    converted: Converted | None = None
    """The value in the site's own currency, where it is in another one and could be converted."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a list of processes is narrowed. Empty values do not narrow. ``low`` and ``high`` are exact amounts."""

    q: str = ""
    source: str = ""
    buyer: str = ""
    supplier: str = ""
    item_class: str = ""
    method: str = ""
    category: str = ""
    status: str = ""
    stage: str = ""
    region: str = ""
    place: str = ""
    year: int | None = None
    flag: str = ""
    silent: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    first: str = ""
    last: str = ""

    def __bool__(self) -> bool:
        """Whether anything narrows."""
        return self != Conditions()


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list. ``count`` is exact unless ``more`` says that there are even more."""

    items: tuple[Item, ...]
    count: int
    more: bool
    page: int
    pages: int
    facets: Mapping[str, tuple[tuple[str, str, int], ...]] = field(default_factory=dict)
    """Facet → ``(value, name, count)``; a count of -1 was not counted."""
    target: str = ""
    """The currency in which values are compared; empty where they are compared as they are."""


@dataclass(frozen=True, slots=True)
class Step:
    """One release of a process: where it stands, and what it changed."""

    number: int
    release_id: str
    date: str
    tags: tuple[str, ...]
    file: str
    line: int
    pointer: str
    sha256: str
    changes: tuple[Change, ...]

    @property
    def silent(self) -> tuple[Change, ...]:
        """The changes that nobody announced."""
        return tuple(change for change in self.changes if change.silent)


@dataclass(frozen=True, slots=True)
class Raised:
    """A red flag of a process, with what it is compared with."""

    code: str
    sentence: str
    value: float
    evidence: Mapping[str, Any]
    cases: int
    flags: int
    spread: Mapping[str, Any]
    meta: Mapping[str, float]
    own: int | None
    peers: tuple[str, int, int] | None
    """Name of the class of peers, how many of them there are, and how many have this flag."""


@dataclass(frozen=True, slots=True)
class Case:
    """One process with everything that its page shows. ``compiled`` is as the public may see it."""

    item: Item
    description: str
    compiled: Mapping[str, Any]
    steps: tuple[Step, ...]
    raised: tuple[Raised, ...]
    gaps: tuple[tuple[str, str], ...]
    """``(code, why)`` of indicators that could not be computed in this source."""
    people: tuple[tuple[str, Person], ...]
    """``(role, organisation)``."""
    source_name: str
    licence: str
    tender_days: int | None
    award_days: int | None
    signed: Decimal | None
    """What the contracts cost when they were first published."""
    signed_currency: str
    dates: Mapping[str, str]
    """``tender_start``, ``tender_end``, ``award_date`` and ``sign_date`` as ISO days; empty when unknown."""


@dataclass(frozen=True, slots=True)
class OwnedBy:
    """Who owns or controls a company. ``kind`` is ``person``, ``company`` or ``unknown``."""

    name: str
    kind: str
    interests: tuple[Mapping[str, Any], ...]
    since: str
    file: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The sums of one subject. ``figures`` as ``rollups.Sums.figures`` made them; ``top`` with names."""

    kind: str
    subject: str
    name: str
    count: int
    value: Decimal | None
    valued: int
    currency: str
    flagged: int
    figures: Mapping[str, Any]
    top: tuple[tuple[Person, int, Decimal | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """The sums of one region or place as the data call it. ``single`` of ``known`` open procedures had one bid.

    ``value`` counts processes in the most frequent currency that name no other place. Degrees where data have a point.
    """

    name: str
    count: int
    value: Decimal | None
    valued: int
    single: int
    known: int
    flagged: int
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class Spots:
    """Where the processes of a list lie: ``located`` of ``count`` say it, by ``basis`` (``delivery`` or ``buyer``)."""

    basis: str
    areas: tuple[Area, ...]
    count: int
    located: int
    currency: str
    other_money: int
    """Processes whose value is in another currency, or shared by several places: not in any sum."""
