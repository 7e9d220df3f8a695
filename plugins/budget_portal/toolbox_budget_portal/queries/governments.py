"""Several governments side by side in one year, and what of them may be compared.

Governments draw up their own lists of purposes, so the same code can mean two things and two codes the same. Own
classifications are therefore matched by name (letters and accents aside), standard ones (COFOG, GFSM) by code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from toolbox_budget_portal.queries.records import Entity, Node, Phase, Sums, Year
from toolbox_budget_portal.queries.sums import breakdown, totals
from toolbox_budget_portal.queries.years import entities, year
from toolbox_core import NotFound, fold

STANDARD = ("cofog", "gfsm")
"""Classifications that all governments share by definition, so that a code always means the same."""

MOST = 60
"""More governments than this in one table are refused: the address would be longer than browsers send."""


NOTHING = Sums()


@dataclass(frozen=True, slots=True)
class Government:
    """One government in the year. ``year`` is ``None`` when its budget was not published; ``why`` then says so.

    ``parts`` are the categories of the first level by the key they are matched by; ``rest`` belongs to none of them.
    """

    entity: Entity
    years: tuple[int, ...]
    year: Year | None = None
    total: Sums = NOTHING
    parts: Mapping[str, Node] = field(default_factory=dict)
    rest: Sums | None = None
    divided: bool = False

    def phase(self, direction: str, role: str) -> Phase | None:
        """Its own phase of a standard role; ``None`` when its files have none with amounts."""
        found = self.year.stage(direction, role) if self.year is not None else None
        return found if found is not None and self.total.known(found.code) else None


@dataclass(frozen=True, slots=True)
class Clash:
    """One code that stands for different things: ``(government, name)`` pairs."""

    code: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The governments in the order asked for; ``rows`` are ``(key, code, label)`` of every category of any of them."""

    fiscal_year: int
    direction: str
    kind: str
    governments: tuple[Government, ...]
    rows: tuple[tuple[str, str, str], ...]
    clashes: tuple[Clash, ...]

    @property
    def there(self) -> tuple[Government, ...]:
        """Those that have published this direction of the year."""
        return tuple(found for found in self.governments if found.year is not None)

    def common(self, key: str) -> bool:
        """Whether every government that is divided this way has the category."""
        divided = [found for found in self.there if found.divided]
        return len(divided) > 1 and all(key in found.parts for found in divided)


def known_governments(session: Session) -> list[tuple[Entity, tuple[int, ...]]]:
    """Every government with a published budget, by name, each with its years, newest first."""
    return entities(session)


def side_by_side(
    session: Session, slugs: Sequence[str], fiscal_year: int, direction: str, kind: str = ""
) -> SideBySide:
    """What each of ``slugs`` published for a year and direction, divided by ``kind`` (empty: not divided).

    A government without that year or direction stays in the answer, empty. Raises ``NotFound`` for a government that
    is not known, and for more than ``MOST``.
    """
    if len(slugs) > MOST:
        raise NotFound(f"{len(slugs)} governments are too many for one table.", fix=f"Choose up to {MOST}.")
    known = {owner.slug: (owner, years) for owner, years in entities(session)}
    strange = next((slug for slug in slugs if slug not in known), "")
    if strange:
        there = ", ".join(list(known)[:8]) or "none yet"
        raise NotFound(f"There is no budget of {strange[:64]!r} here.", fix=f"Governments with budgets: {there}.")
    found = tuple(
        _government(session, *known[slug], fiscal_year=fiscal_year, direction=direction, kind=kind)
        for slug in dict.fromkeys(slugs)
    )
    return SideBySide(fiscal_year, direction, kind, found, _rows(found), () if kind in STANDARD else _clashes(found))


def common_kinds(session: Session, slugs: Sequence[str], fiscal_year: int, direction: str) -> tuple[str, ...]:
    """The classifications that every one of the governments with this year and direction is divided by."""
    listed = []
    for owner, years in entities(session):
        if owner.slug in slugs and fiscal_year in years:
            kinds = year(session, owner.slug, fiscal_year).kinds(direction)
            if kinds:
                listed.append(kinds)
    return tuple(kind for kind in listed[0] if all(kind in kinds for kinds in listed)) if listed else ()


def _government(
    session: Session, owner: Entity, years: tuple[int, ...], *, fiscal_year: int, direction: str, kind: str
) -> Government:
    if fiscal_year not in years:
        return Government(owner, years)
    found = year(session, owner.slug, fiscal_year)
    if direction not in found.directions:
        return Government(owner, years)
    whole = totals(session, found)[direction]
    if not kind or kind not in found.kinds(direction):
        return Government(owner, years, found, whole)
    view = breakdown(session, found, direction, kind)
    parts: dict[str, Node] = {}
    for node in view.children:
        # Two categories of one government with the same name stay two: the second is told apart by its code.
        key = _key(kind, node)
        parts[f"{key} {node.code}" if key in parts else key] = node
    return Government(owner, years, found, whole, parts, view.rest, divided=True)


def _key(kind: str, node: Node) -> str:
    return node.code if kind in STANDARD else " ".join(fold(node.label or node.code).split())


def _rows(found: Sequence[Government]) -> tuple[tuple[str, str, str], ...]:
    """Every category once: its code where all agree on it, its name as the first government writes it."""
    nodes: dict[str, list[Node]] = {}
    for government in found:
        for key, node in government.parts.items():
            nodes.setdefault(key, []).append(node)
    rows = []
    for key, same in nodes.items():
        codes = {node.code for node in same}
        rows.append((key, same[0].code if len(codes) == 1 else "", same[0].label or same[0].code))
    return tuple(rows)


def _clashes(found: Sequence[Government]) -> tuple[Clash, ...]:
    """Codes under which governments mean different things: why codes alone are not compared."""
    names: dict[str, dict[str, tuple[str, str]]] = {}
    for government in found:
        for key, node in government.parts.items():
            names.setdefault(node.code, {}).setdefault(key, (government.entity.name, node.label))
    return tuple(Clash(code, tuple(same.values())) for code, same in sorted(names.items()) if code and len(same) > 1)
