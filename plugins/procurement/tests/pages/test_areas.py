"""The map of contracts: every state of the list, each region a link, what lies nowhere said, boundaries or none."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolbox_core import add_boundaries, read_geojson

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("procurement")


@pytest.fixture
def boundaries(database: Database, settings: Settings, tmp_path: Path) -> Callable[[], None]:
    """Load three regions: by code N1, by the names South and Élan."""

    def add() -> None:
        features = [
            {
                "type": "Feature",
                "properties": {"code": code, "name": name},
                "geometry": {"type": "Polygon", "coordinates": [[[n, 0], [n + 1, 0], [n + 1, 1], [n, 1], [n, 0]]]},
            }
            for n, (code, name) in enumerate([("N1", "Northern"), ("S1", "South"), ("E1", "Élan")])
        ]
        path = tmp_path / "regions.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        with database.write() as session:
            add_boundaries(
                session, settings.files, path, read_geojson(path), slug="regions", title="Regions", by="test"
            )

    return add


@pytest.fixture
def placed(
    load: Callable[..., Any], write: Callable[..., Path], processes: Callable[[int], Any]
) -> Callable[..., None]:
    """Twelve processes delivering to N1, South, SOUTH and an unknown place, with or without points; two say nothing."""

    def put(*, points: bool = False) -> None:
        names = ("N1", "South", "SOUTH", "Elsewhere", "N1", "")
        releases = []
        for release in processes(12):
            number = int(release["ocid"].rsplit("-", 1)[1])
            name = names[number % 6]
            if "tender" in release and name:
                release["tender"]["items"][0]["deliveryAddress"] = {"region": name}
                if points and name != "Elsewhere":
                    at = [len(name) + 0.5, 45.0 + number % 6]
                    release["tender"]["items"][0]["deliveryLocation"] = {
                        "geometry": {"type": "Point", "coordinates": at}
                    }
            releases.append(release)
        load(write("placed.jsonl", releases, lines=True))

    return put


def links(text: str) -> dict[str, str]:
    """What the marks of the drawing are called, and where they lead."""
    figure = text[text.index('<figure class="chart"') : text.index("</figure>")]
    return {
        unescape(name): unescape(href) for href, name in re.findall(r'<a href="([^"]*)" aria-label="([^"]*)">', figure)
    }


def test_each_region_leads_to_its_processes(
    placed: Callable[..., None], boundaries: Callable[[], None], client: TestClient
) -> None:
    placed()
    boundaries()
    text = client.get("/procurement/map?method=open").text
    found = links(text)
    south = next(href for name, href in found.items() if name.startswith("South "))
    assert "place=South%7CSOUTH" in south
    assert "method=open" in south
    counted = int(next(name for name in found if name.startswith("South ")).split()[1])
    listed = unescape(client.get(south).text)
    assert f"{counted} process" in listed
    assert "South, SOUTH" in listed, "the chip names both spellings"
    said = unescape(text)
    assert "processes do not say where." in said
    assert "Elsewhere" in said[said.index('class="beside"') :]
    assert "no processes: Élan." in said
    assert "2 places were matched with their regions by their names, not by codes." in said


def test_every_measure_and_shade_is_an_address(
    placed: Callable[..., None], boundaries: Callable[[], None], client: TestClient
) -> None:
    placed()
    boundaries()
    for query, words in (
        ("measure=value", "value, EUR"),
        ("measure=single", "share with a single bid"),
        ("measure=count&shade=interval", "All classes are equally wide"),
        ("by=buyer", "Contracts by region of the buyer"),
    ):
        text = client.get(f"/procurement/map?{query}").text
        assert words in text, query
    assert "too few to tell" in client.get("/procurement/map?measure=single").text
    assert client.get("/procurement/map?measure=beauty").status_code == 400
    assert client.get("/procurement/map?by=moon").status_code == 400
    assert client.get("/procurement/map?year=x").status_code == 400
    empty = client.get("/procurement/map?year=1999").text
    assert "Nothing lies anywhere" in empty


def test_without_boundaries_points_are_drawn_or_a_sentence_helps(
    placed: Callable[..., None], client: TestClient
) -> None:
    placed()
    text = unescape(client.get("/procurement/map").text)
    assert "An administrator adds boundaries with the command “toolbox maps add”." in text
    assert "<figure" not in text
    assert text.count("place=Elsewhere") == 1, "the table has each place"


def test_points_are_circles_that_lead_to_lists(placed: Callable[..., None], client: TestClient) -> None:
    placed(points=True)
    text = client.get("/procurement/map").text
    assert "Elsewhere" in text[text.index('class="beside"') : text.index("</figure>")]
    circles = {name: href for name, href in links(text).items() if "N1" in name}
    assert any("place=" in href for href in circles.values())


def test_the_same_figures_for_programs(
    placed: Callable[..., None], boundaries: Callable[[], None], client: TestClient
) -> None:
    placed()
    boundaries()
    body = client.get("/procurement/map.json").json()
    assert (body["by"], body["boundaries"], body["processes"], body["nowhere"]) == ("delivery", "regions", 12, 2)
    assert body["located"] == 10
    rows = {row["place"]: row for row in body["places"]}
    assert (rows["N1"]["region_code"], rows["N1"]["matched_by"]) == ("N1", "code")
    assert (rows["SOUTH"]["region_code"], rows["SOUTH"]["matched_by"]) == ("S1", "name")
    assert (rows["Elsewhere"]["region_code"], rows["Elsewhere"]["matched_by"]) == (None, None)
    table = list(csv.DictReader(client.get("/procurement/map.csv").text.splitlines()))
    assert {row["place"]: int(row["processes"]) for row in table} == {
        name: row["processes"] for name, row in rows.items()
    }
    assert {row["place"]: row["value"] for row in table} == {name: row["value"] for name, row in rows.items()}


def test_profiles_and_lists_lead_to_their_map(placed: Callable[..., None], client: TestClient) -> None:
    placed()
    assert "/procurement/map?supplier=firm-1" in unescape(client.get("/procurement/suppliers/firm-1").text)
    assert "/procurement/map?class=CPV%3A45" in unescape(client.get("/procurement/classes/CPV:45").text)
    assert "/procurement/map?method=open" in unescape(client.get("/procurement/?method=open&order=largest").text)
    of_one = client.get("/procurement/map.json?supplier=firm-1").json()
    assert of_one["processes"] == 4


def test_the_map_can_be_taken_along(
    placed: Callable[..., None], boundaries: Callable[[], None], client: TestClient
) -> None:
    placed()
    boundaries()
    assert 'class="region' in client.get("/procurement/map/embed?chart=by-place").text
    picture = client.get("/procurement/map/chart.svg?chart=by-place")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "by-place-g" in picture.text


def test_a_region_with_too_many_spellings_leads_to_the_table(
    load: Callable[..., Any],
    write: Callable[..., Path],
    processes: Callable[[int], Any],
    boundaries: Callable[[], None],
    client: TestClient,
) -> None:
    releases = processes(24)
    for release in releases:
        if "tender" in release:
            number = int(release["ocid"].rsplit("-", 1)[1])
            release["tender"]["items"][0]["deliveryAddress"] = {"region": "South" + "," * number}
    load(write("many.jsonl", releases, lines=True))
    boundaries()
    text = client.get("/procurement/map").text
    assert next(href for name, href in links(text).items() if name.startswith("South")) == "#places"
    assert text.count('id="places"') == 1
