"""The first page and the pages about the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from toolbox_core.services.provenance import all_versions, withdraw

BROKEN = """
def cards():
    return [
        HomeCard(id="good", template="ledger/card.html", answer=lambda session: {"title": "Good"}),
        HomeCard(id="raises", template="ledger/card.html", answer=lambda session: 1 / 0),
        HomeCard(id="draws", template="ledger/broken.html", answer=lambda session: {}),
        HomeCard(id="silent", template="ledger/card.html", answer=lambda session: None),
        HomeCard(id="ask", place="ask", template="ledger/card.html", answer=lambda session: {"title": "Asked"}),
        HomeCard(id="lead", place="lead", template="ledger/card.html", answer=lambda session: {"title": "Led"}),
    ]
"""


def test_a_new_site_says_in_words_that_there_is_nothing_yet(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Nothing has been published here yet" in answer.text
    assert "toolbox plugins list" in answer.text
    assert "Latest publications" not in answer.text


def test_a_modules_card_is_shown_and_escaped(ledger: Callable[..., Any]) -> None:
    text = ledger().client.get("/").text
    assert "The &lt;town&gt;" in text
    assert "Nothing has been published here yet" not in text


def test_a_broken_card_costs_nothing_but_itself_and_is_reported(ledger: Callable[..., Any]) -> None:
    site = ledger(BROKEN)
    answer = site.client.get("/")
    assert answer.status_code == 200
    for words in ("Good", "Asked", "Led"):
        assert words in answer.text
    assert answer.text.index("Led") < answer.text.index("Good") < answer.text.index("Asked")
    phase, sentence, count = site.app.runner.faults()["ledger"]
    assert phase == "home card"
    assert "ledger" in sentence
    assert count >= 2


def test_a_page_that_lacks_a_piece_is_not_kept(ledger: Callable[..., Any]) -> None:
    answer = ledger(BROKEN).client.get("/")
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_a_whole_page_is_kept(ledger: Callable[..., Any]) -> None:
    assert "etag" in ledger().client.get("/").headers


def test_what_was_published_lately_leads_to_its_version_and_its_original(ledger: Callable[..., Any]) -> None:
    site = ledger()
    site.publish()
    text = site.client.get("/").text
    assert "Latest publications" in text
    assert "Budget of &lt;Town&gt;, 2025" in text
    assert 'href="/data/ledger/town-2025/versions/1"' in text
    assert "/town.csv" in text
    assert "1 dataset, 2 rows, 1 original" in text
    assert 'href="/data/log#entry-1"' in text


def test_a_withdrawal_is_told_with_its_reason(ledger: Callable[..., Any]) -> None:
    site = ledger()
    site.publish()
    with site.database.write() as session:
        withdraw(session, all_versions(session)[0], by="publisher", reason="It named <somebody>.")
    site.look()
    text = site.client.get("/").text
    assert "Version 1 withdrawn: It named &lt;somebody&gt;." in text
    assert "/town.csv" not in text, "the originals of a withdrawn version are not offered"


@pytest.mark.parametrize("path", ["/accessibility", "/privacy"])
def test_pages_about_the_site(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "open@test.example" in answer.text
    assert f'href="{path}" aria-current="page"' in answer.text


def test_the_statement_says_what_it_is_measured_against_and_what_does_not_work(client: TestClient) -> None:
    text = client.get("/accessibility").text
    assert "version 2.2" in text
    assert "What does not work yet" in text
    assert "If you meet a barrier" in text


def test_every_cookie_is_named(client: TestClient) -> None:
    text = client.get("/privacy").text
    answer = client.get("/privacy?lang=fr")
    name = answer.headers["set-cookie"].split("=", 1)[0].removeprefix("__Host-")
    assert name in text
