"""The provider for tests is strict itself: without PKCE, secret or code it gives nothing."""

from __future__ import annotations

import httpx2

from toolbox_core.testing.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider


def test_it_describes_itself(identity_provider: IdentityProvider) -> None:
    told = httpx2.get(f"{identity_provider.issuer}/.well-known/openid-configuration").json()
    assert told["issuer"] == identity_provider.issuer
    [key] = httpx2.get(told["jwks_uri"]).json()["keys"]
    assert "d" not in key
    assert httpx2.get(f"{identity_provider.issuer}/nothing").status_code == 404


def test_it_gives_no_token_without_secret_code_and_verifier(identity_provider: IdentityProvider) -> None:
    address = f"{identity_provider.issuer}/token"
    assert httpx2.post(address, data={"code": "x"}).json() == {"error": "invalid_client"}
    mine = (CLIENT_ID, CLIENT_SECRET)
    assert httpx2.post(address, data={"code": "x"}, auth=mine).json() == {"error": "invalid_grant"}
    identity_provider.codes["x"] = {"redirect_uri": "http://127.0.0.1/", "code_challenge": "y"}
    wrong = {"code": "x", "redirect_uri": "http://127.0.0.1/", "code_verifier": "z"}
    assert httpx2.post(address, data=wrong, auth=mine).json() == {"error": "invalid_grant"}


def test_it_can_ask_like_a_real_one(identity_provider: IdentityProvider) -> None:
    identity_provider.asks = True
    page = httpx2.get(f"{identity_provider.issuer}/authorize?redirect_uri=http://127.0.0.1/&state=s")
    assert "Go on as Ana of the Ministry" in page.text
