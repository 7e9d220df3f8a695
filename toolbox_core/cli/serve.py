"""``toolbox serve``: the site on a port, in one process or in several."""

from __future__ import annotations

import errno
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext
from toolbox_core.exceptions import ToolboxError

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn import Config

    from toolbox_core.app import Application
    from toolbox_core.config import Settings

BACKLOG = 2048
# A worker that was told to stop finishes what it is answering, but not longer than this.
GRACE_SECONDS = 10
ANSWER_SECONDS = 60.0


@click.command(epilog="Example: toolbox --site /srv/open.example.org serve --port 8000 --workers 2")
@click.option("--host", help="Address to listen on (else [server] host).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on, 0 for a free one (else [server] port).")
@click.option("--workers", type=click.IntRange(1, 64), help="Number of processes (else [server] workers).")
@click.pass_obj
def serve(context: CliContext, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the site until it is stopped with Ctrl+C.

    Plugins that are enabled or disabled meanwhile are noticed by every process within a second or two.
    """
    settings = context.settings()
    listen(
        settings,
        host=settings.server.host if host is None else host,
        port=settings.server.port if port is None else port,
        workers=settings.server.workers if workers is None else workers,
        safe_mode=context.safe_mode,
        strict=context.strict,
    )


def listen(
    settings: Settings, *, host: str, port: int, workers: int = 1, safe_mode: bool = False, strict: bool = False
) -> None:
    """Serve until stopped. Prints one line with the address once the site answers.

    Raises ``ToolboxError`` when the port is taken or cannot be had, and what ``create_app`` raises.
    """
    from uvicorn import Server
    from uvicorn.supervisors import Multiprocess

    from toolbox_core.web.logs import configure_logging

    configure_logging()
    listener = open_port(host, port)
    _warn_of_migrations(settings)
    # Built here first, also for several processes: what is wrong is said once, in one line, before anything starts.
    app = make_app(settings, safe_mode=safe_mode, strict=strict)
    address = address_of(listener)
    threading.Thread(target=_announce, args=(settings.site.name, address, listener), daemon=True).start()
    try:
        if workers == 1:
            Server(_configuration(app, settings)).run(sockets=[listener])
        else:
            app.close()
            worker = Worker(settings, safe_mode=safe_mode, strict=strict)
            Multiprocess(_configuration(worker, settings, factory=True, workers=workers), [listener]).run()
    except KeyboardInterrupt:
        return
    finally:
        listener.close()


def make_app(settings: Settings, *, safe_mode: bool, strict: bool) -> Application:
    """The application, imported only when somebody serves."""
    from toolbox_core.app import create_app

    return create_app(settings, safe_mode=safe_mode, strict=strict)


class Worker:
    """Makes the application in a worker process. It travels there with the settings that the command resolved."""

    def __init__(self, settings: Settings, *, safe_mode: bool, strict: bool) -> None:
        self._settings, self._safe_mode, self._strict = settings, safe_mode, strict

    def __call__(self) -> Application:
        from toolbox_core.web.logs import configure_logging

        configure_logging()
        threading.Thread(target=_end_with_parent, daemon=True).start()
        return make_app(self._settings, safe_mode=self._safe_mode, strict=self._strict)


def _end_with_parent() -> None:
    """A worker whose parent was killed must not hold the port for ever."""
    import signal
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        signal.raise_signal(signal.SIGTERM)


def _configuration(app: Application | Callable[[], Application], settings: Settings, **more: Any) -> Config:
    from uvicorn import Config

    return Config(
        app,
        http="httptools",
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(settings.server.trusted_proxies),
        timeout_keep_alive=10,
        timeout_graceful_shutdown=GRACE_SECONDS,
        **more,
    )


def open_port(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ``ToolboxError`` with one sentence when it cannot be had."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise ToolboxError(f"{host!r} is not an address of this machine.", fix="Choose another --host.") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(BACKLOG)
        listener.set_inheritable(True)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ToolboxError(
                f"Port {port} of {host} is in use by another program.",
                fix="Stop that program, or choose another with --port.",
            ) from error
        reason = error.strerror or str(error)
        raise ToolboxError(f"The site cannot listen on {host}, port {port}: {reason}.") from error
    return listener


def address_of(listener: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _warn_of_migrations(settings: Settings) -> None:
    from toolbox_core.db import Database
    from toolbox_core.migrate import pending

    database = Database(settings.database_url, busy_timeout=settings.database.busy_timeout)
    try:
        waiting = pending(settings, database)
    except ToolboxError as error:
        click.echo(f"Warning: {error}", err=True)
        return
    finally:
        database.close()
    if waiting:
        names = ", ".join(sorted(waiting))
        click.echo(f"Warning: migrations are pending ({names}). Run `toolbox migrate`.", err=True)


def _announce(name: str, address: str, listener: socket.socket) -> None:
    """Wait until the site answers, then print its address in one line."""
    import http.client

    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "localhost"
    end = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < end:
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
            continue
        finally:
            connection.close()
        click.echo(f"{name} is served at {address}/ (stop with Ctrl+C).")
        sys.stdout.flush()
        return
