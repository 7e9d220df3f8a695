"""The demo site, made once by the real command and served by the real command, for every journey."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A new site, on SQLite and again on PostgreSQL."""
    folder = tmp_path / "town"
    assert run_toolbox("init", str(folder)).returncode == 0
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
        settings = folder / "toolbox.toml"
        text = settings.read_text(encoding="utf-8").replace("sqlite:///data/toolbox.sqlite", url, 1)
        settings.write_text(text, encoding="utf-8")
        assert run_toolbox("migrate", site=folder).returncode == 0
    return folder


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


VIEWS = (
    "/budget/port-sennen/2025?net=0&unit=exact",
    "/budget/port-sennen/2025/expenditure/functional/04?net=0&unit=exact",
    "/budget/aldora/2025/expenditure/geographic?functional=10",
    "/budget/aldora/2025/lines?direction=expenditure&functional=10",
    "/budget/port-sennen/compare?net=0&unit=exact",
    "/budget/aldora/2024?in=person",
    "/budget/port-sennen/2025/embed?chart=map-expenditure",
    "/budget/aldora/compare?in=share",
    "/budget/compare?of=aldora,port-sennen&year=2024&by=economic&in=gdp",
    "/budget/aldora/2025/receipt?amount=250.50",
    "/budget/search?q=school",
    "/budget/participation/green-squares",
    "/budget/port-sennen/2025/simulator",
    "/budget/port-sennen/2025/simulator/answers",
    "/budget/participation/green-squares/vote",
    "/budget/participation/neighbourhoods/results",
    "/nap/ALD/4?state=overdue",
    "/nap/ALD/4/changes?since=2020-01-01",
    "/procurement/?method=direct&min=200000&order=largest",
    "/procurement/?q=nothing+like+this",
    "/procurement/processes/ocds-a1d0r4-PS-2025-0417",
    "/procurement/compare?kind=supplier",
    "/procurement/computable?source=aldora",
    "/procurement/map?by=buyer&measure=single",
    "/search",
    "/search?q=school&kind=Budget+line&year=2024",
    "/search?q=scholls",
    "/organisations/?q=ministry&kind=public-body",
    "/no-such-page",
)
"""Other views of the same pages, and one that is not there."""


@pytest.fixture(scope="session")
def pages(demo: RunningSite, opened: Callable[[str], Opened]) -> list[str]:
    """One address of every kind of page that can be reached by links from the home page, and ``VIEWS`` of them."""
    waiting = ["/", "/budget/port-sennen/2025", "/budget/port-sennen/2022"]
    kinds: dict[str, str] = {}
    seen = set(waiting)
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address)
        if kind in kinds:
            continue
        kinds[kind] = address
        status, media_type, text = opened(demo.url + address)
        assert status == 200, f"{address} is linked and answers {status}"
        if media_type != "text/html":
            kinds[kind] = ""
            continue
        for found in re.findall(r'href="(/[^"#?]*)', text):
            left_out = found.startswith(("/static/", "/data/files/", "/api/v1")) or found.endswith("/embed")
            if found not in seen and not left_out:
                seen.add(found)
                waiting.append(found)
    reached = sorted(filter(None, kinds.values()))
    assert len(reached) > 15
    return [*reached, *VIEWS]


def _kind(path: str) -> str:
    """Addresses of one kind differ only in the numbers and names that stand for data."""
    parts = [part for part in path.split("/") if part]
    if parts[:2] == ["budget", "participation"] and len(parts) > 2:
        parts[2] = "one"
    elif (
        parts[:1] == ["budget"] and len(parts) > 1 and parts[1].partition(".")[0] not in ("search", "compare", "words")
    ):
        parts[1] = "entity"
        if len(parts) > 5:
            parts[5:] = [f"level {len(parts) - 4}"]
        if len(parts) > 3 and parts[2] in ("goals", "lines"):
            parts[3] = "one"
    if parts[:1] == ["nap"] and len(parts) > 1 and parts[1].isupper():
        parts[1] = "member"
    if parts[:1] == ["data"] and len(parts) > 2:
        parts[2] = parts[2].partition(".")[2] or "dataset"
    if parts[:1] == ["procurement"] and len(parts) > 2:
        parts[2:] = [f"one{'.json' if path.endswith('.json') else ''}"]
    if parts[:1] == ["organisations"] and len(parts) == 2 and "." not in parts[1]:
        parts[1] = "one"
    return re.sub(r"\d+(-\d+)?", "N", "/".join(parts))
