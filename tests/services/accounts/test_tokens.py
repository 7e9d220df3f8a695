"""API tokens: shown once, stored hashed, never more than their person, ended at will."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from toolbox_core.db import utcnow
from toolbox_core.exceptions import NotFound
from toolbox_core.services.accounts import Actor, may, roles, tokens, users
from toolbox_core.services.accounts.models import ApiToken, User


@pytest.fixture
def publisher(session: Session, ana: User) -> User:
    roles.save_role(session, "publisher", label="Publisher", permissions=["budget.import", "budget.publish"], by="t")
    roles.grant(session, ana, "publisher", scope="port-sennen", by="t")
    return ana


def new(session: Session, user: User, *permissions: str, days: int | None = None) -> str:
    over = None if days is None else utcnow() + timedelta(days=days)
    return tokens.create(session, user, label="nightly", permissions=permissions, expires_at=over, by="t")


def known(session: Session, token: str) -> Actor | None:
    found = tokens.recognise(session, token)
    return found[0] if found else None


def test_a_token_allows_what_both_allow(session: Session, publisher: User) -> None:
    actor = known(session, new(session, publisher, "budget.import", "users.edit"))

    assert actor is not None
    assert may(actor, "budget.import", "port-sennen")
    assert not may(actor, "budget.import")
    assert not may(actor, "budget.publish", "port-sennen")
    assert not may(actor, "users.edit", "port-sennen")


def test_an_administrator_s_token_is_as_narrow_as_it_says(session: Session, ana: User) -> None:
    roles.grant(session, ana, "administrator", by="t")
    actor = known(session, new(session, ana, "budget.import"))

    assert actor is not None
    assert may(actor, "budget.import")
    assert not may(actor, "users.edit")


def test_the_token_itself_is_not_stored(session: Session, publisher: User) -> None:
    token = new(session, publisher, "budget.import")

    [row] = session.query(ApiToken).all()
    assert token.startswith("tbx_")
    assert token not in str(vars(row))
    assert row.hint == token[:8]


def test_over_revoked_and_disabled_tokens_do_not_work(session: Session, publisher: User) -> None:
    over, revoked, good = (
        new(session, publisher, "budget.import", days=-1),
        new(session, publisher, "budget.import"),
        new(session, publisher, "budget.import", days=1),
    )
    tokens.revoke(session, publisher, tokens.all_of(session, publisher)[1].id, by="t")

    assert tokens.recognise(session, over) is None
    assert tokens.recognise(session, revoked) is None
    assert tokens.recognise(session, good) is not None
    assert tokens.recognise(session, "tbx_nothing") is None
    users.disable(session, publisher, by="t")
    assert tokens.recognise(session, good) is None


def test_use_is_noted(session: Session, publisher: User) -> None:
    token = new(session, publisher, "budget.import")

    assert tokens.recognise(session, token) == (known(session, token), True)
    tokens.note_use(session, token)
    assert tokens.recognise(session, token) == (known(session, token), False)
    assert tokens.all_of(session, publisher)[0].last_used_at is not None


def test_nobody_ends_another_s_token(session: Session, publisher: User) -> None:
    new(session, publisher, "budget.import")
    ben = users.add_user(session, email="ben@example.org", by="t")

    with pytest.raises(NotFound):
        tokens.revoke(session, ben, tokens.all_of(session, publisher)[0].id, by="t")
