"""What a request can reach of the host, and what the host notes about a request.

``request.scope["toolbox"]`` is the ``Host``: everything that stays the same until the registry is rebuilt.
``request.scope["toolbox.visit"]`` is the ``Visit``: the few facts about this one request that its layers share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from toolbox_core.services.accounts.actors import ANONYMOUS, Actor

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.requests import HTTPConnection
    from starlette.routing import Router
    from starlette.types import Scope

    from toolbox_core.config import Settings
    from toolbox_core.db import Database
    from toolbox_core.i18n import Catalogues
    from toolbox_core.plugins.registry import Registry
    from toolbox_core.plugins.runner import Runner
    from toolbox_core.web.downloads import Downloads
    from toolbox_core.web.static import StaticFiles
    from toolbox_core.web.urls import Addresses

HOST_KEY = "toolbox"
GENERATIONS_KEY = "toolbox.generations"
VISIT_KEY = "toolbox.visit"


@dataclass(slots=True, kw_only=True)
class ServerStatus:
    """What this process knows about itself: shared by all states of the site that it builds, one after the other."""

    started: datetime
    rebuild_error: str = ""
    rebuild_failed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One built state of the site: settings, database, registry, and what was made from them.

    ``environments`` holds one template environment for each language; ``default_roles`` what plugins declare for each
    role; ``build`` counts the rebuilds of this process.
    """

    settings: Settings
    database: Database
    registry: Registry
    runner: Runner
    catalogues: Catalogues
    static: StaticFiles
    downloads: Downloads
    router: Router
    addresses: Addresses
    status: ServerStatus
    environments: Mapping[str, Environment] = field(default_factory=dict)
    default_roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    build: int = 0
    safe_mode: bool = False


@dataclass(slots=True, kw_only=True)
class Visit:
    """Facts about one request: its id, language, the generations it is answered from, and what its route allows.

    ``chosen`` is a language just asked for, to be remembered in a cookie; ``remembered`` tells that there was one.
    ``theme`` is ``light`` or ``dark`` when the visitor chose it, else empty. ``actor`` is who is asking.
    """

    id: str
    language: str
    secure: bool = False
    chosen: str = ""
    remembered: bool = False
    theme: str = ""
    plugin_generation: int = 0
    data_generation: int = 0
    build: int = 0
    cacheable: bool = False
    plugin: str = ""
    actor: Actor = ANONYMOUS
    must_change_password: bool = False
    must_enrol: bool = False
    started: float = field(default_factory=perf_counter)


def host_of(request: HTTPConnection) -> Host:
    """The host that answers ``request``."""
    return cast(Host, request.scope[HOST_KEY])


def settings_of(request: HTTPConnection) -> Settings:
    """The settings of the site that answers ``request``."""
    return host_of(request).settings


def collected(request: HTTPConnection, hook: str) -> tuple[tuple[str, Any], ...]:
    """What plugins handed to a hook that another plugin offers: ``(plugin id, what was taken)``, in their order."""
    return host_of(request).registry.collected.get(hook, ())


def visit_of(request: HTTPConnection) -> Visit:
    """What is known about ``request``."""
    return cast(Visit, request.scope[VISIT_KEY])


def visit_in(scope: Scope) -> Visit:
    """The same, for layers that have only the ASGI scope."""
    return cast(Visit, scope[VISIT_KEY])
