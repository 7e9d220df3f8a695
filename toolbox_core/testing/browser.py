"""A headless Chromium that tells when a page asks the outside world, logs an error or breaks an accessibility rule."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request

FLAGS = [
    "--no-sandbox",  # containers and root have no user namespaces; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-default-browser-check",
    "--disable-dev-shm-usage",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HERE = ("127.0.0.1", "localhost", "::1")
DESKTOP = {"width": 1280, "height": 800}
_STATUS_NOTICE = "Failed to load resource: the server responded with a status of"
"""Chromium logs this for a page that is meant to be a 404 or a 503; tests read the status itself."""


def chromium() -> str | None:
    """The path of Debian's Chromium (or Chrome under another name), or ``None``."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


@contextmanager
def open_browser(program: str) -> Iterator[Browser]:
    """Start Chromium, driven by Playwright, until the block ends."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in a profile of its own. ``options`` as of Playwright's ``new_context`` (``java_script_enabled`` …).

    When the block ends without another error, a request to any other machine, a message on the browser's error console
    (Content-Security-Policy breaches appear there) and an uncaught script error each fail it.
    """
    outside: list[str] = []
    errors: list[str] = []

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in HERE:
            outside.append(request.url)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_STATUS_NOTICE):
            errors.append(message.text)

    context = browser.new_context(**{"viewport": DESKTOP, **options})
    context.set_default_timeout(15_000)
    try:
        page = context.new_page()
        page.on("request", on_request)
        page.on("console", on_console)
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
    finally:
        context.close()
    assert not outside, f"The page asked other machines: {outside}"
    assert not errors, f"The browser reported errors: {errors}"


def press(page: Page, target: str | Locator) -> None:
    """Click what opens a page (a link, a form's button), and wait until that page is there.

    A plain ``click`` may come back before the old page is gone; what a test reads right after it would be the old one.
    A selector given as text means the first element that it finds.
    """
    with page.expect_navigation():
        (page.locator(target).first if isinstance(target, str) else target).click()


def violations(page: Page, source: str) -> list[str]:
    """Run axe-core (its ``source``) in the page; one line per rule broken, with the first elements that break it.

    The script is evaluated through the debugger, which a strict Content-Security-Policy does not block.
    """
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(source + ";0")
    options = "{runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}"
    answer = page.evaluate(f"tags => axe.run(document, {options})", RULES)
    return [
        f"{found['id']} ({found['impact']}): {found['help']} — "
        + "; ".join(" ".join(map(str, node["target"])) for node in found["nodes"][:3])
        for found in answer["violations"]
    ]


def until(page: Page, selector: str, *, times: int = 40) -> Locator:
    """Load the page again, as one that waits for a background job proposes, until it has what is waited for."""
    for _ in range(times):
        if page.locator(selector).count():
            return page.locator(selector)
        page.reload()
    raise AssertionError(f"{selector} did not appear: {page.locator('main').inner_text()}")
