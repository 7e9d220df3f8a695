"""The city's changes during the year, as a file: what its adjusted budget moved, by programme, with reasons."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from toolbox_budget_portal.demo.lines import SpendingLine, city_year

YEARS = (2024, 2025)
HEAD = ("date", "act", "from", "to", "amount", "reason", "document")
_REASONS = (
    "The work cost less than the offers had let us expect",
    "Prices of energy rose after the budget was voted",
    "A post stayed empty for five months",
    "Repairs after the storm could not wait",
    "The delivery comes only next year",
    "More children enrolled than were expected",
)


def write_changes(folder: Path, year: int, seed: int) -> Path:
    """One year's changes as CSV. The same seed gives the same bytes.

    Lines that were added without a vote have no act here: the page names that difference.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"port-sennen-changes-{year}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number, (programme, moves) in enumerate(sorted(_by_programme(year, seed).items()), start=1):
            day = date(year, 2, 3) + timedelta(days=number * 9 % 300)
            for giver, taker, amount in moves:
                writer.writerow(
                    (
                        day.isoformat(),
                        f"Council decision {year}/{number:03}",
                        giver,
                        taker,
                        Decimal(amount).scaleb(-2),
                        _REASONS[(number + len(programme)) % len(_REASONS)],
                        f"https://port-sennen.example/decisions/{year}/{number:03}" if number % 3 else "",
                    )
                )
    return path


def _by_programme(year: int, seed: int) -> dict[str, list[tuple[str, str, int]]]:
    """Programme → moves ``(from, to, hundredths)`` that lead from what was approved to what was adjusted."""
    gaps: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in city_year(year, seed).spending:
        approved, adjusted = line.amounts.approved, line.amounts.adjusted
        if approved is not None and adjusted is not None and adjusted != approved:
            gaps[line.code][_place(line)] += adjusted - approved
    found = {code: list(_matched(places)) for code, places in gaps.items()}
    return {code: moves for code, moves in found.items() if moves}


def _place(line: SpendingLine) -> str:
    place = f" geographic:{line.place}" if line.place else ""
    return f"programme:{line.code} economic:{line.item[:2]}/{line.item}{place}"


def _matched(places: dict[str, int]) -> Iterator[tuple[str, str, int]]:
    """Givers and takers of one programme paired until one side is used up."""
    givers = [(place, -gap) for place, gap in sorted(places.items()) if gap < 0]
    takers = [(place, gap) for place, gap in sorted(places.items()) if gap > 0]
    while givers and takers:
        (giver, spare), (taker, wanted) = givers.pop(0), takers.pop(0)
        amount = min(spare, wanted)
        yield giver, taker, amount
        if spare > amount:
            givers.insert(0, (giver, spare - amount))
        if wanted > amount:
            takers.insert(0, (taker, wanted - amount))
