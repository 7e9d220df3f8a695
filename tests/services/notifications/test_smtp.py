"""The mail server: encrypted, its certificate checked, one connection for all letters."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.config import MailSettings
from toolbox_core.services.notifications.letters import NotReachable
from toolbox_core.services.notifications.smtp import MailServer


class Server:
    """SMTP in a few lines: ``tls`` from the start, after STARTTLS, or not at all; remembers what it was told."""

    def __init__(self, context: ssl.SSLContext | None, *, at_once: bool, refuse: bytes) -> None:
        self.context, self.at_once, self.refuse = context, at_once, refuse
        self.said: list[bytes] = []
        self.letters: list[bytes] = []
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            try:
                self._talk(connection)
            except OSError:
                continue  # whoever called did not like our certificate
            finally:
                connection.close()

    def _talk(self, connection: Any) -> None:
        if self.at_once and self.context:
            connection = self.context.wrap_socket(connection, server_side=True)
        stream = connection.makefile("rwb", buffering=0)
        stream.write(b"220 here\r\n")
        while line := stream.readline():
            self.said.append(line.strip())
            word = line.split()[0].upper()
            if word == b"EHLO":
                offers = b"250-here\r\n250-AUTH PLAIN\r\n250-STARTTLS\r\n250 8BITMIME\r\n"
                stream.write(offers)
            elif word == b"STARTTLS" and self.context:
                stream.write(b"220 go on\r\n")
                stream.close()
                connection = self.context.wrap_socket(connection, server_side=True)
                stream = connection.makefile("rwb", buffering=0)
            elif word == b"AUTH":
                stream.write(b"235 welcome\r\n" if b"AHVzZXIAc2VjcmV0" in line else b"535 no\r\n")
            elif self.refuse and line.upper().startswith(self.refuse):
                stream.write(b"550 no such person\r\n")
            elif word == b"DATA":
                stream.write(b"354 go on\r\n")
                lines: list[bytes] = []
                while (text := stream.readline()) != b".\r\n":
                    lines.append(text)
                self.letters.append(b"".join(lines))
                stream.write(b"250 taken\r\n")
            elif word == b"QUIT":
                stream.write(b"221 bye\r\n")
                break
            else:
                stream.write(b"250 well\r\n")
        stream.close()
        connection.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for ``localhost`` that signs itself, with its key."""
    from datetime import UTC, datetime, timedelta

    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """``serve(certificate, at_once=True, refuse=b"RCPT")`` starts a server until the test ends."""
    started: list[Server] = []

    def start(file: Path | None = None, *, at_once: bool = False, refuse: bytes = b"") -> Server:
        context = None
        if file is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(file)
        started.append(Server(context, at_once=at_once, refuse=refuse))
        return started[-1]

    yield start
    for server in started:
        server.socket.close()


def letter(to: str = "ana@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "open@example.org", to, "Grüße"
    message.set_content("Words")
    return message


def settings(server: Server, tls: Any = "none", **more: Any) -> MailSettings:
    return MailSettings(host="localhost", port=server.port, tls=tls, timeout=5.0, **more)


def test_all_letters_of_a_run_go_through_one_connection(serve: Callable[..., Server]) -> None:
    server = serve()
    with MailServer(settings(server)) as deliver:
        deliver(letter())
        deliver(letter("ben@example.org"))
    assert (len(server.letters), server.connections) == (2, 1)
    assert b"Words" in server.letters[0]


def test_nothing_is_connected_when_nothing_is_sent(serve: Callable[..., Server]) -> None:
    server = serve()
    with MailServer(settings(server)):
        pass
    assert server.connections == 0


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_the_connection_is_encrypted_before_the_password_is_said(
    serve: Callable[..., Server], certificate: Path, tls: str
) -> None:
    server = serve(certificate, at_once=tls == "tls")
    trusting = ssl.create_default_context(cafile=str(certificate))
    with MailServer(settings(server, tls, user="user", password="secret"), context=trusting) as deliver:
        deliver(letter())
    assert len(server.letters) == 1
    if tls == "starttls":
        words = [line.split()[0].upper() for line in server.said]
        assert words.index(b"STARTTLS") < words.index(b"AUTH")


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_server_that_cannot_prove_who_it_is_gets_no_letter(
    serve: Callable[..., Server], certificate: Path, tls: str
) -> None:
    server = serve(certificate, at_once=tls == "tls")
    with MailServer(settings(server, tls)) as deliver, pytest.raises(NotReachable, match="certificate"):
        deliver(letter())
    assert server.letters == []


def test_a_server_without_encryption_is_not_used_when_it_is_asked_for(serve: Callable[..., Server]) -> None:
    server = serve()
    with MailServer(settings(server, "starttls")) as deliver, pytest.raises(NotReachable):
        deliver(letter())
    assert server.letters == []


def test_a_wrong_password_is_nobodys_letters_fault(serve: Callable[..., Server]) -> None:
    server = serve()
    with (
        MailServer(settings(server, user="user", password="wrong")) as deliver,
        pytest.raises(NotReachable, match="535"),
    ):
        deliver(letter())


def test_one_refused_letter_does_not_stop_the_others(serve: Callable[..., Server]) -> None:
    server = serve(refuse=b"RCPT TO:<GONE")
    with MailServer(settings(server)) as deliver:
        with pytest.raises(OSError, match="550") as refused:
            deliver(letter("gone@example.org"))
        assert not isinstance(refused.value, NotReachable)
        deliver(letter())
    assert len(server.letters) == 1


def test_no_server_there() -> None:
    nowhere = MailSettings(host="127.0.0.1", port=1, tls="none", timeout=2.0)
    with MailServer(nowhere) as deliver, pytest.raises(NotReachable, match=r"127\.0\.0\.1:1"):
        deliver(letter())
