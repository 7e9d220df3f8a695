"""OpenID Connect: who somebody is, as the government's own identity provider says (extra ``oidc``, Authlib).

Authorization code flow with PKCE (RFC 7636), ``state`` and ``nonce``. What this browser was asked is kept in a cookie
of ten minutes that no script can read; nothing is cached between people. The ID token's signature, issuer, audience,
times and nonce are checked (OpenID Connect Core 1.0, 3.1.3.7); its signature must be of the asymmetric kind.
"""

from __future__ import annotations

import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import httpx2
import msgspec

from toolbox_core import outbound
from toolbox_core.config import OidcSettings
from toolbox_core.exceptions import InputError

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
SECONDS_OF_DRIFT = 60
LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2."""


class NotBelieved(InputError):
    """The provider's answer does not fit what this browser asked, or is not signed as it must be."""


class Refused(InputError):
    """The provider did not sign the person in (they declined, or it did)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is. ``onward`` is the address that was kept for after the sign-in."""

    issuer: str
    subject: str
    email: str
    name: str
    onward: str


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What the browser keeps between going and coming back."""

    state: str
    nonce: str
    verifier: str
    onward: str


class Client:
    """One sign-in through the provider. ``come_back`` is the site's own address to come back to.

    Everything here blocks: call it in a thread. Raises ``InputError`` when the provider cannot be used.
    """

    def __init__(self, settings: OidcSettings, come_back: str) -> None:
        self._settings, self._come_back = settings, come_back

    def begin(self, onward: str) -> tuple[str, str]:
        """``(address, kept)``: where to send the browser, and what it must keep until it comes back."""
        provider = self._discover()
        kept = Kept(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), onward)
        with self._oauth(provider) as client:
            address, _ = client.create_authorization_url(
                self._endpoint(provider, "authorization_endpoint"),
                state=kept.state,
                nonce=kept.nonce,
                code_verifier=kept.verifier,
            )
        return str(address), urlsafe_b64encode(msgspec.json.encode(kept)).decode()

    def finish(self, kept_text: str, answer: dict[str, str]) -> Identity:
        """Turn the provider's answer into an identity. Raises ``Refused``, ``NotBelieved`` or ``InputError``."""
        kept = _read(kept_text)
        if not secrets.compare_digest(kept.state.encode(), answer.get("state", "").encode()):
            raise NotBelieved("The state is not the one that was given out.")
        if answer.get("iss", self._settings.issuer) != self._settings.issuer:
            raise NotBelieved("The answer names another issuer (RFC 9207).")
        if "error" in answer:
            raise Refused(f"It said {answer['error'][:100]!r}.")
        if not answer.get("code"):
            raise NotBelieved("The answer holds no code.")
        provider = self._discover()
        token = self._token(provider, answer["code"], kept.verifier)
        claims = self._claims(str(token.get("id_token", "")), str(token.get("access_token", "")), provider, kept.nonce)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise NotBelieved("The ID token has no usable subject.")
        return Identity(
            self._settings.issuer, subject, str(claims.get("email", "")), str(claims.get("name", "")), kept.onward
        )

    def _token(self, provider: dict[str, Any], code: str, verifier: str) -> dict[str, Any]:
        from authlib.common.errors import AuthlibBaseError

        try:
            with self._oauth(provider) as client:
                return dict(
                    client.fetch_token(
                        self._endpoint(provider, "token_endpoint"),
                        grant_type="authorization_code",
                        code=code,
                        code_verifier=verifier,
                    )
                )
        except AuthlibBaseError as error:
            # What the provider says of a code that is over, used, or not for this verifier.
            raise NotBelieved(f"No token was given: {error.error}.") from error
        except (httpx2.HTTPError, ValueError) as error:
            raise InputError(f"The token endpoint could not be used: {type(error).__name__}: {error}.") from error

    def _claims(self, id_token: str, access_token: str, provider: dict[str, Any], nonce: str) -> dict[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        keys = outbound.get_json(
            self._endpoint(provider, "jwks_uri"), allowed=self._hosts(), http_allowed=self._is_local(), any_port=True
        )
        try:
            signed = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
            client_id = self._settings.client_id
            options = {"iss": {"values": [self._settings.issuer]}, "aud": {"values": [client_id]}}
            params = {"nonce": nonce, "client_id": client_id, "access_token": access_token}
            claims = CodeIDToken(signed.claims, signed.header, options, params)
            claims.validate(now=int(time.time()), leeway=SECONDS_OF_DRIFT)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotBelieved(f"The ID token is not good: {type(error).__name__}: {error}") from error
        audience = claims["aud"]
        if isinstance(audience, list) and any(each != client_id for each in audience):
            raise NotBelieved("The ID token is meant for others, too.")
        return dict(claims)

    def _discover(self) -> dict[str, Any]:
        """The provider's own description (OpenID Connect Discovery 1.0), asked anew each time."""
        issuer = self._settings.issuer
        address = issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = outbound.get_json(address, allowed=self._hosts(), http_allowed=self._is_local(), any_port=True)
        if not isinstance(found, dict) or found.get("issuer") != issuer:
            raise InputError(f"The provider at {issuer} calls itself something else.", fix="Correct [oidc] issuer.")
        return found

    def _hosts(self) -> set[str]:
        """The one host that may be private: a ministry's provider often is inside its own network."""
        return {httpx2.URL(self._settings.issuer).host}

    def _is_local(self) -> bool:
        """Plain http only to this very machine, for trying out."""
        return httpx2.URL(self._settings.issuer).host in ("127.0.0.1", "localhost", "::1")

    def _oauth(self, provider: dict[str, Any]) -> Any:
        try:
            from authlib.integrations.httpx_client import OAuth2Client
        except ImportError:
            raise InputError(
                "Signing in through an identity provider needs Authlib.",
                fix="Install it: pip install 'open-government-toolbox[oidc]'.",
            ) from None
        settings = self._settings
        methods = provider.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        secret_in = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        return OAuth2Client(
            client_id=settings.client_id,
            client_secret=settings.client_secret or None,
            token_endpoint_auth_method=secret_in if settings.client_secret else "none",
            scope=" ".join(settings.scopes),
            redirect_uri=self._come_back,
            code_challenge_method="S256",
            transport=outbound.CheckedTransport(self._hosts()),
            timeout=outbound.SECONDS,
            trust_env=False,
        )

    def _endpoint(self, provider: dict[str, Any], name: str) -> str:
        address = provider.get(name)
        if not isinstance(address, str):
            raise InputError(f"The provider's description has no {name}.")
        return str(outbound.check_address(address, http_allowed=self._is_local(), any_port=True))


def _read(kept: str) -> Kept:
    try:
        return msgspec.json.decode(urlsafe_b64decode(kept.encode()), type=Kept)
    except (ValueError, msgspec.DecodeError) as error:
        raise NotBelieved("This browser did not ask, or too long ago.") from error
