"""A real city's four years on the pages: every official total can be read there, to the cent."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal import services
from toolbox_budget_portal.descriptor.proposing import propose
from toolbox_core.app import create_app
from toolbox_core.config import load_settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_core.plugins.lifecycle import enable

pytestmark = pytest.mark.shared_data
CONTROL_TOTALS = {
    2021: ("5,753,037,862.00", "6,259,804,532.51", "5,573,095,102.77", "5,043,373,428.39"),
    2022: ("6,161,081,568.00", "6,637,867,635.85", "6,077,569,338.44", "5,159,316,766.51"),
    2023: ("5,721,776,274.00", "6,266,517,977.30", "5,817,577,154.50", "5,603,582,541.44"),
    2024: ("6,466,589,012.00", "6,718,145,077.60", "6,186,419,102.82", "6,065,753,030.60"),
}


@pytest.fixture(scope="module")
def madrid(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A site with the four years, read by the descriptors that `inspect` proposes."""
    folder = tmp_path_factory.mktemp("madrid") / "site"
    (folder / "data").mkdir(parents=True)
    (folder / "toolbox.toml").write_text('[site]\nname = "Madrid"\n', encoding="utf-8")
    settings = load_settings(folder, environ={})
    database = Database(settings.database_url)
    migrate(settings, database)
    enable(settings, database, "budget_portal", by="tests")
    for year in CONTROL_TOTALS:
        package = folder / str(year)
        package.mkdir()
        for source in sorted((shared_data / "budget" / "es-madrid-2021-2024" / str(year)).glob("*.csv")):
            if source.stem.split("_")[0] in ("gastos", "ingresos"):
                shutil.copyfile(source, package / source.name)
        proposal = propose(sorted(package.glob("*.csv")), currency="EUR")
        descriptor = package / "datapackage.json"
        descriptor.write_text(json.dumps(proposal.descriptor, ensure_ascii=False), encoding="utf-8")
        with database.write() as session:
            outcome = services.import_package(
                session, settings.files, descriptor, entity="madrid", year=year, name="Madrid", by="tests"
            )
            services.publish_version(session, outcome.version_id, by="tests")
    database.close()
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


def _text(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ").split())


@pytest.mark.parametrize("year", CONTROL_TOTALS)
def test_every_official_total_stands_on_the_year_s_page(year: int, madrid: TestClient) -> None:
    text = _text(madrid.get(f"/budget/madrid/{year}").text)
    for amount in CONTROL_TOTALS[year]:
        assert amount in text, amount


def test_net_is_gross_less_what_counts_twice(madrid: TestClient) -> None:
    text = _text(madrid.get("/budget/madrid/2024").text)
    assert "6,466,589,012.00 397,894,832.00 6,068,694,180.00" in text


def test_a_budget_that_does_not_balance_is_explained(madrid: TestClient) -> None:
    assert "does not balance" in _text(madrid.get("/budget/madrid/2023?net=0").text)


def test_lines_spent_without_a_budget_and_beyond_it_are_listed(madrid: TestClient) -> None:
    text = _text(madrid.get("/budget/madrid/2024").text)
    assert "599 lines were spent without a budget" in text
    unbudgeted = _text(madrid.get("/budget/madrid/2024/lines?show=unbudgeted").text)
    assert "599 lines, spent 62,112,091.01 EUR" in unbudgeted
    assert "853 lines" in _text(madrid.get("/budget/madrid/2024/lines?show=over").text)


@pytest.mark.parametrize("year", CONTROL_TOTALS)
def test_each_classification_divides_the_whole(year: int, madrid: TestClient) -> None:
    for direction in ("expenditure", "revenue"):
        model = madrid.get(f"/budget/madrid/{year}/{direction}/economic.json").json()
        for kind in ("administrative", "economic") + (("functional",) if direction == "expenditure" else ()):
            document = madrid.get(f"/budget/madrid/{year}/{direction}/{kind}.json").json()
            for phase, whole in document["total"]["amounts"].items():
                parts = [item["amounts"][phase] for item in document["items"]]
                assert sum(Decimal(part) for part in parts if part) == Decimal(whole or 0), (kind, phase)
                assert whole == model["total"]["amounts"][phase], (kind, phase)


def test_the_interface_gives_the_official_totals(madrid: TestClient) -> None:
    for year, (approved, _, executed, cash) in CONTROL_TOTALS.items():
        reply = madrid.get(
            "/api/v1/budget/aggregate",
            params={"cut": f"fiscal_year:{year}", "drilldown": "direction|phase.code", "aggregates": "value.sum"},
        ).json()
        found = {(cell["direction.code"], cell["phase.code"]): cell["value.sum"] for cell in reply["cells"]}
        for key, amount in (
            (("expenditure", "approved"), approved),
            (("expenditure", "executed"), executed),
            (("revenue", "paid"), cash),
        ):
            assert found[key] == amount.replace(",", "")


def test_a_line_shows_the_city_s_own_row(madrid: TestClient) -> None:
    page = html.unescape(madrid.get("/budget/madrid/2024/lines/1-1").text)
    assert "RETRIBUCIONES BÁSICAS" in page
    assert "108363,6" in page, "the raw cell"
    assert "108,363.60" in page, "the amount"


def test_a_search_finds_words_without_their_accents(madrid: TestClient) -> None:
    assert "EDUCACIÓN" in madrid.get("/budget/madrid/search?q=educacion").text


def test_four_years_are_compared(madrid: TestClient) -> None:
    page = madrid.get("/budget/madrid/compare?by=economic&net=0&unit=exact").text
    for _, _, executed, _ in CONTROL_TOTALS.values():
        assert executed in page
