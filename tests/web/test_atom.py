"""Feeds hold what RFC 4287 asks for, whatever the texts hold."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.web.atom import Entry, write_feed

ATOM = "{http://www.w3.org/2005/Atom}"
AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def feed(*entries: Entry) -> ElementTree.Element:
    written = write_feed(
        base="https://open.example.org",
        address="/feed.atom",
        page="/",
        title="News",
        author="City",
        language="fr",
        entries=entries,
    )
    return ElementTree.fromstring(written)


def test_a_feed_has_what_the_standard_asks_for() -> None:
    root = feed(Entry(id="event-1", title="A", address="/a", updated=AT, published=AT, summary="S", author="Ana"))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert root.findtext(f"{ATOM}id") == "https://open.example.org/feed.atom"
    assert root.findtext(f"{ATOM}updated") == "2026-05-01T12:00:00Z"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "City"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "https://open.example.org/feed.atom", "alternate": "https://open.example.org/"}
    [entry] = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == "https://open.example.org/a#event-1"
    assert {child.tag.removeprefix(ATOM) for child in entry} == {
        *("id", "title", "updated", "published", "author", "link", "summary")
    }


def test_an_empty_feed_is_the_same_at_each_reading() -> None:
    assert feed().findtext(f"{ATOM}updated") == feed().findtext(f"{ATOM}updated") == "2000-01-01T00:00:00Z"


@given(st.text(), st.text())
def test_any_text_can_be_read_again(title: str, summary: str) -> None:
    [entry] = feed(Entry(id="x", title=title, address="/a", updated=AT, summary=summary)).findall(f"{ATOM}entry")
    assert "\x00" not in (entry.findtext(f"{ATOM}title") or "")
