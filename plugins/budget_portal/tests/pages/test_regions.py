"""Money by place on a map: the table's amounts, each region a link, places without a region named."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_core import add_boundaries, read_geojson

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
PAGE = "/budget/testville/2024/expenditure/geographic"
SPENDING = """\
place;place_name;chapter;chapter_name;approved;paid
NO;Norra;1;Staff;1000,50;900,25
VA;Vale;1;Staff;500;
v2;Tarn;1;Staff;20;30
XX;Abroad;1;Staff;7;8,50
;;1;Staff;3;4
"""


@pytest.fixture
def placed(
    write_package: Callable[..., Path],
    resource: Callable[..., dict[str, Any]],
    load: Callable[..., Any],
    publish: Callable[..., None],
) -> None:
    """A budget by place: three of four places have a region, one of these by its name; one line says nothing."""
    described = resource()
    described["schema"]["fields"] = [
        {"name": "place", "columnType": "geo-source:target:level1:code"},
        {"name": "place_name", "columnType": "geo-source:target:level1:title"},
        *(
            one
            for one in described["schema"]["fields"]
            if one["name"] in ("chapter", "chapter_name", "approved", "paid")
        ),
    ]
    outcome = load(write_package({"spending.csv": SPENDING}, [described]))
    publish(outcome.version_id)


@pytest.fixture
def boundaries(database: Database, settings: Settings, tmp_path: Path) -> None:
    """Four regions, one of which gets no money."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": {"type": "Polygon", "coordinates": [[[n, 0], [n + 1, 0], [n + 1, 1], [n, 1], [n, 0]]]},
        }
        for n, (code, name) in enumerate([("NO", "Norra"), ("VA", "Vale"), ("TA", "Tarn"), ("SE", "Sennen")])
    ]
    path = tmp_path / "regions.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with database.write() as session:
        add_boundaries(session, settings.files, path, read_geojson(path), slug="regions", by="test")


def test_places_are_drawn_on_their_regions(placed: None, boundaries: None, client: TestClient) -> None:
    text = html.unescape(client.get(f"{PAGE}?unit=exact").text)
    drawn = text[text.index('id="by-place"') :]
    links = dict(re.findall(r'<a href="([^"?]*)[^"]*" aria-label="([^"]*)">', drawn[: drawn.index("</figure>")]))
    assert links[f"{PAGE}/NO"] == "Norra 900.25"
    assert links[f"{PAGE}/VA"] == "Vale no such lines", "not published is not zero"
    assert links[f"{PAGE}/v2"] == "Tarn 30.00"
    beside = drawn[drawn.index('class="beside"') : drawn.index("</figure>")]
    assert "Abroad" in beside
    assert "Without such a category" in beside
    assert "no such lines: Sennen." in drawn
    assert "1 place was matched with its region by its name, not by a code." in drawn


def test_without_boundaries_or_for_other_classifications_there_is_no_map(
    placed: None, client: TestClient, database: Database
) -> None:
    assert 'id="by-place"' not in client.get(PAGE).text
    assert 'id="by-place"' not in client.get(PAGE.replace("geographic", "economic")).text


def test_a_place_alone_has_no_map_and_its_chart_can_be_taken_along(
    placed: None, boundaries: None, client: TestClient
) -> None:
    assert 'id="by-place"' not in client.get(f"{PAGE}/NO").text
    assert "by-place-g" in client.get(f"{PAGE}/chart.svg?chart=by-place").text
    assert 'class="region' in client.get(f"{PAGE}/embed?chart=by-place").text
