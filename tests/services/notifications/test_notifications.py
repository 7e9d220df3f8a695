"""Following from the first click to the digest and the signed call: told once, never without consent."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db import Base, Database
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.notifications import announce, following, latest, letters, object_topic, webhooks
from toolbox_core.services.notifications.letters import Digest
from toolbox_core.services.notifications.models import Delivery, Event, Follow, Follower, Letter, Webhook

PREFIXES = ("core_event", "core_follow", "core_letter", "core_webhook", "core_delivery", "core_attempt", "core_audit")
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    database = Database(url)
    names = [name for name in Base.metadata.tables if name.startswith(PREFIXES)]
    Base.metadata.create_all(database.writer, tables=[Base.metadata.tables[name] for name in names])
    yield database
    database.close()


@pytest.fixture
def session(base: Database) -> Iterator[Session]:
    with base.write() as writing:
        yield writing


def happen(session: Session, key: str = "published:1", *topics: str, title: str = "Budget 2025 published") -> Event:
    return announce(session, plugin="budget_portal", key=key, title=title, address="/budget/x/2025", topics=topics)


def followed(session: Session, topic: str, email: str = "ana@example.org") -> Follow:
    row, token = following.follow(
        session, email=email, topic=topic, label="Budget of X", language="en", address=f"{email}/{topic}"
    )
    return following.confirm(session, token) if token else row


def compose(digest: Digest) -> tuple[str, str, dict[str, str]]:
    titles = [event.title for _, found in digest.news for event in found]
    return f"{len(titles)} news", "\n".join(titles), {"List-Unsubscribe": f"<https://x.example/{digest.key}>"}


def test_an_event_is_told_once(session: Session) -> None:
    first = happen(session)

    assert happen(session, title="told again") is first
    assert [event.title for event in latest(session, "plugin:budget_portal")] == ["Budget 2025 published"]


def test_events_are_found_under_their_topics_by_who_may_know(session: Session) -> None:
    line = object_topic("budget_portal", "line", "7")
    happen(session, "a", line)
    announce(session, plugin="p", key="b", title="Draft", address="/d", topics=[line], permission="p.draft")

    assert [event.key for event in latest(session, line)] == ["a"]
    assert [event.key for event in latest(session, line, permissions=["p.draft"])] == ["b", "a"]
    assert latest(session, "dataset:none") == []


def test_an_event_leads_to_this_site(session: Session) -> None:
    with pytest.raises(InputError, match="not an address on this site"):
        announce(session, plugin="p", key="k", title="x", address="https://elsewhere.example", topics=[])


def test_nothing_is_sent_before_the_click(session: Session) -> None:
    following.follow(session, email="ana@example.org", topic="dataset:a", label="A", language="en", address="h")
    happen(session, "a", "dataset:a")

    assert letters.write_digests(session, compose, now=NOW) == 0


def test_after_the_click_news_come_in_one_letter_and_once(session: Session) -> None:
    happen(session, "before", "dataset:a", title="Old news")
    followed(session, "dataset:a")
    happen(session, "after", "dataset:a", title="News")
    happen(session, "other", "dataset:b", title="Not followed")

    assert letters.write_digests(session, compose, now=NOW) == 1
    assert letters.write_digests(session, compose, now=NOW + DAY) == 0
    [letter] = session.scalars(select(Letter))
    assert (letter.to, letter.subject, letter.text) == ("ana@example.org", "1 news", "News")


def test_a_digest_comes_in_the_rhythm_that_was_chosen(session: Session) -> None:
    row = followed(session, "dataset:a")
    follower = session.get_one(Follower, row.follower_id)
    following.set_rhythm(session, follower, "weekly")
    with pytest.raises(InputError, match="not a rhythm"):
        following.set_rhythm(session, follower, "hourly")
    happen(session, "1", "dataset:a")
    assert letters.write_digests(session, compose, now=NOW) == 1
    happen(session, "2", "dataset:a")

    assert letters.write_digests(session, compose, now=NOW + DAY) == 0
    assert letters.write_digests(session, compose, now=NOW + 7 * DAY) == 1


def test_a_search_is_followed_by_its_words(session: Session) -> None:
    followed(session, "search:school -roof")
    happen(session, "1", title="New schools in the north")
    happen(session, "2", title="School roof repaired")
    happen(session, "3", title="Roads")

    letters.write_digests(session, compose, now=NOW)

    [letter] = session.scalars(select(Letter))
    assert letter.text == "New schools in the north"


def test_who_follows_already_gets_no_second_letter(session: Session) -> None:
    followed(session, "dataset:a")

    _, token = following.follow(
        session, email="ANA@example.org", topic="dataset:a", label="A", language="en", address="h"
    )

    assert token == ""


def test_the_settings_link_ends_one_or_all(session: Session) -> None:
    row = followed(session, "dataset:a")
    followed(session, "dataset:b")
    follower = session.get_one(Follower, row.follower_id)
    key = following.new_key(session, follower)

    found = following.by_key(session, key)
    following.unfollow(session, found, row.id)
    assert [one.topic for one in following.follows_of(session, follower)] == ["dataset:b"]
    following.unfollow_all(session, found)
    with pytest.raises(NotFound):
        following.by_key(session, key)
    assert session.scalars(select(Follower)).all() == []


@pytest.mark.parametrize("token", ["", "wrong"])
def test_wrong_links_are_not_found(session: Session, token: str) -> None:
    followed(session, "dataset:a")

    with pytest.raises(NotFound):
        following.confirm(session, token)
    with pytest.raises(NotFound):
        following.by_key(session, token)


def test_nobody_is_subscribed_in_bulk(session: Session) -> None:
    for number in range(10):
        following.follow(session, email=f"p{number}@e.org", topic="dataset:a", label="A", language="en", address="same")

    with pytest.raises(InputError, match="come back later"):
        following.follow(session, email="p99@e.org", topic="dataset:a", label="A", language="en", address="same")


def test_what_nobody_confirmed_is_forgotten(session: Session) -> None:
    row, _ = following.follow(session, email="a@e.org", topic="dataset:a", label="A", language="en", address="h")
    row.asked_at = datetime.now(UTC) - 8 * DAY
    followed(session, "dataset:a", "b@e.org")

    assert following.expire(session, unconfirmed=7 * DAY) == 1
    assert [one.email for one in session.scalars(select(Follower))] == ["b@e.org"]


def test_letters_are_sent_and_failures_are_tried_again(base: Database) -> None:
    with base.write() as session:
        letters.write(session, to="a@e.org", subject="Hello\r\nBcc: x@e.org", text="Grüße", headers={"X-A": "1\n2"})
    sent: list[EmailMessage] = []

    def refuse(message: EmailMessage) -> None:
        raise ConnectionRefusedError("nobody there")

    moment = datetime.now(UTC)
    assert letters.send(base, refuse, sender="City <open@e.org>", now=moment) == (0, 1)
    assert letters.send(base, sent.append, sender="City <open@e.org>", now=moment) == (0, 0)
    assert letters.send(base, sent.append, sender="City <open@e.org>", now=moment + DAY) == (1, 0)
    assert letters.send(base, sent.append, sender="City <open@e.org>", now=moment + DAY) == (0, 0)

    [message] = sent
    assert message["Subject"] == "Hello Bcc: x@e.org"
    assert message["Bcc"] is None
    assert message["X-A"] == "1 2"
    assert message.get_content() == "Grüße\n"
    with base.read() as session:
        assert letters.counts(session) == {"sent": 1}


def test_a_letter_that_never_goes_stays_as_failed(base: Database) -> None:
    def refuse(message: EmailMessage) -> None:
        raise OSError

    with base.write() as session:
        letters.write(session, to="a@e.org", subject="Hello", text="x")
    for step in range(1, 9):
        letters.send(base, refuse, sender="open@e.org", now=datetime.now(UTC) + step * DAY)

    with base.read() as session:
        [letter] = session.scalars(select(Letter))
        assert (letter.status, letter.attempts, letter.error) == ("failed", 6, "OSError")


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
