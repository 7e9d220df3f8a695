"""The composition root: ``create_app(settings)`` puts settings, database, plugins and web together.

The outer application watches the generations in the database (at most once a second, on a request). When the plugins
changed it builds a new registry and a new inner application in a thread and swaps both at once; requests that are
running keep the ones they began with. If building fails, the old ones keep serving, and ``/health/ready`` says why.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from toolbox_core.config import Settings, load_settings, site_folder
from toolbox_core.db import Database
from toolbox_core.db.base import utcnow
from toolbox_core.db.generation import generations
from toolbox_core.exceptions import ToolboxError
from toolbox_core.i18n import Catalogues
from toolbox_core.plugins.lifecycle import build_registry, record_faults
from toolbox_core.plugins.runner import Runner
from toolbox_core.plugins.work import work_of
from toolbox_core.services.accounts.roles import default_roles
from toolbox_core.services.jobs.worker import Worker
from toolbox_core.web.caching import PageCache
from toolbox_core.web.downloads import Downloads
from toolbox_core.web.host import GENERATIONS_KEY, HOST_KEY, Host, ServerStatus
from toolbox_core.web.middleware import Gate
from toolbox_core.web.mounting import make_routes, make_starlette
from toolbox_core.web.rendering import Lookup, make_environments, prepare_templates
from toolbox_core.web.sessions import Sessions
from toolbox_core.web.static import StaticFiles
from toolbox_core.web.urls import Addresses

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import Receive, Scope, Send

logger = logging.getLogger("toolbox.app")
PACKAGE = Path(__file__).parent
SITE_FOLDERS = ("templates", "static", "translations")
# How long a request waits for a rebuild it happened to start, before it is answered from the old state.
REBUILD_PATIENCE = 2.0
# How long closing waits for the background worker, in seconds.
WORKER_PATIENCE = 5.0
# After a failed rebuild with nothing changed since, the next try.
REBUILD_RETRY = 30.0
Fingerprint = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Built:
    """One state of the site: the host that requests see, the application that answers them, what it was made from."""

    host: Host
    app: Starlette
    fingerprint: Fingerprint


class Application:
    """The ASGI application that ``create_app`` returns."""

    def __init__(self, settings: Settings, *, safe_mode: bool = False, strict: bool = False) -> None:
        self.settings = settings
        self.database = Database(
            settings.database_url, threads=settings.server.threads, busy_timeout=settings.database.busy_timeout
        )
        self.downloads = Downloads(self.database)
        self.runner = Runner(settings.plugins)
        self.status = ServerStatus(started=utcnow())
        self._safe_mode, self._strict = safe_mode, strict
        self._builds = 0
        self._data_generation = 0
        self._next_look = 0.0
        self._rebuilding: asyncio.Future[None] | None = None
        self._failed: tuple[int, Fingerprint, float] | None = None
        self._faults_stored: dict[str, str] = {}
        self._trouble = ""
        self._worker: Worker | None = None
        self._worker_thread: threading.Thread | None = None
        self._built = self._build()
        self.pages = PageCache(self._answer, megabytes=settings.server.cache_megabytes)
        self._gate = Gate(Sessions(self.pages), settings)

    @property
    def host(self) -> Host:
        """The state of the site that the next request will see."""
        return self._built.host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._look()
            built = self._built
            scope[HOST_KEY] = built.host
            scope["toolbox.app"] = built.app
            scope[GENERATIONS_KEY] = (built.host.registry.generation, self._data_generation, built.host.build)
            await self._gate(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})

    @staticmethod
    async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
        await scope["toolbox.app"](scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._start_worker()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _start_worker(self) -> None:
        """Background work runs in a thread of this process, unless the site has workers of their own."""
        if self.settings.jobs.embedded and not self._safe_mode:
            self._worker = Worker(self.settings, self.database, lambda: work_of(self.host.registry))
            self._worker_thread = threading.Thread(target=self._worker.run_forever, name="toolbox-worker", daemon=True)
            self._worker_thread.start()

    def close(self) -> None:
        """Let go of the worker, the database's threads and connections."""
        if self._worker is not None and self._worker_thread is not None:
            self._worker.stop()
            # It may be asking the database this very moment; a job at hand that takes longer is taken up again.
            self._worker_thread.join(WORKER_PATIENCE)
        self.downloads.close()
        self.database.close()

    # --- watching and rebuilding ---------------------------------------------------------------------------------

    async def _look(self) -> None:
        """Once a second at most, look whether plugins, published data or the site's own files have changed."""
        now = monotonic()
        if now < self._next_look:
            return
        self._next_look = now + self.settings.plugins.poll_seconds
        try:
            generation, data_generation, fingerprint = await self.database.in_executor(self._observe)
        except Exception as error:
            self._note_trouble(str(error))
            return
        self._note_trouble("")
        if data_generation != self._data_generation:
            self._data_generation = data_generation
            self.pages.shelf.clear()
        if self._needs_rebuild(generation, fingerprint, now):
            self._rebuilding = self._rebuilding or self._start_rebuild(generation, fingerprint)
            await asyncio.wait([self._rebuilding], timeout=REBUILD_PATIENCE)

    def _observe(self) -> tuple[int, int, Fingerprint]:
        with self.database.read() as session:
            generation, data_generation = generations(session)
        if self.runner.faults() and not self._safe_mode:
            record_faults(self.database, self._built.host.registry, self.runner, self._faults_stored)
        return generation, data_generation, fingerprint_of(self.settings.path)

    def _note_trouble(self, sentence: str) -> None:
        if sentence != self._trouble:
            self._trouble = sentence
            if sentence:
                logger.error("The generations cannot be read: %s", sentence)

    def _needs_rebuild(self, generation: int, fingerprint: Fingerprint, now: float) -> bool:
        built = self._built
        if (generation, fingerprint) == (built.host.registry.generation, built.fingerprint):
            return False
        if self._failed is not None and self._failed[:2] == (generation, fingerprint):
            return now >= self._failed[2]
        return True

    def _start_rebuild(self, generation: int, fingerprint: Fingerprint) -> asyncio.Future[None]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def work() -> None:
            try:
                built: Built | None = self._build()
                sentence = ""
            except Exception as error:
                logger.exception("The site could not be rebuilt; the previous state keeps serving.")
                built, sentence = None, str(error) or type(error).__name__
            loop.call_soon_threadsafe(finish, built, sentence)

        def finish(built: Built | None, sentence: str) -> None:
            self._rebuilding = None
            self.status.rebuild_error = sentence
            if built is None:
                self.status.rebuild_failed_at = utcnow()
                self._failed = (generation, fingerprint, monotonic() + REBUILD_RETRY)
            else:
                self._built, self._failed = built, None
                self.status.rebuild_failed_at = None
                self.pages.shelf.clear()
                logger.info("The site was rebuilt.", extra={"generation": built.host.registry.generation})
            done.set_result(None)

        # Its own thread: a plugin that is slow to import must not take one of the database's few.
        threading.Thread(target=work, name="toolbox-rebuild", daemon=True).start()
        return done

    def _build(self) -> Built:
        settings = self.settings
        fingerprint = fingerprint_of(settings.path)
        registry = build_registry(settings, self.database, self.runner, safe_mode=self._safe_mode, strict=self._strict)
        site = settings.path
        catalogues = Catalogues(
            PACKAGE / "translations",
            registry.translation_folders,
            site / "translations",
            languages=settings.site.languages,
        )
        static = StaticFiles(site / "static", dict(registry.static_folders), PACKAGE / "static")
        app = make_starlette(make_routes(registry))
        addresses = Addresses(app.routes)
        environments = make_environments(
            settings,
            catalogues,
            Lookup(site / "templates", dict(registry.template_folders), PACKAGE / "templates"),
            addresses=addresses,
            static=static,
            navigation=registry.navigation,
        )
        prepare_templates(environments.values(), registry.hooks, registry.active)
        self._builds += 1
        host = Host(
            settings=settings,
            database=self.database,
            registry=registry,
            runner=self.runner,
            catalogues=catalogues,
            static=static,
            downloads=self.downloads,
            router=app.router,
            addresses=addresses,
            status=self.status,
            environments=environments,
            default_roles=default_roles(permission for _, permission in registry.permissions),
            build=self._builds,
            safe_mode=self._safe_mode,
        )
        return Built(host, app, fingerprint)


def fingerprint_of(site: Path) -> Fingerprint:
    """Names, times and sizes of the site's own templates, static files and translations."""
    files = []
    for name in SITE_FOLDERS:
        for path in sorted((site / name).rglob("*")):
            try:
                status = path.stat()
            except OSError:
                continue
            files.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(files)


def create_app(settings: Settings, *, safe_mode: bool = False, strict: bool = False) -> Application:
    """The whole site as one ASGI application.

    ``safe_mode`` loads no optional plugin and writes nothing. ``strict`` makes the first plugin that cannot run fatal:
    ``PluginFailed`` is raised. Without it only settings that cannot work raise (``SettingsError``).
    """
    return Application(settings, safe_mode=safe_mode, strict=strict)


def from_environment() -> Application:
    """For other ASGI servers (``uvicorn --factory toolbox_core.app:from_environment``): site from ``TOOLBOX_SITE``."""
    try:
        return create_app(load_settings(site_folder()))
    except ToolboxError as error:
        raise SystemExit(str(error)) from error
