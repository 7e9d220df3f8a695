"""What the city builds, year by year, as files: invented projects in an invented place."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from toolbox_budget_portal.demo.lines import SpendingLine, city_year

YEARS = (2024, 2025)
DISTRICTS = {
    "D1": ("Old Town", 44.885, -18.960),
    "D2": ("Harbour Quay", 44.890, -18.905),
    "D3": ("Lantern Hill", 44.925, -18.925),
    "D4": ("Saltmarsh", 44.848, -18.925),
    "D5": ("Kingsferry", 44.848, -18.990),
    "D6": ("Northgate", 44.930, -18.985),
    "D7": ("Elder Park", 44.895, -19.020),
}
"""The districts of the demo's boundaries by their codes, each with a latitude and longitude inside it."""
HEAD = (
    *("code", "name", "description", "status", "department", "line", "location", "region", "latitude", "longitude"),
    *("start", "planned end", "expected end", "ended", "estimate", "cost", "spent", "budget", "spent in the year"),
    *("contractor", "ocid"),
)
_PROJECTS = (
    # code, name, district, begun in, days to the end, estimate in thousands, dearer by per cent, late by days
    ("P01", "Harbour school, new wing", "D2", 2023, 800, 8_400, 6, 120),
    ("P02", "Tram line 3 to Northgate", "D6", 2022, 1600, 62_000, 14, 310),
    ("P03", "Flood wall at Saltmarsh", "D4", 2024, 620, 11_500, 0, 0),
    ("P04", "Market hall roof", "D1", 2024, 240, 1_900, 9, 0),
    ("P05", "Old Town library", "D1", 2023, 500, 3_200, 0, 45),
    ("P06", "Lantern Hill park", "D3", 2025, 400, 950, 0, 0),
    ("P07", "Kingsferry bridge, repair", "D5", 2024, 900, 21_000, 3, 90),
    ("P08", "Cycle path along the quay", "D2", 2025, 300, 1_450, 0, 0),
    ("P09", "Health centre Northgate", "D6", 2024, 700, 6_700, 0, 0),
    ("P10", "Sewers of the western district", "", 2023, 1100, 18_300, 11, 200),
    ("P11", "Solar roofs on schools", "", 2025, 365, 2_600, 0, 0),
    ("P12", "Swimming pool, heating", "D7", 2024, 200, 780, 0, 0),
)


def write_projects(folder: Path, year: int, seed: int) -> Path:
    """The projects as known at the end of ``year``, as CSV. Same seed, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"port-sennen-projects-{year}.csv"
    bought = [line for line in city_year(year, seed).spending if line.item.startswith("31") and line.code]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number, project in enumerate(_PROJECTS):
            if project[3] <= year:
                writer.writerow(_cells(project, year, bought[number % len(bought)], seed))
    return path


def _cells(
    project: tuple[str, str, str, int, int, int, int, int], year: int, line: SpendingLine, seed: int
) -> list[object]:
    code, name, district, begun, days, thousands, dearer, late = project
    chance = random.Random(f"{seed}/{code}")  # noqa: S311 - figures, not secrets
    start = date(begun, 1 + chance.randrange(9), 15)
    planned = start + timedelta(days=days)
    expected = planned + timedelta(days=late)
    estimate = thousands * 1000
    cost = estimate + estimate * dearer // 100
    today = date(year, 12, 31)
    ended = expected if expected <= today else None
    run = max(0, min((today - start).days, (expected - start).days))
    spent = cost * run // (expected - start).days
    share = cost * min(run, 365) // (expected - start).days
    status = "finished" if ended else "in construction" if run > 120 else "procurement"
    where, at = "", ("", "")
    if district:
        where, north, east = DISTRICTS[district]
        at = (
            f"{north + chance.randint(-60, 60) / 10_000:.4f}",
            f"{east + chance.randint(-80, 80) / 10_000:.4f}",
        )
    place = f"programme:{line.code} economic:{line.item[:2]}/{line.item}"
    return [
        *(code, name, "", status, "Public Works", place, where, district, *at),
        *(start.isoformat(), planned.isoformat(), expected.isoformat(), ended.isoformat() if ended else ""),
        *(estimate, cost, spent, share, share, chance.choice(("Saltmarsh Engineering", "Sennen Road Works", "")), ""),
    ]
