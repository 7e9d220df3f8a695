"""Atom feeds (RFC 4287): what happened under a topic, for any feed reader, without giving an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from starlette.responses import Response

from toolbox_core.services.notifications.events import latest, said
from toolbox_core.text import printable
from toolbox_core.web.host import host_of, visit_of
from toolbox_core.web.rendering import translate
from toolbox_core.web.responses import read
from toolbox_core.web.urls import site_base

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed without entries was changed last: it must say so, and say the same at each reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. ``address`` is a page of this site, ``id`` the fragment that tells its entries apart for ever."""

    id: str
    title: str
    address: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    author: str = ""


FeedEntry = Entry
"""``Entry``, by the name it has at the front door."""


async def event_feed(request: Request, topic: str, *, title: str, page: str) -> Response:
    """The newest public events of ``topic`` as a feed in the visitor's language. ``page`` is what it is the feed of."""

    def entries(session: Session) -> list[Entry]:
        return [
            Entry(
                id=f"event-{event.id}",
                title=said(event, lambda message, **fields: translate(request, message, **fields)),
                address=event.address,
                updated=event.at,
                summary=event.summary,
            )
            for event in latest(session, topic)
        ]

    return feed_response(request, title=title, page=page, entries=await read(request, entries))


def feed_response(request: Request, *, title: str, page: str, entries: Sequence[Entry]) -> Response:
    """A feed as an answer; ``page`` is the address of the page it belongs to."""
    settings = host_of(request).settings
    body = write_feed(
        base=site_base(request),
        address=request.scope["path"],
        page=page,
        title=f"{title} – {settings.site.name}",
        author=settings.site.organisation or settings.site.name,
        language=visit_of(request).language.replace("_", "-"),
        entries=entries,
    )
    return Response(body, media_type=MEDIA_TYPE)


def write_feed(
    *, base: str, address: str, page: str, title: str, author: str, language: str, entries: Sequence[Entry]
) -> bytes:
    """The bytes of a feed. ``base`` is the site's address without a slash, ``address`` the feed's own path, ``page``
    that of the page it belongs to.
    """
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, LANGUAGE: language})
    _add(root, "id", base + address)
    _add(root, "title", title)
    _add(root, "updated", _moment(max((entry.updated for entry in entries), default=NOTHING_YET)))
    ElementTree.SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": base + address})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": base + page})
    _add(ElementTree.SubElement(root, "author"), "name", author)
    for entry in entries:
        element = ElementTree.SubElement(root, "entry")
        _add(element, "id", f"{base}{entry.address}#{entry.id}")
        _add(element, "title", entry.title)
        _add(element, "updated", _moment(entry.updated))
        if entry.published is not None:
            _add(element, "published", _moment(entry.published))
        if entry.author:
            _add(ElementTree.SubElement(element, "author"), "name", entry.author)
        ElementTree.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": base + entry.address})
        if entry.summary:
            _add(element, "summary", entry.summary)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = printable(text)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
