"""Small files for the tests of this plugin, and the official ones where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database
    from toolbox_procurement.loading.outcome import Outcome

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture
def official(shared_data: Path) -> Path:
    """The folder with the official schemas, conformance tests and real data."""
    return shared_data / "procurement"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """``write("name.json", value)``: a file of JSON (bytes as they are, a list of lines as JSON Lines)."""

    def put(name: str, value: Any, *, lines: bool = False) -> Path:
        path = tmp_path / name
        if isinstance(value, bytes):
            path.write_bytes(value)
        elif lines:
            path.write_text("".join(json.dumps(one) + "\n" for one in value), encoding="utf-8")
        else:
            path.write_text(json.dumps(value), encoding="utf-8")
        return path

    return put


@pytest.fixture
def documented_example() -> Callable[[str], None]:
    """Compute one indicator over its example and compare with what its page says comes out."""

    def check(code: str) -> None:
        from toolbox_procurement.indicators.examples import computed, expected

        assert computed(code, EXAMPLES / "indicators") == expected(code, EXAMPLES / "indicators")

    return check


def process(number: int = 1, **changes: Any) -> list[dict[str, Any]]:
    """The releases of one small process: a tender, an award, a contract whose price then rises without a word."""
    ocid = f"ocds-t3st00-{number}"
    buyer = {"id": "XX-BODY-1", "name": "Ministry of Tests"}
    firm = {"id": f"XX-FIRM-{number % 3}", "name": f"Firm {number % 3}"}
    item = {"id": "1", "classification": {"scheme": "CPV", "id": "45233130-9", "description": "Highways"}}
    common = {"ocid": ocid, "initiationType": "tender", "buyer": buyer}
    tender = {
        "id": "t",
        "title": f"Road number {number}",
        "status": "complete",
        "procurementMethod": "direct" if number % 4 == 0 else "open",
        "mainProcurementCategory": "works",
        "value": {"amount": 1000.10 * number, "currency": "EUR"},
        "tenderPeriod": {"startDate": "2025-01-10T00:00:00Z", "endDate": "2025-01-20T00:00:00Z"},
        "numberOfTenderers": 1 + number % 2,
        "items": [item],
        **changes,
    }
    parties = [
        {
            **buyer,
            "identifier": {"scheme": "XX-BODY", "id": "1"},
            "address": {"region": "North"},
            "contactPoint": {"name": "Ann Example", "email": "ann@tests.example", "telephone": "555 0100"},
            "roles": ["buyer"],
        },
        {**firm, "identifier": {"scheme": "XX-FIRM", "id": str(number % 3)}, "roles": ["supplier"]},
    ]
    value = {"amount": 900.05 * number, "currency": "EUR"}
    award = {"id": "a", "status": "active", "date": "2025-02-01T00:00:00Z", "value": value, "suppliers": [firm]}
    contract = {"id": "c", "awardID": "a", "status": "active", "value": value, "dateSigned": "2025-02-10T00:00:00Z"}
    risen = {"id": "c", "value": {"amount": 999 * number, "currency": "EUR"}}
    return [
        {
            **common,
            "id": f"{number}-1",
            "date": "2025-01-10T00:00:00Z",
            "tag": ["tender"],
            "tender": tender,
            "parties": parties,
        },
        {**common, "id": f"{number}-2", "date": "2025-02-01T00:00:00Z", "tag": ["award"], "awards": [award]},
        {**common, "id": f"{number}-3", "date": "2025-02-10T00:00:00Z", "tag": ["contract"], "contracts": [contract]},
        {
            **common,
            "id": f"{number}-4",
            "date": "2025-03-01T00:00:00Z",
            "tag": ["implementation"],
            "contracts": [risen],
        },
    ]


@pytest.fixture
def processes() -> Callable[[int], list[dict[str, Any]]]:
    """``processes(5)``: the releases of so many small processes."""
    return lambda count: [release for number in range(1, count + 1) for release in process(number)]


@pytest.fixture
def load(settings: Settings, database: Database) -> Callable[..., Outcome]:
    """Load files into a draft of the source ``town``, and publish it unless ``publish=False``."""
    from toolbox_procurement.loading.draft import load_files
    from toolbox_procurement.publishing.act import publish_version

    def run(*paths: Path, source: str = "town", publish: bool = True, flags: Any = None, **options: Any) -> Outcome:
        outcome = load_files(database.write, settings.files, paths, source=source, name="Town", by="tests", **options)
        if publish and outcome.version is not None:
            with database.write() as session:
                publish_version(session, outcome.version, by="tests", accept_rejected=outcome.rejected, settings=flags)
        return outcome

    return run
