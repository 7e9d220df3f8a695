"""The feed of an entity tells what was published of it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")
ATOM = "{http://www.w3.org/2005/Atom}"


def test_what_was_published_is_in_the_feed(town: str, client: TestClient) -> None:
    feed = client.get("/budget/town/feed.atom")
    assert feed.headers["content-type"] == "application/atom+xml"
    entries = ElementTree.fromstring(feed.content).findall(f"{ATOM}entry")
    assert len(entries) >= 2
    assert all((entry.findtext(f"{ATOM}title") or "").startswith("Published: ") for entry in entries)
    addresses = [entry.find(f"{ATOM}link").get("href") for entry in entries]  # type: ignore[union-attr]
    assert "http://127.0.0.1:8000/budget/town/2024" in addresses


def test_the_feed_is_linked_and_speaks_the_readers_language(town: str, client: TestClient) -> None:
    assert 'href="/budget/town/feed.atom"' in client.get("/budget/town/2024").text
    assert "Publié : " in client.get("/budget/town/feed.atom?lang=fr").text
    assert client.get("/budget/none/feed.atom").status_code == 404
