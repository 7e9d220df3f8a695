"""A real city's four years: every row stored, every phase equal to the publisher's total to the cent."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_budget_portal.models import SLOTS, Line, Rollup
from toolbox_core.db import Database

pytestmark = pytest.mark.shared_data
MADRID = Path("budget/es-madrid-2021-2024")
CONTROL_TOTALS = {
    2021: {
        "expenditure": {"approved": "5753037862", "adjusted": "6259804532.51", "executed": "5573095102.77"},
        "revenue": {"approved": "5753037862", "paid": "5043373428.39"},
    },
    2022: {
        "expenditure": {"approved": "6161081568", "adjusted": "6637867635.85", "executed": "6077569338.44"},
        "revenue": {"approved": "6161081568", "paid": "5159316766.51"},
    },
    2023: {
        "expenditure": {"approved": "5721776274", "adjusted": "6266517977.30", "executed": "5817577154.50"},
        "revenue": {"approved": "6161081568", "paid": "5603582541.44"},
    },
    2024: {
        "expenditure": {"approved": "6466589012", "adjusted": "6718145077.60", "executed": "6186419102.82"},
        "revenue": {"approved": "6466589012", "paid": "6065753030.60"},
    },
}
ROWS = {2021: (7811, 224), 2022: (7959, 260), 2023: (9211, 278), 2024: (7891, 263)}
PHASES = {
    "gastos": ("approved", "change", "adjusted", "authorised", "committed", "executed"),
    "ingresos": ("approved", "change", "adjusted", "executed", "paid"),
}


@pytest.fixture
def madrid(shared_data: Path, tmp_path: Path) -> Callable[[int], Path]:
    """Copy a year's files, propose their descriptor as a publisher would, and write it beside them."""

    def prepare(year: int) -> Path:
        folder = tmp_path / str(year)
        folder.mkdir()
        for source in sorted((shared_data / MADRID / str(year)).glob("*.csv")):
            if source.stem.split("_")[0] in PHASES:
                shutil.copyfile(source, folder / source.name)
        proposal = propose(sorted(folder.glob("*.csv")), currency="EUR")
        path = folder / "datapackage.json"
        path.write_text(json.dumps(proposal.descriptor, ensure_ascii=False), encoding="utf-8")
        return path

    return prepare


def oracle(path: Path) -> tuple[int, dict[str, Decimal]]:
    """Rows and sums of one file, computed with nothing but ``csv`` and ``Decimal``."""
    records = list(csv.reader(path.read_text(encoding="cp1252").splitlines(), delimiter=";"))
    phases = PHASES[path.stem.split("_")[0]]
    if records[0][0] == "Centro":
        header, records = records[0], records[1:]
        first = next(at for at, name in enumerate(header) if name.upper().startswith(("CRED", "PREV")))
    else:
        first = 6
    sums = dict.fromkeys(phases[: len(records[0]) - first], Decimal(0))
    for record in records:
        for at, phase in enumerate(sums):
            sums[phase] += Decimal(record[first + at].replace(",", ".") or 0)
    return len(records), sums


@pytest.mark.parametrize("year", CONTROL_TOTALS)
def test_a_year_loads_with_every_row_and_every_total_to_the_cent(
    year: int, madrid: Callable[[int], Path], load: Callable[..., Any], publish: Callable[..., None], database: Database
) -> None:
    path = madrid(year)
    outcome = load(path, entity="madrid", year=year, name="Ayuntamiento de Madrid")
    draft = outcome.drafts[0].to_dict()

    rows = 0
    for file in sorted(path.parent.glob("*.csv")):
        count, sums = oracle(file)
        rows += count
        totals = draft["eliminations" if "eliminaciones" in file.stem else "totals"]
        direction = "expenditure" if file.stem.startswith("gastos") else "revenue"
        assert {phase: Decimal(totals[phase][direction]) for phase in sums} == sums

    assert (draft["rows_read"], draft["rows_stored"], draft["rows_rejected"]) == (rows, rows, 0)
    for direction, totals in CONTROL_TOTALS[year].items():
        for phase, amount in totals.items():
            assert Decimal(draft["totals"][phase][direction]) == Decimal(amount)

    publish(outcome.version_id)
    with database.read() as session:
        counts = dict(
            session.execute(
                select(Line.direction, func.count()).where(Line.eliminated.is_(False)).group_by(Line.direction)
            ).all()
        )
        assert (counts["expenditure"], counts["revenue"]) == ROWS[year]
        whole = session.execute(select(Rollup).where(Rollup.dims == "")).scalars().all()
        for total in whole:
            own = [Line.direction == total.direction, Line.eliminated == total.eliminated]
            found = session.execute(
                select(func.count(), *(func.sum(getattr(Line, slot)) for slot in SLOTS)).where(*own)
            ).one()
            assert (total.n, *(getattr(total, slot) for slot in SLOTS)) == tuple(found)


def test_every_level_of_every_roll_up_sums_to_the_whole(
    madrid: Callable[[int], Path], load: Callable[..., Any], publish: Callable[..., None], database: Database
) -> None:
    outcome = load(madrid(2023), entity="madrid", year=2023)
    publish(outcome.version_id)
    with database.read() as session:
        whole = {
            (row.direction, row.eliminated): (row.n, row.approved, row.executed)
            for row in session.scalars(select(Rollup).where(Rollup.dims == ""))
        }
        for dims in session.scalars(select(Rollup.dims).where(Rollup.dims != "").distinct()).all():
            first_level = _at_first_level(session, dims)
            assert first_level == whole, dims


def _at_first_level(session: Any, dims: str) -> dict[tuple[str, bool], tuple[int, int, int]]:
    from sqlalchemy.orm import aliased

    from toolbox_budget_portal.models import Category

    one, two = aliased(Category), aliased(Category)
    query = (
        select(
            Rollup.direction,
            Rollup.eliminated,
            func.sum(Rollup.n),
            func.sum(Rollup.approved),
            func.sum(Rollup.executed),
        )
        .join(one, one.id == Rollup.a_id, isouter=True)
        .join(two, two.id == Rollup.b_id, isouter=True)
        .where(Rollup.dims == dims, func.coalesce(one.level, 1) == 1, func.coalesce(two.level, 1) == 1)
        .group_by(Rollup.direction, Rollup.eliminated)
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in session.execute(query)}


def test_a_control_total_that_differs_stores_nothing(
    madrid: Callable[[int], Path], load: Callable[..., Any], database: Database
) -> None:
    from toolbox_budget_portal.services import ControlTotal
    from toolbox_core import ControlTotalMismatch

    with pytest.raises(ControlTotalMismatch, match=r"it is 0\.04 too high"):
        load(
            madrid(2022),
            entity="madrid",
            year=2022,
            control_totals=[ControlTotal("executed", Decimal("6077569338.40"))],
        )
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Line)) == 0


def test_the_four_years_share_their_codes_and_phases(
    madrid: Callable[[int], Path], load: Callable[..., Any], database: Database
) -> None:
    from toolbox_budget_portal.models import Category, Phase

    for year in CONTROL_TOTALS:
        load(madrid(year), entity="madrid", year=year)
    with database.read() as session:
        assert set(session.scalars(select(Phase.code))) == {*PHASES["gastos"], "paid"}
        city = session.scalars(select(Category).where(Category.kind == "administrative", Category.path == "001")).all()
        assert [(node.code, node.level) for node in city] == [("001", 1)]
        chapters = session.execute(
            select(Category.scheme, Category.label).where(Category.kind == "economic", Category.path == "1")
        ).all()
        assert dict(chapters) == {"expenditure": "GASTOS DE PERSONAL", "revenue": "IMPUESTOS DIRECTOS"}


def test_shorter_beginnings_of_a_code_become_the_levels_above_it(
    madrid: Callable[[int], Path],
    shared_data: Path,
    load: Callable[..., Any],
    publish: Callable[..., None],
    database: Database,
) -> None:
    from toolbox_budget_portal.models import Category

    path = madrid(2024)
    shutil.copyfile(shared_data / MADRID / "areas_funcionales.csv", path.parent / "areas.csv")
    descriptor = json.loads(path.read_text())
    stem = "functional-classification:generic:level"
    levels = {
        "#Área": f"{stem}1:code",
        "Política": f"{stem}2:code",
        "Grupo": f"{stem}3:code",
        "Programa": f"{stem}4:code",
    }
    fields = [{"name": name, "columnType": kind} for name, kind in levels.items()]
    descriptor["resources"].append(
        {
            "name": "areas",
            "path": "areas.csv",
            "dialect": {"delimiter": ";"},
            "schema": {"fields": [*fields, {"name": "Descripción", "columnType": f"{stem}4:label"}]},
        }
    )
    for resource in descriptor["resources"]:
        for entry in resource["schema"]["fields"]:
            if entry["name"] == "Programa" and resource["name"] != "areas":
                entry.update(codeLevels=[1, 2, 3], codeLabels="areas")
    path.write_text(json.dumps(descriptor))

    outcome = load(path, entity="madrid", year=2024)
    assert Decimal(outcome.to_dict()["totals"]["approved"]["expenditure"]) == 6466589012
    publish(outcome.version_id)
    with database.read() as session:
        node = session.scalars(select(Category).where(Category.kind == "functional", Category.path == "3/32/323")).one()
        chain = session.execute(
            select(Category.label).where(Category.id.in_([node.l1, node.l2, node.l3])).order_by(Category.level)
        ).all()
        assert [label for (label,) in chain][:2] == [
            "Produccion de bienes públicos de caracter preferente",
            "Educación",
        ]
        areas = session.execute(
            select(func.sum(Rollup.approved))
            .join(Category, Category.id == Rollup.a_id)
            .where(Rollup.dims == "functional", Category.level == 1, Rollup.eliminated.is_(False))
        ).scalar_one()
        assert areas == 646658901200
