"""Every kind of page, in every language, on every size of screen: axe finds nothing, nothing sticks out, no noise."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from toolbox_core.testing.servers import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_page_is_accessible_and_fits(
    demo: RunningSite, pages: list[str], browser_page: Page, axe: Callable[[Page], list[str]], language: str
) -> None:
    faults = []
    for address in pages:
        browser_page.set_viewport_size({"width": 1280, "height": 800})
        answer = browser_page.goto(demo.url + address + ("&" if "?" in address else "?") + f"lang={language}")
        assert answer is not None
        if answer.status not in (200, 404):
            faults.append(f"{address}: answered with {answer.status}")
        root = browser_page.locator("html")
        if root.get_attribute("lang") != language:
            faults.append(f"{address}: lang is {root.get_attribute('lang')!r}")
        if root.get_attribute("dir") != ("rtl" if language == "ar" else "ltr"):
            faults.append(f"{address}: written in the wrong direction")
        for width, height in ((1280, 800), (360, 740), (320, 640)):
            browser_page.set_viewport_size({"width": width, "height": height})
            if width != 360:  # 320 is the narrower of the two small ones
                faults += [f"{address} at {width}: {violation}" for violation in axe(browser_page)]
            needed = browser_page.evaluate("document.documentElement.scrollWidth")
            if needed > width:
                faults.append(f"{address}: needs {needed} pixels where there are {width}")
    assert not faults, "\n".join(faults)


def test_headings_and_landmarks_tell_the_page(demo: RunningSite, pages: list[str], browser_page: Page) -> None:
    faults = []
    titles: dict[str, str] = {}
    for address in pages:
        answer = browser_page.goto(demo.url + address)
        assert answer is not None
        levels = browser_page.eval_on_selector_all(
            "h1,h2,h3,h4,h5,h6", "found => found.filter(h => h.checkVisibility()).map(h => Number(h.tagName[1]))"
        )
        if levels.count(1) != 1:
            faults.append(f"{address}: {levels.count(1)} headings of level 1")
        jumps = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
        if jumps:
            faults.append(f"{address}: headings jump {jumps}")
        if browser_page.locator("main").count() != 1:
            faults.append(f"{address}: no single main part")
        title = browser_page.title()
        path = address.split("?")[0]
        if answer.status == 200 and titles.setdefault(title, path) != path:
            faults.append(f"{address}: has the same title as {titles[title]}: {title!r}")
    assert not faults, "\n".join(faults)


def test_the_first_stop_is_the_skip_link_and_it_skips(demo: RunningSite, pages: list[str], browser_page: Page) -> None:
    for address in pages:
        browser_page.goto(demo.url + address)
        browser_page.keyboard.press("Tab")
        assert browser_page.evaluate("document.activeElement.getAttribute('href')") == "#main", address
        browser_page.keyboard.press("Enter")
        browser_page.keyboard.press("Tab")
        inside = "main, footer"  # a page without a link in its main part goes on to the footer
        assert browser_page.evaluate(f"document.activeElement.closest('{inside}') !== null"), address


def test_the_focus_is_always_seen(demo: RunningSite, browser_page: Page) -> None:
    browser_page.goto(demo.url + "/budget/port-sennen/2025")
    for _ in range(60):
        browser_page.keyboard.press("Tab")
        seen = browser_page.evaluate(
            """() => {
                const style = getComputedStyle(document.activeElement);
                return document.activeElement.tagName === 'BODY' || style.outlineStyle !== 'none'
                    || style.boxShadow !== 'none' || document.activeElement.closest('svg') !== null;
            }"""
        )
        assert seen, browser_page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
