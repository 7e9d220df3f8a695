"""The published changes of a year, and whether they explain what the budget says: adjusted less approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Category, Line
from toolbox_budget_portal.queries.records import EXPENDITURE, Node, Year, minus
from toolbox_budget_portal.queries.records import Line as LineRecord
from toolbox_budget_portal.queries.sums import amount_of, line_of, to_decimal
from toolbox_budget_portal.virements.dataset import CHANGES, moves_of
from toolbox_budget_portal.virements.records import LINE, Move, Place
from toolbox_core import NotFound


@dataclass(frozen=True, slots=True)
class Balance:
    """One place (``None``: all of a direction): what moves took and gave, and what the budget says of it.

    ``planned`` is adjusted less approved, ``None`` when the budget does not give both.
    """

    direction: str
    place: Place | None
    taken: Decimal
    given: Decimal
    planned: Decimal | None

    @property
    def net(self) -> Decimal:
        """Given less taken."""
        return minus(self.given, self.taken)

    @property
    def unexplained(self) -> Decimal | None:
        """What the budget says beyond the recorded moves; zero when they explain it all."""
        return None if self.planned is None else minus(self.planned, self.net)


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of one year: the moves as decided, one balance for each direction and place."""

    version: int
    number: int
    published_at: Any
    licence: str
    file: str
    sha256: str
    moves: tuple[Move, ...]
    totals: Mapping[str, Balance]
    balances: tuple[Balance, ...]
    names: Mapping[str, str]


def changes(session: Session, year: Year) -> Changes | None:
    """The published changes of a year, held against its budget; ``None`` when none are published."""
    version = CHANGES.current(session, year.entity.slug, year.fiscal_year)
    if version is None:
        return None
    moves = tuple(moves_of(session, version))
    source = version.sources[0].source
    places = {str(place): place for move in moves for place in (move.source, move.target) if place is not None}
    nodes = resolve(session, year, places.values())
    names = {text: ", ".join(node.label for node in nodes[text]) or text.removeprefix(f"{LINE}:") for text in places}
    balances = _balances(session, year, moves, places)
    named = {place.direction for place in places.values()}
    totals = {
        one.direction: one
        for one in balances
        if one.place is None and (one.direction == EXPENDITURE or one.direction in named)
    }
    return Changes(
        version.id,
        version.number,
        version.published_at,
        version.licence,
        source.name,
        source.sha256,
        moves,
        totals,
        tuple(one for one in balances if one.place is not None),
        names,
    )


def line_moves(session: Session, year: Year, line: LineRecord) -> tuple[list[tuple[Move, Decimal]], bool]:
    """The moves that name a line, or categories that it belongs to, each with its sign; and whether any are published.

    Moves of whole categories are listed although only a part of them may be this line's.
    """
    version = CHANGES.current(session, year.entity.slug, year.fiscal_year)
    if version is None:
        return [], False
    deepest = {kind: chain[-1].path for kind, chain in line.chains.items() if chain}
    own = Place(line.direction, tuple({**deepest, **({LINE: line.row.code} if line.row.code else {})}.items()))
    listed = []
    for move in moves_of(session, version):
        amount = Decimal(0)
        if move.target is not None and move.target.holds(own):
            amount += move.amount
        if move.source is not None and move.source.holds(own):
            # More expected revenue pays for more spending: as a source, a line of revenue grows.
            amount += move.amount if line.direction != EXPENDITURE else -move.amount
        if amount:
            listed.append((move, amount))
    return listed, True


def resolve(session: Session, year: Year, places: Any) -> dict[str, tuple[Node, ...]]:
    """The categories that places name, by the place's text. Raises ``NotFound`` for one that the entity lacks."""
    listed = list(places)
    paths = {path for place in listed for kind, path in place.parts if kind != LINE}
    query = select(Category).where(Category.entity_id == year.entity.id, Category.path.in_(paths))
    known = {(row.kind, row.scheme, row.path): row for row in session.scalars(query)}
    found = {}
    for place in listed:
        nodes = []
        for kind, path in place.parts:
            if kind == LINE:
                continue
            row = known.get((kind, "", path)) or known.get((kind, place.direction, path))
            if row is None:
                raise NotFound(f"The {place.direction} of {year.entity.name} has no {kind} category {path[:80]!r}.")
            nodes.append(Node(row.id, kind, row.code, row.label or row.code, row.path, row.level))
        found[str(place)] = tuple(nodes)
    return found


def count_lines(session: Session, year: Year, place: Place, nodes: tuple[Node, ...]) -> int:
    """How many lines of the year a place has."""
    query = select(func.count()).select_from(Line).where(*_within(year, place, nodes))
    return session.scalar(query) or 0


def _within(year: Year, place: Place, nodes: tuple[Node, ...]) -> list[Any]:
    numbers = [Line.code == path for kind, path in place.parts if kind == LINE]
    return [*line_of(year, place.direction, nodes), *numbers, Line.eliminated.is_(False)]


def _balances(session: Session, year: Year, moves: Sequence[Move], places: Mapping[str, Place]) -> list[Balance]:
    """One balance for everything of each direction, and one for each place: one pass over moves, one over lines."""
    whole = {str(Place(direction, ())): Place(direction, ()) for direction in year.directions}
    wanted = {**whole, **places}
    shapes = {tuple(kind for kind, _ in place.parts) for place in wanted.values()}
    sums: dict[str, list[Decimal]] = {text: [Decimal(0), Decimal(0), Decimal(0)] for text in wanted}

    def add(place: Place, column: int, amount: Decimal) -> None:
        for text in _wider(place, shapes):
            if text in sums:
                sums[text][column] = minus(sums[text][column], -amount)

    for move in moves:
        # What pays for more spending is revenue expected beyond what was approved: as a source, it grows.
        if move.source is not None:
            add(move.source, 0 if move.source.direction == EXPENDITURE else 1, move.amount)
        if move.target is not None:
            add(move.target, 1 if move.target.direction == EXPENDITURE else 0, move.amount)
    compared = set()
    for direction in year.directions:
        before, after = year.stage(direction, "approved"), year.stage(direction, "adjusted")
        if before is not None and after is not None:
            compared.add(direction)
            for place, change in _changed_lines(session, year, direction, before.slot, after.slot, shapes):
                add(place, 2, change)
    return [
        Balance(
            place.direction,
            place if place.parts else None,
            sums[text][0],
            sums[text][1],
            sums[text][2] if place.direction in compared else None,
        )
        for text, place in wanted.items()
    ]


def _wider(place: Place, shapes: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The texts of the places of these shapes (kinds, in this order) that hold ``place``, itself among them."""
    own = dict(place.parts)
    for shape in shapes:
        if all(kind in own for kind in shape):
            for paths in product(*(_prefixes(kind, own[kind]) for kind in shape)):
                yield str(Place(place.direction, tuple(zip(shape, paths, strict=True))))


def _prefixes(kind: str, path: str) -> list[str]:
    codes = [path] if kind == LINE else path.split("/")
    return ["/".join(codes[:count]) for count in range(1, len(codes) + 1)]


def _changed_lines(
    session: Session, year: Year, direction: str, before: str, after: str, shapes: Iterable[tuple[str, ...]]
) -> Iterator[tuple[Place, Decimal]]:
    """Every line whose adjusted amount is not the approved one, as its deepest place, with the difference."""
    kinds = sorted({kind for shape in shapes for kind in shape if kind != LINE})
    then, now = (func.coalesce(amount_of(Line, slot, year), 0) for slot in (before, after))
    ids = [getattr(Line, f"{kind}_id") for kind in kinds]
    query = select((now - then).label("difference"), Line.code, *ids).where(
        *line_of(year, direction, ()), Line.eliminated.is_(False), now != then
    )
    rows = session.execute(query).all()
    listed = sorted({one for row in rows for one in row[2:] if one is not None})
    paths: dict[int, str] = {}
    for start in range(0, len(listed), 500):
        some = listed[start : start + 500]
        named = session.execute(select(Category.id, Category.path).where(Category.id.in_(some)))
        paths.update((row.id, row.path) for row in named)
    for difference, code, *found in rows:
        parts = [(kind, paths[one]) for kind, one in zip(kinds, found, strict=True) if one is not None]
        if code:
            parts.append((LINE, code))
        change = to_decimal(difference, year.digits)
        assert change is not None  # A sum of numbers is one.
        yield Place(direction, tuple(parts)), change
