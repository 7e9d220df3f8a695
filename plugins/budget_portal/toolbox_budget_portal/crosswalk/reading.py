"""Reading a crosswalk file: codes of the budget, what each becomes, and the shares, checked to the last digit. Pure.

A file has one row for each pair: ``code`` (a category's path, such as ``09`` or ``09/09.1``), ``to`` (a COFOG code, a
goal or a target; empty for a part that belongs nowhere), and ``share`` in per cent (100 when it is left out). The
shares of a code add up to exactly 100. A code speaks for everything below it that has no rows of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from toolbox_budget_portal.crosswalk import cofog, sdg
from toolbox_budget_portal.side_tables.sheet import Columns, Field, each, read_sheet
from toolbox_core import InputError, LimitSettings

SCHEMES = ("cofog", "sdg")
NOWHERE = ""
_MOST = 20_000
FIELDS = (
    Field("code", ("code", "from", "path"), needed=True),
    Field("to", ("to", "cofog", "sdg", "target", "goal"), needed=True),
    Field("share", ("share", "percent", "per cent", "weight")),
)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """What each code becomes: path → (code of the scheme, share in per cent) pairs. ``kind`` is the classification."""

    scheme: str
    kind: str
    parts: Mapping[str, tuple[tuple[str, Decimal], ...]]

    def rows(self) -> list[tuple[str, str, str]]:
        """Code, to, share as text, in the order of codes."""
        return [(path, to, f"{share:f}") for path, pairs in sorted(self.parts.items()) for to, share in pairs]

    def nearest(self, path: str) -> str | None:
        """The longest code with rows that a category is, or lies below; ``None`` when there is none."""
        parts = path.split("/")
        for length in range(len(parts), 0, -1):
            found = "/".join(parts[:length])
            if found in self.parts:
                return found
        return None


def read(
    path: Path, scheme: str, kind: str, *, columns: Columns | None = None, limits: LimitSettings | None = None
) -> Crosswalk:
    """The crosswalk of a CSV file or workbook; ``columns`` says which column is which, else their names do.

    Raises ``InputError`` with the row of the first fault.
    """
    sheet = read_sheet(path, FIELDS, most=_MOST, chosen=columns, limits=limits)
    rows = [
        (row, sheet.cell(cells, "code"), sheet.cell(cells, "to"), sheet.cell(cells, "share") or "100")
        for row, cells in sheet.rows
    ]
    return build(scheme, kind, [one for one in rows if one[1] or one[2]])


def build(scheme: str, kind: str, rows: list[tuple[int, str, str, str]]) -> Crosswalk:
    """The crosswalk of ``(row, code, to, share)``. Raises ``InputError``."""
    if scheme not in SCHEMES:
        raise InputError(f"There is no scheme {scheme[:20]!r}.", fix=f"There are {', '.join(SCHEMES)}.")
    parts: dict[str, list[tuple[str, Decimal]]] = {}

    def keep(row: tuple[int, str, str, str]) -> None:
        number, code, to, share = row
        if not code:
            raise InputError(f"Row {number}: the code is missing.")
        if to != NOWHERE and not (to in cofog.CODES if scheme == "cofog" else sdg.is_code(to)):
            what = "a COFOG code, such as 07.3.1" if scheme == "cofog" else "a goal or target, such as 4 or 4.1"
            raise InputError(f"Row {number}: {to[:20]!r} is not {what}.")
        listed = parts.setdefault(code, [])
        if to in [known for known, _ in listed]:
            raise InputError(f"Row {number}: {code} has {to or 'no target'} twice.")
        listed.append((to, _share(number, share)))

    def whole(code: str) -> None:
        added = sum((share for _, share in parts[code]), Decimal(0))
        if added != 100:
            raise InputError(f"The shares of {code} add up to {added:f}, not to 100.")

    each(rows, keep)
    each(parts, whole)
    if not parts:
        raise InputError("The file has no rows.")
    return Crosswalk(scheme, kind, {code: tuple(listed) for code, listed in parts.items()})


def _share(number: int, text: str) -> Decimal:
    try:
        share = Decimal(text.replace("%", "").replace(",", ".").strip())
    except InvalidOperation:
        share = Decimal("NaN")
    exponent = share.as_tuple().exponent
    if not share.is_finite() or not 0 < share <= 100 or not isinstance(exponent, int) or exponent < -9:
        raise InputError(f"Row {number}: {text[:20]!r} is no share.", fix="Give per cent, above 0 and up to 100.")
    return share
