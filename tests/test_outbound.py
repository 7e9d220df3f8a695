"""Requests to the outside: nothing of this machine or its network is ever reached."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from toolbox_core import outbound
from toolbox_core.exceptions import InputError


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:4136:e378::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert outbound.is_public(address) is public


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://example.org/", "https://"),
        ("ftp://example.org/", "https://"),
        ("file:///etc/passwd", "https://"),
        ("//example.org", "https://"),
        ("https://", "https://"),
        ("https://ana:secret@example.org/", "password"),
        ("https://example.org:22/", "Port 22"),
        ("https://exa mple.org/", "not a web address"),
    ],
)
def test_addresses_that_may_not_be_called(url: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        outbound.check_address(url)


@pytest.fixture
def server() -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine that answers everything and keeps what it was sent."""
    heard: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/away":
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1/")
            else:
                self.send_response(204)
            self.end_headers()

        def do_HEAD(self) -> None:
            self.send_response(405 if self.path == "/shy" else 301 if self.path == "/moved" else 404)
            if self.path == "/moved":
                self.send_header("Location", "/new")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response({"/away": 301, "/none": 404}.get(self.path, 200))
            if self.path == "/away":
                self.send_header("Location", "https://new.example/")
            self.end_headers()
            if self.path == "/deep":
                self.wfile.write(b"[" * 200_000)
            elif self.path == "/five":
                self.wfile.write(b"12345")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
            pass

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield listening.server_port, heard
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "017700000001", "[::1]"])
def test_this_machine_is_never_reached_however_it_is_spelt(
    host: str, server: tuple[int, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, heard = server
    monkeypatch.setattr(outbound, "PORTS", {port})

    with pytest.raises(InputError, match=r"not public|not known|not a web address"):
        outbound.post(f"https://{host}:{port}/", b"{}", {})

    assert heard == []


def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: answer)

    with pytest.raises(InputError, match="not public"):
        outbound.post("https://example.org/", b"{}", {})


def test_a_host_the_owner_listed_is_reached(server: tuple[int, list[bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    port, heard = server
    monkeypatch.setattr(outbound, "PORTS", {port})

    assert outbound.post(f"http://127.0.0.1:{port}/", b'{"a": 1}', {}, allowed=["127.0.0.1"]) == 204
    assert heard == [b'{"a": 1}']


def test_redirects_are_not_followed(server: tuple[int, list[bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    port, heard = server
    monkeypatch.setattr(outbound, "PORTS", {port})

    assert outbound.post(f"http://127.0.0.1:{port}/away", b"{}", {}, allowed=["127.0.0.1"]) == 302
    assert len(heard) == 1


def test_probing_tells_what_answers_and_where_it_leads(
    server: tuple[int, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, _ = server
    monkeypatch.setattr(outbound, "PORTS", {port})
    here = f"http://127.0.0.1:{port}"
    found = {path: outbound.probe(here + path, allowed=["127.0.0.1"]) for path in ("/gone", "/moved", "/shy")}
    assert found == {"/gone": (404, ""), "/moved": (301, "/new"), "/shy": (200, "")}
    with pytest.raises(InputError, match="not public"):
        outbound.probe(here)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/five", "answered with more than 4 bytes for /five"),
        ("/away", "sends us on to https://new.example/"),
        ("/none", "answered with status 404 for /none"),
        ("/deep", "did not answer with JSON"),
        ("/", "did not answer with JSON"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(path: str, sentence: str, server: tuple[int, list[bytes]]) -> None:
    here, most = f"http://127.0.0.1:{server[0]}", 4 if path == "/five" else 1 << 20
    with pytest.raises(InputError, match=sentence):
        outbound.get_json(here + path, allowed=["127.0.0.1"], http_allowed=True, any_port=True, most_bytes=most)


def test_what_is_there_is_fetched_whole_or_not_at_all(server: tuple[int, list[bytes]]) -> None:
    five, more = f"http://127.0.0.1:{server[0]}/five", {"allowed": ["127.0.0.1"], "any_port": True, "seconds": 60}
    assert outbound.fetch(five, most_bytes=5, **more) == b"12345"  # type: ignore[arg-type]
    with pytest.raises(InputError, match="more than 4 bytes"):
        outbound.fetch(five, most_bytes=4, **more)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        outbound.fetch(five, most_bytes=5, seconds=60)


def test_a_file_is_fetched_within_its_time(server: tuple[int, list[bytes]], tmp_path: Path) -> None:
    def fetch(seconds: float) -> None:
        outbound.download(
            f"http://127.0.0.1:{server[0]}/five",
            tmp_path / "file",
            allowed=["127.0.0.1"],
            http_allowed=True,
            any_port=True,
            most_bytes=5,
            seconds=seconds,
        )

    fetch(600)
    assert (tmp_path / "file").read_bytes() == b"12345"
    with pytest.raises(InputError, match="took longer than -1 seconds"):
        fetch(-1)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.7/x",
        "https://localhost/",
        "https://intranet/report",
        "http://2130706433/",
        "https://[::1]/",
        "ftp://a.example/",
        "https://files.local/a",
    ],
)
def test_an_address_that_the_public_cannot_reach_is_refused_without_looking_it_up(url: str) -> None:
    with pytest.raises(InputError):
        outbound.check_public(url)


def test_a_public_address_is_given_back_clean() -> None:
    assert outbound.check_public(" https://aldora.example:8443/a?b=1 ") == "https://aldora.example:8443/a?b=1"
