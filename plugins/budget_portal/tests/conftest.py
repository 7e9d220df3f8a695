"""Fixtures for budget tests: a folder to write packages into, and imports through the plugin's own services."""

from __future__ import annotations

import json
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
