"""What happened: told once, in the transaction in which it happens, under the topics that people follow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import InputError
from toolbox_core.i18n import N_
from toolbox_core.services.notifications.models import Event, EventTopic

SAYINGS = {
    "publish": N_("Published: %(title)s"),
    "withdraw": N_("Withdrawn: %(title)s"),
    "question": N_("New question: %(title)s"),
    "answer": N_("Official answer: %(title)s"),
}
"""How an event is told, by the first word of its key; of any other the title says it all."""


def said(event: Event, translate: Callable[..., str]) -> str:
    """What happened, in one line. ``translate(message, **variables)`` puts it into the reader's language."""
    saying = SAYINGS.get(event.key.partition(":")[0])
    return translate(saying, title=event.title) if saying else event.title


def object_topic(plugin: str, kind: str, key: str) -> str:
    """The topic of one object of a module: a line, a contract, a commitment."""
    return f"object:{plugin}:{kind}:{key}"


def announce(
    session: Session,
    *,
    plugin: str,
    key: str,
    title: str,
    address: str,
    topics: Iterable[str],
    summary: str = "",
    permission: str = "",
    at: datetime | None = None,
) -> Event:
    """Say that something happened. The same ``key`` of the same plugin again returns the event that was told before.

    ``address`` is a page of this site; ``topics`` are what people can follow to hear of it (``dataset:…``,
    ``organisation:…``, ``object_topic(…)``); the plugin's own topic is added.
    """
    if not address.startswith("/") or address.startswith("//"):
        raise InputError(f"{address!r} is not an address on this site.", fix="It begins with one slash.")
    known = session.scalar(select(Event).where(Event.plugin == plugin, Event.key == key))
    if known is not None:
        return known
    event = Event(
        plugin=plugin, key=key, title=title, summary=summary, address=address, permission=permission, at=at or utcnow()
    )
    session.add(event)
    session.flush()
    session.add_all(
        EventTopic(topic=topic, event_id=event.id) for topic in sorted({*topics, f"plugin:{plugin}", "all"})
    )
    session.flush()
    return event


def retract(session: Session, *, plugin: str, address: str) -> None:
    """Take back everything told of one page of a plugin, because the page is not public any more."""
    session.execute(delete(Event).where(Event.plugin == plugin, Event.address == address))


def latest(
    session: Session, topic: str = "all", *, permissions: Collection[str] = (), limit: int = 50
) -> Sequence[Event]:
    """The newest events of a topic that the visitor may know of."""
    return session.scalars(
        select(Event)
        .join(EventTopic, EventTopic.event_id == Event.id)
        .where(EventTopic.topic == topic, Event.permission.in_(["", *permissions]))
        .order_by(Event.id.desc())
        .limit(limit)
    ).all()


def since(session: Session, topic: str, after: int, *, limit: int = 200) -> Sequence[Event]:
    """Public events of a topic after the event ``after``, oldest first."""
    return session.scalars(
        select(Event)
        .join(EventTopic, EventTopic.event_id == Event.id)
        .where(EventTopic.topic == topic, Event.id > after, Event.permission == "")
        .order_by(Event.id)
        .limit(limit)
    ).all()


def newest(session: Session) -> int:
    """The number of the newest event, 0 when nothing has happened yet."""
    return session.scalar(select(Event.id).order_by(Event.id.desc()).limit(1)) or 0
