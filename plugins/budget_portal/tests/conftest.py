"""Fixtures for budget tests: a folder to write packages into, and imports through the plugin's own services."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from toolbox_budget_portal.services import ImportOutcome
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

SPENDING = """\
body;body_name;function;function_name;chapter;chapter_name;approved;paid
001;City Hall;1;Services;1;Staff;1000,50;900,25
001;City Hall;2;Culture;1;Staff;500;500,75
002;Library;2;Culture;2;Goods;-20,10;
002;Library;3;Roads;6;Investment;0;62,00
"""


def spending_resource(**changes: Any) -> dict[str, Any]:
    """A resource that describes ``SPENDING``."""
    resource: dict[str, Any] = {
        "name": "spending",
        "path": "spending.csv",
        "dialect": {"delimiter": ";"},
        "schema": {
            "fields": [
                {"name": "body", "columnType": "administrative-classification:generic:code"},
                {"name": "body_name", "columnType": "administrative-classification:generic:label"},
                {"name": "function", "columnType": "functional-classification:generic:code"},
                {"name": "function_name", "columnType": "functional-classification:generic:label"},
                {"name": "chapter", "columnType": "economic-classification:generic:code"},
                {"name": "chapter_name", "columnType": "economic-classification:generic:label"},
                {"name": "approved", "type": "number", "decimalChar": ",", "normalize": {"phase": "approved"}},
                {"name": "paid", "type": "number", "decimalChar": ",", "normalize": {"phase": "paid"}},
            ],
            "extraFields": [
                {"name": "phase", "columnType": "phase:id"},
                {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True},
                {"name": "direction", "columnType": "direction", "constant": "expenditure"},
                {"name": "currency", "columnType": "value-currency:code", "constant": "EUR"},
            ],
        },
    }
    return {**resource, **changes}


@pytest.fixture
def write_package(tmp_path: Path) -> Callable[..., Path]:
    """Write files and their descriptor into a folder: ``write_package({"a.csv": text}, [resource, …])``.

    Without arguments: one file of four spending rows. Text is written in UTF-8, bytes as they are.
    """

    def write(
        files: dict[str, str | bytes] | None = None,
        resources: list[dict[str, Any]] | None = None,
        folder: str = "package",
        **top: Any,
    ) -> Path:
        root = tmp_path / folder
        root.mkdir(parents=True, exist_ok=True)
        for name, content in (files if files is not None else {"spending.csv": SPENDING}).items():
            (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
        descriptor = {"name": "test", "resources": resources or [spending_resource()], **top}
        path = root / "datapackage.json"
        path.write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
        return path

    return write


@pytest.fixture
def load(settings: Settings, database: Database) -> Callable[..., ImportOutcome]:
    """Import a descriptor in one transaction: ``load(path, year=2024, …)``; the entity is ``testville`` by default."""
    from toolbox_budget_portal import services

    def run(path: Path, *, entity: str = "testville", year: int | None = 2024, **options: Any) -> ImportOutcome:
        with database.write() as session:
            return services.import_package(
                session, settings.files, path, entity=entity, year=year, by="tests", **options
            )

    return run


@pytest.fixture
def publish(database: Database) -> Callable[..., None]:
    """Publish a version in one transaction."""
    from toolbox_budget_portal import services

    def run(version: int, **options: Any) -> None:
        with database.write() as session:
            services.publish_version(session, version, by="tests", **options)

    return run


@pytest.fixture
def resource() -> Callable[..., dict[str, Any]]:
    """A resource that describes the default spending file, with top-level changes."""
    return spending_resource


_TOWN_HEAD = "body;body_name;unit;unit_name;function;function_name;sub;sub_name;chapter;chapter_name;"
_TOWN_SPENDING = {
    2024: """\
001;City Hall;A;Mayor;1;Services;1/1;Roads & paths;1;Staff;1000,50;1100,50;900,25
001;City Hall;B;Works;1;Services;12;Lighting;2;Goods;500;500;500,75
002;Library;A;Desk;2;Culture;21;Educación infantil;1;Staff;0;0;62,00
002;Library;A;Desk;2;Culture;21;Educación infantil;2;Goods;200;200;-20,10
002;Library;A;Desk;2;Culture;;;2;Goods;10;10;nfp
003;=1+1;A;Park;3;Parks;31;Trees;6;Investment;50;50;0
""",
    2023: """\
001;City Hall;A;Mayor;1;Services;1/1;Roads & paths;1;Staff;900;900;800
002;Library;A;Desk;2;Culture;21;Educación infantil;2;Goods;100;100;100
002;Library;A;Desk;2;Culture;21;Educación infantil;2;Goods;50;50;50
""",
    2021: """\
001;City Hall;A;Mayor;1;Services;1/1;Roads & paths;1;Staff;700;700;650,5
""",
}
_TOWN_TRANSFERS = "001;City Hall;B;Works;1;Services;12;Lighting;4;Transfers;100;100;80\n"
_TOWN_REVENUE = "1;Taxes;1500;1400;1300\n4;Transfers;300;310,5;310,5\n"
_TOWN_RECEIVED = "4;Transfers;100;80;80\n"


def _town_resource(name: str, direction: str, columns: list[tuple[str, str]], phases: list[str]) -> dict[str, Any]:
    fields: list[dict[str, Any]] = [{"name": column, "columnType": kind} for column, kind in columns]
    fields += [{"name": phase, "type": "number", "decimalChar": ",", "normalize": {"phase": phase}} for phase in phases]
    resource: dict[str, Any] = spending_resource(name=name, path=f"{name}.csv", schema={"fields": fields})
    resource["schema"]["extraFields"] = [
        {"name": "phase", "columnType": "phase:id"},
        {"name": "amount", "type": "number", "columnType": "value", "normalizationTarget": True},
        {"name": "direction", "columnType": "direction", "constant": direction},
        {"name": "currency", "columnType": "value-currency:code", "constant": "EUR"},
    ]
    if name.endswith("-elimination"):
        resource["elimination"] = True
    return resource


def town_package(year: int) -> tuple[dict[str, str | bytes], list[dict[str, Any]]]:
    """Files and resources of one year of a small town: two directions, eliminations, odd codes, a negative line,
    a line spent without a budget, one beyond it, one that is not published, one without a deeper category."""
    stems = {
        "body": "administrative-classification:generic:level1",
        "unit": "administrative-classification:generic:level2",
        "function": "functional-classification:generic:level1",
        "sub": "functional-classification:generic:level2",
        "chapter": "economic-classification:generic:level1",
    }
    spending = [
        (name, f"{stem}:{part}")
        for column, stem in stems.items()
        for name, part in ((column, "code"), (f"{column}_name", "label"))
    ]
    phases = ["approved", "adjusted", "executed"]
    income = ["approved", "executed", "paid"]
    files: dict[str, str | bytes] = {
        "expenditure.csv": f"{_TOWN_HEAD}{';'.join(phases)}\n{_TOWN_SPENDING[year]}",
        "revenue.csv": f"chapter;chapter_name;{';'.join(income)}\n{_TOWN_REVENUE}",
    }
    resources = [
        _town_resource("expenditure", "expenditure", spending, phases),
        _town_resource("revenue", "revenue", spending[-2:], income),
    ]
    if year > 2021:
        files["expenditure-elimination.csv"] = f"{_TOWN_HEAD}{';'.join(phases)}\n{_TOWN_TRANSFERS}"
        files["revenue-elimination.csv"] = f"chapter;chapter_name;{';'.join(income)}\n{_TOWN_RECEIVED}"
        resources += [
            _town_resource("expenditure-elimination", "expenditure", spending, phases),
            _town_resource("revenue-elimination", "revenue", spending[-2:], income),
        ]
    return files, resources


@pytest.fixture
def publish_town(write_package: Callable[..., Path], settings: Settings) -> Callable[[Database], str]:
    """Publish a small town's budgets of 2021, 2023 and 2024 (none of 2022) in any database. Returns its slug."""
    from toolbox_budget_portal import services

    def run(database: Database) -> str:
        for year in _TOWN_SPENDING:
            files, resources = town_package(year)
            package = write_package(files, resources, folder=f"town-{year}", name=f"town-{year}")
            with database.write() as session:
                outcome = services.import_package(
                    session, settings.files, package, entity="town", year=year, name="Port Town", by="tests"
                )
                assert outcome.report.rows_rejected == 0, outcome.report.to_dict()
                services.publish_version(session, outcome.version_id, by="tests")
        return "town"

    return run


@pytest.fixture(scope="session")
def _town_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("towns")


@pytest.fixture
def town(request: pytest.FixtureRequest, _town_sites: Path, site: Path, publish_town: Callable[[Database], str]) -> str:
    """The small town on the test's site: published the first time, copied after that. Returns its slug."""
    from toolbox_core.config import load_settings
    from toolbox_core.db import Database

    enabled = [name for marker in request.node.iter_markers("plugins") for name in marker.args]
    kept = _town_sites / "-".join(["with", *sorted(enabled)])
    if kept.is_dir():
        shutil.rmtree(site / "data")
        shutil.copytree(kept, site / "data")
    else:
        opened = Database(load_settings(site, environ={}).database_url)
        publish_town(opened)
        opened.close()
        shutil.copytree(site / "data", kept)
    return "town"
