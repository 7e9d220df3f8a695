"""The overview of a year."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")


def _text(page: str) -> str:
    """What a reader sees, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ").split())


def test_the_answer_comes_first_in_words(town: str, client: TestClient) -> None:
    text = _text(client.get("/budget/town/2024").text)
    assert (
        "Port Town planned to spend 1,660.50 EUR, changed that to 1,760.50 EUR during the year, and spent "
        "1,362.90 EUR. It took in 1,630.50 EUR, 267.60 EUR more than it spent." in text
    )


def test_every_phase_stands_gross_eliminated_and_net(town: str, client: TestClient) -> None:
    text = _text(client.get("/budget/town/2024").text)
    assert "The files hold 1,442.90 EUR; 80.00 EUR of it are transfers between parts of the same government" in text
    for row in ("1,760.50 100.00 1,660.50", "1,442.90 80.00 1,362.90", "1,710.50 80.00 1,630.50"):
        assert row in text, row


def test_gross_is_one_link_away(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/2024?net=0").text
    assert "Port Town planned to spend 1,760.50" in page.replace("\u00a0", " ")
    assert 'href="/budget/town/2024?net=1"' in page


def test_each_figure_says_how_many_rows_add_up_to_it(town: str, client: TestClient) -> None:
    assert "7 rows add up to it" in client.get("/budget/town/2024").text, "six lines and one consolidation entry"
    assert "6 rows add up to it" in client.get("/budget/town/2024?net=0").text


def test_a_year_without_eliminations_has_no_such_switch(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/2021").text
    assert "net=" not in page
    assert "transfers between parts" not in page


def test_lines_that_need_a_closer_look_are_counted(town: str, client: TestClient) -> None:
    text = _text(client.get("/budget/town/2024").text)
    assert "1 line was spent without a budget" in text
    assert "1 line went beyond what was approved" in text
    assert "1 line is below zero" in text


def test_a_plan_that_does_not_balance_is_shown_and_said(town: str, client: TestClient) -> None:
    assert "The plan in the files does not balance" in client.get("/budget/town/2024").text


def test_units_are_links_and_the_choice_is_kept(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/2024?unit=thousand").text
    assert "thousand EUR" in page
    assert "/budget/town/2024/expenditure/functional/1?unit=thousand" in page


def test_another_classification_is_one_link_away(town: str, client: TestClient) -> None:
    assert "Spending by economic type" in client.get("/budget/town/2024?by=economic").text
    assert "Spending by purpose" in client.get("/budget/town/2024?by=nonsense").text


def test_the_hole_in_the_years_is_named(town: str, client: TestClient) -> None:
    assert "No budget was published for 2022" in client.get("/budget/town/2024").text


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/budget/town/2022", 404, "There are 2024, 2023, 2021."),
        ("/budget/town/2024?version=7", 404, "Published versions: 1."),
        ("/budget/town/2024?version=x", 404, "is not the number of a version"),
        ("/budget/town/2024?phase=dreamt", 400, "It has approved, adjusted, executed."),
    ],
)
def test_wrong_addresses_are_answered_helpfully(
    address: str, status: int, words: str, town: str, client: TestClient
) -> None:
    page = client.get(address)
    assert page.status_code == status
    assert words in html.unescape(page.text)


def test_an_old_version_is_read_as_of_its_day_with_a_warning(
    write_package: Callable[..., Path], load: Callable[..., Any], publish: Callable[..., None], client: TestClient
) -> None:
    package = write_package()
    publish(load(package).version_id)
    changed = (package.parent / "spending.csv").read_bytes().replace(b"1000,50", b"2000,50")
    publish(load(write_package({"spending.csv": changed}, folder="again")).version_id)
    now = client.get("/budget/testville/2024").text
    assert "2,480.40" in now
    assert 'href="/budget/testville/2024?version=1"' in now
    then = client.get("/budget/testville/2024?version=1").text
    assert "1,480.40" in then
    assert "You are reading an old version" in then
    assert "/budget/testville/2024/expenditure/functional/1?version=1" in then


def test_a_year_with_a_plan_only_speaks_of_the_plan(
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
    client: TestClient,
    resource: Callable[..., dict[str, Any]],
) -> None:
    described = resource()
    described["schema"]["fields"] = [field for field in described["schema"]["fields"] if field["name"] != "paid"]
    text = "body;body_name;function;function_name;chapter;chapter_name;approved\n1;Hall;1;Services;1;Staff;500\n"
    planned = write_package({"spending.csv": text}, [described], folder="planned")
    publish(load(planned).version_id)
    page = client.get("/budget/testville/2024")
    assert page.status_code == 200
    assert re.search("[Tt]estville plans to spend 500", page.text)
    assert "Was the plan kept?" not in page.text

    publish(load(planned, year=2023).version_id)
    assert "What was planned, in prices of each year." in client.get("/budget/testville/2024").text


def test_what_was_planned_is_never_drawn_as_what_was_spent(
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
    client: TestClient,
    resource: Callable[..., dict[str, Any]],
) -> None:
    described = resource()
    described["schema"]["fields"] = [field for field in described["schema"]["fields"] if field["name"] != "paid"]
    text = "body;body_name;function;function_name;chapter;chapter_name;approved\n1;Hall;1;Services;1;Staff;500\n"
    for year in (2021, 2022):
        publish(load(write_package(folder=f"accounts-{year}"), year=year).version_id)
    publish(load(write_package({"spending.csv": text}, [described], folder="planned"), year=2023).version_id)
    page = html.unescape(client.get("/budget/testville/2023").text)
    assert "The accounts of 2023 are not published yet; the gap is shown, never filled." in page
    assert "What was spent and taken in, in prices of each year." in page


def test_the_page_is_complete_in_french(town: str, client: TestClient) -> None:
    text = _text(client.get("/budget/town/2024?lang=fr").text)
    for english in ("Spent", "Taken in", "Was the plan kept", "Every phase", "Source:", "Year by year"):
        assert english not in text, english
