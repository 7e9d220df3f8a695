"""Webhooks: signed, repeated until heard, given up in the end."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db import Database
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.notifications import announce, webhooks
from toolbox_core.services.notifications.models import Delivery, Event, Webhook

DAY = timedelta(days=1)


def happen(session: Session, key: str = "published:1", *topics: str, title: str = "Budget 2025 published") -> Event:
    return announce(session, plugin="budget_portal", key=key, title=title, address="/budget/x/2025", topics=topics)


def test_a_webhook_is_called_with_a_signature_that_verifies(base: Database) -> None:
    with base.write() as session:
        happen(session, "before", "dataset:a")
        _, secret = webhooks.add(session, url="https://example.org/hook", topic="dataset:a", by="user:1")
        happen(session, "published:2", "dataset:a")
        assert webhooks.plan(session) == 1
        assert webhooks.plan(session) == 0
    calls: list[tuple[str, bytes, dict[str, str]]] = []

    def hear(url: str, body: bytes, headers: dict[str, str]) -> int:
        calls.append((url, body, headers))
        return 204

    moment = datetime.now(UTC)
    assert webhooks.deliver(base, hear, base_url="https://open.example", now=moment) == 1
    assert webhooks.deliver(base, hear, base_url="https://open.example", now=moment) == 0

    [(url, body, headers)] = calls
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert url == "https://example.org/hook"
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert b'"url":"https://open.example/budget/x/2025"' in body
    assert b'"type":"budget_portal.published"' in body


def test_a_webhook_that_does_not_answer_is_called_again_and_given_up_in_the_end(base: Database) -> None:
    with base.write() as session:
        webhooks.add(session, url="https://example.org/hook", topic="dataset:a", by="user:1")
        happen(session, "1", "dataset:a")
        webhooks.plan(session)

    def unreachable(url: str, body: bytes, headers: dict[str, str]) -> int:
        raise InputError("example.org could not be reached.")

    moment = datetime.now(UTC)
    webhooks.deliver(base, unreachable, base_url="", now=moment)
    for step in range(1, 10):
        webhooks.deliver(base, lambda *call: 500, base_url="", now=moment + 10 * step * DAY)

    with base.read() as session:
        [delivery] = session.scalars(select(Delivery))
        assert (delivery.status, delivery.attempts, delivery.answer) == ("failed", 8, "500")


def test_a_webhook_that_is_gone_is_switched_off(base: Database) -> None:
    with base.write() as session:
        hook, _ = webhooks.add(session, url="https://example.org/hook", topic="dataset:a", by="user:1")
        happen(session, "1", "dataset:a")
        webhooks.plan(session)
    webhooks.deliver(base, lambda *call: 410, base_url="", now=datetime.now(UTC))

    with base.write() as session:
        happen(session, "2", "dataset:a")
        assert webhooks.plan(session) == 0
        webhooks.remove(session, hook.id, by="user:1")
        assert session.scalars(select(Webhook)).all() == []
        with pytest.raises(NotFound):
            webhooks.remove(session, hook.id, by="user:1")


@pytest.mark.parametrize("url", ["http://example.org/", "https://a:b@example.org/", "javascript:alert(1)"])
def test_a_webhook_needs_a_good_address(session: Session, url: str) -> None:
    with pytest.raises(InputError):
        webhooks.add(session, url=url, topic="all", by="user:1")
    assert webhooks.listing(session) == []
