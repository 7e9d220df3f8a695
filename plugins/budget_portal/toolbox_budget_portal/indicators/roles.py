"""What codes of a budget mean for the indicators: a small table that the publisher confirms. Pure.

A row says that everything in and below a code plays a role: ``tax``, ``interest`` … Nothing is ever taken for granted:
a role that the table does not name is not known, and a row with the role and no code says that the budget has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolbox_budget_portal.indicators.formulas import (
    CURRENT_REVENUE,
    CURRENT_SPENDING,
    INTEREST,
    LOANS,
    REPAID,
    TAX,
    TRANSFERS,
)
from toolbox_budget_portal.side_tables.sheet import Columns, Field, Sheet, read_sheet
from toolbox_core import InputError, LimitSettings

EXPENDITURE, REVENUE = "expenditure", "revenue"
ROLES: Mapping[str, str] = {
    TAX: REVENUE,
    TRANSFERS: REVENUE,
    CURRENT_REVENUE: REVENUE,
    LOANS: REVENUE,
    INTEREST: EXPENDITURE,
    CURRENT_SPENDING: EXPENDITURE,
    REPAID: EXPENDITURE,
}
"""Role → the direction whose codes can play it."""
FIELDS = (
    Field("role", ("role",), needed=True),
    Field("kind", ("kind", "classification")),
    Field("code", ("code", "path"), needed=True),
)
_MOST = 5_000
GFSM: Mapping[str, tuple[str, ...]] = {
    TAX: ("11",),
    TRANSFERS: ("13",),
    CURRENT_REVENUE: ("11", "12", "13", "14"),
    INTEREST: ("24",),
    CURRENT_SPENDING: ("21", "22", "24", "25", "26", "27", "28"),
}
"""The roles of the codes of GFSM 2014: revenue 11 taxes, 12 social contributions, 13 grants, 14 other; expense 21
compensation of employees, 22 goods and services, 24 interest, 25 subsidies, 26 grants, 27 social benefits, 28 other.
23, consumption of fixed capital, is no payment and is left out. 31, nonfinancial assets, is capital."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Role → (kind, path) pairs whose amounts add up to it. A role with no pairs is known to be nothing."""

    parts: Mapping[str, tuple[tuple[str, str], ...]]

    def rows(self) -> list[tuple[str, str, str]]:
        """Role, kind, code, in the order of ``ROLES``; a role that is nothing has one row without kind and code."""
        return [
            (role, kind, path) for role in ROLES if role in self.parts for kind, path in self.parts[role] or (("", ""),)
        ]


def read(path: Path, *, columns: Columns | None = None, limits: LimitSettings | None = None) -> tuple[Roles, Sheet]:
    """The table of a CSV file or workbook: columns ``role``, ``kind`` (``economic`` when it is missing), ``code``.

    Raises ``InputError`` with the row of the first fault.
    """
    sheet = read_sheet(path, FIELDS, most=_MOST, chosen=columns, limits=limits)
    rows = [
        (
            row,
            sheet.cell(cells, "role").lower(),
            sheet.cell(cells, "kind") or "economic",
            sheet.cell(cells, "code").strip("/"),
        )
        for row, cells in sheet.rows
    ]
    return build(rows, sheet.name), sheet


def build(rows: Sequence[tuple[int, str, str, str]], name: str = "The table") -> Roles:
    """The roles of (row, role, kind, path) tuples. Raises ``InputError``: unknown role, or a code that counts twice."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for row, role, kind, path in rows:
        if role not in ROLES:
            raise InputError(
                f"{name}, row {row}: there is no role {role[:40]!r}.", fix=f"There are {', '.join(ROLES)}."
            )
        known = parts.setdefault(role, [])
        if not path:
            continue
        if any(kind != other for other, _ in known):
            raise InputError(
                f"{name}, row {row}: {role} is given by {kind} and by {known[0][0]}, which could count lines twice."
            )
        if any(f"{path}/".startswith(f"{other}/") or f"{other}/".startswith(f"{path}/") for _, other in known):
            raise InputError(f"{name}, row {row}: {path} of {role} would count twice.", fix="Name each code once.")
        known.append((kind, path))
    for role, known in parts.items():
        empty = next((row for row, other, _, path in rows if other == role and not path), 0)
        if known and empty:
            raise InputError(f"{name}, row {empty}: {role} is said to be nothing, and has codes as well.")
    return Roles({role: tuple(known) for role, known in parts.items()})


def propose(codes: Mapping[str, Mapping[str, Sequence[str]]]) -> Roles:
    """What the first-level codes seem to mean, to be confirmed by a person: ``codes`` is direction → kind → paths.

    Only codes that are GFSM 2014's as a whole are proposed: all of revenue among 11–14 and 31–33, all of spending
    among 21–28 and 31–33. Other codes mean something else in every country; nothing is proposed for them.
    """
    parts: dict[str, tuple[tuple[str, str], ...]] = {}
    for direction, allowed in ((REVENUE, range(11, 15)), (EXPENDITURE, range(21, 29))):
        known = {str(code) for code in (*allowed, 31, 32, 33)}
        kinds = codes.get(direction, {})
        kind = next((name for name in ("gfsm", "economic") if kinds.get(name) and set(kinds[name]) <= known), "")
        if kind:
            for role, wanted in GFSM.items():
                if ROLES[role] == direction:
                    parts[role] = tuple((kind, code) for code in wanted if code in kinds[kind])
            financing = LOANS if direction == REVENUE else REPAID
            parts[financing] = tuple((kind, "33") for code in kinds[kind] if code == "33")
    return Roles(parts)
