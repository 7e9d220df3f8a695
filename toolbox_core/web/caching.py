"""Answers kept as bytes: a page that many read is made once for each publication.

Kept are whole answers to GET of routes that say ``cacheable``, with status 200 and without a cookie, for visitors who
have not signed in. The key holds
everything such an answer may depend on: address, query, language, accepted kind, and the generations of plugins and
data. The ETag (RFC 9110, section 8.8.3) is strong: it covers those generations and the bytes themselves.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders

from toolbox_core.web.host import Visit, visit_in

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

GZIP_LEVEL = 5
# Below this a packed answer is no smaller on the wire.
SMALLEST_PACKED = 600
# What one entry costs beside its bytes, roughly.
ENTRY_OVERHEAD = 1024
VARY = "Accept-Language, Cookie, Accept-Encoding, Accept"
_COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/ld+json",
    "application/xml",
    "application/atom+xml",
    "image/svg+xml",
)
Key = tuple[str, str, str, str, str, str, int, int, int]
RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer: its headers without ``content-length``, its bytes, the same packed, and the tag they share."""

    headers: RawHeaders
    body: bytes
    packed: bytes | None
    tag: str

    @property
    def size(self) -> int:
        """Bytes it takes in memory, roughly."""
        return len(self.body) + len(self.packed or b"") + ENTRY_OVERHEAD


class Shelf:
    """Answers by key, the least recently used thrown out when ``limit`` bytes are exceeded."""

    def __init__(self, limit: int) -> None:
        self._limit, self._size = limit, 0
        self._entries: OrderedDict[Key, Kept] = OrderedDict()

    @property
    def size(self) -> int:
        """Bytes kept at the moment."""
        return self._size

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Kept | None:
        """The answer of ``key``, which counts as used now."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: Key, entry: Kept) -> None:
        """Keep ``entry``, unless it alone would take more than an eighth of the room."""
        if entry.size > self._limit // 8:
            return
        old = self._entries.pop(key, None)
        self._size += entry.size - (old.size if old else 0)
        self._entries[key] = entry
        while self._size > self._limit:
            _, oldest = self._entries.popitem(last=False)
            self._size -= oldest.size

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._size = 0


class PageCache:
    """Pure-ASGI layer: answers from the shelf, fills it, packs with gzip, and answers conditional requests."""

    def __init__(self, app: ASGIApp, *, megabytes: int) -> None:
        self._app = app
        self.shelf = Shelf(megabytes << 20)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        headers, visit = Headers(scope=scope), visit_in(scope)
        key = cache_key(scope, headers, visit)
        # A signed-in person's pages carry their name: they are neither kept nor answered with what others saw.
        kept = self.shelf.get(key) if visit.actor.is_anonymous else None
        if kept is not None:
            await send_kept(kept, headers, visit, send, head=scope["method"] == "HEAD")
            return
        await self._app(scope, receive, self._filling(key, scope, headers, visit, send))

    def _filling(self, key: Key, scope: Scope, headers: Headers, visit: Visit, send: Send) -> Send:
        """A ``send`` that holds the head of an answer back until its first bytes tell whether it is whole."""
        started: Message | None = None
        passing = False
        head = scope["method"] == "HEAD"

        async def held(message: Message) -> None:
            nonlocal started, passing
            if passing:
                await send(message)
                return
            if message["type"] == "http.response.start":
                started = message
                return
            assert started is not None
            body = bytes(message.get("body", b""))
            if message["type"] != "http.response.body" or message.get("more_body", False):
                passing = True
                await send(started)
                await send(message)
                return
            answer = MutableHeaders(raw=list(started["headers"]))
            if visit.cacheable and visit.actor.is_anonymous and started["status"] == 200 and "set-cookie" not in answer:
                kept = make_kept(key, answer, body)
                self.shelf.put(key, kept)
                await send_kept(kept, headers, visit, send, head=head)
                return
            answer.setdefault("cache-control", "no-store")
            if body and not head and accepts_gzip(headers) and is_compressible(answer, body):
                body = gzip.compress(body, GZIP_LEVEL, mtime=0)
                answer["content-encoding"] = "gzip"
                answer["content-length"] = str(len(body))
                answer.add_vary_header("Accept-Encoding")
            await send({**started, "headers": answer.raw})
            await send({"type": "http.response.body", "body": b"" if head else body})

        return held


def cache_key(scope: Scope, headers: Headers, visit: Visit) -> Key:
    """Everything an answer may depend on. The language parameter is left out: the language itself is in the key."""
    query = scope["query_string"].decode("latin-1")
    if query:
        # Sorted by name only: the order of a repeated parameter's values may matter.
        pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "lang"]
        query = urlencode(sorted(pairs, key=lambda pair: pair[0]))
    accept = headers.get("accept", "")
    kind = "" if accept in ("", "*/*") or accept.startswith("text/html,") else accept[:300]
    return (
        # Pages for programs name their own address in full.
        headers.get("host", ""),
        scope["path"],
        query,
        visit.language,
        visit.theme,
        kind,
        visit.plugin_generation,
        visit.data_generation,
        visit.build,
    )


def make_kept(key: Key, headers: MutableHeaders, body: bytes) -> Kept:
    """Turn a whole answer into one to keep."""
    tag = hashlib.blake2b(repr(key).encode() + body, digest_size=16).hexdigest()
    packed = gzip.compress(body, GZIP_LEVEL, mtime=0) if is_compressible(headers, body) else None
    raw = [(name, value) for name, value in headers.raw if name not in (b"content-length", b"etag", b"vary")]
    raw.append((b"vary", VARY.encode()))
    return Kept(raw, body, packed, tag)


def is_compressible(headers: Headers, body: bytes) -> bool:
    """Whether packing is worth it: words, long enough, and not packed already."""
    return (
        len(body) >= SMALLEST_PACKED
        and "content-encoding" not in headers
        and headers.get("content-type", "").startswith(_COMPRESSIBLE)
    )


def accepts_gzip(headers: Headers) -> bool:
    """Whether ``Accept-Encoding`` names gzip and does not refuse it with ``q=0``."""
    for part in headers.get("accept-encoding", "").lower().split(","):
        coding, _, parameters = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip"):
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def matches(condition: str, tag: str) -> bool:
    """Whether an ``If-None-Match`` header holds ``tag``, in either coding (weak comparison, RFC 9110 13.1.2)."""
    if not condition:
        return False
    wanted = {part.strip().removeprefix("W/").strip('"').removesuffix("-gz") for part in condition.split(",")}
    return tag in wanted or "*" in wanted


async def send_kept(kept: Kept, headers: Headers, visit: Visit, send: Send, *, head: bool) -> None:
    """Answer with a kept page: 304 when the browser has it, else packed or plain as the browser accepts."""
    packed = kept.packed if kept.packed is not None and accepts_gzip(headers) else None
    # A language or a display remembered in a cookie makes the answer this visitor's; shared caches leave it alone.
    scope_of_cache = "private" if visit.remembered or visit.chosen or visit.theme else "public"
    added: RawHeaders = [
        (b"etag", f'"{kept.tag}{"-gz" if packed is not None else ""}"'.encode()),
        (b"cache-control", f"{scope_of_cache}, max-age=0, must-revalidate".encode()),
    ]
    own = [(name, value) for name, value in kept.headers if name != b"cache-control"]
    if matches(headers.get("if-none-match", ""), kept.tag):
        unchanged = [(name, value) for name, value in own if name != b"content-type"]
        await send({"type": "http.response.start", "status": 304, "headers": unchanged + added})
        await send({"type": "http.response.body", "body": b""})
        return
    body = kept.body if packed is None else packed
    if packed is not None:
        added.append((b"content-encoding", b"gzip"))
    added.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": own + added})
    await send({"type": "http.response.body", "body": b"" if head else body})
