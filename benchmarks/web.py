"""Requests a second, median and slowest hundredth of the budget page, against a bare Starlette and against Datasette.

All three answer on one processor, to the same client with the same number of open connections, one after the other.
Datasette is not part of the development environment; it gets one of its own under ``build/``.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import uvloop
from table import Row

from toolbox_core.testing.servers import run_toolbox, serve

Result = tuple[float, float, float]
"""Requests a second, median and 99th hundredth of the times in seconds."""
SECONDS = 6.0
CONNECTIONS = 16
DATASETTE = Path(__file__).resolve().parents[1] / "build" / "datasette"
PAGE = "/budget/port-sennen/2025"
HELLO = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
async def hello(request):
    return PlainTextResponse("hello")
app = Starlette(routes=[Route("/", hello)])
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
"""
CHUNKED = 1 << 62
"""Stands for the length of an answer that comes in pieces and does not say how long it will be."""
LAST_CHUNK = b"\r\n0\r\n\r\n"


class Client(asyncio.Protocol):
    """One connection that asks the same thing again and again, and notes how long each answer took."""

    def __init__(self, requests: Iterator[bytes], until: float, times: list[float]) -> None:
        self._requests, self._until, self._times = requests, until, times
        self._missing = -1
        self._head = self._tail = b""
        self._asked = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        # uvloop's transports have the same methods without the same base class.
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take what came; when the answer is whole, note its time and ask again."""
        if self._missing < 0:
            self._head += data
            head, found, body = self._head.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 200"):
                self._end(RuntimeError(head.split(b"\r\n")[0].decode()))
                return
            lines = head.lower().split(b"\r\n")
            lengths = [int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")]
            self._missing, data = (lengths[0] if lengths else CHUNKED), body
        if self._missing == CHUNKED:
            self._tail = (self._tail + data)[-len(LAST_CHUNK) :]
            whole = self._tail == LAST_CHUNK
        else:
            self._missing -= len(data)
            whole = self._missing == 0
        if whole:
            now = time.perf_counter()
            self._times.append(now - self._asked)
            if now < self._until:
                self._ask()
            else:
                self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """A server that hangs up is an error, unless we were done."""
        self._end(exc or RuntimeError("the server closed the connection"))

    def _ask(self) -> None:
        self._missing, self._head, self._tail, self._asked = -1, b"", b"", time.perf_counter()
        self._transport.write(next(self._requests))

    def _end(self, error: Exception | None) -> None:
        if not self.done.done():
            self._transport.close()
            if error is None:
                self.done.set_result(None)
            else:
                self.done.set_exception(error)


def measure() -> Iterator[Row]:
    """The budget page, kept and made anew, beside the two others."""
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "demo"
        made = run_toolbox("demo", str(site), "--no-serve")
        if made.returncode:
            sys.exit(made.stderr)
        with _hello(18411) as address:
            hello = _load(address)
        datasette = _of_datasette(site)
        with serve(site) as running:
            kept = _load(running.url + PAGE)
            # Each request asks for something slightly different, so that none can be answered from what was kept.
            fresh = _load(running.url + PAGE, each_different=True)
        yield Row("bare Starlette 'hello'", _shown(hello), "itself", 1.0)
        yield Row("budget page, from the cache", _shown(kept), f"hello: {_shown(hello)}", kept[0] / hello[0])
        yield Row("budget page, made anew", _shown(fresh), f"hello: {_shown(hello)}", fresh[0] / hello[0])
        for what, result in (("budget page, from the cache", kept), ("budget page, made anew", fresh)):
            if datasette is None:
                yield Row(what, _shown(result), "Datasette: could not be installed here", None)
            else:
                yield Row(what, _shown(result), f"Datasette: {_shown(datasette)}", result[0] / datasette[0])


def _of_datasette(site: Path) -> Result | None:
    try:
        with _datasette(site / "data" / "toolbox.sqlite", 18412) as address:
            return _load(address + "/toolbox/budget_portal_line?_size=20")
    except subprocess.CalledProcessError:
        return None


def _load(address: str, *, each_different: bool = False) -> Result:
    """Requests a second, and the times in seconds that half and 99 of 100 answers stayed below."""
    for seconds in (1.0, SECONDS):  # the first round warms everything up
        times: list[float] = []
        uvloop.run(_run(_requests(address, each_different=each_different), address, seconds, times))
    times.sort()
    return len(times) / SECONDS, times[len(times) // 2], times[int(len(times) * 0.99)]


def _requests(address: str, *, each_different: bool) -> Iterator[bytes]:
    parts = urlsplit(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    for number in itertools.count():
        asked = f"{path}?n={number}" if each_different else path
        yield f"GET {asked} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: text/html\r\n\r\n".encode()


async def _run(requests: Iterator[bytes], address: str, seconds: float, times: list[float]) -> None:
    parts = urlsplit(address)
    until = time.perf_counter() + seconds
    loop, host, port = asyncio.get_running_loop(), parts.hostname or "", parts.port or 80
    clients = []
    for _ in range(CONNECTIONS):
        _, client = await loop.create_connection(lambda: Client(requests, until, times), host, port)
        clients.append(client)
    await asyncio.gather(*(client.done for client in clients))


@contextmanager
def _hello(port: int) -> Iterator[str]:
    with _process([sys.executable, "-c", HELLO, str(port)], port) as address:
        yield address


@contextmanager
def _datasette(database: Path, port: int) -> Iterator[str]:
    program = DATASETTE / "bin" / "datasette"
    if not program.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(DATASETTE)], check=True)
        subprocess.run([str(DATASETTE / "bin" / "pip"), "install", "--quiet", "datasette"], check=True)
    copy = database.with_name("copy") / "toolbox.db"
    copy.parent.mkdir()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM INTO ?", [str(copy)])
    with _process([str(program), "serve", str(copy), "--port", str(port)], port) as address:
        yield address


@contextmanager
def _process(command: list[str], port: int) -> Iterator[str]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        asyncio.run(_answers(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


async def _answers(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    sys.exit(f"Nothing answers on port {port}.")


def _shown(result: Result) -> str:
    return f"{result[0]:,.0f}/s, p50 {result[1] * 1000:.1f} ms, p99 {result[2] * 1000:.1f} ms"
