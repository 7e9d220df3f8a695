"""The pages about budget documents: what a reader sees, the calendar, the feed, and the form."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from toolbox_budget_portal.openness import queries, services
from toolbox_budget_portal.openness.calendar import FiscalRules
from toolbox_budget_portal.openness.standing import Record
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.services.accounts import roles, users
from toolbox_core.services.accounts.sessions import start

pytestmark = pytest.mark.plugins("budget_portal")
AS_OF = "as_of=2025-11-01"


@pytest.fixture
def watched(town: str, database: Database, settings: Settings) -> str:
    """The town with a calendar from 2024 on; its budget of 2025 was enacted in time, and reported on once, late."""
    with database.write() as session:
        services.note_rules(session, town, FiscalRules(), from_year=2024, by="tests")
        for kind, period, day in (("eb", "", "2025-01-08"), ("iyr", "Q1", "2025-07-07")):
            services.record_document(
                session,
                settings.files,
                town,
                Record(
                    id=0,
                    fiscal_year=2025,
                    kind=kind,
                    period=period,
                    published_on=date.fromisoformat(day),
                    url=f"https://town.example/{kind}.pdf",
                ),
                today=date(2025, 11, 1),
                by="tests",
            )
    return town


def test_a_year_says_what_came_what_is_missing_and_how_it_counts(watched: str, client: TestClient) -> None:
    page = client.get(f"/budget/{watched}/2025/openness?{AS_OF}").text
    assert (
        "Port Town: 1 of the eight documents came on time, 5 should be public and are not, 2 are not due yet." in page
    )
    assert "(0 + 0 + 100 + 0 + 25 + 0) ÷ 6 = 21" in page
    assert '<a href="https://town.example/eb.pdf"><time datetime="2025-01-08">' in page
    assert "Report on 1 April 2025 to 30 June 2025" in page
    missing = page.split('id="missing"')[1].split("</section>")[0]
    assert "Pre-budget statement; Budget proposal; Citizens budget; " in missing
    assert f'href="/budget/{watched}/2024/openness?{AS_OF}"' in page, "the day that was asked for stays"
    before = client.get(f"/budget/{watched}/2023/openness?{AS_OF}").text
    assert "so nothing is judged here" in before
    assert "not published" not in before
    assert client.get(f"/budget/{watched}/2025/openness?as_of=soon").status_code == 400
    assert client.get("/budget/nowhere/2025/openness").status_code == 404
    assert f'href="/budget/{watched}/2024/openness"' in client.get(f"/budget/{watched}/2024").text


def test_the_years_stand_beside_one_another(watched: str, client: TestClient) -> None:
    page = client.get(f"/budget/{watched}/openness?{AS_OF}").text
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)
    assert heads == ["Document", "2026", "2025", "2024"], "years without a calendar are not judged"
    (foot,) = re.findall(r"<tfoot>(.*?)</tfoot>", page, re.DOTALL)
    assert re.findall(r">(\d+|–)<", foot) == ["0", "21", "0"]


def test_the_calendar_holds_every_last_day(watched: str, client: TestClient) -> None:
    answer = client.get(f"/budget/{watched}/openness.ics?{AS_OF}")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    text = answer.text.replace("\r\n ", "")
    event = text.split(f"UID:budget-{watched}-2025-iyrq3@")[1].split("END:VEVENT")[0]
    assert "DTSTART;VALUE=DATE:20251231" in event
    assert f"URL:http://127.0.0.1:8000/budget/{watched}/2025/openness" in event
    assert text.count("BEGIN:VEVENT") == 11 * 6


def test_the_feed_and_the_table(watched: str, client: TestClient) -> None:
    root = ElementTree.fromstring(client.get(f"/budget/{watched}/openness.atom").content)
    titles = [found.text for found in root.iterfind("{*}entry/{*}title")]
    assert titles == [
        "In-year reports 2025 Q1: published on 7 July 2025",
        "Enacted budget 2025: published on 8 January 2025",
    ]
    told = client.get(f"/budget/{watched}/openness.csv?{AS_OF}").text.removeprefix("\ufeff")
    rows = {(row["fiscal_year"], row["document"], row["period"]): row for row in csv.DictReader(io.StringIO(told))}
    assert rows["2025", "iyr", "Q1"]["days_late"] == "7"
    assert rows["2025", "ar", ""]["due"] == "2027-06-30"
    assert client.get("/budget/nowhere/openness.csv").status_code == 404


@pytest.fixture
def publisher(watched: str, database: Database, client: TestClient) -> TestClient:
    """Somebody who may publish, at the town's site."""
    with database.write() as session:
        person = users.add_user(session, email="finance@example.org", name="Finance", by="test")
        roles.save_role(session, "finance", label="Finance", permissions=("budget_portal.publish",), by="test")
        roles.grant(session, person, "finance", by="test")
        token = start(session, person)
    client.cookies.set("toolbox_session", token)
    client.headers["sec-fetch-site"] = "same-origin"
    return client


def test_only_publishers_record(watched: str, client: TestClient) -> None:
    assert client.get(f"/budget/{watched}/2025/openness/record", follow_redirects=False).status_code in (303, 401, 403)


def test_the_form_records_a_file_and_corrects_it(watched: str, publisher: TestClient) -> None:
    address = f"/budget/{watched}/2025/openness/record"
    assert "Record a published document" in publisher.get(address).text
    page = publisher.post(address, data={"document": "eb", "published": "tomorrow"}).text
    assert "Write the day as 2025-01-31." in page
    page = publisher.post(address, data={"document": "xx", "published": "2025-01-01"}).text
    assert "Choose one of the documents." in page
    answer = publisher.post(address, data={"document": "myr", "published": "2025-08-01"})
    assert answer.status_code == 422
    assert "Where can people read it?" in answer.text
    wrong = {"file": ("half.pdf", b"no PDF at all", "application/pdf")}
    page = publisher.post(address, data={"document": "myr", "published": "2025-08-01"}, files=wrong).text
    assert "half.pdf is not what its ending says." in page
    answer = publisher.post(
        address,
        data={"document": "myr", "published": "2025-08-01", "title": "Half the year"},
        files={"file": ("../half year.pdf", b"%PDF-1.7", "application/pdf")},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    page = publisher.get(f"/budget/{watched}/2025/openness?{AS_OF}").text
    assert "Half the year" in page
    (kept,) = re.findall(r'href="(/data/files/[0-9a-f]{64}/half_year\.pdf)"', page)
    assert publisher.get(kept).content == b"%PDF-1.7"
    form = publisher.get(address, params={"corrects": "3"}).text
    assert 'value="2025-08-01"' in form
    assert 'name="corrects" value="3"' in form
    changed = {"document": "myr", "published": "2025-10-07", "corrects": "3", "url": "https://town.example/half.pdf"}
    publisher.post(address, data=changed)
    page = publisher.get(f"/budget/{watched}/2025/openness?{AS_OF}").text
    assert "by 7 days" in page
    assert "Half the year" not in page


def test_the_fiscal_year_is_set_in_the_browser_and_the_act_is_audited(
    watched: str, publisher: TestClient, database: Database
) -> None:
    address = f"/budget/{watched}/2025/openness/settings"
    page = publisher.get(address).text
    assert 'value="01-01"' in page
    link = f'href="{address}"'
    assert link in publisher.get(f"/budget/{watched}/2025/openness").text
    typed = {"starts": "13-01", "named_after": "start", "in_year": "monthly", "submitted": "", "approved": ""}
    refused = publisher.post(address, data=typed)
    assert refused.status_code == 422
    assert 'value="13-01"' in refused.text
    day = publisher.post(address, data=typed | {"starts": "07-01", "approved_on": "June"})
    assert "&#39;June&#39; is not a day." in day.text
    assert 'href="#approved_on"' in day.text
    with database.read() as session:
        assert queries.openness(session, watched, 2025, date(2025, 11, 1)).rules.starts == "01-01", "all or nothing"
    done = publisher.post(
        address, data=typed | {"starts": "07-01", "approved_on": "2025-06-20"}, follow_redirects=False
    )
    assert done.status_code == 303
    with database.read() as session:
        known = queries.openness(session, watched, 2025, date(2025, 11, 1))
        assert (known.rules.starts, known.rules.in_year, known.year.approved) == ("07-01", "monthly", date(2025, 6, 20))
        assert queries.openness(session, watched, 2024, date(2025, 11, 1)).rules.starts == "01-01", "from 2025 on"
        acts = session.execute(text("SELECT action, target FROM core_audit WHERE action LIKE 'budget.%' ORDER BY id"))
        assert [tuple(act) for act in acts] == [
            ("budget.calendar", f"{watched}/2025"),
            ("budget.decision", f"{watched}/2025"),
        ]


def test_only_publishers_set_the_fiscal_year(watched: str, client: TestClient) -> None:
    address = f"/budget/{watched}/2025/openness/settings"
    assert client.get(address, follow_redirects=False).status_code in (303, 401, 403)
    assert address not in client.get(f"/budget/{watched}/2025/openness").text
