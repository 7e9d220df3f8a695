"""A chart as one SVG file: everything the chart shows, nothing that only a page needs, and no style sheet."""

# ruff: noqa: E501 - markup as the macros write it, in long lines
from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from toolbox_core.charts import picture as module
from toolbox_core.charts.picture import MARGIN, WIDTH, heading, picture
from toolbox_core.text import printable

SVG = "{http://www.w3.org/2000/svg}"
STYLE_SHEET = Path(module.__file__).parents[1] / "static" / "toolbox.css"
FIGURE = """\
<figure class="chart" id="map">
<figcaption><h3>Spending &amp; more</h3><span>Area: million</span></figcaption>
<svg class="plot wide" width="100%" height="300" role="group" aria-labelledby="map-t"><title id="map-t">Spending</title>
<a href="/budget/town/2" aria-label="Culture 5"><svg x="0%" y="0" width="50%" height="300"><rect class="cell m d5" width="100%" height="100%"/><text x="9" y="20" class="b f40">Culture </text><text x="9" y="40" class="q">5 </text></svg></a>
<a href="#map-table"><svg x="50%" y="0" width="50%" height="300"><rect class="cell m kq" width="100%" height="100%"/></svg></a>
<svg width="100%" height="300" viewBox="0 0 1000 300" preserveAspectRatio="none"><path class="ln ln--k2 ln--dash" d="M0 0L10 10"/></svg>
</svg>
<svg class="plot narrow" width="100%" height="500"><text>for small screens</text></svg>
<p class="rest wide"><span><svg><rect class="d1" width="12" height="12"/></svg> <a href="/x">Roads</a> <b class="num">1</b></span><span class="un-f40">Culture</span></p>
<p class="key"><span><svg aria-hidden="true"><rect class="gap" width="18" height="12"/></svg>not published</span></p>
<div class="beside"><p>Below zero:</p><ul><li>Sales <span class="num">-3</span></li></ul></div>
<p class="source">Source: <a href="/file">spending.csv</a>.</p>
<p class="chart__foot"><a href="/x.csv">CSV</a></p>
<details class="data"><summary>Show the same figures as a table</summary><table><tr><td>hidden</td></tr></table></details>
</figure>"""
BARS = """\
<figure class="chart" id="bars"><figcaption><h3>Approved and spent</h3></figcaption>
<div class="holder"><table class="table bars"><caption class="vh">Approved</caption>
<thead><tr><th scope="col">Item</th><th scope="col">Bar</th><th scope="col" class="n">Approved</th></tr></thead>
<tbody><tr><th scope="row"><a href="/r">Roads</a><small>since 2020</small></th><td class="bar"><svg><rect class="k1" x="0" y="3" width="40%" height="16"/></svg></td><td class="n">12.50</td></tr></tbody>
<tfoot><tr><th scope="row">Together</th><td class="bar"></td><td class="n">12.50</td></tr></tfoot></table></div></figure>"""


def drawn(figure: str, direction: str = "ltr") -> ElementTree.Element:
    return ElementTree.fromstring(
        picture(figure, direction=direction, base="https://town.example", about="Town · https://town.example/budget")
    )


def words(root: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")]


def test_what_the_chart_shows_is_in_the_picture() -> None:
    said = words(drawn(FIGURE))
    for expected in ("Spending & more", "Area: million", "Culture", "Roads 1", "not published", "Below zero:"):
        assert expected in said
    assert "Sales -3" in said
    assert "Source: spending.csv." in said
    assert said[-1] == "Town · https://town.example/budget"


def test_what_only_a_page_needs_is_not() -> None:
    text = ElementTree.tostring(drawn(FIGURE), encoding="unicode")
    for left_out in ("small screens", "as a table", "hidden", "CSV", "class=", "aria-", "<style", "map-t"):
        assert left_out not in text
    assert words(drawn(FIGURE)).count("Culture") == 1, "a name that has its place in the drawing is not said again"


def test_styles_are_attributes() -> None:
    root = drawn(FIGURE)
    cell = next(rect for rect in root.iter(f"{SVG}rect") if rect.get("stroke-width") == "2")
    assert (cell.get("fill"), cell.get("stroke")) == (module.FILLS["d5"], module.PAPER)
    line = next(path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray"))
    assert (line.get("stroke"), line.get("fill")) == (module.FILLS["k2"], "none")
    assert (
        next(svg for svg in root.iter(f"{SVG}svg") if svg.get("preserveAspectRatio")).get("viewBox") == "0 0 1000 300"
    )


def test_links_lead_to_the_site_and_those_into_the_page_are_gone() -> None:
    assert [link.get("href") for link in drawn(FIGURE).iter(f"{SVG}a")] == ["https://town.example/budget/town/2"]


def test_bars_keep_their_names_strokes_and_figures() -> None:
    root = drawn(BARS)
    assert [word for word in words(root) if word] == [
        "Approved and spent",
        *("Item", "Approved", "Roads since 2020", "12.50", "Together", "12.50"),
        "Town · https://town.example/budget",
    ]
    assert [rect.get("width") for rect in root.iter(f"{SVG}rect") if rect.get("fill") == module.FILLS["k1"]] == ["40%"]


def test_a_page_that_is_read_from_the_right_begins_there() -> None:
    first = next(drawn(FIGURE, "rtl").iter(f"{SVG}text"))
    assert first.get("x") == str(WIDTH - MARGIN)
    assert drawn(FIGURE, "rtl").get("direction") == "rtl"
    assert next(drawn(FIGURE).iter(f"{SVG}text")).get("x") == str(MARGIN)


def test_the_sheet_is_as_high_as_what_is_on_it() -> None:
    root = drawn(FIGURE)
    height = float(root.get("height", "0"))
    assert all(float(text.get("y", "0")) < height for text in root.findall(f"{SVG}text"))
    assert height > 300
    assert root.get("viewBox") == f"0 0 {WIDTH} {root.get('height')}"


@pytest.mark.parametrize("name", ["k1", "k2", "k3", "k4", "k5", "k6", "d1", "d2", "d3", "d4", "d5"])
def test_colours_are_those_of_the_style_sheet(name: str) -> None:
    light = STYLE_SHEET.read_text(encoding="utf-8").partition("prefers-color-scheme")[0]
    found = re.search(rf"--{name}: (#[0-9a-f]+)", light)
    assert found is not None
    assert module.FILLS[name] == found.group(1)


@pytest.mark.parametrize(
    ("colour", "token"), [(module.INK, "ink"), (module.PAPER, "paper"), (module.OVER, "k-over"), ("#c4ced2", "k-quiet")]
)
def test_the_other_colours_too(colour: str, token: str) -> None:
    assert f"--{token}: {colour}" in STYLE_SHEET.read_text(encoding="utf-8")


@given(st.text(max_size=200))
def test_no_name_breaks_the_picture(name: str) -> None:
    figure = f'<figure class="chart" id="x"><figcaption><h3>{escape(name)}</h3></figcaption></figure>'
    assert heading(figure).split() == printable(name).split()
    drawn(figure)


MAP = """\
<figure class="chart" id="land"><figcaption><h3>Contracts</h3></figcaption>
<div class="map">
<svg class="plot map__land" viewBox="0 0 1600 800" role="group"><title>Contracts</title><defs><pattern id="land-g3" width="24" height="24" patternUnits="userSpaceOnUse"><rect class="g3" width="24" height="24"/><path class="texture" d="M0 12H24"/></pattern></defs>
<a href="/list"><path class="region m" fill="url(#land-g3)" d="M0 0l9 9z"><title>Norra: 3</title></path></a></svg>
<svg class="plot map__over" width="100%" height="100%"><text class="halo b" x="50%" y="25%" dy="0.35em" text-anchor="middle">3</text></svg>
<svg class="plot map__over wide" width="100%" height="100%"><circle class="hit" cx="10%" cy="20%" r="12"/><circle class="circle m circle--many" cx="10%" cy="20%" r="12"/></svg>
<svg class="plot map__over narrow" width="100%" height="100%"><circle class="circle" cx="10%" cy="20%" r="12"/></svg>
</div>
<p class="source">Boundaries: Regions.</p></figure>"""


def test_a_map_keeps_its_layers_above_one_another() -> None:
    root = drawn(MAP)
    layers = [plot for plot in root.findall(f"{SVG}svg") if plot.get("width") == "640"]
    assert len(layers) == 3, "land, words and the circles of a wide page"
    assert {(plot.get("x"), plot.get("y"), plot.get("height")) for plot in layers} == {
        (str(MARGIN), layers[0].get("y"), "320")
    }
    [region] = [path for path in layers[0].iter(f"{SVG}path") if path.get("d") == "M0 0l9 9z"]
    assert (region.get("fill"), region.get("stroke")) == ("url(#land-g3)", module.EDGE)
    [pattern] = [one for one in root.iter(f"{SVG}pattern") if one.get("id") == "land-g3"]
    assert pattern.get("patternUnits") == "userSpaceOnUse"
    assert pattern.find(f"{SVG}rect").get("fill") == module.FILLS["g3"]  # type: ignore[union-attr]
    [circle] = list(root.iter(f"{SVG}circle"))
    assert (circle.get("fill"), circle.get("fill-opacity"), circle.get("cx")) == (module.FILLS["k1"], "1", "10%")
    assert "Boundaries: Regions." in words(root)
