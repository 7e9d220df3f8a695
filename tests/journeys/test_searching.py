"""A citizen searches, narrows, opens what was found, and reads on one page what is known of an organisation."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from toolbox_core.testing.browser import press
from toolbox_core.testing.servers import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_searching_narrowing_and_opening_without_a_script(demo: RunningSite, bare_page: Page) -> None:
    page = bare_page
    page.goto(demo.url + "/")
    page.get_by_role("searchbox").fill("school meals")
    press(page, page.get_by_role("search").get_by_role("button", name="Search"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Search results")
    expect(page.locator("main mark").first).to_have_text("School")
    facets = page.get_by_role("navigation", name="Narrow the results")
    press(page, facets.get_by_role("link", name=re.compile("^Budget line ")))
    press(page, facets.get_by_role("link", name=re.compile("^2024 ")))
    press(page, facets.get_by_role("link", name=re.compile("^Schools and Children ")))
    assert page.url.endswith("/search?q=school+meals&kind=Budget+line&organisation=schools-and-children&year=2024")
    results = page.locator("article.result")
    for kind in results.locator(".kind").all_inner_texts():
        assert kind == "Budget line, 2024"
    press(page, page.get_by_role("link", name="2024, remove"))
    expect(page.get_by_role("link", name="2024, remove")).to_have_count(0)
    press(page, page.get_by_role("link", name="newest"))
    first = results.first.get_by_role("link")
    title = first.inner_text()
    press(page, first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title[:20])
    expect(page.locator("main")).to_contain_text("The row it came from")


def test_a_misspelt_word_leads_to_the_right_one(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/search?q=scholls")
    press(page, page.get_by_role("link", name="schools"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Search results")
    expect(page.locator("article.result").first).to_be_visible()


def test_from_an_organisation_to_its_budget_and_back(demo: RunningSite, browser_page: Page) -> None:
    page = browser_page
    page.goto(demo.url + "/")
    press(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Organisations"))
    page.get_by_role("searchbox", name="Find an organisation").fill("ministry of educ")
    press(page, page.get_by_role("search", name="Find an organisation").get_by_role("button"))
    press(page, page.get_by_role("link", name="Ministry of Education"))
    budget = page.get_by_role("region", name="Its budget")
    expect(budget.get_by_role("row")).to_have_count(6)
    press(page, budget.get_by_role("link", name="Budget 2024"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ministry of Education")
    press(page, page.get_by_role("link", name="All about Ministry of Education on this site"))
    press(page, page.get_by_role("link", name="Republic of Aldora", exact=True).first)
    expect(page.get_by_role("region", name="Parts of it")).to_contain_text("Ministry of Health")
    expect(page.get_by_role("region", name="Its budget")).to_contain_text("The whole budget of Republic of Aldora.")
