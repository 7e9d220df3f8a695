"""Maps as they reach the page: links with names, an equal table, holes named, light."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from toolbox_core.charts import Map, Place, point_map, region_map
from toolbox_core.contracts import ChartItem
from toolbox_core.geography.shapes import Region, Shape
from toolbox_core.services.boundaries import Boundaries

Draw = Callable[..., str]
CALL = (
    '{% import "maps.html" as maps with context %}'
    "{{ maps.map(chart, id='m', title='Contracts <by> region', unit='Number', ground=ground, source='S') }}"
)


def region(number: int) -> Region:
    ring = ((number, 45.0), (number + 1, 45.0), (number + 1, 46.0), (number, 46.0))
    return Region(code=str(number), label=f"Region <{number}>", shape=Shape(polygons=((ring,),)))


def item(label: str, value: int | None) -> ChartItem:
    return ChartItem(
        label=label,
        value=None if value is None else Decimal(value),
        shown="" if value is None else f"{value} contracts",
        href=f"/{label}",
        missing=value is None,
    )


REGIONS = tuple(region(number) for number in range(5))
GROUND = Boundaries(slug="r", title="Regions", licence="CC0-1.0", origin="Survey", regions=REGIONS)
SHADED = region_map(
    REGIONS, {"0": item("North", 4), "1": item("South", 40), "2": item("West", None), "9": item("Abroad", 3)}
)
CIRCLES = point_map(
    [
        Place(longitude=x, latitude=45.5, item=item(name, n))
        for x, name, n in ((1, "a", 4), (1.01, "b", 2), (4, "c", 9))
    ],
    REGIONS,
    unplaced=[item("d", 1)],
)


@pytest.mark.parametrize(("chart", "links"), [(SHADED, 3), (CIRCLES, 4)])
def test_every_region_and_every_circle_is_a_named_link(draw: Draw, chart: Map, links: int) -> None:
    text = draw(CALL, chart=chart, ground=GROUND)
    drawing = text[: text.index('class="beside"')]
    found = re.findall(r'<a href="([^"]*)" aria-label="([^"]+)">', drawing)
    assert len(found) == links
    assert all(name.strip() == name for _, name in found)
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    for named in re.findall(r'(?:aria-\w+="|url\(#|href="#)([\w-]+)["\)]', text):
        if named in {"true", "false"} or named.startswith("m"):
            assert named in {*ids, "true", "false"}


def test_what_is_known_of_each_region_is_said_in_words(draw: Draw) -> None:
    text = draw(CALL, chart=SHADED, ground=GROUND)
    assert 'aria-label="South 40 contracts"' in text
    assert 'aria-label="West no data"' in text
    assert "4 contracts (1 region)" in text
    assert "Each class has about equally many regions" in text
    assert "No data: Region &lt;3&gt;, Region &lt;4&gt;." in text
    assert "Boundaries: Regions, Survey (CC0-1.0)." in text
    assert "true to scale along latitude 45.5°" in text
    beside = text[text.index('class="beside"') : text.index('<details class="data">')]
    assert "Abroad" in beside
    table = text[text.index('<details class="data">') :]
    for words in ("North", "South", "West", "Abroad", "Region &lt;4&gt;", "no data", "not published", "40 contracts"):
        assert words in table


def test_several_places_are_one_circle_with_their_number(draw: Draw) -> None:
    text = draw(CALL, chart=CIRCLES, ground=None)
    assert 'href="#m-table" aria-label="2 places: a, b"' in text
    assert 'aria-label="c 9 contracts"' in text
    assert "with a number: so many places close together" in text
    assert "Boundaries:" not in text


def test_other_words_for_what_lacks_and_classes_of_equal_width(draw: Draw) -> None:
    chart = region_map(REGIONS, {"0": item("North", 4), "1": item("South", 40)}, method="interval")
    call = CALL.replace("source='S'", "lacking='no contracts', table=false, value='n'")
    text = draw(call, chart=chart, ground=None)
    assert "All classes are equally wide" in text
    assert "no contracts: Region" in text
    assert "<details" not in text


def test_nothing_to_draw_says_so(draw: Draw) -> None:
    assert "There is nothing to draw on a map." in draw(CALL, chart=region_map([], {}), ground=None)


def test_no_map_has_a_script_or_a_style_of_its_own(draw: Draw) -> None:
    text = draw(CALL, lang="ar", chart=SHADED, ground=GROUND)
    assert "style=" not in text
    assert "<script" not in text
    assert "<by>" not in text
