"""An administrator installs, enables and disables while the site is open; a citizen sees what changes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from toolbox_core.testing.plugins import make_plugin
from toolbox_core.testing.servers import run_toolbox, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

RAISES = '''
"""A plugin whose page fails."""
from toolbox_core import Route, hookimpl


async def page(request):
    raise RuntimeError("the page fails")


@hookimpl
def register_routes(context):
    return [Route(path="/weather/", endpoint=page, name="weather:page", public=True)]
'''


def _command(*words: str, **options: object) -> str:
    answer = run_toolbox(*words, **options)  # type: ignore[arg-type]
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_module_comes_and_goes_in_a_running_site(tmp_path: Path, browser_page: Page, workers: str) -> None:
    site = tmp_path / "city"
    _command("init", str(site))
    with serve(site, "--workers", workers) as running:
        answer = browser_page.goto(running.url + "/budget/")
        assert answer is not None
        assert answer.status == 503
        expect(browser_page.locator("main")).to_contain_text("Budget portal")
        _command("plugins", "enable", "budget_portal", site=site)
        _wait(lambda: _all_answer(browser_page, running.url + "/budget/", 200))
        expect(browser_page.get_by_role("navigation", name="Main")).to_contain_text("Budget")
        _command("plugins", "disable", "budget_portal", site=site)
        _wait(lambda: _all_answer(browser_page, running.url + "/budget/", 503))
        assert _all_answer(browser_page, running.url + "/", 200)


def test_a_failing_module_fails_alone(tmp_path: Path, browser_page: Page, axe: Callable[[Page], list[str]]) -> None:
    make_plugin(tmp_path / "installed", "weather", RAISES, {"provides": {"addresses": ["/weather"]}})
    env = {"PYTHONPATH": str(tmp_path / "installed")}
    site = tmp_path / "city"
    _command("init", str(site))
    _command("plugins", "enable", "weather", site=site, env=env)
    with serve(site, env=env) as running:
        statuses = []
        for _ in range(8):
            answer = browser_page.goto(running.url + "/weather/")
            assert answer is not None
            statuses.append(answer.status)
            assert "Traceback" not in browser_page.content()
        assert statuses[0] == 500
        assert statuses[-1] == 503, "after failures in a row the module is left alone for a while"
        expect(browser_page.locator("main")).to_contain_text("Weather")
        assert axe(browser_page) == []
        assert _all_answer(browser_page, running.url + "/", 200)
        listed = _command("plugins", "list", site=site, env=env)
        assert re.search(r"weather .*DEGRADED", listed)


def test_no_stranger_may_post_to_the_site(tmp_path: Path, browser_page: Page) -> None:
    site = tmp_path / "city"
    _command("init", str(site))
    with serve(site) as running:
        refused = browser_page.request.post(
            running.url + "/display", headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        )
        assert refused.status == 403


def _all_answer(page: Page, address: str, status: int) -> bool:
    """Whether several requests in a row, which may reach several processes, are answered with ``status``."""
    found = []
    for _ in range(6):
        answer = page.goto(address)
        assert answer is not None
        found.append(answer.status)
    return set(found) == {status}


def _wait(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the change never arrived"
        time.sleep(0.2)
