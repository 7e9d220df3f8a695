"""A citizen reads the budget: from the home page to the row of the file, and takes it along."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from toolbox_core.testing.browser import press
from toolbox_core.testing.servers import RunningSite

Opened = tuple[int, str, str]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_from_the_home_page_to_the_row_of_the_file(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/")
    press(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Budget"))
    press(page, page.get_by_role("heading", name="City of Port Sennen").get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("2025")
    press(page, page.get_by_role("link", name=re.compile("^Education ")).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Education")
    press(page, page.get_by_role("link", name=re.compile("^Services around education ")).first)
    press(page, page.get_by_role("link", name=re.compile("School meals: wages and salaries, Old Town")).first)
    row = page.get_by_role("table", name=re.compile(r"Row \d+ of spending\.csv"))
    expect(row).to_contain_text("School meals: wages and salaries, Old Town")
    number = int(re.search(r"Row (\d+)", row.locator("caption").inner_text()).group(1))  # type: ignore[union-attr]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the original file").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert "School meals: wages and salaries, Old Town" in lines[number - 1]


def test_the_download_adds_up_to_the_published_total(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/budget/aldora/2025?unit=exact")
    expect(page.locator("main")).to_contain_text("46,848,000,000.00")
    press(page, page.get_by_role("link", name=re.compile("^All lines")))
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^CSV")).first.click()
    rows = csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig")))
    spent = [row["amount_executed"] for row in rows if row["direction"] == "expenditure"]
    assert sum(Decimal(amount) for amount in spent if amount) == Decimal("46848000000.00")
    assert "" in spent, "what is not for publication is empty, not nought"


def test_years_are_compared(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/budget/aldora/2025")
    press(page, page.get_by_role("link", name="Compare the years part by part"))
    for year in ("2021", "2022"):
        page.get_by_role("checkbox", name=year).uncheck()
    press(page, page.get_by_role("button", name="Compare these years"))
    table = page.locator("main table").last
    expect(table.get_by_role("columnheader", name="2025")).to_be_visible()
    expect(table.get_by_role("columnheader", name="2021")).to_have_count(0)
    expect(table.get_by_role("row", name=re.compile("^Social protection"))).to_contain_text("14,964.2")


def test_gross_and_net_are_two_views_of_one_year(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/budget/port-sennen/2025?unit=exact")
    net = page.locator(".figures").inner_text()
    press(page, page.get_by_role("link", name="as in the files").first)
    gross = page.locator(".figures").inner_text()
    assert net != gross
    amounts = [Decimal(re.search(r"[\d,]+\.\d\d", text).group().replace(",", "")) for text in (gross, net)]  # type: ignore[union-attr]
    assert amounts[0] > amounts[1]


def test_searching_leads_to_what_one_means(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/")
    page.get_by_role("searchbox").first.fill("school meals")
    press(page, page.get_by_role("button", name="Search").first)
    expect(page.locator("main")).to_contain_text("School meals")
    press(page, page.locator("main").get_by_role("link", name=re.compile("School meals")).first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("School meals")


def test_the_language_is_chosen_once_and_kept(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/budget/aldora/2025")
    press(page, page.get_by_role("link", name="Français"))
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("main")).to_contain_text("Dépenses")
    page.goto(demo.url + "/data/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Données")
    press(page, page.get_by_role("link", name="English"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Data")


def test_numbers_are_written_as_the_language_writes_them(demo: RunningSite, opened: Callable[[str], Opened]) -> None:
    english, french = (
        opened(f"{demo.url}/budget/aldora/2025?unit=exact&lang={language}")[2] for language in ("en", "fr")
    )
    assert "46,848,000,000.00" in english
    assert "46\u202f848\u202f000\u202f000,00" in french


def test_everything_is_there_without_javascript(demo: RunningSite, bare_page: Page) -> None:
    page = bare_page
    page.goto(demo.url + "/budget/port-sennen/2025")
    page.locator("details.data summary").first.click()
    expect(page.locator("details.data table").first).to_be_visible()
    press(page, page.get_by_role("link", name=re.compile("^Education ")).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Education")
    press(page, page.get_by_role("link", name="Français"))
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_every_chart_has_its_equal_table(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/budget/port-sennen/2025")
    charts = page.locator("figure.chart")
    assert charts.count() >= 3
    for number in range(charts.count()):
        chart = charts.nth(number)
        assert chart.locator("table").count() >= 1, chart.locator("figcaption").inner_text()
        boxes = chart.locator("svg.wide a, svg:not(.narrow):not(.wide) a").count()
        if boxes:
            assert chart.locator("table tbody tr").count() >= boxes / 2


def test_a_print_of_the_page_opens_the_tables(demo: RunningSite, browser_page: Page) -> None:
    browser_page.goto(demo.url + "/budget/port-sennen/2025")
    browser_page.emulate_media(media="print")
    expect(browser_page.locator("details.data table").first).to_be_visible()


def test_how_much_for_schools_since_when_per_inhabitant_and_is_it_spent(demo: RunningSite, browser_page: Page) -> None:
    """A citizen's questions, one page after the other, with clicks alone."""
    page = browser_page
    page.goto(demo.url + "/budget/aldora/2025")
    press(page, page.get_by_role("link", name=re.compile("^Education ")).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Education")
    expect(page.locator("main")).to_contain_text("Spent in 2025: 7,012,")  # How much, and spent yet?
    press(page, page.get_by_role("link", name="per inhabitant"))
    expect(page.locator("main")).to_contain_text("DOR per inhabitant")
    expect(page.locator("main")).to_contain_text("aldora-population.csv")
    press(page, page.get_by_role("link", name="Compare years").first)  # Since when?
    expect(page.locator("main table").last.get_by_role("columnheader", name="2021")).to_be_visible()
    press(page, page.get_by_role("link", name="in prices of 2025"))
    expect(page.locator("main")).to_contain_text("million DOR in prices of 2025")


def test_one_line_says_what_it_is_since_when_per_inhabitant_and_whether_it_is_spent(
    demo: RunningSite, browser_page: Page
) -> None:
    """The same questions at the end of the way down: the sentences of a line, and its years."""
    page = browser_page
    page.goto(demo.url + "/budget/port-sennen/2025")
    press(page, page.get_by_role("link", name=re.compile("^Education ")).first)
    press(page, page.get_by_role("link", name=re.compile("^Services around education ")).first)
    press(page, page.get_by_role("link", name=re.compile("School meals: wages and salaries, Old Town")).first)
    said = page.get_by_role("region", name="What is this line?")
    expect(said).to_contain_text("It is spending on: Services around education.")
    expect(said).to_contain_text(re.compile(r"In 2025 [\d,.]+\sDOR was approved and [\d,.]+\sDOR was spent: [\d.]+%"))
    expect(said).to_contain_text(re.compile(r"Per inhabitant: [\d,.]+\sDOR"))
    expect(said).to_contain_text(re.compile(r"Against 2024: [\d,.]+\sDOR (more|less) \([\d.]+%\)"))
    life = page.get_by_role("region", name="The line’s whole life")
    for year in range(2021, 2026):
        expect(life.get_by_role("row", name=re.compile(f"^{year} "))).to_be_visible()
    with page.expect_download() as download:
        life.get_by_role("link", name=re.compile("^CSV")).first.click()
    years = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [row["fiscal_year"] for row in years] == ["2021", "2022", "2023", "2024", "2025"]
    approved = next(name for name in years[0] if name.startswith("approved"))
    assert f"{Decimal(years[-1][approved]):,}" in said.inner_text()
