"""A year month by month: what each month added, and how far the whole and each part had come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.months.dataset import MONTHS
from toolbox_budget_portal.months.tables import Month
from toolbox_budget_portal.queries.records import Sums, Year
from toolbox_budget_portal.queries.sums import node_chain, node_total
from toolbox_core import NotFound


@dataclass(frozen=True, slots=True)
class Part:
    """One category with what its months add up to, and the year's own sums of it."""

    path: str
    label: str
    so_far: Decimal
    sums: Sums


@dataclass(frozen=True, slots=True)
class MonthsOfYear:
    """``added`` is what each month brought (``None``: not published yet); ``parts`` are the file's categories."""

    months: tuple[str, ...]
    added: tuple[Decimal | None, ...]
    parts: tuple[Part, ...]
    kind: str
    directions: tuple[str, ...]
    number: int
    published_at: datetime
    file: str
    sha256: str

    @property
    def cumulative(self) -> list[Decimal | None]:
        """What had come together by the end of each month, up to the last one that is published."""
        last = max((at for at, amount in enumerate(self.added) if amount is not None), default=-1)
        found: list[Decimal | None] = []
        whole = Decimal(0)
        for at, amount in enumerate(self.added):
            whole += amount or Decimal(0)
            found.append(whole if at <= last else None)
        return found

    @property
    def so_far(self) -> Decimal:
        """What the published months add up to."""
        return sum((amount for amount in self.added if amount is not None), Decimal(0))

    @property
    def last(self) -> str:
        """The last published month; empty when this direction has none."""
        return max(
            (month for month, amount in zip(self.months, self.added, strict=True) if amount is not None), default=""
        )


def months_of(session: Session, year: Year, direction: str) -> MonthsOfYear:
    """The published months of a year in one direction. Raises ``NotFound`` when there are none."""
    version = MONTHS.current(session, year.entity.slug, year.fiscal_year)
    if version is None:
        raise NotFound(f"No months of {year.fiscal_year} have been published for {year.entity.name}.")
    held = version.mapping["months"]
    digits = held["digits"]
    added: dict[str, int] = {}
    parts: dict[str, int] = {}
    directions = set()
    for row in session.scalars(select(Month).where(Month.version_id == version.id)):
        directions.add(row.direction)
        if row.direction == direction:
            added[row.period] = added.get(row.period, 0) + row.amount
            parts[row.path] = parts.get(row.path, 0) + row.amount
    if direction not in directions:
        raise NotFound(f"The months of {year.fiscal_year} have no {direction[:20]!r}.")
    source = version.sources[0].source
    assert version.published_at is not None  # Its status says that it was published.
    return MonthsOfYear(
        tuple(held["all"]),
        tuple(Decimal(added[month]).scaleb(-digits) if month in added else None for month in held["all"]),
        tuple(_parts(session, year, direction, held["kind"], parts, digits)),
        held["kind"],
        tuple(sorted(directions)),
        version.number,
        version.published_at,
        source.name,
        source.sha256,
    )


def _parts(
    session: Session, year: Year, direction: str, kind: str, parts: Mapping[str, int], digits: int
) -> list[Part]:
    found = []
    for path, amount in sorted(parts.items()):
        if not path:
            continue
        label, sums = path, Sums()
        try:
            node = node_chain(session, year, direction, kind, path)[-1]
        except NotFound:  # Spent without a budget line of that code.
            pass
        else:
            label, sums = node.label, node_total(session, year, direction, [node])
        found.append(Part(path, label, Decimal(amount).scaleb(-digits), sums))
    return found
