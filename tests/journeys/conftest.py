"""The demo site, made once by the real command and served by the real command, for every journey."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from toolbox_core.testing.servers import RunningSite, run_toolbox, serve

Opened = tuple[int, str, str]
LANGUAGES = ("en", "fr", "ar")
"""The two that are complete, and one that is written from right to left."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The demo site, served; with Arabic among its languages."""
    folder = tmp_path_factory.mktemp("journeys") / "demo"
    made = run_toolbox("demo", str(folder), "--no-serve")
    assert made.returncode == 0, made.stderr
    settings = folder / "toolbox.toml"
    text = settings.read_text(encoding="utf-8")
    listed = ", ".join(f'"{language}"' for language in LANGUAGES)
    settings.write_text(re.sub(r"^languages = .*$", f"languages = [{listed}]", text, flags=re.MULTILINE), "utf-8")
    with serve(folder) as running:
        yield running


@pytest.fixture(scope="session")
def opened() -> Callable[[str], Opened]:
    """``opened(address)`` gives status, media type and text without a browser."""

    def get(address: str) -> Opened:
        request = urllib.request.Request(address, headers={"Accept": "text/html"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers.get_content_type(), answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get_content_type(), error.read().decode("utf-8", "replace")

    return get


@pytest.fixture(scope="session")
def pages(demo: RunningSite, opened: Callable[[str], Opened]) -> list[str]:
    """One address of every kind of page that can be reached by links from the home page, and some that cannot."""
    waiting = ["/", "/budget/port-sennen/2022", "/budget/port-sennen/2025?net=0&unit=exact"]
    kinds: dict[str, str] = {}
    seen = set(waiting)
    fetched = 0
    while waiting and fetched < 150:
        address = waiting.pop(0)
        kind = _kind(address)
        if kind in kinds:
            continue
        status, media_type, text = opened(demo.url + address)
        fetched += 1
        assert status == 200, f"{address} is linked and answers {status}"
        if media_type != "text/html":
            continue
        kinds[kind] = address
        for found in re.findall(r'href="(/[^"#]*)', text):
            link = found.replace("&amp;", "&")
            if link.startswith(("/static/", "/data/files/", "/api/")) or "lang=" in link or link.count("&") > 1:
                continue
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    assert len(kinds) > 15
    return [*sorted(kinds.values()), "/no-such-page", "/budget/nowhere/2025", "/budget/search?q=school"]


def _kind(address: str) -> str:
    """Addresses of one kind differ only in the numbers and names that stand for data."""
    path, _, query = address.partition("?")
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["budget"] and len(parts) > 1:
        parts[1] = "entity" if parts[1] != "search" else parts[1]
        if len(parts) > 5:
            parts[5:] = [f"level {len(parts) - 4}"]
    if parts[:1] == ["data"] and len(parts) > 2:
        parts[2] = "dataset" if "." not in parts[2] else "file"
    asked = "&".join(sorted(pair.split("=")[0] for pair in query.split("&")))
    return re.sub(r"\d+(-\d+)?", "N", "/".join(parts)) + f"?{asked}"
