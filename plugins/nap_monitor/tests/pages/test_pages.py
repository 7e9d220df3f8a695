"""What a citizen reads: plans at a glance, commitments with their verdicts, comparison, what changed, badges, cards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from toolbox_nap_monitor.services import Stored

pytestmark = pytest.mark.plugins("nap_monitor")
DAY = "as_of=2026-05-18"


@pytest.fixture
def site_client(keep: Callable[..., Stored], client: TestClient) -> TestClient:
    """The small plan's site."""
    keep()
    return client


def test_the_plan_at_a_glance_says_what_is_late_and_disputed(site_client: TestClient) -> None:
    page = site_client.get(f"/nap/ALD/4?{DAY}").text
    assert "0 of 2 commitments are complete, 1 are overdue." in page
    assert "Overdue by 138 days" in page
    assert "Verdicts differ by 2 steps" in page
    assert "in the plan" not in page.split("Ongoing")[0].rsplit("<td", 1)[1], "a text without a day stands alone"
    assert "No news" not in site_client.get("/nap/ALD/4?as_of=2025-12-31").text.split("Publish every")[0]


def test_lists_are_narrowed_by_address(site_client: TestClient) -> None:
    late = site_client.get(f"/nap/ALD/4?{DAY}&state=overdue").text
    table = late.split('id="all"')[1]
    assert "Show who owns companies" in table
    assert "Publish every budget document" not in table
    assert site_client.get(f"/nap/ALD/4?{DAY}&status=nearly").status_code == 400


def test_a_commitment_shows_verdicts_milestones_formula_and_reports(site_client: TestClient) -> None:
    page = site_client.get(f"/nap/ALD/4/commitments/1?{DAY}").text
    for words in (
        "The government says",
        ">Complete<",
        ">Limited<",
        "Not reviewed",
        "(1 × 100 + 2 × 40.5) ÷ 3",
        "Law 12/2025",
        "The court has not decided.",
        "plan.xlsx, row 2",
        "ministry-of-justice",
        "open-justice@aldora.example",
    ):
        assert words in page, words
    assert page.count("<h1") == 1


def test_french_readers_get_french_where_it_is_written(site_client: TestClient) -> None:
    page = site_client.get("/nap/ALD/4/commitments/1?lang=fr").text
    assert "Montrer à qui sont les entreprises" in page
    assert '<p><span lang="en"' in page or 'lang="en" dir="auto"' in page, "an English text is marked as such"


@pytest.mark.parametrize(
    "address",
    [
        "/nap/",
        "/nap/how",
        "/nap/compare",
        "/nap/ALD",
        "/nap/ALD/4/timeline",
        "/nap/ALD/4/institutions",
        "/nap/ALD/4/changes?since=2024-01-01",
        "/nap/ALD/4/commitments/2",
        "/nap/ALD/4/commitments/1/sheet",
        "/nap/ALD/4/feed.atom",
        "/nap/ALD/4/commitments/1/feed.atom",
        "/nap/ald/4",
    ],
)
def test_every_page_answers(site_client: TestClient, address: str) -> None:
    assert site_client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nap/XXX", 404),
        ("/nap/ALD/5", 404),
        ("/nap/ALD/4/commitments/9", 404),
        ("/nap/ALD/4/commitments/1/updates/999", 404),
        ("/nap/ALD/4?as_of=yesterday", 400),
        ("/nap/ALD/4/changes?since=9999-99-99", 400),
    ],
)
def test_bad_addresses_are_told_so(site_client: TestClient, address: str, status: int) -> None:
    answer = site_client.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_report_has_an_address_of_its_own(site_client: TestClient) -> None:
    page = site_client.get("/nap/ALD/4/commitments/1").text
    address = page.split("/updates/")[1].split('"')[0]
    assert "Report 2025-H2" in site_client.get(f"/nap/ALD/4/commitments/1/updates/{address}").text


def test_badge_and_card_may_stand_on_other_sites(site_client: TestClient) -> None:
    badge = site_client.get(f"/nap/ALD/4/badge.svg?{DAY}")
    assert badge.headers["content-type"] == "image/svg+xml"
    assert "0 of 2 complete, 1 overdue" in badge.text
    assert badge.headers["cross-origin-resource-policy"] == "cross-origin"
    one = site_client.get(f"/nap/ALD/4/commitments/1/badge.svg?{DAY}").text
    assert "overdue by 138 days" in one
    for address in ("/nap/ALD/4/card", "/nap/ALD/4/commitments/1/card"):
        card = site_client.get(address)
        assert "frame-ancestors *" in card.headers["content-security-policy"]


def test_the_calendar_has_every_day(site_client: TestClient) -> None:
    text = site_client.get("/nap/ALD/4/calendar.ics").text
    assert text.count("BEGIN:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20251231" in text
