"""The charts of a page on other sites: in a frame, as a picture, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree import ElementTree

from toolbox_core.web.embedding import charts_of

Start = Callable[..., Any]
PAGE = """
from decimal import Decimal

async def page(request):
    if request.query_params.get("gone"):
        return PlainTextResponse("gone", status_code=410)
    year = request.query_params.get("year", "2025")
    return render(request, "probe/page.html", chart=columns([ChartItem(label=year, value=Decimal(7), shown="7")]))
"""
TEMPLATE = """\
{% extends "base.html" %}{% import "charts.html" as draw with context %}
{% block main %}
{{ draw.columns(chart, id="first", title="One & only") }}
{{ draw.columns(chart, id="second", title="Two") }}
{% endblock %}"""
ROUTE = 'path="/probe/{name}", endpoint=page, name="probe:page"'


def started(probe: Start, options: str = "public=True, charts=True", **more: Any) -> Any:
    return probe(PAGE, f"{ROUTE}, {options}", files={"templates/probe/page.html": TEMPLATE}, **more).client


def test_every_chart_says_where_it_can_be_taken_from(probe: Start) -> None:
    client = started(probe)
    page = client.get("/probe/a?year=2024&lang=en").text
    links = [unescape(found) for found in re.findall(r'<a href="(/probe/a/[^"]+)"', page)]
    assert links == [
        "/probe/a/chart.svg?year=2024&chart=first&lang=en",
        "/probe/a/embed?year=2024&chart=first",
        "/probe/a/chart.svg?year=2024&chart=second&lang=en",
        "/probe/a/embed?year=2024&chart=second",
    ]
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_frame_holds_one_chart_and_the_way_back(probe: Start) -> None:
    answer = started(probe).get("/probe/a/embed?year=2024&chart=second")
    assert list(charts_of(answer.text)) == ["second"]
    assert 'href="/probe/a?year=2024"' in answer.text
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "/chart.svg" not in answer.text


def test_a_picture_is_svg_and_may_be_shown_anywhere(probe: Start) -> None:
    answer = started(probe).get("/probe/a/chart.svg?year=2024&lang=en")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    root = ElementTree.fromstring(answer.text)
    assert "One & only" in "".join(root.itertext())
    assert "/probe/a?year=2024" in "".join(root.itertext())


def test_the_page_itself_stays_shut(probe: Start) -> None:
    answer = started(probe).get("/probe/a")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_chart_that_is_not_there_is_answered_with_those_that_are(probe: Start) -> None:
    client = started(probe)
    for ending in ("embed", "chart.svg"):
        answer = client.get(f"/probe/a/{ending}?chart=%3Cblink%3E")
        assert answer.status_code == 404
        assert "first, second" in answer.text
        assert "<blink>" not in answer.text


def test_what_the_page_refuses_is_refused(probe: Start) -> None:
    client = started(probe)
    assert client.get("/probe/a/chart.svg?gone=1").status_code == 410
    assert client.get("/probe/a/embed?gone=1").status_code == 410


def test_a_guarded_page_guards_its_charts(probe: Start) -> None:
    declared = """
        @hookimpl
        def register_permissions():
            return [Permission(id="probe.see", label="See")]
    """
    client = started(probe, 'permission="probe.see", charts=True', more=declared)
    for address in ("/probe/a", "/probe/a/embed", "/probe/a/chart.svg"):
        assert client.get(address).status_code in (303, 401, 403)


def test_other_pages_have_no_such_addresses(probe: Start) -> None:
    client = started(probe, "public=True")
    assert "/embed" not in client.get("/probe/a").text
    assert client.get("/probe/a/embed").status_code == 404
