"""The published goals of an entity, and the money of the programmes that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.goals.dataset import GOALS, indicators
from toolbox_budget_portal.goals.records import Indicator
from toolbox_budget_portal.models import Category, Entity
from toolbox_budget_portal.queries.records import EXPENDITURE, Node, Sums, Year
from toolbox_budget_portal.queries.sums import node_chain, node_total
from toolbox_budget_portal.side_tables.origins import Origin, origin_of
from toolbox_core import NotFound


@dataclass(frozen=True, slots=True)
class Goals:
    """Every published indicator in the order of the file. ``names`` are the labels of codes, by kind and path."""

    indicators: tuple[Indicator, ...]
    names: Mapping[tuple[str, str], str]
    origin: Origin

    def name(self, one: Indicator) -> str:
        """What the budget calls the indicator's programme; its code when no label is known."""
        return self.names.get((one.kind, one.path)) or one.path

    def of(self, kind: str, path: str) -> list[Indicator]:
        """The indicators of a category and of everything below it."""
        return [
            one for one in self.indicators if one.kind == kind and (one.path == path or one.path.startswith(f"{path}/"))
        ]

    def above(self, places: Iterable[tuple[str, str]]) -> list[Indicator]:
        """The indicators of categories (kind, path) that something belongs to, and of those above them."""
        wanted = {
            (kind, "/".join(codes[:count]))
            for kind, path in places
            for codes in (path.split("/"),)
            for count in range(1, len(codes) + 1)
        }
        return [one for one in self.indicators if (one.kind, one.path) in wanted]


def goals_of(session: Session, entity: str) -> Goals | None:
    """The published goals of an entity; ``None`` when there are none."""
    version = GOALS.current(session, entity, "goals")
    if version is None:
        return None
    found = tuple(indicators(session, version))
    kinds, paths = {one.kind for one in found}, {one.path for one in found}
    labels = (
        select(Category.kind, Category.path, Category.label)
        .join(Entity, Entity.id == Category.entity_id)
        .where(Entity.slug == entity, Category.kind.in_(kinds), Category.path.in_(paths))
    )
    names = {(kind, path): label for kind, path, label in session.execute(labels)}
    return Goals(found, names, origin_of(version))


def money_of(session: Session, years: Mapping[int, Year], kind: str, path: str) -> dict[int, tuple[Node, Sums]]:
    """The spending of a category in each year that has it."""
    found = {}
    for number, year in years.items():
        try:
            node = node_chain(session, year, EXPENDITURE, kind, path)[-1]
        except NotFound:  # The programme does not run every year, or the year has no such classification.
            continue
        found[number] = (node, node_total(session, year, EXPENDITURE, [node]))
    return found
