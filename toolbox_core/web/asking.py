"""Asking one plugin one question about its data, so that a wrong or slow answer costs only that answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from toolbox_core.web.host import host_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from toolbox_core.plugins.runner import Outcome
    from toolbox_core.web.host import Host

T = TypeVar("T")


async def ask(request: Request, plugin: str, phase: str, function: Callable[..., T], *args: Any) -> Outcome[T]:
    """``function(session, *args)`` of ``plugin`` with a read session of its own, isolated, timed and attributed.

    The answer is an ``Outcome``: its ``error`` names plugin and phase when the plugin raised or took longer than
    ``[plugins] call_timeout``; the runner has counted it then.
    """
    host = host_of(request)
    call = partial(
        host.runner.call, plugin, phase, _with_session, host, function, args, timeout=host.settings.plugins.call_timeout
    )
    return await host.database.in_executor(call)


def _with_session(host: Host, function: Callable[..., T], args: tuple[Any, ...]) -> T:
    # A session of its own: when the plugin is given up, the thread left behind must not share one with anybody.
    with host.database.read() as session:
        return function(session, *args)
