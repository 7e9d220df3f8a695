"""Who may send what here: hosts, request forgery, body sizes, and the headers that tell browsers to be strict.

All of it is decided from the request's head, in one pass and without state. Rules: Fetch Metadata
(``Sec-Fetch-Site``, W3C) and ``Origin`` (RFC 6454) instead of tokens in forms; Content Security Policy level 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from toolbox_core.i18n import N_
from toolbox_core.web.cors import add_open_headers, is_open

if TYPE_CHECKING:
    from toolbox_core.config import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FRAME_HEADER = "toolbox-frame-ancestors"
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {ancestors}"
)
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(self), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
HSTS = "max-age=31536000"
_ANCESTORS = re.compile(r"\*|'self'|https://[a-z0-9.*:-]+( https://[a-z0-9.*:-]+)*")

FORGED = (
    N_("This request came from another site"),
    N_("For your safety, changes are accepted only from the pages of this site itself."),
    N_("Open the page here and send the form again."),
)
UNKNOWN_HOST = (
    N_("This site is not served here"),
    N_("The address names a site that this server does not know."),
    N_("The site's operators list its names under [server] allowed_hosts."),
)


def allowed_hosts(settings: Settings) -> tuple[str, ...]:
    """The host names this site answers to, in lower case: those of the settings and that of its public address."""
    names = [name.lower() for name in settings.server.allowed_hosts]
    public = urlsplit(settings.site.base_url).hostname
    if public:
        names.append(f"[{public}]" if ":" in public else public)
    return tuple(names)


def is_secure(settings: Settings, scheme: str) -> bool:
    """Whether visitors reach the site over https: as the server or its proxy says, or by its public address."""
    return scheme == "https" or settings.site.base_url.startswith("https:")


def host_is_known(host: str, known: Sequence[str]) -> bool:
    """Whether a ``Host`` header names this site. ``*`` allows any; ``*.example.org`` allows its subdomains."""
    if "*" in known:
        return True
    name = re.sub(r":\d+$", "", host.strip().lower())
    return any(name == each or (each.startswith("*.") and name.endswith(each[1:])) for each in known if name)


def is_forged(method: str, headers: Headers, *, base_url: str) -> bool:
    """Whether an unsafe request may have been sent by another site's page in the visitor's name.

    Browsers say where a request comes from: ``Sec-Fetch-Site``, older ones ``Origin``. A program that sends a bearer
    token carries no cookie on its own and cannot be tricked so. A request with a cookie and without either header is
    refused, for it cannot be told apart.
    """
    if method in SAFE_METHODS:
        return False
    if headers.get("authorization", "")[:7].lower() == "bearer ":
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        return not _same_origin(origin, headers.get("host", ""), base_url)
    return "cookie" in headers


def _same_origin(origin: str, host: str, base_url: str) -> bool:
    if origin == "null":
        return False
    sent = urlsplit(origin).netloc.lower()
    return bool(sent) and sent in (host.strip().lower(), urlsplit(base_url).netloc.lower())


def add_security_headers(headers: MutableHeaders, path: str, *, secure: bool) -> None:
    """Put the strict headers on an answer. A page made for embedding names who may frame it in ``FRAME_HEADER``."""
    ancestors = headers.get(FRAME_HEADER, "'none'")
    if FRAME_HEADER in headers:
        del headers[FRAME_HEADER]
    if not _ANCESTORS.fullmatch(ancestors):
        ancestors = "'none'"
    open_data = is_open(path)
    headers.setdefault("content-security-policy", CONTENT_POLICY.format(ancestors=ancestors))
    headers.setdefault("x-content-type-options", "nosniff")
    headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
    headers.setdefault("permissions-policy", PERMISSIONS_POLICY)
    headers.setdefault("cross-origin-opener-policy", "same-origin")
    # Open data is for everybody's pages and programs; it carries nothing that depends on who asks.
    headers.setdefault("cross-origin-resource-policy", "cross-origin" if open_data else "same-origin")
    if open_data:
        add_open_headers(headers)
    if secure:
        headers.setdefault("strict-transport-security", HSTS)
