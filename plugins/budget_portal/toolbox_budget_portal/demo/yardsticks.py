"""Invented population, prices and gross domestic product of the demo's republic and city, as files."""

from __future__ import annotations

import csv
from pathlib import Path

from toolbox_budget_portal.yardsticks.records import GDP, INFLATION, POPULATION

_INFLATION = {2020: "0.4", 2021: "2.1", 2022: "6.8", 2023: "4.9", 2024: "2.7", 2025: "2.2"}
TABLES: dict[str, dict[str, dict[int, str]]] = {
    "aldora": {
        POPULATION: {2021: "5214300", 2022: "5231800", 2023: "5246100", 2024: "5263900", 2025: "5279200"},
        INFLATION: _INFLATION,
        GDP: {2021: "118400000000", 2022: "127900000000", 2023: "135200000000", 2024: "140700000000"},
    },
    "port-sennen": {
        POPULATION: {2021: "412300", 2022: "415900", 2023: "418200", 2024: "421700", 2025: "424100"},
        INFLATION: _INFLATION,
    },
}
"""Entity → kind → year → figure. The gross domestic product of 2025 is not known yet."""


def write_yardstick(folder: Path, entity: str, kind: str) -> Path:
    """One table as CSV: a year and a figure in each row."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{entity}-{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["year", kind])
        writer.writerows(TABLES[entity][kind].items())
    return path
