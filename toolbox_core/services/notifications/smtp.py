"""The mail server: one connection for all letters of a run, encrypted and with its certificate checked."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from types import TracebackType

from toolbox_core.config import MailSettings
from toolbox_core.services.notifications.letters import NotReachable


class MailServer:
    """Delivers letters over SMTP (RFC 5321). Use it in a ``with`` block; the connection is opened by the first letter.

    Raises ``NotReachable`` when the server cannot be reached, shows no valid certificate or refuses the password, and
    another ``OSError`` (``smtplib`` has them) when it refuses one letter.
    """

    def __init__(self, mail: MailSettings, *, context: ssl.SSLContext | None = None) -> None:
        self._mail = mail
        self._context = context or ssl.create_default_context()
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> MailServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()

    def __call__(self, message: EmailMessage) -> None:
        """Hand over one letter."""
        if self._connection is None:
            try:
                self._connection = self._connect()
            except OSError as problem:
                raise NotReachable(f"{self._mail.host}:{self._mail.port} cannot be used: {problem}") from problem
        try:
            self._connection.send_message(message)
        except smtplib.SMTPServerDisconnected as problem:
            self._let_go()
            raise NotReachable(f"{self._mail.host} ended the connection: {problem}") from problem

    def _connect(self) -> smtplib.SMTP:
        mail = self._mail
        if mail.tls == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=mail.timeout, context=self._context
            )
        else:
            connection = smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout)
        try:
            if mail.tls == "starttls":
                connection.starttls(context=self._context)
            if mail.user:
                connection.login(mail.user, mail.password)
        except OSError:
            connection.close()
            raise
        return connection

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except OSError:
                connection.close()
