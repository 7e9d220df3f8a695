"""Requests to the outside: only to public addresses, only as large and as long as allowed.

A webhook's or an import's address comes from a person, and a name can be made to point anywhere. So the name is
resolved once, every address it has must be public, and the connection goes to exactly the address that was checked
(no second look-up that could answer differently). Redirects are not followed. OWASP ASVS 5.0, 1.3.6 and 13.2.5.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpcore2
import httpx2

from toolbox_core.exceptions import InputError

NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b::/96",  # NAT64: leads to any IPv4 address, private ones too (RFC 6052)
        "64:ff9b:1::/48",  # NAT64 for local use (RFC 8215)
        "2002::/16",  # 6to4: carries an IPv4 address (RFC 3056)
        "2001::/32",  # Teredo: the same (RFC 4380)
        "fec0::/10",  # site-local, deprecated (RFC 3879)
    )
)
SECONDS = 10.0
JSON_SECONDS = 60.0
"""For a whole answer; ``SECONDS`` are for each step of it."""
MOST_BYTES = 1 << 20
PORTS = frozenset({443, 80, 8443, 8080})


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet and to one machine (no multicast, no tunnel)."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    if mapped is not None:
        return is_public(str(mapped))
    return (
        ip.is_global
        and not ip.is_multicast
        and not any(ip in network for network in NOT_PUBLIC if network.version == ip.version)
    )


def check_address(url: str, *, http_allowed: bool = False, any_port: bool = False) -> httpx2.URL:
    """The address, when it may be called: https, a host name, an ordinary port, no password in it.

    ``any_port`` is for addresses that the site's owner set, not visitors.
    Raises ``InputError`` with what is wrong. What the name resolves to is checked when the connection is made.
    """
    if any(character.isspace() for character in url.strip()):
        raise InputError(f"{url!r} is not a web address: it has a space in it.")
    try:
        parsed = httpx2.URL(url.strip())
    except httpx2.InvalidURL as error:
        raise InputError(f"{url!r} is not a web address: {error}.") from error
    schemes = {"https", "http"} if http_allowed else {"https"}
    if parsed.scheme not in schemes or not parsed.host:
        raise InputError(f"{url!r} does not begin with https:// and a name.", fix="Give a full https address.")
    if parsed.userinfo:
        raise InputError("A web address with a password in it is refused.", fix="Leave name and password out.")
    if parsed.port is not None and parsed.port not in PORTS and not any_port:
        raise InputError(f"Port {parsed.port} is not one the toolbox calls.", fix="Use 443, 80, 8443 or 8080.")
    return parsed


def check_public(url: str) -> str:
    """The address without spaces around it, when it can be one that everybody reaches; nothing is looked up.

    For addresses that people write into forms: raises ``InputError`` for what ``check_address`` refuses, for numbers
    of private networks however they are spelt, and for names that only exist inside of one.
    """
    host = check_address(url, http_allowed=True, any_port=True).host.strip("[]").rstrip(".").lower()
    try:
        public = is_public(host)
    except ValueError:
        try:
            public = is_public(socket.inet_ntoa(socket.inet_aton(host)))
        except OSError:
            public = "." in host and not host.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))
    if not public:
        raise InputError(
            f"{url.strip()!r} leads into a private network, where the public cannot follow.",
            fix="Give an address that everybody reaches, or upload the file.",
        )
    return url.strip()


class _CheckedBackend(httpcore2.NetworkBackend):
    """Opens connections only to addresses that were checked, after resolving the name itself."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = allowed
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        return self._plain.connect_tcp(self._resolve(host, port), port, timeout, local_address, socket_options)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        raise httpcore2.ConnectError("sockets of this machine are not called")

    def _resolve(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(f"the name {host} is not known") from error
        addresses = [str(entry[4][0]) for entry in found]
        if host not in self._allowed and not all(is_public(address) for address in addresses):
            raise httpcore2.ConnectError(f"{host} leads to an address that is not public")
        return addresses[0]


class CheckedTransport(httpx2.HTTPTransport):
    """httpx's transport over connections of the checked kind; for clients of libraries, too."""

    def __init__(self, allowed: Collection[str]) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=10,
            network_backend=_CheckedBackend(allowed),
        )


def client(*, allowed: Collection[str] = ()) -> httpx2.Client:
    """An HTTP client for addresses that people gave. Close it, or use it in a ``with`` block.

    ``allowed`` are host names that may be private because the site's owner listed them.
    """
    return httpx2.Client(
        transport=CheckedTransport(allowed),
        timeout=SECONDS,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "OpenGovernmentToolbox"},
    )


def post(url: str, body: bytes, headers: dict[str, str], *, allowed: Collection[str] = ()) -> int:
    """Send ``body`` to ``url`` and return the status code; at most a megabyte of the answer is read.

    Raises ``InputError`` when the address may not be called or does not answer.
    """
    address = check_address(url, http_allowed=bool(allowed))
    try:
        with client(allowed=allowed) as http, http.stream("POST", address, content=body, headers=headers) as answer:
            read = 0
            for chunk in answer.iter_raw():
                read += len(chunk)
                if read > MOST_BYTES:
                    break
            return answer.status_code
    except httpx2.HTTPError as error:
        raise InputError(f"{address.host} could not be reached: {error}.") from error


def probe(url: str, *, allowed: Collection[str] = ()) -> tuple[int, str]:
    """Whether something answers at ``url``: the status code, and where it sends us (empty: nowhere).

    Asks for the head first, and for the page where the head is refused, of which not a byte is kept. Raises
    ``InputError`` when the address may not be called or does not answer.
    """
    address = check_address(url, http_allowed=True)
    try:
        with client(allowed=allowed) as http:
            status = 405
            for method in ("HEAD", "GET"):
                with http.stream(method, address) as answer:
                    status, target = answer.status_code, answer.headers.get("location", "")
                if status not in (403, 405, 501):
                    break
            return status, target
    except httpx2.HTTPError as error:
        raise InputError(f"{address.host} could not be reached: {error}.") from error


def get_json(
    url: str,
    *,
    allowed: Collection[str] = (),
    http_allowed: bool = False,
    any_port: bool = False,
    most_bytes: int = MOST_BYTES,
) -> Any:
    """The JSON at ``url``, at most ``most_bytes`` of it.

    Raises ``InputError`` when the address may not be called, does not answer with 200, answers too much, takes longer
    than a minute, or answers something else.
    """
    address = check_address(url, http_allowed=http_allowed, any_port=any_port)
    body = b"".join(_chunks(address, allowed, most_bytes, JSON_SECONDS))
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{address.host} did not answer with JSON.") from error


def download(
    url: str,
    path: Path,
    *,
    allowed: Collection[str] = (),
    http_allowed: bool = False,
    any_port: bool = False,
    most_bytes: int,
    seconds: float,
) -> None:
    """Write what is at ``url`` into a file. Raises ``InputError`` as ``get_json`` does; the file may be begun then."""
    address = check_address(url, http_allowed=http_allowed, any_port=any_port)
    with path.open("wb") as opened:
        for chunk in _chunks(address, allowed, most_bytes, seconds):
            opened.write(chunk)


def fetch(url: str, *, allowed: Collection[str] = (), any_port: bool = False, most_bytes: int, seconds: float) -> bytes:
    """What is at ``url``, whole. Raises ``InputError`` as ``get_json`` does."""
    address = check_address(url, http_allowed=True, any_port=any_port)
    return b"".join(_chunks(address, allowed, most_bytes, seconds))


def _chunks(address: httpx2.URL, allowed: Collection[str], most_bytes: int, seconds: float) -> Iterator[bytes]:
    """The answer, piece by piece. A server that lets drop after drop trickle is not waited for."""
    until, size = time.monotonic() + seconds, 0
    try:
        with client(allowed=allowed) as http, http.stream("GET", address) as answer:
            if 300 <= answer.status_code < 400:
                there = answer.headers.get("location", "another address")
                raise InputError(f"{address} sends us on to {there}.", fix="Give that address, if you trust it.")
            if answer.status_code != 200:
                raise InputError(f"{address.host} answered with status {answer.status_code} for {address.path}.")
            for chunk in answer.iter_bytes():
                size += len(chunk)
                if size > most_bytes:
                    raise InputError(f"{address.host} answered with more than {_size(most_bytes)} for {address.path}.")
                if time.monotonic() > until:
                    raise InputError(f"{address.host} took longer than {seconds:.0f} seconds for {address.path}.")
                yield chunk
    except httpx2.HTTPError as error:
        raise InputError(f"{address.host} could not be reached: {error}.") from error


def _size(number: int) -> str:
    return "a mebibyte" if number == 1 << 20 else f"{number >> 20} mebibytes" if number >> 20 else f"{number} bytes"
