"""``/metrics``: the figures of all processes and of the site, for Prometheus."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from starlette.responses import Response

from toolbox_core import __version__
from toolbox_core.exceptions import NotFound
from toolbox_core.services.jobs.models import JobRow
from toolbox_core.services.notifications import letters
from toolbox_core.web.host import host_of
from toolbox_core.web.metrics import CONTENT_TYPE, exposition, run_folder

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from toolbox_core.plugins.registry import Registry

Gauges = dict[str, tuple[str, dict[str, float]]]


async def figures(request: Request) -> Response:
    """The figures, when ``[server] metrics`` lets the visitor see them; else 404, as if there were none."""
    host = host_of(request)
    allowed = host.settings.server.metrics
    if allowed == "off" or (allowed == "local" and not _is_local(request)):
        raise NotFound("There is nothing at this address.")
    gauges = await host.database.run(_gauges, host.registry)
    text = await host.database.in_executor(lambda: exposition(run_folder(host.settings), gauges))
    return Response(text, headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"})


def _gauges(session: Session, registry: Registry) -> Gauges:
    jobs = session.execute(select(JobRow.status, func.count()).group_by(JobRow.status)).all()
    return {
        "toolbox_info": ("The version that runs.", {f'version="{__version__}"': 1.0}),
        "toolbox_plugin_running": (
            "Whether an enabled module runs.",
            {
                f'module="{record.id}"': float(record.is_running)
                for record in registry.plugins.values()
                if record.is_enabled
            },
        ),
        "toolbox_jobs": ("Background jobs by status.", {f'status="{status}"': float(n) for status, n in jobs}),
        "toolbox_letters": (
            "Letters in the outbox by status.",
            {f'status="{status}"': float(n) for status, n in letters.counts(session).items()},
        ),
    }


def _is_local(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
