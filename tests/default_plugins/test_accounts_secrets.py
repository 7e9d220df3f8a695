"""Canaries: passwords, codes, session ids, tokens and secrets are in no log, audit entry, page or database."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import httpx2
import msgspec
import pyotp
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from toolbox_core.app import create_app
from toolbox_core.config import OidcSettings, Settings
from toolbox_core.db import Database
from toolbox_core.db.models import AuditEntry
from toolbox_core.services.accounts import roles, users
from toolbox_core.testing.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider
from toolbox_core.testing.plugin import TEST_ADDRESS

GOOD = "canary violet harbour twelve kettles"
OTHER = "canary meadow thirteen lanterns"
PAGES = ("/", "/health", "/health/ready", "/software/", "/no-such-page", "/account/", "/account/tokens", "/metrics")


@pytest.fixture
def client(settings: Settings, database: Database, identity_provider: IdentityProvider) -> Iterator[TestClient]:
    with database.write() as session:
        ana = users.add_user(session, email="ana@example.org", name="Ana", password=GOOD, by="test")
        roles.grant(session, ana, "administrator", by="test")
    oidc = OidcSettings(issuer=identity_provider.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    app = create_app(msgspec.structs.replace(settings, oidc=oidc))
    with TestClient(app, base_url=TEST_ADDRESS, follow_redirects=False, raise_server_exceptions=False) as opened:
        yield opened


def test_no_secret_appears_anywhere(
    client: TestClient,
    database: Database,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    identity_provider: IdentityProvider,
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = {GOOD, OTHER, "canary-wrong", CLIENT_SECRET}
    seen: list[str] = []

    def noted(answer: httpx2.Response) -> httpx2.Response:
        seen.append(answer.text)
        return answer

    def post(path: str, **fields: str) -> httpx2.Response:
        return client.post(path, data=fields, headers={"sec-fetch-site": "same-origin"})

    noted(post("/account/sign-in", email="ana@example.org", password="canary-wrong"))
    noted(post("/account/sign-in", email="ana@example.org", password=GOOD))
    secrets.add(client.cookies["toolbox_session"])
    post("/account/authenticator", step="begin", password=GOOD)
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', client.get("/account/authenticator").text)
    assert secret is not None
    totp = secret.group(1).replace(" ", "")
    code = pyotp.TOTP(totp).now()
    codes = re.findall(r"<li><code>([0-9a-f-]+)</code>", post("/account/authenticator", step="confirm", code=code).text)
    assert len(codes) == 10
    made = re.search(r"tbx_[\w-]{43}", post("/account/tokens", label="x", permissions="admin.users").text)
    assert made is not None
    token = made.group()
    secrets |= {totp, token, *codes}
    noted(post("/account/password", present="canary-wrong", new=OTHER, again=OTHER))
    noted(post("/account/password", present=GOOD, new="short", again=OTHER))
    noted(post("/account/password", present=GOOD, new=OTHER, again=OTHER))
    secrets.add(client.cookies["toolbox_session"])
    for path in PAGES:
        noted(client.get(path, headers={"accept": "text/html"}))
        noted(client.get(path, headers={"accept": "application/json"}))
    noted(client.get("/api/v1/none", headers={"authorization": f"Bearer {token}"}))
    noted(client.get("/api/v1/none", headers={"authorization": f"Bearer {token}x"}))
    noted(post("/account/sign-out"))
    noted(post("/account/sign-in", email="ana@example.org", password=OTHER))
    secrets.add(client.cookies["toolbox_session"])
    noted(post("/account/second-factor", code=codes[0]))
    identity_provider.faults = {"nonce"}
    there = client.get("/account/provider")
    secrets.add(client.cookies["toolbox_provider"])
    noted(client.get(httpx2.get(there.headers["location"]).headers["location"]))

    with database.read() as session:
        audit = " ".join(
            f"{row.actor} {row.action} {row.target} {row.detail}" for row in session.scalars(select(AuditEntry))
        )
    places = {"a page": " ".join(seen), "the log": caplog.text, "the audit log": audit, "repr": repr(settings)}
    for record in caplog.records:
        places["the log"] += str(vars(record))
    stored = b"".join(file.read_bytes() for file in settings.path.glob("data/toolbox.sqlite*"))
    places["the database"] = stored.decode("latin-1")
    found = {
        (place, found)
        for place, text in places.items()
        for found in secrets
        # A time-based code can be judged only by whoever knows its secret; everything else is kept as a hash.
        if found in text and not (place == "the database" and found == totp)
    }
    assert found == set()
    assert "sign-in.refused" in audit


def test_a_page_that_fails_shows_nothing_of_who_asked(
    settings: Settings, database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolbox_core.default_plugins.accounts import steps

    with database.write() as session:
        users.add_user(session, email="ana@example.org", password=GOOD, by="test")

    def broken(*arguments: object) -> None:
        raise RuntimeError("the account cannot be read")

    monkeypatch.setattr(steps, "facts", broken)
    with TestClient(create_app(settings), base_url=TEST_ADDRESS, raise_server_exceptions=False) as client:
        fields = {"email": "ana@example.org", "password": GOOD}
        client.post("/account/sign-in", data=fields, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
        token = client.cookies["toolbox_session"]
        answer = client.get("/account/")
    assert answer.status_code == 500
    assert answer.headers["cache-control"] == "no-store"
    for secret in (token, GOOD):
        assert secret not in answer.text
        assert secret not in caplog.text
