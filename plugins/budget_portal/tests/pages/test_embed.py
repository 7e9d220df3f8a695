"""Every chart of the budget pages has its equal table, its data, its picture, and a frame for other sites."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")
PAGES = (
    "/budget/town/2024",
    "/budget/town/2024?unit=exact&net=0",
    "/budget/town/2024/expenditure/functional",
    "/budget/town/2024/expenditure/functional/2",
    "/budget/town/compare",
    "/budget/town/2024/receipt",
    "/budget/compare",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_chart_of_a_page_can_be_embedded(town: str, client: TestClient, page: str) -> None:
    whole = client.get(page)
    charts = re.findall(r'<figure class="chart" id="([^"]+)">', whole.text)
    links = [unescape(found) for found in re.findall(r'<a href="([^"]+)">Embed</a>', whole.text)]
    assert charts
    assert len(links) == len(charts)
    assert "frame-ancestors 'none'" in whole.headers["content-security-policy"]
    for name, link in zip(charts, links, strict=True):
        assert link.endswith(f"chart={name}")
        alone = client.get(link)
        assert alone.status_code == 200
        assert re.findall(r'<figure class="chart" id="([^"]+)">', alone.text) == [name]
        assert "frame-ancestors *" in alone.headers["content-security-policy"]
        assert alone.headers["cross-origin-resource-policy"] == "cross-origin"
        assert f'<a href="{page.replace("&", "&amp;")}">See it where it stands' in alone.text
        assert "<nav" not in alone.text
        assert ">Embed</a>" not in alone.text
        drawn = whole.text[whole.text.index(f'<figure class="chart" id="{name}">') :].split("</figure>")[0]
        assert drawn.split('<p class="source">')[0].split('<p class="chart__foot">')[0] in alone.text


@pytest.mark.parametrize("page", PAGES)
def test_every_chart_has_its_data_its_table_and_its_picture(town: str, client: TestClient, page: str) -> None:
    shown = client.get(page).text
    for chart in re.findall(r'<figure class="chart".*?</figure>', shown, re.DOTALL):
        assert "<table" in chart or "<table" in shown.split(chart)[1].split("</section>")[0]
        links = [unescape(found) for found in re.findall(r'<a href="([^"]+)"', chart.split('"chart__foot"')[1])]
        data = [link for link in links if re.search(r"\.(csv|json)(\?|$)|format=csv", link)]
        assert data, chart[:200]
        assert all(client.get(link).status_code == 200 for link in data)
        drawn = client.get(next(link for link in links if "/chart.svg?" in link))
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        heading = unescape(re.sub("<[^>]+>", "", chart.split("<figcaption>")[1].split("</h")[0]))
        assert f"<title>{heading}</title>" in unescape(drawn.text)


def test_a_chart_that_is_not_there_is_said_with_those_that_are(town: str, client: TestClient) -> None:
    answer = client.get("/budget/town/2024/embed?chart=%3Cscript%3E")
    assert answer.status_code == 404
    assert "map-expenditure" in answer.text
    assert "<script>" not in answer.text
    assert 'id="map-expenditure"' in client.get("/budget/town/2024/embed").text, "the first, when none is named"
    assert client.get("/budget/nowhere/2024/embed?chart=map").status_code == 404
