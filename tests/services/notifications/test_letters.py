"""Digests and the outbox: one letter for all news, sent once, tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db import Database
from toolbox_core.exceptions import InputError
from toolbox_core.services.notifications import announce, following, letters
from toolbox_core.services.notifications.letters import Digest
from toolbox_core.services.notifications.models import Event, Follow, Follower, Letter

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


DAY = timedelta(days=1)


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
