"""A site with one throw-away plugin, ``probe``, whose pages do what a test needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from toolbox_core.app import Application, create_app
from toolbox_core.config import Settings
from toolbox_core.db import Database
from toolbox_core.plugins.lifecycle import enable
from toolbox_core.testing.plugins import ImportPath, forget, make_plugin

ADDRESS = "http://127.0.0.1:8000"
HEAD = """\
import asyncio
import time
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from toolbox_core import *
from toolbox_core import ApiRoute, NavigationLink, Route, hookimpl
"""


@dataclass
class Probe:
    """A running site: its application, a client that follows no redirect, and the settings it was made with."""

    app: Application
    client: TestClient
    settings: Settings
    database: Database
    package: Path


def routes(*lines: str) -> str:
    """The hook that offers these routes, each given as the arguments of ``Route``."""
    listed = ",\n".join(f"        Route({line})" for line in lines)
    return f"\n\n@hookimpl\ndef register_routes(context):\n    return [\n{listed},\n    ]\n"


@pytest.fixture
def raw() -> Callable[..., tuple[int, dict[str, str], bytes]]:
    """``raw(app, path, headers)`` asks exactly that path, however odd: an HTTP client would tidy it up first."""

    def ask(app: Application, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        given = {"host": "127.0.0.1:8000", **(headers or {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8000),
        }
        asyncio.run(app(scope, receive, send))
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:])

    return ask


@pytest.fixture
def probe(tmp_path: Path, settings: Settings, database: Database) -> Iterator[Callable[..., Probe]]:
    """``probe(code, routes=[…], site={…}, server={…})`` starts a site with that plugin enabled.

    ``later`` is what becomes of its code after it was enabled.
    """
    clients: list[TestClient] = []
    with ImportPath(tmp_path / "packages") as packages:

        def start(
            code: str = "",
            *lines: str,
            files: dict[str, str] | None = None,
            more: str = "",
            site: dict[str, Any] | None = None,
            manifest: dict[str, Any] | None = None,
            enabled: bool = True,
            later: str | None = None,
            **sections: dict[str, Any],
        ) -> Probe:
            text = HEAD + dedent(code) + (routes(*lines) if lines else "") + dedent(more)
            provides = {"provides": {"addresses": ["/probe"], "api": "/probe"}, **(manifest or {})}
            package = make_plugin(packages, "probe", text, provides, files=files)
            if enabled:
                enable(settings, database, "probe", by="tests")
            if later is not None:
                (package / "plugin.py").write_text(later, encoding="utf-8")
                forget(packages)
            changed = msgspec.structs.replace(
                settings,
                site=msgspec.structs.replace(settings.site, **(site or {})),
                **{
                    name: msgspec.structs.replace(getattr(settings, name), **values)
                    for name, values in sections.items()
                },
            )
            app = create_app(changed)
            client = TestClient(app, base_url=ADDRESS, follow_redirects=False)
            client.__enter__()
            clients.append(client)
            return Probe(app, client, changed, database, package)

        yield start
        for client in clients:
            client.__exit__(None, None, None)
