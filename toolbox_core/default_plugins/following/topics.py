"""What can be followed, and what it is called: names come from what is published here, never from the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from toolbox_core import NotFound, read, translate, url
from toolbox_core.db.models import DatasetVersion
from toolbox_core.services.organisations import by_slug
from toolbox_core.services.search.query import understand
from toolbox_core.web.asking import ask
from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.orm import Session
    from starlette.requests import Request

PHASE = "follow"
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something to follow: its topic of events, its name, and its feed (empty when it has none of its own)."""

    topic: str
    label: str
    feed: str = ""


async def find_topic(request: Request, text: str) -> Topic:
    """The topic that ``text`` names. Raises ``NotFound`` when there is no such thing here that the public may see."""
    kind, _, rest = text.partition(":")
    finder = _FINDERS.get(kind)
    found = await finder(request, rest) if finder is not None and len(text) <= 300 else None
    if found is None:
        raise NotFound("What you want to follow is not here.", fix="Use the link on the page that you want to follow.")
    return found


async def _everything(request: Request, rest: str) -> Topic | None:
    if rest:
        return None
    site = host_of(request).settings.site
    label = translate(request, "Everything new on %(site)s", site=site.name)
    return Topic(topic="all", label=label, feed=url(request, "following:feed"))


async def _questions(request: Request, rest: str) -> Topic | None:
    if rest or not host_of(request).addresses.has("feedback:feed"):
        return None
    label = translate(request, "Questions and answers")
    return Topic(topic="feedback", label=label, feed=url(request, "feedback:feed"))


async def _dataset(request: Request, rest: str) -> Topic | None:
    plugin, _, slug = rest.partition("/")
    title = await read(request, _title, rest)
    if not title:
        return None
    known = host_of(request).addresses.has("data:feed")
    feed = url(request, "data:feed", plugin=plugin, slug=slug) if known else ""
    return Topic(topic=f"dataset:{rest}", label=title, feed=feed)


def _title(session: Session, dataset: str) -> str:
    newest = (
        select(DatasetVersion.title)
        .where(DatasetVersion.dataset == dataset, DatasetVersion.status == "published")
        .order_by(DatasetVersion.number.desc())
        .limit(1)
    )
    return session.scalar(newest) or ""


async def _plugin(request: Request, rest: str) -> Topic | None:
    registry = host_of(request).registry
    if rest not in registry.active:
        return None
    return Topic(topic=f"plugin:{rest}", label=translate(request, registry.plugins[rest].name or rest))


async def _object(request: Request, rest: str) -> Topic | None:
    plugin, _, named = rest.partition(":")
    kind, _, key = named.partition(":")
    for owner, item in host_of(request).registry.feedback_objects:
        if (owner, item.kind) == (plugin, kind) and key:
            outcome = await ask(request, plugin, PHASE, item.find, key)
            if outcome.error is not None and not isinstance(outcome.error, NotFound):
                raise outcome.error
            if outcome.value is not None:
                return Topic(topic=f"object:{rest}", label=outcome.value.title, feed=outcome.value.feed)
    return None


async def _organisation(request: Request, rest: str) -> Topic | None:
    def name(session: Session) -> str:
        try:
            return by_slug(session, rest).name
        except NotFound:
            return ""

    label = await read(request, name)
    return Topic(topic=f"organisation:{rest}", label=label) if label else None


async def _search(request: Request, rest: str) -> Topic | None:
    """The words themselves are the name, so only words: nobody can have us write a stranger an address to click on."""
    words = " ".join(re.sub(r"[^\w\s\"-]", " ", rest).split())
    if not understand(words) or len(words) > LONGEST_SEARCH:
        return None
    return Topic(topic=f"search:{words}", label=translate(request, "Search: %(words)s", words=words))


_FINDERS: dict[str, Callable[[Request, str], Awaitable[Topic | None]]] = {
    "all": _everything,
    "feedback": _questions,
    "dataset": _dataset,
    "plugin": _plugin,
    "object": _object,
    "organisation": _organisation,
    "search": _search,
}
