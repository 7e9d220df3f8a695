"""One row of the table that ``make bench`` prints, and the table itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, against what, and the ratio of both (a number without a unit, so machines can differ)."""

    what: str
    measured: str
    baseline: str
    ratio: float | None


def print_table(rows: Iterable[Row]) -> None:
    """Print the rows as one aligned table."""
    lines = [("what", "measured", "against", "ratio")]
    lines += [(row.what, row.measured, row.baseline, "" if row.ratio is None else f"{row.ratio:.3g}") for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    for number, line in enumerate(lines):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip(), flush=True)
        if number == 0:
            print("  ".join("-" * width for width in widths), flush=True)
