"""Invented months of the demo city: its accounts by function, shared out over the year so that they add up exactly."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal import queries
from toolbox_budget_portal.receipt.sharing_out import share_out

ENTITY, YEAR = "port-sennen", 2025
_PACE = (6, 6, 8, 7, 8, 9, 7, 6, 9, 9, 10, 15)


def write_months(session: Session, folder: Path) -> Path:
    """One row for each month and function, as CSV with decimal commas, like the city's other files."""
    year = queries.year(session, ENTITY, YEAR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{ENTITY}-{YEAR}-months.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["period", "code", "amount"])
        for node in queries.breakdown(session, year, "expenditure", "functional").children:
            whole = node.sums.of("executed")
            if whole is None:
                continue
            # Each function has a pace of its own, so that parts come along differently.
            turn = int(node.code) % 3
            pace = [Decimal(weight + (at + turn) % 3) for at, weight in enumerate(_PACE)]
            for at, amount in enumerate(share_out(whole, pace), 1):
                writer.writerow([f"{YEAR}-{at:02d}", node.path, f"{amount:.2f}".replace(".", ",")])
    return path
