"""What the queries answer with: frozen records, exact decimals, no database and no HTML.

Amounts are ``Decimal`` in major units of the budget's currency (euros, not cents); ``None`` means that the file gives
no number there, which is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, localcontext

from toolbox_budget_portal.yardsticks.records import Yardsticks

EXPENDITURE, REVENUE = "expenditure", "revenue"
DIRECTIONS = (EXPENDITURE, REVENUE)
ELIMINATION = "-elimination"
ROLES = ("proposed", "approved", "change", "adjusted", "authorised", "committed", "executed", "paid")
"""Standard phases in the order of a budget's life; ``other`` comes after them."""

NO_YARDSTICKS = Yardsticks()
_DIGITS = 60  # More than any sum of 64-bit integers has, so that no arithmetic below ever rounds.


@dataclass(frozen=True, slots=True)
class Entity:
    """A government or body that has budgets."""

    id: int
    slug: str
    name: str
    level: str
    currency: str
    country: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of the budget as the entity names it. ``role`` is a standard stage or ``other``."""

    code: str
    label: str
    role: str
    slot: str
    position: int


@dataclass(frozen=True, slots=True)
class Source:
    """An original file a version was read from. ``resource`` is its number within the version."""

    id: int
    resource: int
    resource_name: str
    name: str
    sha256: str
    bytes: int
    encoding: str
    licence: str
    url: str
    dialect: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of (a part of) a year's budget.

    ``slices`` are the parts it holds; ``shape`` says per slice which kinds, phases and how many lines there are.
    ``replaces`` are numbers of versions it superseded, ``replaced_by`` of the one that superseded it (0: none).
    """

    id: int
    number: int
    dataset: str
    title: str
    status: str
    slices: tuple[str, ...]
    shape: Mapping[str, Mapping[str, object]]
    currency: str
    digits: int
    published_at: datetime
    row_count: int
    rows_rejected: int
    content_sha256: str
    licence: str
    period: tuple[date, date] | None
    log_number: int = 0
    replaces: tuple[int, ...] = ()
    replaced_by: int = 0
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """The budget of one entity and fiscal year: the versions that are current, or were when ``as_of`` was new.

    ``as_of`` is a version number, 0 for now. ``others`` are the fiscal years of the entity that can be read.
    """

    entity: Entity
    fiscal_year: int
    versions: tuple[Version, ...]
    phases: tuple[Phase, ...]
    others: tuple[int, ...] = ()
    as_of: int = 0
    yardsticks: Yardsticks = NO_YARDSTICKS

    @property
    def version_ids(self) -> tuple[int, ...]:
        """Ids of the versions whose rows make up the year."""
        return tuple(version.id for version in self.versions)

    @property
    def currency(self) -> str:
        """ISO 4217 code; the newest version's, should they differ."""
        return self.versions[-1].currency

    @property
    def digits(self) -> int:
        """Decimals that hold every amount of the year exactly."""
        return max(version.digits for version in self.versions)

    @property
    def published_at(self) -> datetime:
        """When the newest part was published."""
        return max(version.published_at for version in self.versions)

    @property
    def directions(self) -> tuple[str, ...]:
        """Which of expenditure and revenue the year has."""
        return tuple(found for found in DIRECTIONS if any(found in version.slices for version in self.versions))

    def shapes(self, direction: str) -> Iterable[Mapping[str, object]]:
        """The shapes of a direction's own slice and of its eliminations."""
        for version in self.versions:
            for part in (direction, direction + ELIMINATION):
                if part in version.shape and part in version.slices:
                    yield version.shape[part]

    def kinds(self, direction: str) -> dict[str, int]:
        """Classifications of a direction and how many levels each has."""
        found: dict[str, int] = {}
        for shape in self.shapes(direction):
            kinds = shape.get("kinds")
            if isinstance(kinds, Mapping):
                for kind, levels in kinds.items():
                    found[kind] = max(found.get(kind, 0), int(levels))
        return found

    def phases_of(self, direction: str) -> tuple[Phase, ...]:
        """The phases that the files of a direction give, in the order of a budget's life."""
        codes: set[object] = set()
        for shape in self.shapes(direction):
            phases = shape.get("phases")
            codes.update(phases if isinstance(phases, list | tuple) else ())
        return tuple(phase for phase in self.phases if phase.code in codes)

    def stage(self, direction: str, *roles: str) -> Phase | None:
        """The first of ``roles`` that the files of a direction give."""
        given = {phase.role: phase for phase in reversed(self.phases_of(direction))}
        return next((given[role] for role in roles if role in given), None)

    def plan(self, direction: str) -> Phase | None:
        """What was decided before the year began."""
        return self.stage(direction, "approved", "proposed", "adjusted")

    def limit(self, direction: str) -> Phase | None:
        """What may be spent in the end: the plan with its changes, where the files give them."""
        return self.stage(direction, "adjusted", "approved", "proposed")

    def done(self, direction: str) -> Phase | None:
        """What really happened."""
        return self.stage(direction, "executed", "paid")

    def line_count(self, direction: str) -> int:
        """How many lines a direction has, its eliminations not counted."""
        total = 0
        for version in self.versions:
            lines = version.shape.get(direction, {}).get("lines", 0) if direction in version.slices else 0
            total += lines if isinstance(lines, int) else 0
        return total

    def has_eliminations(self, direction: str = "") -> bool:
        """Whether consolidation entries were published (for ``direction``, or for any)."""
        wanted = {found + ELIMINATION for found in ((direction,) if direction else DIRECTIONS)}
        return any(wanted.intersection(version.slices) for version in self.versions)

    def phase(self, code: str) -> Phase | None:
        """The phase of that code, if the entity has it."""
        return next((phase for phase in self.phases if phase.code == code), None)

    def sources(self, direction: str = "") -> tuple[Source, ...]:
        """The files behind the year, or behind one direction and its eliminations; each once."""
        found: dict[int, Source] = {}
        for version in self.versions:
            wanted: set[object] = set()
            for part in (direction, direction + ELIMINATION):
                resources = version.shape.get(part, {}).get("resources")
                wanted.update(resources if isinstance(resources, list) else ())
            found.update(
                (source.id, source) for source in version.sources if not direction or source.resource in wanted
            )
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts by phase code: as in the files (``gross``) and what consolidation takes away (``eliminated``)."""

    gross: Mapping[str, Decimal | None] = field(default_factory=dict)
    eliminated: Mapping[str, Decimal | None] = field(default_factory=dict)
    lines: int = 0

    def of(self, phase: str, *, net: bool = False) -> Decimal | None:
        """The amount of a phase; ``net`` subtracts eliminations. ``None`` when no line has a number."""
        gross, eliminated = self.gross.get(phase), self.eliminated.get(phase)
        if not net or eliminated is None:
            return gross
        return minus(gross or Decimal(0), eliminated)

    def known(self, phase: str) -> bool:
        """Whether any line gives a number for the phase."""
        return self.gross.get(phase) is not None or self.eliminated.get(phase) is not None


def together(parts: Iterable[Sums]) -> Sums:
    """The exact sums of several things taken together."""
    listed = list(parts)

    def side(name: str) -> dict[str, Decimal | None]:
        codes = dict.fromkeys(code for sums in listed for code in getattr(sums, name))
        return {code: total(getattr(sums, name).get(code) for sums in listed) for code in codes}

    return Sums(side("gross"), side("eliminated"), sum(sums.lines for sums in listed))


def minus(left: Decimal, right: Decimal) -> Decimal:
    """``left - right``, exact."""
    with localcontext() as context:
        context.prec = _DIGITS
        return left - right


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The exact sum of what is known, ``None`` when nothing is."""
    known = [value for value in values if value is not None]
    with localcontext() as context:
        context.prec = _DIGITS
        return sum(known, Decimal(0)) if known else None


def ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """``part / whole`` to ten digits, ``None`` when either is unknown or the whole is zero."""
    if part is None or not whole:
        return None
    with localcontext() as context:
        context.prec = _DIGITS
        return (part / whole).quantize(Decimal("0.0000000001"))


@dataclass(frozen=True, slots=True)
class Node:
    """One category with its sums. ``path`` holds the codes from the root, joined by ``/``."""

    id: int
    kind: str
    code: str
    label: str
    path: str
    level: int
    sums: Sums = Sums()


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One view of the money: a node (``None``: the whole), what it divides into, and what is left undivided.

    ``rest`` is the part that belongs to the node but to none of its children: lines without a (deeper) category.
    ``within`` are the nodes of other kinds that the view is narrowed to.
    """

    kind: str
    node: Node | None
    ancestors: tuple[Node, ...]
    children: tuple[Node, ...]
    total: Sums
    rest: Sums | None
    within: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class LineRow:
    """One budget line in a list. ``names`` maps kind → (code, label) of its deepest category."""

    version: int
    number: int
    uid: str
    code: str
    label: str
    eliminated: bool
    source_row: int
    names: Mapping[str, tuple[str, str]]
    amounts: Mapping[str, Decimal | None]

    @property
    def address(self) -> str:
        """The line's part of an address: version number and line number."""
        return f"{self.version}-{self.number}"


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page of a list of lines; ``count`` and ``sums`` are of the whole list."""

    rows: tuple[LineRow, ...]
    count: int
    sums: Sums
    page: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.count // self.size))


@dataclass(frozen=True, slots=True)
class SameLine:
    """What a line is in one year: the sums of all lines with the very same codes, by phase, and of two stages.

    ``row`` is the first of them, as that year names it. ``plan`` is what was decided before the year, ``done`` what
    really happened, whatever their phases are called that year.
    """

    fiscal_year: int
    lines: int
    row: LineRow
    amounts: Mapping[str, Decimal | None]
    plan: Decimal | None = None
    done: Decimal | None = None

    @property
    def address(self) -> str:
        """The first line's part of an address."""
        return self.row.address


@dataclass(frozen=True, slots=True)
class Line:
    """One budget line with everything that leads back to its row. ``life`` is the line in every published year."""

    row: LineRow
    direction: str
    version: Version
    source: Source
    chains: Mapping[str, tuple[Node, ...]]
    presence: Mapping[str, str]
    twins: int
    life: tuple[SameLine, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a search found: a category or a line, with the amount of the latest year that has it."""

    kind: str
    direction: str
    code: str
    label: str
    path: str
    ancestors: tuple[str, ...]
    fiscal_year: int
    sums: Sums
    entity: Entity
    address: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same categories over several years. A year that was not published has no sums: a hole, never a zero."""

    entity: Entity
    direction: str
    kind: str
    node: Node | None
    years: tuple[int, ...]
    published: Mapping[int, Year]
    rows: tuple[tuple[Node, Mapping[int, Sums]], ...]
    totals: Mapping[int, Sums]
