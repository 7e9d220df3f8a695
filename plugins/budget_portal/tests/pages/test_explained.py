"""What the data says about a line: what for, by whom, how much, against last year; and nothing that it does not say."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.services import ImportOutcome

pytestmark = pytest.mark.plugins("budget_portal")
YEARS = {
    2021: "1;Roads;7;Works;9;Goods;100;90\n",
    2023: "1;Roads;7;Works;9;Goods;0;50\n2;Parks;7;Works;9;Goods;10;\n",
    2024: "1;Roads;7;Works;9;Goods;200;80\n1;Roads;7;Works;9;Goods;0;20\n2;Parks;7;Works;9;Goods;12;\n"
    "3;New;;;9;Goods;5;4\n",
    2025: "1;Streets;7;Works;9;Goods;100;100\n3;New;;;9;Goods;;\n",
}
FIELDS = [
    {"name": "f", "columnType": "functional-classification:generic:code"},
    {"name": "fn", "columnType": "functional-classification:generic:label"},
    {"name": "b", "columnType": "administrative-classification:generic:code"},
    {"name": "bn", "columnType": "administrative-classification:generic:label"},
    {"name": "e", "columnType": "economic-classification:generic:code"},
    {"name": "en", "columnType": "economic-classification:generic:label"},
    {"name": "approved", "type": "number", "normalize": {"phase": "approved"}},
    {"name": "paid", "type": "number", "normalize": {"phase": "executed"}},
]


@pytest.fixture
def said(
    write_package: Callable[..., Path],
    resource: Callable[..., dict[str, object]],
    load: Callable[..., ImportOutcome],
    publish: Callable[..., None],
    client: TestClient,
) -> Callable[..., str]:
    """The section *What is this line?* of a line's page, as text."""
    schema = dict(resource()["schema"])  # type: ignore[call-overload]
    for year, rows in YEARS.items():
        files = {"spending.csv": "f;fn;b;bn;e;en;approved;paid\n" + rows}
        described = resource(schema={**schema, "fields": FIELDS})
        path = write_package(files, [described], folder=f"y{year}", name=f"y{year}")
        outcome = load(path, year=year)
        publish(outcome.version_id)

    def ask(line: str, query: str = "") -> str:
        page = client.get(f"/budget/testville/{line}{query}").text
        found = re.search(r'id="what">(.*?)</section>', page, re.DOTALL)
        return " ".join(unescape(re.sub("<[^>]+>", " ", found.group(1) if found else "")).split())

    return ask


def test_what_for_by_whom_and_how_much(said: Callable[..., str]) -> None:
    text = said("2025/lines/1-1")
    assert "It is spending on: Streets. Responsible: Works." in text
    assert "In 2025 100.00 EUR was approved and 100.00 EUR was spent: 100.0%." in text
    assert "Its part of all spending: 100.0%." in text


def test_the_same_codes_in_several_rows_are_counted_together(said: Callable[..., str]) -> None:
    text = said("2024/lines/1-1")
    assert "The file has 2 lines with these codes; they are counted together here." in text
    assert "In 2024 200.00 EUR was approved and 100.00 EUR was spent: 50.0%." in text
    assert "Against 2023: 50.00 EUR more (100.0%)." in text


def test_more_less_and_as_much(said: Callable[..., str]) -> None:
    assert "Against 2024: exactly as much." in said("2025/lines/1-1")
    assert "Against 2023: 2.00 EUR more (20.0%). Compared is what was planned in both years." in said("2024/lines/1-3")


def test_years_that_are_not_here_are_said(said: Callable[..., str]) -> None:
    assert "No budget of 2022 is published here to compare with." in said("2023/lines/1-1")
    assert "In 2023 there was no line with these codes." in said("2024/lines/1-4")
    assert "This line is published here since 2021." in said("2025/lines/1-1")
    assert "to compare with" not in said("2021/lines/1-1")


def test_what_the_file_does_not_say_is_not_made_up(said: Callable[..., str]) -> None:
    text = said("2025/lines/1-2")
    assert "Responsible" not in text
    assert "The file gives no amount for 2025." in text
    assert "The figures of 2024 mean something else" in text
    assert "what was spent is not published yet" in said("2024/lines/1-3")


def test_every_year_of_its_life_is_in_the_table(said: Callable[..., str], client: TestClient) -> None:
    page = unescape(client.get("/budget/testville/2025/lines/1-1").text)
    life = page.split('id="life"')[1].split("</section>")[0]
    assert "In 2024 it was called" not in life, "the line's name is that of its economic kind"
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", life, re.DOTALL)]
    assert [row[0] for row in rows[1:]] == ["2021", "2022", "2023", "2024", "2025"]
    assert rows[2][1:3] == ["not", "published"]
    new = unescape(client.get("/budget/testville/2024/lines/1-4").text).split('id="life"')[1]
    assert new.count("no such line") == 2
    data = client.get("/budget/testville/2025/lines/1-1/years.csv").text.splitlines()
    assert data[0] == "fiscal_year,label,line,lines,approved,executed"
    assert data[3] == "2024,Goods,1-1,2,200.00,100.00"
    assert (
        client.get("/budget/testville/2025/lines/1-1/years.json").json()["years"][0]["amounts"]["approved"] == "100.00"
    )
    assert client.get("/budget/testville/2025/lines/1-1/years.xml").status_code == 404
    assert client.get("/budget/testville/2025/lines/1-1/chart.svg").status_code == 200


def test_by_the_measure_that_was_chosen(town: str, client: TestClient) -> None:
    page = unescape(client.get("/budget/town/2024/lines/1-1").text)
    assert "Its part of all spending:" in page
    assert "Made from the published data." in page
