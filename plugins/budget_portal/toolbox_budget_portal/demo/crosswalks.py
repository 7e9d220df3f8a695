"""Invented crosswalks of the demo city: its functions to COFOG and to the development goals, with an honest rest."""

from __future__ import annotations

import csv
from pathlib import Path

ENTITY = "port-sennen"
_SELF = (
    "01/01.1 01/01.3 01/01.7 03/03.1 03/03.2 04/04.5 05/05.1 05/05.2 05/05.4 06/06.1 06/06.2 06/06.3 06/06.4 07/07.2 "
    "07/07.4 08/08.1 08/08.2 09/09.1 09/09.6 10/10.2 10/10.4 10/10.6 10/10.7"
)
TABLES: dict[str, list[tuple[str, str, str]]] = {
    "cofog": [
        *((path, path.partition("/")[2], "100") for path in _SELF.split()),
        ("04/04.7", "04.7.3", "62.5"),
        ("04/04.7", "04.7.1", "37.5"),
    ],
    "sdg": [
        ("03", "16", "100"),
        ("04/04.5", "11.2", "80"),
        ("04/04.5", "13", "20"),
        ("05/05.1", "12", "100"),
        ("05/05.2", "6", "100"),
        ("05/05.4", "15", "100"),
        ("06/06.1", "11.1", "100"),
        ("06/06.3", "6.1", "100"),
        ("06/06.4", "7", "33.4"),
        ("06/06.4", "11", "66.6"),
        ("07", "3", "100"),
        ("08/08.2", "11.4", "50"),
        ("08/08.2", "", "50"),
        ("09", "4", "100"),
        ("10", "1", "40"),
        ("10", "10", "60"),
        ("10/10.4", "1", "50"),
        ("10/10.4", "5", "50"),
    ],
}
"""Scheme → code, to, share. The goals leave out government itself, debt and most of culture and community."""


def write_crosswalk(folder: Path, scheme: str) -> Path:
    """One crosswalk as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{ENTITY}-{scheme}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "to", "share"])
        writer.writerows(TABLES[scheme])
    return path
