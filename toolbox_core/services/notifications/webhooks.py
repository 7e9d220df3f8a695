"""Webhooks: a signed call to another program when something happens, repeated until it is heard.

Signed as the Standard Webhooks specification says: headers ``webhook-id``, ``webhook-timestamp`` and
``webhook-signature`` (``v1,`` and the base64 of HMAC-SHA256 over ``id.timestamp.body``), so that its libraries verify
the calls. Only public addresses are called.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.db.engine import Database
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.outbound import check_address
from toolbox_core.services import audit
from toolbox_core.services.notifications import events
from toolbox_core.services.notifications.models import Delivery, Event, Webhook

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)
SECRET_PREFIX = "whsec_"  # noqa: S105 - not a secret: how the specification marks one

Call = Callable[[str, bytes, dict[str, str]], int]
"""Sends a body with headers to an address and returns the status code; raises ``InputError`` when it cannot."""


def add(session: Session, *, url: str, topic: str, by: str) -> tuple[Webhook, str]:
    """Add a webhook for a topic and return it with its secret, shown once. Raises ``InputError`` for a bad address."""
    address = str(check_address(url))
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()
    hook = Webhook(url=address, topic=topic, secret=secret, created_by=by, told=events.newest(session))
    session.add(hook)
    session.flush()
    audit.record(session, actor=by, action="webhook.add", target=f"webhook:{hook.id}", detail={"topic": topic})
    return hook, secret


def remove(session: Session, webhook_id: int, *, by: str) -> None:
    """Remove a webhook and what was still to be delivered."""
    hook = session.get(Webhook, webhook_id)
    if hook is None:
        raise NotFound("There is no such webhook.")
    session.delete(hook)
    audit.record(session, actor=by, action="webhook.remove", target=f"webhook:{webhook_id}")
    session.flush()


def listing(session: Session) -> Sequence[Webhook]:
    """Every webhook."""
    return session.scalars(select(Webhook).order_by(Webhook.id)).all()


def plan(session: Session) -> int:
    """Plan a delivery for each new event of each webhook; returns how many were planned."""
    planned = 0
    for hook in session.scalars(select(Webhook).where(Webhook.switched_off_at.is_(None))).all():
        found = events.since(session, hook.topic, hook.told)
        session.add_all(Delivery(webhook_id=hook.id, event_id=event.id) for event in found)
        if found:
            hook.told = max(event.id for event in found)
        planned += len(found)
    session.flush()
    return planned


def deliver(database: Database, call: Call, *, base_url: str, now: datetime | None = None, limit: int = 50) -> int:
    """Make the calls that are due and note how they went; returns how many were heard (status 2xx).

    No transaction is open during a call; run it from one job at a time. After eight failures a delivery is given up;
    a webhook whose address says 410 Gone is switched off.
    """
    moment = now or utcnow()
    heard = 0
    with database.read() as session:
        calls = [
            (delivery.id, hook.url, body, signed_headers(hook.secret, f"evt_{event.id}", moment, body))
            for delivery, hook, event in _due(session, moment, limit)
            for body in [body_of(event, base_url)]
        ]
    for delivery_id, url, body, headers in calls:
        try:
            status = call(url, body, headers)
            answer = str(status)
        except InputError as error:
            status, answer = 0, error.message
        with database.write() as session:
            delivery = session.get(Delivery, delivery_id)
            if delivery is not None:
                _note(session, delivery, status, answer, moment)
        heard += 200 <= status < 300
    return heard


def _due(session: Session, moment: datetime, limit: int) -> Sequence[Row[Delivery, Webhook, Event]]:
    return session.execute(
        select(Delivery, Webhook, Event)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .join(Event, Event.id == Delivery.event_id)
        .where(Delivery.status == "waiting", Delivery.next_at <= moment, Webhook.switched_off_at.is_(None))
        .order_by(Delivery.next_at, Delivery.id)
        .limit(limit)
    ).all()


def _note(session: Session, delivery: Delivery, status: int, answer: str, moment: datetime) -> None:
    delivery.attempts += 1
    delivery.answer = answer[:1000]
    if 200 <= status < 300:
        delivery.status, delivery.sent_at = "heard", moment
    elif status == 410:
        delivery.status = "gone"
        session.get_one(Webhook, delivery.webhook_id).switched_off_at = moment
    elif delivery.attempts >= MOST_ATTEMPTS:
        delivery.status = "failed"
    else:
        delivery.next_at = moment + FIRST_PAUSE * 4 ** (delivery.attempts - 1)


def body_of(event: Event, base_url: str) -> bytes:
    """What a call says of an event, as JSON."""
    return msgspec.json.encode(
        {
            "type": f"{event.plugin}.{event.key.partition(':')[0]}",
            "timestamp": event.at,
            "data": {"title": event.title, "summary": event.summary, "url": base_url + event.address},
        }
    )


def signed_headers(secret: str, identifier: str, moment: datetime, body: bytes) -> dict[str, str]:
    """The headers that prove who calls and when (Standard Webhooks 1.0)."""
    timestamp = str(int(moment.timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    digest = hmac.new(key, f"{identifier}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
