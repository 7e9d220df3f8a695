"""The demo budgets as files: CSV with a Fiscal Data Package descriptor each, as a finance ministry would publish them.

The republic writes commas and decimal points, the city semicolons and decimal commas, so that the demo goes through
the same recognition of formats as real files do.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolbox_budget_portal.demo import plan
from toolbox_budget_portal.demo.lines import Amount, RevenueLine, SpendingLine, Year, city_year, national_year

LICENCE = "CC-BY-4.0"
CURRENCY = "DOR"
PHASES = ("approved", "adjusted", "executed", "paid")
ADMINISTRATION = "administrative-classification:generic:level{}:{}"
FUNCTION = "functional-classification:generic:level{}:{}"
ECONOMY = "economic-classification:generic:level{}:{}"
PROGRAMME = "activity:generic:program:{}"
PLACE = "geo-source:target:level1:{}"

Line = SpendingLine | RevenueLine
Codes = Callable[[Line], Sequence[str]]
Columns = tuple[tuple[str, str], ...]
"""Column names with their ``columnType``."""


@dataclass(frozen=True)
class Entity:
    """A government of the demo, how it writes its files and what it says in them."""

    slug: str
    name: str
    level: str
    delimiter: str
    decimal: str
    year: Callable[[int, int], Year]
    spending: tuple[Columns, Codes]
    revenue: tuple[Columns, Codes]
    without_accounts: tuple[int, ...] = ()


@dataclass(frozen=True)
class DemoPackage:
    """One year of one entity on disk. ``totals`` are the sums its files must have: phase → direction → amount."""

    entity: Entity
    year: int
    descriptor: Path
    totals: dict[str, dict[str, Decimal]] = field(default_factory=dict)


def write_package(folder: Path, entity: Entity, year: int, seed: int) -> DemoPackage:
    """Write one year of ``entity`` into the new folder ``folder``. The same seed gives the same bytes."""
    folder.mkdir(parents=True)
    made = entity.year(year, seed)
    phases = PHASES[:2] if year in entity.without_accounts else PHASES
    tables: list[tuple[str, str, Sequence[Line], bool]] = [
        ("spending", "expenditure", made.spending, False),
        ("revenue", "revenue", made.revenue, False),
        ("transfers-paid", "expenditure", made.transfers_paid, True),
        ("transfers-received", "revenue", made.transfers_received, True),
    ]
    resources = []
    totals: dict[str, dict[str, Decimal]] = {phase: {} for phase in phases}
    for name, direction, lines, elimination in tables:
        if not lines:
            continue
        columns, codes = entity.spending if direction == "expenditure" else entity.revenue
        _write_table(folder / f"{name}.csv", entity, columns, codes, lines, phases)
        resources.append(_resource(name, direction, entity, year, columns, phases, elimination=elimination))
        if not elimination:
            for phase in phases:
                totals[phase][direction] = _decimal(sum(getattr(line.amounts, phase) or 0 for line in lines))
    descriptor = folder / "datapackage.json"
    document = {
        "profile": "fiscal-data-package",
        "name": f"{entity.slug}-{year}",
        "title": f"Budget {year}, {entity.name}",
        "licenses": [{"name": LICENCE}],
        "fiscalPeriod": {"start": f"{year}-01-01", "end": f"{year}-12-31"},
        "resources": resources,
    }
    descriptor.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return DemoPackage(entity, year, descriptor, totals)


def _write_table(
    path: Path, entity: Entity, columns: Columns, codes: Codes, lines: Sequence[Line], phases: Sequence[str]
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=entity.delimiter, lineterminator="\r\n")
        writer.writerow([name for name, _ in columns] + list(phases))
        for line in lines:
            writer.writerow([*codes(line), *(_written(getattr(line.amounts, phase), entity) for phase in phases)])


def _written(amount: Amount, entity: Entity) -> str:
    """An amount as the entity writes it; ``nfp`` is "not for publication"."""
    return "nfp" if amount is None else str(_decimal(amount)).replace(".", entity.decimal)


def _decimal(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)


def _resource(
    name: str, direction: str, entity: Entity, year: int, columns: Columns, phases: Sequence[str], *, elimination: bool
) -> dict[str, Any]:
    amounts = [
        {
            "name": phase,
            "type": "number",
            "columnType": "value",
            "decimalChar": entity.decimal,
            "normalize": {"phase": phase},
        }
        for phase in phases
    ]
    extra = [
        {"name": "phase", "type": "string", "columnType": "phase:id"},
        {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True},
        {"name": "direction", "type": "string", "columnType": "direction", "constant": direction},
        {"name": "year", "type": "integer", "columnType": "date:fiscal-year", "constant": year},
        {"name": "currency", "type": "string", "columnType": "value-currency:code", "constant": CURRENCY},
    ]
    fields = [{"name": column, "type": "string", "columnType": kind} for column, kind in columns]
    return {
        "name": name,
        "path": f"{name}.csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": entity.delimiter},
        **({"elimination": True} if elimination else {}),
        "schema": {"fields": fields + amounts, "extraFields": extra},
    }


def _national_spending(line: Line) -> Sequence[str]:
    assert isinstance(line, SpendingLine)
    return (
        *(line.office, plan.MINISTRIES[line.office], line.code, line.programme),
        *(line.group[:2], plan.DIVISIONS[line.group[:2]], line.group, plan.GROUPS[line.group]),
        *(line.item[:2], plan.CHAPTERS[line.item[:2]], line.item, plan.ITEMS[line.item]),
        *(line.place, plan.REGIONS.get(line.place, ""), line.label),
    )


def _national_revenue(line: Line) -> Sequence[str]:
    assert isinstance(line, RevenueLine)
    return (line.office, plan.MINISTRIES[line.office], line.chapter, line.chapter_label, line.item, line.label)


def _city_spending(line: Line) -> Sequence[str]:
    assert isinstance(line, SpendingLine)
    body = line.office[:3] if line.office[:3] in plan.BODIES else "001"
    return (
        *(body, plan.BODIES[body], line.office, plan.DEPARTMENTS[line.office]),
        *(line.group[:2], plan.DIVISIONS[line.group[:2]], line.group, plan.GROUPS[line.group]),
        *(line.code, line.programme),
        *(line.item[:2], plan.CHAPTERS[line.item[:2]], line.item, plan.ITEMS[line.item]),
        *(line.place, plan.DISTRICTS.get(line.place, ""), line.label),
    )


def _city_revenue(line: Line) -> Sequence[str]:
    assert isinstance(line, RevenueLine)
    return (line.office, plan.BODIES[line.office], line.chapter, line.chapter_label, line.item, line.label)


def _pair(stem: str, kind: str, level: int = 0) -> Columns:
    """The two columns of one level of one classification: its code and its label."""
    end = ("code", "title" if kind.startswith("geo") else "label")
    types = [kind.format(level, part) if kind.count("{}") == 2 else kind.format(part) for part in end]
    return ((f"{stem}_code", types[0]), (stem, types[1]))


_FUNCTIONS = _pair("division", FUNCTION, 1) + _pair("function", FUNCTION, 2)
_ECONOMICS = _pair("chapter", ECONOMY, 1) + _pair("item", ECONOMY, 2)
_DESCRIPTION = (("description", "unknown:string"),)

REPUBLIC = Entity(
    slug="aldora",
    name="Republic of Aldora",
    level="national",
    delimiter=",",
    decimal=".",
    year=national_year,
    spending=(
        _pair("ministry", ADMINISTRATION, 1)
        + _pair("programme", PROGRAMME)
        + _FUNCTIONS
        + _ECONOMICS
        + _pair("region", PLACE)
        + _DESCRIPTION,
        _national_spending,
    ),
    revenue=(_pair("ministry", ADMINISTRATION, 1) + _ECONOMICS, _national_revenue),
)
CITY = Entity(
    slug="port-sennen",
    name="City of Port Sennen",
    level="municipal",
    delimiter=";",
    decimal=",",
    year=city_year,
    spending=(
        _pair("body", ADMINISTRATION, 1)
        + _pair("department", ADMINISTRATION, 2)
        + _FUNCTIONS
        + _pair("programme", PROGRAMME)
        + _ECONOMICS
        + _pair("district", PLACE)
        + _DESCRIPTION,
        _city_spending,
    ),
    revenue=(_pair("body", ADMINISTRATION, 1) + _ECONOMICS, _city_revenue),
    without_accounts=plan.CITY_WITHOUT_ACCOUNTS,
)
