"""The city's payments as a file: invented suppliers, and people whose invented names never reach the site."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from toolbox_budget_portal.demo.lines import city_year

YEARS = (2024,)
HEAD = ("date", "payee", "identifier", "kind", "line", "amount", "subject")
COUNT = 240
_SUPPLIERS = (
    ("Sennen Road Works", "ALD-CR:300117"),
    ("Harbour Light & Power", "ALD-CR:300254"),
    ("Kingsferry Cleaning Cooperative", "ALD-CR:300381"),
    ("Northgate Office Supplies", "ALD-CR:300412"),
    ("Lantern Hill Nursery Gardens", "ALD-CR:300599"),
    ("Saltmarsh Engineering", "ALD-CR:300623"),
    ("Old Town Printers", "ALD-CR:300744"),
)
_SUBJECTS = ("Invoice", "Second part payment", "Yearly maintenance", "Delivery", "Final account")
_PEOPLE = ("Ada Fenwick", "Tomas Arle", "Mina Sorrel", "Jon Pettigrew")


def write_payments(folder: Path, year: int, seed: int) -> Path:
    """One year's payments as CSV, some to people by name as accounts export them. Same seed, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"port-sennen-payments-{year}.csv"
    chance = random.Random(f"{seed}/{year}/payments")  # noqa: S311 - figures, not secrets
    bought = [line for line in city_year(year, seed).spending if line.item.startswith(("22", "31")) and line.code]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for _ in range(COUNT):
            line = chance.choice(bought)
            day = (date(year, 1, 8) + timedelta(days=chance.randrange(350))).isoformat()
            place = f"programme:{line.code} economic:{line.item[:2]}/{line.item}"
            amount = Decimal(chance.randint(90_00, 180_000_00)).scaleb(-2)
            if chance.randrange(8):
                payee, identifier = chance.choice(_SUPPLIERS)
                writer.writerow((day, payee, identifier, "organisation", place, amount, chance.choice(_SUBJECTS)))
            else:
                name = chance.choice(_PEOPLE)
                writer.writerow((day, name, "", "person", place, amount / 100, f"Grant for {name}"))
    return path
