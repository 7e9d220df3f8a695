"""A small OpenID Connect provider on this machine, so that signing in through one can be tried without a network.

It speaks the authorization code flow with PKCE as OpenID Connect Core 1.0 and RFC 7636 ask, knows one client and one
person, and can be told to misbehave in the ways a relying party must notice. For tests only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

CLIENT_ID = "toolbox"
CLIENT_SECRET = "provider-secret-canary"  # noqa: S105 - the secret of a provider that lives for one test
SECONDS = 300


@dataclass
class IdentityProvider:
    """A running provider. Change ``person``, ``asks`` and ``faults`` at any time.

    ``asks``: it shows a page with a link to follow, as a real one would; else it sends people back at once. ``faults``
    are among ``nonce``, ``audience``, ``issuer``, ``expired``, ``signature``, ``unsigned``, ``symmetric``,
    ``no_token``, ``no_subject``, ``declines``, ``state``, ``discovery``.
    """

    issuer: str = ""
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "subject-1", "email": "ana@example.org", "name": "Ana of the Ministry"}
    )
    asks: bool = False
    faults: set[str] = field(default_factory=set)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    questions: list[dict[str, str]] = field(default_factory=list)
    key: Any = None
    stranger: Any = None


@contextmanager
def run_identity_provider() -> Iterator[IdentityProvider]:
    """Run a provider on a free port of 127.0.0.1 until the block ends."""
    from joserfc.jwk import RSAKey

    provider = IdentityProvider(
        key=RSAKey.generate_key(2048, {"kid": "one"}), stranger=RSAKey.generate_key(2048, {"kid": "one"})
    )

    class Handler(_Handler):
        home = provider

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    home: IdentityProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        question = dict(parse_qsl(parts.query))
        if parts.path == "/.well-known/openid-configuration":
            self._json(200, self._description())
        elif parts.path == "/keys":
            self._json(200, {"keys": [self.home.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            self.home.questions.append(question)
            self._authorize(question)
        else:
            self._json(404, {"error": "not_found"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        self._token({name: values[0] for name, values in parse_qs(body).items()})

    def log_message(self, *args: Any) -> None:
        """Nothing: tests look at what the toolbox logs."""

    def _description(self) -> dict[str, Any]:
        issuer = self.home.issuer
        return {
            "issuer": "https://elsewhere.example" if "discovery" in self.home.faults else issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _authorize(self, question: dict[str, str]) -> None:
        state = "another" if "state" in self.home.faults else question.get("state", "")
        answer = {"state": state, "iss": self.home.issuer}
        if "declines" in self.home.faults:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(16)
            self.home.codes[answer["code"]] = question
        there = f"{question['redirect_uri']}?{urlencode(answer)}"
        if self.home.asks:
            name = html.escape(self.home.person["name"])
            link = f'<a href="{html.escape(there)}">Go on as {name}</a>'
            page = f'<!doctype html><html lang="en"><title>Provider</title><h1>Provider</h1>{link}'
            self._send(200, page.encode(), "text/html; charset=utf-8")
            return
        self.send_response(302)
        self.send_header("location", there)
        self.send_header("content-length", "0")
        self.end_headers()

    def _token(self, form: dict[str, str]) -> None:
        given = f"Basic {base64.b64encode(f'{CLIENT_ID}:{CLIENT_SECRET}'.encode()).decode()}"
        question = self.home.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if self.headers.get("authorization") != given:
            self._json(401, {"error": "invalid_client"})
        elif (
            question is None
            or form.get("redirect_uri") != question["redirect_uri"]
            or challenge.rstrip(b"=").decode() != question.get("code_challenge")
        ):
            self._json(400, {"error": "invalid_grant"})
        else:
            answer = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": SECONDS}
            if "no_token" not in self.home.faults:
                answer["id_token"] = self._id_token(question)
            self._json(200, answer)

    def _id_token(self, question: dict[str, str]) -> str:
        from joserfc import jwt

        faults, now = self.home.faults, int(time.time())
        claims = {
            **self.home.person,
            "iss": "https://elsewhere.example" if "issuer" in faults else self.home.issuer,
            "aud": "somebody-else" if "audience" in faults else CLIENT_ID,
            "iat": now,
            "exp": now - SECONDS if "expired" in faults else now + SECONDS,
            "nonce": "another" if "nonce" in faults else question.get("nonce", ""),
        }
        if "no_subject" in faults:
            del claims["sub"]
        if "unsigned" in faults:
            return _joined({"alg": "none"}, claims, lambda _: b"")
        if "symmetric" in faults:
            # The old trick: the public key as the secret of a symmetric signature.
            public = self.home.key.as_pem(private=False)
            head = {"alg": "HS256", "kid": "one"}
            return _joined(head, claims, lambda signed: hmac.digest(public, signed, "sha256"))
        key = self.home.stranger if "signature" in faults else self.home.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)

    def _json(self, status: int, data: dict[str, Any]) -> None:
        self._send(status, json.dumps(data).encode(), "application/json")

    def _send(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _joined(head: dict[str, str], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """A token written by hand, as only an attacker would."""
    signed = b".".join(_plain(json.dumps(part).encode()) for part in (head, claims))
    return (signed + b"." + _plain(sign(signed))).decode()


def _plain(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
