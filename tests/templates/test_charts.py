"""Charts as they reach the page: named marks, equal tables, unique ids, mirrored for right-to-left pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from toolbox_core.charts import BarItem, Series, bars, columns, lines, sankey, strips, treemap
from toolbox_core.contracts import ChartItem

Draw = Callable[..., str]


def item(label: str, value: int | None, **more: Any) -> ChartItem:
    return ChartItem(
        label=label,
        value=None if value is None else Decimal(value),
        shown="" if value is None else f"{value} million",
        href=f"/{label}",
        missing=value is None,
        **more,
    )


PURPOSES = [item("Social <protection>", 600, detail="+6%", tone="d4"), item("Health", 300), item("Roads", 98)]
MANY = [*PURPOSES, item("Bees", 1), item("Bells", 1), item("Refunds", -7), item("Westmark", None)]
YEARS = [item("2023", 5), item("2024", -3), item("2025", None)]
CHARTS: dict[str, tuple[str, object]] = {
    "treemap": (
        "draw.treemap(chart, id='c', title='T', unit='U', desc='D', source='S', foot=[('CSV', '/c')])",
        treemap(MANY),
    ),
    "columns": ("draw.columns(chart, id='c', title='T', unit='U', desc='D')", columns(YEARS)),
    "lines": (
        "draw.lines(chart, id='c', title='T', unit='U', desc='D')",
        lines(
            ["2023", "2024", "2025"],
            [Series(label="Spent", values=[Decimal(5), None, Decimal(7)], shown=["5", "", "7"])],
            hrefs=["/2023", "/2024", "/2025"],
        ),
    ),
    "sankey": (
        "draw.sankey(chart, id='c', title='T', unit='U', desc='D', pot='998 million')",
        sankey([item("Taxes", 998)], PURPOSES),
    ),
    "strips": ("draw.strips(chart, id='c', title='T', unit='U', desc='D', of='of 100 dor')", strips(PURPOSES)),
}
BARS = bars(
    [
        BarItem(label="Schools", limit=Decimal(80), value=Decimal(90), cells=("80", "90"), href="/s"),
        BarItem(label="Westmark", limit=Decimal(30), value=None, cells=("30", "not published")),
    ]
)


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_marks_are_links_whose_names_begin_with_what_is_seen(draw: Draw, kind: str, lang: str) -> None:
    call, chart = CHARTS[kind]
    text = draw(call, lang, chart=chart)
    links = re.findall(r'<a href="[^"]*" aria-label="([^"]*)">(.*?)</a>', text, re.DOTALL)
    assert links
    for name, inner in links:
        seen = " ".join(re.sub(r"<[^>]*>", "", " ".join(re.findall(r"<text.*?</text>", inner, re.DOTALL))).split())
        assert " ".join(name.split()).startswith(seen) or kind == "columns"
        assert set(seen.split()) <= set(re.sub(r"[:,]", " ", name).split()) | set(name.split())


@pytest.mark.parametrize("kind", CHARTS)
def test_ids_are_unique_and_lead_somewhere(draw: Draw, kind: str) -> None:
    call, chart = CHARTS[kind]
    text = draw(call, chart=chart)
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    for names in re.findall(r'aria-labelledby="([^"]*)"', text):
        assert set(names.split()) <= set(ids)
    for anchor in re.findall(r'href="#([^"]*)"', text):
        assert anchor in ids


@pytest.mark.parametrize("kind", CHARTS)
def test_the_equal_table_has_every_item(draw: Draw, kind: str) -> None:
    call, chart = CHARTS[kind]
    text = draw(call, chart=chart)
    table = text[text.index('<details class="data">') :]
    labels = {
        "treemap": ["Social &lt;protection&gt;", "Health", "Roads", "Bees", "Bells", "Refunds", "Westmark"],
        "columns": ["2023", "2024", "2025"],
        "lines": ["2023", "2024", "2025"],
        "sankey": ["Taxes", "Social &lt;protection&gt;", "Health", "Roads"],
        "strips": ["Social &lt;protection&gt;", "Health", "Roads"],
    }[kind]
    for label in labels:
        assert label in table
    if kind in ("treemap", "columns", "lines"):
        assert "not published" in table
        assert "not published" in text[: text.index('<details class="data">')].lower()


@pytest.mark.parametrize("kind", CHARTS)
def test_nothing_is_styled_inline(draw: Draw, kind: str) -> None:
    call, chart = CHARTS[kind]
    text = draw(call, chart=chart)
    assert "style=" not in text
    assert "<script" not in text
    assert "<protection>" not in text


@pytest.mark.parametrize("kind", CHARTS)
def test_right_to_left_is_another_drawing_with_the_same_marks(draw: Draw, kind: str) -> None:
    call, chart = CHARTS[kind]
    here, there = draw(call, "en", chart=chart), draw(call, "ar", chart=chart)
    assert here != there
    assert len(re.findall(r"<a ", here)) == len(re.findall(r"<a ", there))
    assert len(re.findall(r"<rect ", here)) == len(re.findall(r"<rect ", there))


def test_what_is_below_zero_or_unpublished_stands_beside_a_treemap(draw: Draw) -> None:
    call, chart = CHARTS["treemap"]
    text = draw(call, chart=chart)
    beside = text[text.index('class="beside"') : text.index('<details class="data">')]
    assert "Refunds" in beside
    assert "Westmark" in beside
    assert "2 smaller amounts" in text


def test_a_treemap_of_nothing_says_so(draw: Draw) -> None:
    text = draw("draw.treemap(chart, id='c', title='T')", chart=treemap([item("Refunds", -7)]))
    assert "There is no amount above zero to draw." in text
    assert "Refunds" in text


def test_bars_are_a_table(draw: Draw) -> None:
    call = "draw.bars(chart, id='c', title='T', columns=['Approved', 'Spent'], total=['All', '110', '90'])"
    text = draw(call, chart=BARS)
    assert '<td class="n" data-l="Approved">80</td>' in text
    assert 'class="gap"' in text
    assert "beyond what was approved" in text
    assert "<tfoot>" in text


def test_change_is_explained_in_the_readers_own_percent_signs(draw: Draw) -> None:
    assert "up 5% or more" in draw("draw.change_key()")
    assert "nothing to compare with" in draw("draw.change_key(unknown=true)")
