"""OpenID Connect against a provider on this machine: what leads in, and everything that must not."""

from __future__ import annotations

import builtins
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from toolbox_core.config import OidcSettings
from toolbox_core.exceptions import InputError
from toolbox_core.services.accounts import oidc
from toolbox_core.testing.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider

HERE = "http://127.0.0.1:8000/account/provider/return"


def settings_for(provider: IdentityProvider, **changes: Any) -> OidcSettings:
    values = {"issuer": provider.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, **changes}
    return OidcSettings(**values)


@pytest.fixture
def client(identity_provider: IdentityProvider) -> oidc.Client:
    return oidc.Client(settings_for(identity_provider), HERE)


def follow(address: str) -> dict[str, str]:
    """What the provider's redirect carries back."""
    answer = httpx2.get(address)
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def test_there_and_back(client: oidc.Client, identity_provider: IdentityProvider) -> None:
    address, kept = client.begin("/data/")
    found = client.finish(kept, follow(address))

    assert found == oidc.Identity(
        identity_provider.issuer, "subject-1", "ana@example.org", "Ana of the Ministry", "/data/"
    )
    [question] = identity_provider.questions
    assert question["response_type"] == "code"
    assert question["code_challenge_method"] == "S256"
    assert question["redirect_uri"] == HERE
    assert question["scope"] == "openid email profile"
    assert len(question["state"]) == len(question["nonce"]) == 43


def test_every_sign_in_asks_anew(client: oidc.Client, identity_provider: IdentityProvider) -> None:
    for _ in range(2):
        follow(client.begin("")[0])
    first, second = identity_provider.questions
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    "fault", ["nonce", "audience", "issuer", "expired", "signature", "unsigned", "symmetric", "no_token", "no_subject"]
)
def test_an_id_token_that_is_not_good_is_not_believed(
    client: oidc.Client, identity_provider: IdentityProvider, fault: str
) -> None:
    identity_provider.faults = {fault}
    address, kept = client.begin("")
    with pytest.raises(oidc.NotBelieved):
        client.finish(kept, follow(address))


def test_an_answer_to_somebody_else_is_not_believed(client: oidc.Client) -> None:
    address, _ = client.begin("")
    _, other = client.begin("")
    with pytest.raises(oidc.NotBelieved, match="state"):
        client.finish(other, follow(address))
    for kept in ("", "x", "é", "W10="):
        with pytest.raises(oidc.NotBelieved, match="did not ask"):
            client.finish(kept, {"state": "", "code": "x"})


def test_a_code_works_once_and_for_its_verifier(client: oidc.Client) -> None:
    address, kept = client.begin("")
    answer = follow(address)
    client.finish(kept, answer)
    with pytest.raises(oidc.NotBelieved, match="invalid_grant"):
        client.finish(kept, answer)
    stolen, mine = follow(client.begin("")[0]), client.begin("")
    with pytest.raises(oidc.NotBelieved, match="invalid_grant"):
        client.finish(mine[1], {**follow(mine[0]), "code": stolen["code"]})


def test_an_answer_of_another_issuer_is_not_believed(client: oidc.Client) -> None:
    address, kept = client.begin("")
    with pytest.raises(oidc.NotBelieved, match="another issuer"):
        client.finish(kept, {**follow(address), "iss": "https://elsewhere.example"})
    with pytest.raises(oidc.NotBelieved, match="no code"):
        client.finish(kept, {name: value for name, value in follow(address).items() if name != "code"})


def test_who_declines_is_not_signed_in(client: oidc.Client, identity_provider: IdentityProvider) -> None:
    identity_provider.faults = {"declines"}
    address, kept = client.begin("")
    with pytest.raises(oidc.Refused, match="access_denied"):
        client.finish(kept, follow(address))


def test_a_wrong_client_secret_is_said_plainly(identity_provider: IdentityProvider) -> None:
    client = oidc.Client(settings_for(identity_provider, client_secret="wrong"), HERE)
    address, kept = client.begin("")
    with pytest.raises(oidc.NotBelieved, match="invalid_client") as told:
        client.finish(kept, follow(address))
    assert "wrong" not in str(told.value)


def test_a_provider_that_calls_itself_something_else_is_not_used(
    client: oidc.Client, identity_provider: IdentityProvider
) -> None:
    identity_provider.faults = {"discovery"}
    with pytest.raises(InputError, match="calls itself something else"):
        client.begin("")


@pytest.mark.parametrize(
    ("issuer", "words"),
    [
        ("http://id.example.org", "https://"),
        ("https://127.0.0.1:9", "could not be reached"),
        ("id.example.org", "https://"),
    ],
)
def test_a_provider_that_cannot_be_used(issuer: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        oidc.Client(OidcSettings(issuer=issuer, client_id="x"), HERE).begin("")


def test_without_authlib_it_says_what_to_install(
    client: oidc.Client, monkeypatch: pytest.MonkeyPatch, identity_provider: IdentityProvider
) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("authlib"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(InputError, match=r"open-government-toolbox\[oidc\]"):
        client.begin("")


def test_the_secret_is_not_shown_by_accident(identity_provider: IdentityProvider) -> None:
    assert CLIENT_SECRET not in repr(settings_for(identity_provider))
