"""Following: asked for, confirmed, ended by one click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.notifications import following
from toolbox_core.services.notifications.models import Follow, Follower

DAY = timedelta(days=1)


def followed(session: Session, topic: str, email: str = "ana@example.org") -> Follow:
    row, token = following.follow(
        session, email=email, topic=topic, label="Budget of X", language="en", address=f"{email}/{topic}"
    )
    return following.confirm(session, token) if token else row


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
