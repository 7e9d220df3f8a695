"""Spending read through a crosswalk: exact to the smallest unit of money, and honest about what is not mapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.crosswalk.reading import NOWHERE, Crosswalk
from toolbox_budget_portal.queries import totals
from toolbox_budget_portal.queries.records import Phase, Year
from toolbox_core import NotFound

Category, Rollup = models.Category, models.Rollup


@dataclass(frozen=True, slots=True)
class Spread:
    """Amounts by code of the scheme. ``nowhere`` is what the crosswalk names and leaves out, ``unmapped`` the rest.

    Amounts are those of the files: consolidation entries are subtracted. ``codes`` and ``rest`` add up to ``whole``.
    """

    codes: Mapping[str, Decimal]
    nowhere: Decimal
    unmapped: Decimal
    whole: Decimal

    @property
    def rest(self) -> Decimal:
        """What has no code of the scheme."""
        return self.nowhere + self.unmapped

    @property
    def mapped(self) -> Decimal:
        """What has one."""
        return sum(self.codes.values(), Decimal(0))


def spread(session: Session, year: Year, direction: str, walk: Crosswalk, phase: Phase) -> Spread:
    """The net amounts of one phase by code of the scheme.

    Each code of the file takes what lies in and below it, less what has rows of its own further down. An amount is
    divided by largest remainders, so that its parts add up to it exactly. Raises ``NotFound`` when the year is not
    divided by the crosswalk's classification.
    """
    if walk.kind not in year.kinds(direction):
        raise NotFound(f"The {direction} of {year.fiscal_year} is not divided by {walk.kind}.")
    digits = {version.id: version.digits for version in year.versions}
    most = max(digits.values())
    inclusive: dict[str, int] = {}
    query = (
        select(Category.path, Rollup.version_id, Rollup.eliminated, func.sum(getattr(Rollup, phase.slot)))
        .join(Category, Category.id == Rollup.a_id)
        .where(
            Rollup.version_id.in_(year.version_ids),
            Rollup.dims == walk.kind,
            Rollup.direction == direction,
            Category.path.in_(list(walk.parts)),
        )
        .group_by(Category.path, Rollup.version_id, Rollup.eliminated)
    )
    for path, version, eliminated, amount in session.execute(query):
        if amount is not None:
            units = int(amount) * 10 ** (most - digits[version])
            inclusive[path] = inclusive.get(path, 0) + (-units if eliminated else units)
    own = dict(inclusive)
    for path, amount in inclusive.items():
        above, _, _ = path.rpartition("/")
        parent = walk.nearest(above) if above else None
        while parent is not None and parent not in own:  # A code of the file without lines this year.
            above, _, _ = parent.rpartition("/")
            parent = walk.nearest(above) if above else None
        if parent is not None:
            own[parent] -= amount
    codes: dict[str, int] = {}
    for path, amount in own.items():
        for code, units in divide(amount, walk.parts[path]):
            codes[code] = codes.get(code, 0) + units
    nowhere = codes.pop(NOWHERE, 0)
    whole = totals(session, year)[direction].of(phase.code, net=True) or Decimal(0)
    amounts = {code: Decimal(units).scaleb(-most) for code, units in sorted(codes.items())}
    left_out = Decimal(nowhere).scaleb(-most)
    return Spread(amounts, left_out, whole - left_out - sum(amounts.values(), Decimal(0)), whole)


def divide(amount: int, parts: tuple[tuple[str, Decimal], ...]) -> list[tuple[str, int]]:
    """``amount`` in whole units by shares in per cent that add up to 100: largest remainders, ties to the first."""
    scale = 10 ** max(0, *(-int(share.as_tuple().exponent) for _, share in parts))
    weights = [int(share * scale) for _, share in parts]
    found = [divmod(amount * weight, 100 * scale) for weight in weights]
    missing = amount - sum(units for units, _ in found)
    order = sorted(range(len(found)), key=lambda at: (-found[at][1], at))
    extra = set(order[:missing])
    return [(code, found[at][0] + (at in extra)) for at, (code, _) in enumerate(parts)]
