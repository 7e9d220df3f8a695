"""Invented goals of the republic and the city: one of every standing, some that count what was made."""

from __future__ import annotations

import csv
from pathlib import Path

from toolbox_budget_portal.demo.files import CITY, REPUBLIC

_HEAD = (
    *("programme", "goal", "indicator", "unit", "direction", "baseline year", "baseline", "target year", "target"),
    *("countable", "source", "2021", "2022", "2023", "2024", "2025"),
)
_AT = "https://statistics.example/port-sennen"
_OF = "https://statistics.example/aldora"

GOALS: dict[str, tuple[tuple[str, ...], ...]] = {
    CITY.slug: (
        (
            *("0901", "Every child has a place in a nursery", "Places in nurseries", "places", "more"),
            *("2021", "3120", "2027", "4200", "no", f"{_AT}/nurseries", "3120", "3290", "3475", "3690", "3915"),
        ),
        (
            *("0901", "Every child has a place in a nursery", "Children waiting for a place", "children", "less"),
            *("2021", "860", "2027", "100", "no", f"{_AT}/nurseries", "860", "790", "715", "640", "560"),
        ),
        (
            *("0903", "No child learns hungry", "School meals served", "meals", "more"),
            *("2021", "2140000", "2026", "2600000", "yes", f"{_AT}/meals"),
            *("2140000", "2235000", "2310000", "2452000", "2618000"),
        ),
        (
            *("0401", "Streets are safe to ride on", "Streets in good condition", "per cent", "more"),
            *("2021", "61.5", "2028", "75.0", "no", "", "61.5", "62.1", "62.0", "63.4", "64.8"),
        ),
        (
            *("0501", "Less rubbish is burnt", "Household waste that is recycled", "per cent", "more"),
            *("2021", "41.2", "2025", "50.0", "no", f"{_AT}/waste", "41.2", "43.0", "44.9", "46.1", "47.3"),
        ),
        (
            *("0601", "Homes that people can pay", "City homes newly built", "homes", "more"),
            *("2021", "140", "2026", "260", "yes", "", "140", "152", "188", "", "231"),
        ),
        (
            *("0802", "Everybody can read what they like", "Visits to libraries", "visits", "more"),
            *("2021", "612000", "2025", "900000", "no", "", "612000", "738000", "861000", "905000", "948000"),
        ),
        (
            *("0302", "Help comes in time", "Alarms reached within eight minutes", "per cent", "more"),
            *("", "", "2026", "95.0", "no", "", "", "", "", "", "91.7"),
        ),
        (
            *("1004", "Nobody has to sleep outside", "People who sleep outside", "people", "less"),
            *("2021", "214", "2028", "0", "no", "", "", "", "", "", ""),
        ),
    ),
    REPUBLIC.slug: (
        (
            *("702", "Everybody finds a doctor near home", "People without a family doctor", "people", "less"),
            *("2021", "184000", "2026", "90000", "no", f"{_OF}/doctors"),
            *("184000", "176500", "162000", "148300", "131900"),
        ),
        (
            *("703", "Nobody waits too long for an operation", "Median wait for an operation", "days", "less"),
            *("2021", "96", "2027", "60", "no", f"{_OF}/waits", "96", "91", "84", "79", "73"),
        ),
        (
            *("405", "Power comes from wind and waves", "Power from renewable sources", "per cent", "more"),
            *("2021", "38.4", "2030", "80.0", "no", f"{_OF}/energy", "38.4", "42.9", "48.7", "53.1", "57.6"),
        ),
        (
            *("602", "Homes stay warm with less", "Old homes insulated", "homes", "more"),
            *("2021", "11800", "2026", "24000", "yes", "", "11800", "13100", "15900", "17400", "19200"),
        ),
        (
            *("901", "Every child reads well at eleven", "Children who read well at eleven", "per cent", "more"),
            *("2021", "74.0", "2027", "85.0", "no", f"{_OF}/schools", "74.0", "", "76.2", "", "77.1"),
        ),
        (
            *("303", "A quarrel ends within a year", "Cases decided within a year", "per cent", "more"),
            *("2021", "63.0", "2024", "75.0", "no", "", "63.0", "67.5", "71.9", "76.4", "77.0"),
        ),
        (
            *("403", "Soil stays alive", "Farmland worked without artificial fertiliser", "per cent", "more"),
            *("2023", "14.0", "2030", "25.0", "no", "", "", "", "14.0", "", ""),
        ),
    ),
}
"""Entity → rows of its file. The city's share of streets in good condition is behind, the recycling came too late."""


def write_goals(folder: Path, entity: str) -> Path:
    """One row for each indicator, with a column for each year."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{entity}-goals.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEAD)
        writer.writerows(GOALS[entity])
    return path
