"""Signing in through an identity provider, from the button to the account, and every way in which it must not work."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import msgspec
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import OidcSettings, Settings
from toolbox_core.db import Database
from toolbox_core.db.models import AuditEntry
from toolbox_core.services.accounts import users
from toolbox_core.services.accounts.models import User, UserIdentity
from toolbox_core.services.accounts.oidc import Kept
from toolbox_core.testing.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider
from toolbox_core.testing.plugin import TEST_ADDRESS

Start = Callable[..., TestClient]


@pytest.fixture
def start(settings: Settings, identity_provider: IdentityProvider) -> Iterator[Start]:
    """``start(may_add_people=True)`` is a browser at a site that has this provider."""
    opened: list[TestClient] = []

    def run(**changes: Any) -> TestClient:
        given = {"issuer": identity_provider.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        oidc = OidcSettings(**(given | changes))
        app = create_app(msgspec.structs.replace(settings, oidc=oidc))
        client = TestClient(app, base_url=TEST_ADDRESS, follow_redirects=False, headers={"accept": "text/html"})
        opened.append(client.__enter__())
        return client

    yield run
    for client in opened:
        client.__exit__()


def there(client: TestClient, onward: str = "/data/") -> str:
    """Follow the button to the provider; the address the provider sends back to."""
    answer = client.get("/account/provider", params={"next": onward})
    assert answer.status_code == 303
    return httpx2.get(answer.headers["location"]).headers["location"]


def back(client: TestClient, address: str) -> Any:
    assert address.startswith(f"{TEST_ADDRESS}/account/provider/return?")
    return client.get(address, headers={"sec-fetch-site": "cross-site"})


def linked(database: Database, provider: IdentityProvider) -> None:
    with database.write() as session:
        ana = users.add_user(session, email="ana@example.org", name="Ana", by="test")
        users.link_identity(session, ana, issuer=provider.issuer, subject="subject-1", by="test")


def test_who_is_linked_comes_in(start: Start, database: Database, identity_provider: IdentityProvider) -> None:
    linked(database, identity_provider)
    client = start(name="your ministry account")
    assert "Sign in with your ministry account" in client.get("/account/sign-in").text
    answer = back(client, there(client))
    assert (answer.status_code, answer.headers["location"]) == (303, "/data/")
    assert "toolbox_provider=;" in "".join(answer.headers.get_list("set-cookie"))
    assert "ana@example.org" in client.get("/account/").text
    with database.read() as session:
        assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "sign-in"


def test_who_is_unknown_reads_what_to_do(start: Start, database: Database) -> None:
    client = start()
    answer = back(client, there(client))
    assert answer.status_code == 403
    assert "subject-1" in answer.text
    assert client.get("/account/").status_code == 303
    with database.read() as session:
        assert session.scalars(select(User)).all() == []


def test_an_address_alone_opens_no_account(start: Start, database: Database) -> None:
    with database.write() as session:
        users.add_user(session, email="ana@example.org", by="test")
    client = start(may_add_people=True)
    assert back(client, there(client)).status_code == 403
    with database.read() as session:
        assert session.scalars(select(UserIdentity)).all() == []


def test_where_the_site_says_so_people_are_added_without_a_role(start: Start) -> None:
    client = start(may_add_people=True)
    assert back(client, there(client)).headers["location"] == "/data/"
    page = client.get("/account/").text
    assert "Ana of the Ministry" in page
    assert "You have no role yet" in page
    assert back(client, there(client)).status_code == 303


def test_who_has_no_usable_address_is_not_added(start: Start, identity_provider: IdentityProvider) -> None:
    identity_provider.person = {"sub": "s"}
    client = start(may_add_people=True)
    answer = back(client, there(client))
    assert (answer.status_code, "no account here yet" in answer.text) == (403, True)
    assert client.get("/account/").status_code == 303


def test_who_is_locked_out_stays_out(start: Start, database: Database, identity_provider: IdentityProvider) -> None:
    linked(database, identity_provider)
    with database.write() as session:
        users.disable(session, users.find_user(session, "ana@example.org"), by="test")
    client = start()
    assert back(client, there(client)).status_code == 403


@pytest.mark.parametrize(
    "fault", ["nonce", "audience", "issuer", "expired", "signature", "unsigned", "state", "declines"]
)
def test_a_provider_that_misbehaves_signs_nobody_in(
    start: Start, database: Database, identity_provider: IdentityProvider, fault: str
) -> None:
    linked(database, identity_provider)
    identity_provider.faults = {fault}
    client = start()
    answer = back(client, there(client))
    assert answer.status_code in (400, 403)
    assert "toolbox_session" not in "".join(answer.headers.get_list("set-cookie"))
    assert client.get("/account/").status_code == 303


def test_nobody_is_signed_in_as_somebody_else(
    start: Start, database: Database, identity_provider: IdentityProvider
) -> None:
    """An attacker's answer in a victim's browser, and an answer used twice, lead nowhere."""
    linked(database, identity_provider)
    attacker, victim = start(), start()
    address = there(attacker)
    assert back(victim, address).status_code == 400
    there(victim)
    assert back(victim, address).status_code == 400
    assert back(attacker, address).status_code == 303
    assert back(attacker, address).status_code == 400


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_one_stays_on_this_site(
    start: Start, database: Database, identity_provider: IdentityProvider, onward: str
) -> None:
    linked(database, identity_provider)
    client = start()
    assert back(client, there(client, onward)).headers["location"] == "/account/"


def test_a_changed_cookie_leads_nowhere_else(
    start: Start, database: Database, identity_provider: IdentityProvider
) -> None:
    linked(database, identity_provider)
    client = start()
    address = there(client)
    kept = msgspec.json.decode(urlsafe_b64decode(client.cookies["toolbox_provider"]), type=Kept)
    client.cookies.clear()
    changed = Kept(kept.state, kept.nonce, kept.verifier, "//evil.example")
    client.cookies.set("toolbox_provider", urlsafe_b64encode(msgspec.json.encode(changed)).decode())
    assert client.get(address).headers["location"] == "/account/"


def test_a_provider_that_does_not_answer(start: Start) -> None:
    client = start(issuer="http://127.0.0.1:9")
    answer = client.get("/account/provider")
    assert answer.status_code == 502
    assert "does not answer" in answer.text


def test_without_a_provider_there_is_no_way_to_one(client: TestClient) -> None:
    assert client.get("/account/provider").status_code == 404
    assert client.get("/account/provider/return?code=x&state=y").status_code == 404
    assert "/account/provider" not in client.get("/account/sign-in").text


def test_the_way_back_is_below_the_public_address(
    start: Start, settings: Settings, identity_provider: IdentityProvider
) -> None:
    site = msgspec.structs.replace(settings.site, base_url="https://open.example.org")
    oidc = OidcSettings(issuer=identity_provider.issuer, client_id=CLIENT_ID)
    app = create_app(msgspec.structs.replace(settings, site=site, oidc=oidc))
    with TestClient(app, base_url="https://open.example.org", follow_redirects=False) as client:
        answer = client.get("/account/provider")
        assert "redirect_uri=https%3A%2F%2Fopen.example.org%2Faccount%2Fprovider%2Freturn" in answer.headers["location"]
        assert answer.headers["set-cookie"].startswith("__Host-toolbox_provider=")
